-- Plans for the year are no decisions: rows beside the log, changed and deleted as the organisation likes.
set local role samverka_owner;

create table samverka.year_wheel (
    tenant_id text not null,
    day_id text not null,
    kind text not null check (kind in ('MEETING', 'BUDGET')),
    body text not null,
    held_on date not null,
    papers_by date check (papers_by <= held_on),
    note text not null,
    entered_at timestamptz not null,
    primary key (tenant_id, day_id),
    unique (tenant_id, body, held_on)
);
create index year_wheel_by_day on samverka.year_wheel (tenant_id, held_on);
comment on table samverka.year_wheel is 'On which days an organisation''s bodies meet, and those of its budget work.';

alter table samverka.year_wheel enable row level security;
alter table samverka.year_wheel force row level security;
create policy tenants_own on samverka.year_wheel for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
grant select, insert, update, delete on samverka.year_wheel to samverka_app;

reset role;
