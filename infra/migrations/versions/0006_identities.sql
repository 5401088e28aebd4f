-- Who is no longer believed and who is logged in, in a schema that the app reaches by functions only;
-- and who has read what, or was refused, which each tenant reads of itself.

create schema identity;
grant usage, create on schema identity to samverka_owner;
grant usage on schema identity to samverka_app;

set local role samverka_owner;

-- A token says who somebody is until it expires; this says of whom that has ceased to be true before.
-- A subject is 'person:…', 'session:…', 'organisation:…', 'membership:<organisation>:<person>', 'client:…',
-- 'machines:<organisation>' or 'everybody'.
create table identity.revocations (
    subject text primary key,
    revoked_at timestamptz not null
);

-- People logged in to the web pages, and those on their way. What the server keeps of them is encrypted by a key
-- that only the person's cookie holds; a row is found by the hash of that key.
create table identity.web_sessions (
    key_hash bytea primary key,
    person_id text,
    provider_session text,
    content bytea not null,
    expires_at timestamptz not null,
    renewal_until timestamptz
);
create index on identity.web_sessions (person_id);
create index on identity.web_sessions (provider_session);
create index on identity.web_sessions (expires_at);

-- Tokens that count once, until they would be too old anyhow.
create table identity.used_tokens (
    token_id text primary key,
    expires_at timestamptz not null
);

-- Tokens of these subjects that were issued until this moment open nothing any more, and their web sessions end. Who
-- names a moment by a clock that is ahead shuts nobody out for longer than a minute; 'infinity' is for good.
create function identity.revoke(p_subjects text[], p_revoked_at timestamptz) returns void
language sql security definer
begin atomic
    insert into identity.revocations as known (subject, revoked_at)
    select distinct subject,
           case when p_revoked_at = 'infinity' then p_revoked_at
                else least(p_revoked_at, now() + interval '1 minute') end
    from unnest(p_subjects) as subject
    on conflict (subject) do update set revoked_at = greatest(known.revoked_at, excluded.revoked_at);
    delete from identity.web_sessions
    where 'session:' || provider_session = any (p_subjects) or 'person:' || person_id = any (p_subjects)
        or 'everybody' = any (p_subjects);
    -- Older tokens have expired long ago.
    delete from identity.revocations where revoked_at < least(p_revoked_at, now()) - interval '2 days';
end;

-- Whether a token of these subjects, issued at this moment (in whole seconds), has been revoked since.
create function identity.is_revoked(p_subjects text[], p_issued_at timestamptz) returns boolean
language sql stable security definer
return exists (
    select from identity.revocations where subject = any (p_subjects) and revoked_at >= p_issued_at
);

-- What was revoked for good ('infinity') holds no longer.
create function identity.restore(p_subjects text[]) returns void
language sql security definer
begin atomic
    delete from identity.revocations where subject = any (p_subjects) and revoked_at = 'infinity';
end;

create function identity.start_session(
    p_key_hash bytea, p_person_id text, p_provider_session text, p_content bytea, p_expires_at timestamptz,
    p_now timestamptz
) returns void
language sql security definer
begin atomic
    delete from identity.web_sessions where expires_at <= p_now;
    insert into identity.web_sessions (key_hash, person_id, provider_session, content, expires_at)
    values (p_key_hash, p_person_id, p_provider_session, p_content, p_expires_at);
end;

create function identity.find_session(p_key_hash bytea, p_now timestamptz, out content bytea, out expires_at timestamptz)
language sql stable security definer
begin atomic
    select s.content, s.expires_at from identity.web_sessions s where s.key_hash = p_key_hash and s.expires_at > p_now;
end;

-- A session that has ended meanwhile stays ended. Without content, only its time is changed.
create function identity.change_session(p_key_hash bytea, p_content bytea, p_expires_at timestamptz) returns void
language sql security definer
begin atomic
    update identity.web_sessions
    set content = coalesce(p_content, content), expires_at = p_expires_at,
        renewal_until = case when p_content is null then renewal_until end
    where key_hash = p_key_hash;
end;

-- Whether the caller is the one who renews this session's tokens: they may be used once, by one process.
create function identity.claim_renewal(p_key_hash bytea, p_until timestamptz, p_now timestamptz) returns boolean
language sql security definer
begin atomic
    with claimed as (
        update identity.web_sessions set renewal_until = p_until
        where key_hash = p_key_hash and (renewal_until is null or renewal_until <= p_now)
        returning 1
    )
    select exists (select from claimed);
