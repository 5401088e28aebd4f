-- Names and addresses of the invited lie beside the log, which cannot forget: a row is deleted with its invitation.
set local role samverka_owner;

create table samverka.invited (
    tenant_id text not null,
    invitation_id text not null,
    name text not null,
    mail text not null,
    primary key (tenant_id, invitation_id)
);
comment on table samverka.invited is
    'Who is invited by whom. What there is here waits; who carries it out sees of others only that it is there.';

alter table samverka.invited enable row level security;
alter table samverka.invited force row level security;
create policy tenants_own on samverka.invited for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
create policy projector_finds on samverka.invited for select to samverka_projector using (true);
grant select, insert, delete on samverka.invited to samverka_app;
grant select (tenant_id, invitation_id) on samverka.invited to samverka_projector;

reset role;
