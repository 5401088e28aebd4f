-- The event log: one table, gapless positions in commit order, tenancy decided by the database.
--
-- Three roles, none of which logs in by itself or bypasses row-level security:
--   samverka_owner      owns the tables; only the append function runs as it
--   samverka_app        commands and queries: reads what the tenant may read, appends by the function
--   samverka_projector  reads the whole log and owns the views

do $$
declare
    v_role text;
begin
    foreach v_role in array array['samverka_owner', 'samverka_app', 'samverka_projector'] loop
        if not exists (select from pg_roles where rolname = v_role) then
            execute format('create role %I nologin nobypassrls', v_role);
        end if;
    end loop;
    -- The one who migrates acts as the owners while creating what they own.
    execute format('grant samverka_owner, samverka_projector to %I', current_user);
end
$$;

-- Nobody who logs in makes temporary objects: a type or function of theirs must never stand before one of ours.
-- Every function in plpgsql names pg_temp last besides; those in SQL are bound when they are made.
do $$
begin
    execute format('revoke temporary on database %I from public', current_database());
end
$$;

create schema samverka;
create schema views;
grant usage, create on schema samverka to samverka_owner;
grant usage on schema samverka to samverka_app, samverka_projector;
grant usage, create on schema views to samverka_projector;
grant usage on schema views to samverka_app;

set local role samverka_owner;

-- Whose transaction this is; null outside a tenant's transaction, and then no tenant data is visible.
create function samverka.current_tenant() returns text
language sql stable parallel safe
return nullif(current_setting('app.tenant_id', true), '');

-- One row: the last position handed out, and when.
create table samverka.log_head (
    singleton boolean primary key default true check (singleton),
    position bigint not null,
    recorded_at timestamptz not null
);
insert into samverka.log_head (position, recorded_at) values (0, '-infinity');

-- A clock of the log's own, which stands, or runs from what it shows: of an installation that plays a story, and of a
-- test's. Only the owner gives it one, and production never has it.
create table samverka.log_clock (
    singleton boolean primary key default true check (singleton),
    shows timestamptz not null,
    runs boolean not null,
    set_at timestamptz not null default clock_timestamp()
);

-- Now, as the log counts time: never before the last event.
create function samverka.log_now() returns timestamptz
language sql volatile security definer
return greatest(
    (select recorded_at from samverka.log_head),
    coalesce(
        (select shows + case when runs then clock_timestamp() - set_at else '0' end from samverka.log_clock),
        clock_timestamp()
    )
);

create table samverka.events (
    position bigint primary key,
    tenant_id text not null,
    stream_id text not null,
    version integer not null check (version > 0),
    type text not null,
    schema_version integer not null check (schema_version > 0),
    payload jsonb not null check (jsonb_typeof(payload) = 'object'),
    recorded_at timestamptz not null,
    actor text not null,
    command_id text not null,
    correlation_id text not null,
    audience text not null check (audience in ('PRIVATE', 'TO_FORBUND', 'TO_REGION')),
    region_id text check (audience = 'PRIVATE' or region_id is not null),
    addressed_to text[] not null,
    leaf_hash bytea not null,
    unique (tenant_id, stream_id, version)
);
comment on table samverka.events is
    'Every decision and happening, in the order of commit. A missing position proves a deletion.';

-- Whom an event is addressed to by name, beside its audience. A table, since arrays find no index behind policies.
create table samverka.event_addressees (
    organisation_id text not null,
    position bigint not null,
    primary key (organisation_id, position)
);

-- Answers to command keys, kept: the same key gets the same answer, also years later.
create table samverka.command_keys (
    tenant_id text not null,
    key text not null,
    fingerprint text not null,
    actor text not null,
    recorded_at timestamptz not null,
    first_position bigint not null,
    last_position bigint not null,
    result jsonb not null,
    primary key (tenant_id, key)
);

-- Who belongs to which region from when to when, as both halves of a membership say: the förbund's invitation, and what
-- its member has answered. Kept by the append itself, since row-level security rests on it.
create table samverka.region_members (
    member_id text not null,
    region_id text not null,
    valid_from date not null,
    valid_to date,
    invitation integer not null,
    primary key (region_id, invitation)
);
create index regions_of_a_member on samverka.region_members (member_id, region_id);

