-- Names and addresses lie beside the log, which knows people by their ids and cannot forget: rows that are deleted.
set local role samverka_owner;

create table samverka.people (
    tenant_id text not null,
    person_id text not null,
    name text not null,
    mail text not null,
    logged_in_at timestamptz,
    unnamed boolean not null default false,
    primary key (tenant_id, person_id),
    check (not unnamed or name || mail = '')
);
comment on table samverka.people is
    'What the people of an organisation are called, to it alone. Who is unnamed wants no name kept; her next login '
    'keeps none.';

create table samverka.contacts (
    tenant_id text not null primary key,
    name text not null,
    mail text not null,
    phone text not null
);
comment on table samverka.contacts is 'Whom a municipality names for the förbunds that it belongs to.';

alter table samverka.people enable row level security;
alter table samverka.people force row level security;
create policy tenants_own on samverka.people for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
grant select, insert, update, delete on samverka.people to samverka_app;

alter table samverka.contacts enable row level security;
alter table samverka.contacts force row level security;
create policy tenants_own on samverka.contacts for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
-- Of the members of today alone: who has left, or has only been invited, is asked by no name.
create policy forbund_reads on samverka.contacts for select to samverka_app using (
    tenant_id in (
        select m.member_id from samverka.region_members m
        where m.region_id = (select samverka.current_tenant())
          and samverka.local_day(samverka.log_now()) between m.valid_from and coalesce(m.valid_to, 'infinity')
    )
);
grant select, insert, update, delete on samverka.contacts to samverka_app;

reset role;
