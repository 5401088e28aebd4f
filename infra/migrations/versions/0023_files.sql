-- Files lie beside the log, each once for its tenant, found by the SHA-256 sum of what is in it. Which events name a
-- file is kept by the append itself: who may read one of them may read the file, and a file that is named is never
-- deleted. What was received and never named may be.
set local role samverka_owner;

create table samverka.files (
    tenant_id text not null,
    sha256 bytea not null check (sha256 = sha256(content)),
    type text not null,
    content bytea not null check (octet_length(content) between 1 and 26214400),
    received_at timestamptz not null,
    primary key (tenant_id, sha256)
);
comment on table samverka.files is 'What is in the files of an organisation''s documents.';
-- What people attach is compressed already.
alter table samverka.files alter column content set storage external;

create table samverka.attached_files (
    tenant_id text not null,
    sha256 bytea not null,
    position bigint not null,
    primary key (tenant_id, sha256, position),
    foreign key (tenant_id, sha256) references samverka.files
);
comment on table samverka.attached_files is 'By file, the events that name it.';

-- The files that an event names, whatever it is called.
create function samverka.follow_attachments() returns trigger
language plpgsql set search_path = samverka, pg_catalog, pg_temp as $$
begin
    insert into samverka.attached_files
    select distinct new.tenant_id, decode(attachment->>'sha256', 'hex'), new.position
    from jsonb_array_elements(new.payload->'attachments') attachment;
    return null;
end
$$;
create trigger attachments_are_followed after insert on samverka.events
    for each row when (new.payload @? '$.attachments[0]') execute function samverka.follow_attachments();
create trigger attached_files_are_kept before update or delete or truncate on samverka.attached_files
    for each statement execute function samverka.refuse_rewriting();

alter table samverka.files enable row level security;
alter table samverka.files force row level security;
alter table samverka.attached_files enable row level security;
alter table samverka.attached_files force row level security;

-- By the policy of events: what one may read of them.
create policy reader_of_the_event on samverka.attached_files for select to samverka_app
    using (exists (select from samverka.events e where e.position = attached_files.position));
create policy append_follows on samverka.attached_files for insert to samverka_owner
    with check (tenant_id = samverka.current_tenant());

create policy tenants_own on samverka.files for all to samverka_app
    using (tenant_id = (select samverka.current_tenant())) with check (tenant_id = (select samverka.current_tenant()));
create policy reader_of_what_names_it on samverka.files for select to samverka_app using (
    exists (
        select from samverka.attached_files a where a.tenant_id = files.tenant_id and a.sha256 = files.sha256
    )
);

revoke all on function samverka.follow_attachments() from public;
grant select on samverka.attached_files to samverka_app;
grant select, insert, delete on samverka.files to samverka_app;
grant update (received_at) on samverka.files to samverka_app;

reset role;