-- How far each build of each projection has come, and which tables it fills.
create table samverka.projection_checkpoints (
    projection text not null,
    version integer not null,
    build integer not null,
    position bigint not null,
    state text not null check (state in ('BUILDING', 'LIVE')),
    tables text[] not null,
    updated_at timestamptz not null,
    primary key (projection, version, build)
);
create unique index one_live_build on samverka.projection_checkpoints (projection) where state = 'LIVE';

-- What the views show: the log up to a position, complete up to a moment. Readers ask as of both; what a passing
-- deadline opens is opened by this moment, so that views that stand still open nothing.
create table samverka.views_shown (
    singleton boolean primary key default true check (singleton),
    position bigint not null,
    moment timestamptz not null
);
insert into samverka.views_shown (position, moment) values (0, '1900-01-01Z');

-- The day in Sweden.
create function samverka.local_day(p_moment timestamptz) returns date
language sql stable
return (p_moment at time zone 'Europe/Stockholm')::date;

-- The regions of the current tenant on a day.
create function samverka.my_regions_on(p_day date) returns text[]
language sql stable security definer
return (
    select coalesce(array_agg(distinct region_id), '{}')
    from samverka.region_members
    where member_id = samverka.current_tenant() and p_day between valid_from and coalesce(valid_to, 'infinity')
);

-- Those of today, for commands.
create function samverka.my_regions() returns text[]
language sql stable
return samverka.my_regions_on(samverka.local_day(samverka.log_now()));

-- Those of the day that the views show.
create function samverka.my_regions_shown() returns text[]
language sql stable
return samverka.my_regions_on((select samverka.local_day(moment) from samverka.views_shown));

