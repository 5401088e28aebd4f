-- More that is no decision: it lies beside the log, is its tenant's, and can be deleted.
set local role samverka_owner;

alter table samverka.answer_drafts add column answer_version integer check (answer_version > 0);
comment on column samverka.answer_drafts.answer_version is
    'Which version of the answer the draft was begun from; null for a first answer.';

create table samverka.dispatch_drafts (
    tenant_id text not null,
    request_id text not null check (length(request_id) <= 100),
    recipients text[] not null check (cardinality(recipients) <= 400),
    deadline date,
    open_answers boolean not null,
    primary key (tenant_id, request_id)
);
comment on table samverka.dispatch_drafts is
    'To whom a request that is not sent yet is to go, by kommunkod, and until when it is to be answered.';

-- A name that is changed or deleted there is changed or deleted here with it.
alter table samverka.people add unique (tenant_id, person_id, name);
create table samverka.named_contacts (
    tenant_id text not null,
    person_id text not null,
    name text not null,
    primary key (tenant_id, person_id),
    foreign key (tenant_id, person_id, name) references samverka.people (tenant_id, person_id, name)
        on update cascade on delete cascade
);
comment on table samverka.named_contacts is
    'What those are called whom a municipality has named in an answer as whom to talk to, for its förbunds too.';

alter table samverka.dispatch_drafts enable row level security;
alter table samverka.dispatch_drafts force row level security;
create policy tenants_own on samverka.dispatch_drafts for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
grant select, insert, update, delete on samverka.dispatch_drafts to samverka_app;

alter table samverka.named_contacts enable row level security;
alter table samverka.named_contacts force row level security;
create policy tenants_own on samverka.named_contacts for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
-- Of the members of today alone, as their contacts.
create policy forbund_reads on samverka.named_contacts for select to samverka_app using (
    tenant_id in (
        select m.member_id from samverka.region_members m
        where m.region_id = (select samverka.current_tenant())
          and samverka.local_day(samverka.log_now()) between m.valid_from and coalesce(m.valid_to, 'infinity')
    )
);
grant select, insert, delete on samverka.named_contacts to samverka_app;

reset role;