end;

-- Whether it was there until now: of two who end a session, one is told so.
create function identity.end_session(p_key_hash bytea) returns boolean
language sql security definer
begin atomic
    with ended as (delete from identity.web_sessions where key_hash = p_key_hash returning 1)
    select exists (select from ended);
end;

-- Whether a token that counts once has not been used before.
create function identity.use_once(p_token_id text, p_expires_at timestamptz, p_now timestamptz) returns boolean
language sql security definer
begin atomic
    delete from identity.used_tokens where expires_at <= p_now;
    with used as (
        insert into identity.used_tokens (token_id, expires_at) values (p_token_id, p_expires_at)
        on conflict (token_id) do nothing returning 1
    )
    select exists (select from used);
end;

-- Up to where the identity provider's own record of what has ended has been read.
create table identity.watched (
    is_only boolean primary key default true check (is_only),
    up_to timestamptz not null
);

create function identity.watched_up_to() returns timestamptz
language sql stable security definer
return (select up_to from identity.watched);

create function identity.keep_watched(p_up_to timestamptz) returns void
language sql security definer
begin atomic
    insert into identity.watched as known (up_to) values (p_up_to)
    on conflict (is_only) do update set up_to = greatest(known.up_to, excluded.up_to);
end;

-- Who has read what was protected, and who was refused and why. Commands that were carried out are in the event log.
create table samverka.access_log (
    tenant_id text not null,
    entry bigint generated always as identity,
    happened_at timestamptz not null,
    person_id text not null,
    client_id text not null,
    action text not null check (action in ('READ', 'SUBSCRIBE', 'COMMAND')),
    operation text not null,
    target text not null,
    outcome text not null check (outcome in ('ALLOWED', 'REFUSED')),
    status integer not null,
    reason text not null,
    correlation_id text not null,
    primary key (tenant_id, entry)
);
comment on table samverka.access_log is 'Reads and refusals, by the organisation that was acted for.';
-- What an auditor asks: all that one person did, all of one time, all refusals.
create index on samverka.access_log (tenant_id, person_id, entry);
create index on samverka.access_log (tenant_id, happened_at);
create index on samverka.access_log (tenant_id, entry) where outcome = 'REFUSED';

create function samverka.log_access(
    p_tenant_id text, p_happened_at timestamptz, p_person_id text, p_client_id text, p_action text, p_operation text,
    p_target text, p_outcome text, p_status integer, p_reason text, p_correlation_id text
) returns void
language sql security definer
begin atomic
    insert into samverka.access_log
        (tenant_id, happened_at, person_id, client_id, action, operation, target, outcome, status, reason,
         correlation_id)
    values (p_tenant_id, p_happened_at, p_person_id, p_client_id, p_action, p_operation, p_target, p_outcome, p_status,
            p_reason, p_correlation_id);
end;

create trigger access_log_is_kept before update or delete or truncate on samverka.access_log
    for each statement execute function samverka.refuse_rewriting();

alter table identity.revocations enable row level security;
alter table identity.revocations force row level security;
alter table identity.web_sessions enable row level security;
alter table identity.web_sessions force row level security;
alter table identity.used_tokens enable row level security;
alter table identity.used_tokens force row level security;
alter table identity.watched enable row level security;
alter table identity.watched force row level security;
alter table samverka.access_log enable row level security;
alter table samverka.access_log force row level security;

create policy functions_only on identity.revocations for all to samverka_owner using (true) with check (true);
create policy functions_only on identity.web_sessions for all to samverka_owner using (true) with check (true);
create policy functions_only on identity.used_tokens for all to samverka_owner using (true) with check (true);
create policy functions_only on identity.watched for all to samverka_owner using (true) with check (true);
create policy tenant_reads on samverka.access_log for select to samverka_app
    using (tenant_id = (select samverka.current_tenant()));
create policy log_appends on samverka.access_log for insert to samverka_owner with check (true);

revoke all on all functions in schema identity from public;
revoke all on function samverka.log_access from public;
grant execute on all functions in schema identity to samverka_app;
grant execute on function samverka.log_access to samverka_app;
grant select on samverka.access_log to samverka_app;

reset role;