-- The bytes that are hashed: UTF-8 of PostgreSQL's own jsonb text (keys by length, then by bytes; ", " and ": ").
create function samverka.canonical_event(e samverka.events) returns bytea
language sql stable
return convert_to(jsonb_build_object(
    'format', 2,
    'position', (e).position,
    'tenant_id', (e).tenant_id,
    'stream_id', (e).stream_id,
    'version', (e).version,
    'type', (e).type,
    'schema_version', (e).schema_version,
    'payload', (e).payload,
    'recorded_at', to_char((e).recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'actor', (e).actor,
    'command_id', (e).command_id,
    'correlation_id', (e).correlation_id,
    'audience', (e).audience,
    'region_id', (e).region_id,
    'addressed_to', (e).addressed_to
)::text, 'UTF8');

-- RFC 9162: a leaf is hashed with a zero byte before it.
create function samverka.leaf_hash(e samverka.events) returns bytea
language sql stable
return sha256('\x00'::bytea || samverka.canonical_event(e));

-- Whether events of a type are halves of memberships: the förbund's, or the member's.
create function samverka.is_of_memberships(p_type text) returns boolean
language sql immutable
return starts_with(p_type, 'Kommunalforbund') or starts_with(p_type, 'Membership');

-- What the events of a stream about memberships say after their corrections; those that were overtaken say nothing.
create function samverka.said(p_tenant text, p_stream text) returns table (version integer, type text, said jsonb)
language sql stable
begin atomic
    with corrected as (
        select (c.payload->>'corrects')::integer as version,
               jsonb_object_agg(right_now.key, right_now.value order by c.position) as content
        from samverka.events c, jsonb_each(c.payload) right_now
        where c.tenant_id = p_tenant and c.stream_id = p_stream and right(c.type, 9) = 'Corrected'
          and right_now.key in ('member_id', 'valid_from', 'valid_to') and right_now.value <> 'null'
        group by 1
    )
    select e.version, e.type, e.payload || coalesce(c.content, '{}')
    from samverka.events e left join corrected c on c.version = e.version
    where e.tenant_id = p_tenant and e.stream_id = p_stream and right(e.type, 9) <> 'Corrected'
      and coalesce(e.payload->'decision'->'overtaken', 'false') = 'false';
end;

-- Who belongs to a region, told anew from both halves. An end is of the latest invitation before it.
create function samverka.follow_memberships_of(p_region text) returns void
language plpgsql set search_path = samverka, pg_catalog, pg_temp as $$
begin
    delete from samverka.region_members where region_id = p_region;
    insert into samverka.region_members (member_id, region_id, valid_from, valid_to, invitation)
    with forbunds as materialized (
        select * from samverka.said(p_region, 'kommunalforbund:' || p_region)
    ), invited as (
        select version as invitation, said->>'member_id' as member_id, (said->>'valid_from')::date as valid_from
        from forbunds where type = 'KommunalforbundMemberInvited'
    ), ended as (
        select max(i.invitation) as invitation, min((e.said->>'valid_to')::date) as valid_to
        from forbunds e join invited i on i.member_id = e.said->>'member_id' and i.invitation < e.version
        where e.type = 'KommunalforbundMembershipEnded'
        group by e.version
    ), own as (
        select i.invitation, max(o.said->>'consent') as consent, max((o.said->>'valid_from')::date) as valid_from,
               max((o.said->>'valid_to')::date) as valid_to
        from invited i, samverka.said(i.member_id, 'membership:' || p_region || ':' || i.invitation) o
        group by i.invitation
    )
    select i.member_id, p_region, greatest(i.valid_from, o.valid_from), least(e.valid_to, o.valid_to), i.invitation
    from invited i join own o using (invitation) left join ended e using (invitation)
    where o.consent = 'CONFIRMED';
end
$$;

-- Keep region_members true to the events that were just appended.
create function samverka.follow_memberships(p_first bigint, p_last bigint) returns void
language plpgsql set search_path = samverka, pg_catalog, pg_temp as $$
begin
    perform samverka.follow_memberships_of(region_id) from (
        select distinct region_id from samverka.events
        where position between p_first and p_last and samverka.is_of_memberships(type)
    ) touched;
end
$$;

-- Whether an organisation has its place in Samverka: a förbund asks before it takes somebody in by its word alone.
create function samverka.is_registered(p_organisation text) returns boolean
language sql stable security definer
return exists (
    select from samverka.events
    where tenant_id = p_organisation and stream_id = 'organisation:' || p_organisation
      and type = 'OrganisationRegistered'
);

-- Whether an event is its förbund's half of a membership: in a stream of its own, and of nobody taken in unasked.
create function samverka.is_a_forbunds_half(e samverka.events) returns boolean
language sql stable
return (e).stream_id = 'kommunalforbund:' || (e).tenant_id and case
    when (e).payload->>'connected' = 'false' then not samverka.is_registered((e).payload->>'member_id')
    when (e).type = 'KommunalforbundCorrected' and (e).payload->>'member_id' is not null
        then (e).payload->>'connected' is not null
    else true
end;

-- Whether an event is the half of one that the förbund has invited, in the stream of that invitation.
create function samverka.is_a_members_half(e samverka.events) returns boolean
language sql stable
return exists (
    select from samverka.events i
    where i.tenant_id = (e).region_id and i.stream_id = 'kommunalforbund:' || (e).region_id
      and (e).tenant_id = any (i.addressed_to)
      and (e).stream_id in (
          'membership:' || (e).region_id || ':' || i.version,
          'membership:' || (e).region_id || ':' || (i.payload->>'corrects')
      )
);

-- Whether an event is its tenant's to record. A region is that of a kommunalförbund; it is told something by the
-- förbund itself, and by who is a member or has been one. Each side of a membership tells its own half.
create function samverka.may_record(e samverka.events) returns boolean
language sql stable
return case
    when (e).region_id is null then not samverka.is_of_memberships((e).type)
    when starts_with((e).type, 'Membership') then samverka.is_a_members_half(e)
    when (e).region_id <> (e).tenant_id then not samverka.is_of_memberships((e).type) and exists (
        select from samverka.region_members m
        where m.member_id = (e).tenant_id and m.region_id = (e).region_id
          and m.valid_from <= samverka.local_day((e).recorded_at)
    )
    else exists (
        select from samverka.events o
        where o.tenant_id = (e).tenant_id and o.stream_id = 'organisation:' || (e).tenant_id
          and o.type = 'OrganisationRegistered' and o.payload->>'kind' = 'KOMMUNALFORBUND'
    ) and (not samverka.is_of_memberships((e).type) or samverka.is_a_forbunds_half(e))
end;

-- The only way into the log. Takes the head's lock, so that positions are gapless and in the order of commit;
-- then everything that the command relied on is checked, and either all is stored or nothing.
--   SV001  a stream has moved on since the command read it (stale version)
--   SV002  a guarded stream has moved on since the command read it
--   SV003  the time until which the decision holds has passed
--   SV004  no tenant is set
--   SV005  an event is not the tenant's to record: its region is neither its own nor one that it has belonged to, or
--          it is another's half of a membership
create function samverka.append_events(
    p_actor text,
    p_command_id text,
    p_correlation_id text,
    p_events jsonb,
    p_guards jsonb,
    p_valid_until timestamptz,
    p_fingerprint text,
    p_result jsonb,
    out first_position bigint,
    out last_position bigint,
    out recorded_at timestamptz
)
language plpgsql security definer set search_path = samverka, pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    v_tenant text := samverka.current_tenant();
    v_regions text[] := samverka.my_regions();
    v_stream text;
    v_type text;
begin
    if v_tenant is null then
        raise exception 'no tenant is set' using errcode = 'SV004';
    end if;

    update samverka.log_head h
    set position = h.position + jsonb_array_length(p_events), recorded_at = samverka.log_now()
    returning h.position - jsonb_array_length(p_events) + 1, h.position, h.recorded_at
    into first_position, last_position, recorded_at;

    if append_events.recorded_at >= p_valid_until then
        raise exception 'recorded at %, valid until %', append_events.recorded_at, p_valid_until using errcode = 'SV003';
    end if;

    select g->>'stream_id' into v_stream
    from jsonb_array_elements(p_guards) g
    where (g->>'version')::int is distinct from (
        -- By what the tenant may read of the stream: what is decided rests on nothing else, and tells of nothing else.
        select coalesce(max(e.version), 0) from samverka.events e
        where e.tenant_id = g->>'tenant_id' and e.stream_id = g->>'stream_id' and (
            e.tenant_id = v_tenant
            or (e.audience <> 'PRIVATE' and e.region_id = v_tenant)
            or (e.audience = 'TO_REGION' and e.region_id = any (v_regions))
            or v_tenant = any (e.addressed_to)
        )
    )
    limit 1;
    if found then
        raise exception 'guarded stream % has moved on', v_stream using errcode = 'SV002';
    end if;

    select s.stream_id into v_stream
    from (
        select n->>'stream_id' as stream_id, min((n->>'version')::int) as lowest,
               max((n->>'version')::int) as highest, count(*) as n
        from jsonb_array_elements(p_events) n group by 1
    ) s
    where s.highest - s.lowest + 1 <> s.n
       or s.lowest <> 1 + coalesce((
            select max(e.version) from samverka.events e
            where e.tenant_id = v_tenant and e.stream_id = s.stream_id
       ), 0)
    limit 1;
    if found then
        raise exception 'stream % has moved on', v_stream using errcode = 'SV001';
    end if;

    insert into samverka.events
    select (r).position, (r).tenant_id, (r).stream_id, (r).version, (r).type, (r).schema_version, (r).payload,
           (r).recorded_at, (r).actor, (r).command_id, (r).correlation_id, (r).audience, (r).region_id,
           (r).addressed_to, samverka.leaf_hash(r)
    from (
        select row(
            append_events.first_position + i - 1, v_tenant, n->>'stream_id', (n->>'version')::int, n->>'type',
            (n->>'schema_version')::int, n->'payload', append_events.recorded_at, p_actor, p_command_id,
            p_correlation_id, n->>'audience', n->>'region_id',
            array(select jsonb_array_elements_text(n->'addressed_to')), ''::bytea
        )::samverka.events as r
        from jsonb_array_elements(p_events) with ordinality as t(n, i)
        order by i
    ) numbered;

    select e.type into v_type
    from samverka.events e
    where e.position between append_events.first_position and append_events.last_position
      and not samverka.may_record(e)
    limit 1;
    if found then
        raise exception '% may not record %', v_tenant, v_type using errcode = 'SV005';
    end if;

    insert into samverka.event_addressees
    select distinct organisation_id, e.position
    from samverka.events e, unnest(e.addressed_to) organisation_id
    where e.position between append_events.first_position and append_events.last_position;

    perform samverka.follow_memberships(first_position, last_position)
    where p_events @? '$[*].type ? (@ starts with "Kommunalforbund" || @ starts with "Membership")';

    if p_fingerprint is not null then
        insert into samverka.command_keys
        values (v_tenant, p_command_id, p_fingerprint, p_actor, append_events.recorded_at,
                append_events.first_position, append_events.last_position, p_result);
    end if;
end
$$;

-- History is not rewritten, by nobody.
create function samverka.refuse_rewriting() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'the event log is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger events_are_kept before update or delete or truncate on samverka.events
    for each statement execute function samverka.refuse_rewriting();
create trigger event_addressees_are_kept before update or delete or truncate on samverka.event_addressees
    for each statement execute function samverka.refuse_rewriting();
create trigger command_keys_are_kept before update or delete or truncate on samverka.command_keys
    for each statement execute function samverka.refuse_rewriting();

alter table samverka.events enable row level security;
alter table samverka.events force row level security;
alter table samverka.event_addressees enable row level security;
alter table samverka.event_addressees force row level security;
alter table samverka.command_keys enable row level security;
alter table samverka.command_keys force row level security;
alter table samverka.region_members enable row level security;
alter table samverka.region_members force row level security;

-- The tenant's own events, those addressed to it, and those open in one of its regions.
create policy tenant_reads on samverka.events for select to samverka_app using (
    tenant_id = (select samverka.current_tenant())
    or (audience <> 'PRIVATE' and region_id = (select samverka.current_tenant()))
    or (audience = 'TO_REGION' and region_id = any ((select samverka.my_regions())::text[]))
    or position in (
        select a.position from samverka.event_addressees a where a.organisation_id = (select samverka.current_tenant())
    )
);
create policy projector_reads on samverka.events for select to samverka_projector using (true);
create policy append_checks on samverka.events for select to samverka_owner using (true);
create policy append_own on samverka.events for insert to samverka_owner
    with check (tenant_id = samverka.current_tenant());

create policy addressee_reads on samverka.event_addressees for select to samverka_app
    using (organisation_id = (select samverka.current_tenant()));
create policy append_addresses on samverka.event_addressees for insert to samverka_owner with check (true);

create policy tenant_reads on samverka.command_keys for select to samverka_app
    using (tenant_id = (select samverka.current_tenant()));
create policy append_own on samverka.command_keys for insert to samverka_owner
    with check (tenant_id = samverka.current_tenant());

create policy member_reads on samverka.region_members for select to samverka_app using (
    member_id = (select samverka.current_tenant()) or region_id = (select samverka.current_tenant())
);
create policy append_follows on samverka.region_members for all to samverka_owner using (true) with check (true);

revoke all on all functions in schema samverka from public;
grant execute on function samverka.current_tenant(), samverka.log_now(), samverka.local_day(timestamptz),
    samverka.my_regions_on(date), samverka.my_regions(), samverka.my_regions_shown()
    to samverka_app, samverka_projector;
grant execute on function samverka.canonical_event(samverka.events), samverka.leaf_hash(samverka.events)
    to samverka_app, samverka_projector;
grant execute on function samverka.append_events, samverka.is_registered(text) to samverka_app;
grant select on samverka.events, samverka.event_addressees, samverka.command_keys, samverka.region_members,
    samverka.log_head, samverka.log_clock to samverka_app;
grant select on samverka.projection_checkpoints, samverka.views_shown to samverka_app;
grant select on samverka.events, samverka.log_head, samverka.log_clock, samverka.views_shown to samverka_projector;
grant select, insert, update, delete on samverka.projection_checkpoints to samverka_projector;

reset role;
