-- Preparation is no decision: it lies beside the log, is its tenant's alone, and can be deleted.
set local role samverka_owner;

create table samverka.answer_drafts (
    tenant_id text not null,
    request_id text not null check (length(request_id) <= 100),
    version uuid not null,
    content jsonb not null check (jsonb_typeof(content) = 'object' and length(content::text) <= 1000000),
    person_id text not null,
    kept_at timestamptz not null,
    asked_by text,
    asked_at timestamptz,
    primary key (tenant_id, request_id),
    check ((asked_by is null) = (asked_at is null))
);
comment on table samverka.answer_drafts is 'What has been written of an answer that is not sent yet, one a request.';
comment on column samverka.answer_drafts.version is 'Another one each time: who keeps the draft says which she has seen.';
comment on column samverka.answer_drafts.asked_by is 'Who has asked the management to decide, while it has not.';

create table samverka.answer_notes (
    tenant_id text not null,
    note_id uuid not null,
    request_id text not null check (length(request_id) <= 100),
    person_id text not null,
    written_at timestamptz not null,
    body text not null check (length(body) between 1 and 4000),
    primary key (tenant_id, note_id)
);
comment on table samverka.answer_notes is 'What colleagues write to each other about a request.';
create index answer_notes_of_request on samverka.answer_notes (tenant_id, request_id, written_at);

alter table samverka.answer_drafts enable row level security;
alter table samverka.answer_drafts force row level security;
create policy tenants_own on samverka.answer_drafts for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
grant select, insert, update, delete on samverka.answer_drafts to samverka_app;

alter table samverka.answer_notes enable row level security;
alter table samverka.answer_notes force row level security;
create policy tenants_own on samverka.answer_notes for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
grant select, insert, delete on samverka.answer_notes to samverka_app;

reset role;
