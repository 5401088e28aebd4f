-- Mail lies beside the log, in rows of a tenant that can be deleted: how each of its people wants mail, how
-- long before a deadline a förbund has its members reminded, and of what each person has been told.
set local role samverka_owner;

create table samverka.mail_wishes (
    tenant_id text not null,
    person_id text not null,
    pace text not null,
    language text not null,
    primary key (tenant_id, person_id)
);
comment on table samverka.mail_wishes is 'How often, and in which language, somebody wants mail.';

create table samverka.reminders (
    tenant_id text primary key,
    days_before smallint[] not null
);
comment on table samverka.reminders is 'How many days before a deadline the members of a förbund are reminded.';

create table samverka.mails (
    tenant_id text not null,
    person_id text not null,
    kind text not null,
    about text not null,
    noted_at timestamptz not null,
    state text not null default 'WAITING',
    tries smallint not null default 0,
    not_before timestamptz,
    done_at timestamptz,
    code smallint,
    primary key (tenant_id, person_id, kind, about)
);
comment on table samverka.mails is
    'What a person is or was told of, once each: never its text. Who looks for what waits sees only that something does.';
create index mails_that_wait on samverka.mails (tenant_id, person_id) where state = 'WAITING';
create index mails_that_were_refused on samverka.mails (tenant_id, person_id) where state = 'REFUSED';

create table samverka.mail_progress (
    singleton boolean primary key default true check (singleton),
    position bigint not null,
    since timestamptz not null,
    beat_at timestamptz not null,
    failing_since timestamptz,
    failure text,
    waiting int not null default 0,
    set_aside int not null default 0
);
comment on table samverka.mail_progress is 'How far the log has been read for mail, from when on, and how sending goes.';

alter table samverka.mail_wishes enable row level security;
alter table samverka.mail_wishes force row level security;
alter table samverka.reminders enable row level security;
alter table samverka.reminders force row level security;
alter table samverka.mails enable row level security;
alter table samverka.mails force row level security;

create policy tenants_own on samverka.mail_wishes for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
create policy tenants_own on samverka.reminders for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
create policy members_read on samverka.reminders for select to samverka_app
    using (tenant_id = any ((select samverka.my_regions())::text[]));
create policy projector_finds on samverka.reminders for select to samverka_projector using (true);
create policy tenants_own on samverka.mails for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
create policy projector_finds on samverka.mails for select to samverka_projector using (true);

grant select, insert, update, delete on samverka.mail_wishes to samverka_app;
grant select, insert, update, delete on samverka.reminders to samverka_app;
grant select, insert, update, delete on samverka.mails to samverka_app;
grant select on samverka.reminders to samverka_projector;
grant select (tenant_id, state) on samverka.mails to samverka_projector;
grant select on samverka.mail_progress to samverka_app;
grant select, insert, update on samverka.mail_progress to samverka_projector;

reset role;
