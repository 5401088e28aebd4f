-- One secret address a person and organisation, beside the log: a new one takes the place of the old, and an ended one
-- leaves nothing. Only the secret's hash is kept.
set local role samverka_owner;

create table samverka.calendars (
    tenant_id text not null,
    person_id text not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    made_at timestamptz not null,
    primary key (tenant_id, person_id),
    unique (tenant_id, secret_hash)
);
comment on table samverka.calendars is 'Who subscribes to the deadlines of her organisation in a calendar.';

alter table samverka.calendars enable row level security;
alter table samverka.calendars force row level security;
create policy tenants_own on samverka.calendars for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
grant select, insert, update, delete on samverka.calendars to samverka_app;

reset role;
