CREATE SCHEMA identity;

ALTER SCHEMA identity OWNER TO postgres;

CREATE SCHEMA samverka;

ALTER SCHEMA samverka OWNER TO postgres;

CREATE TABLE identity.web_sessions (
    key_hash bytea NOT NULL,
    person_id text,
    provider_session text,
    content bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    renewal_until timestamp with time zone
);

ALTER TABLE ONLY identity.web_sessions FORCE ROW LEVEL SECURITY;

ALTER TABLE identity.web_sessions OWNER TO samverka_owner;

CREATE FUNCTION identity.change_session(p_key_hash bytea, p_content bytea, p_expires_at timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 UPDATE identity.web_sessions SET content = COALESCE(change_session.p_content, web_sessions.content), expires_at = change_session.p_expires_at, renewal_until =
         CASE
             WHEN (change_session.p_content IS NULL) THEN web_sessions.renewal_until
             ELSE NULL::timestamp with time zone
         END
   WHERE (web_sessions.key_hash = change_session.p_key_hash);
END;

ALTER FUNCTION identity.change_session(p_key_hash bytea, p_content bytea, p_expires_at timestamp with time zone) OWNER TO samverka_owner;

CREATE FUNCTION identity.claim_renewal(p_key_hash bytea, p_until timestamp with time zone, p_now timestamp with time zone) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 WITH claimed AS (
          UPDATE identity.web_sessions SET renewal_until = claim_renewal.p_until
           WHERE ((web_sessions.key_hash = claim_renewal.p_key_hash) AND ((web_sessions.renewal_until IS NULL) OR (web_sessions.renewal_until <= claim_renewal.p_now)))
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM claimed)) AS "exists";
END;

ALTER FUNCTION identity.claim_renewal(p_key_hash bytea, p_until timestamp with time zone, p_now timestamp with time zone) OWNER TO samverka_owner;

CREATE FUNCTION identity.end_session(p_key_hash bytea) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 WITH ended AS (
          DELETE FROM identity.web_sessions
           WHERE (web_sessions.key_hash = end_session.p_key_hash)
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM ended)) AS "exists";
END;

ALTER FUNCTION identity.end_session(p_key_hash bytea) OWNER TO samverka_owner;

CREATE FUNCTION identity.find_session(p_key_hash bytea, p_now timestamp with time zone, OUT content bytea, OUT expires_at timestamp with time zone) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    BEGIN ATOMIC
 SELECT s.content,
     s.expires_at
    FROM identity.web_sessions s
   WHERE ((s.key_hash = find_session.p_key_hash) AND (s.expires_at > find_session.p_now));
END;

ALTER FUNCTION identity.find_session(p_key_hash bytea, p_now timestamp with time zone, OUT content bytea, OUT expires_at timestamp with time zone) OWNER TO samverka_owner;

CREATE TABLE identity.revocations (
    subject text NOT NULL,
    revoked_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY identity.revocations FORCE ROW LEVEL SECURITY;

ALTER TABLE identity.revocations OWNER TO samverka_owner;

CREATE FUNCTION identity.is_revoked(p_subjects text[], p_issued_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    RETURN (EXISTS (SELECT FROM identity.revocations WHERE ((revocations.subject = ANY (is_revoked.p_subjects)) AND (revocations.revoked_at >= is_revoked.p_issued_at))));

ALTER FUNCTION identity.is_revoked(p_subjects text[], p_issued_at timestamp with time zone) OWNER TO samverka_owner;

CREATE TABLE identity.watched (
    is_only boolean DEFAULT true NOT NULL,
    up_to timestamp with time zone NOT NULL,
    CONSTRAINT watched_is_only_check CHECK (is_only)
);

ALTER TABLE ONLY identity.watched FORCE ROW LEVEL SECURITY;

ALTER TABLE identity.watched OWNER TO samverka_owner;

CREATE FUNCTION identity.keep_watched(p_up_to timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 INSERT INTO identity.watched AS known (up_to)
   VALUES (keep_watched.p_up_to) ON CONFLICT(is_only) DO UPDATE SET up_to = GREATEST(known.up_to, excluded.up_to);
END;

ALTER FUNCTION identity.keep_watched(p_up_to timestamp with time zone) OWNER TO samverka_owner;

CREATE FUNCTION identity.restore(p_subjects text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 DELETE FROM identity.revocations
   WHERE ((revocations.subject = ANY (restore.p_subjects)) AND (revocations.revoked_at = 'infinity'::timestamp with time zone));
END;

ALTER FUNCTION identity.restore(p_subjects text[]) OWNER TO samverka_owner;

CREATE FUNCTION identity.revoke(p_subjects text[], p_revoked_at timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 INSERT INTO identity.revocations AS known (subject, revoked_at)  SELECT DISTINCT subject.subject,
                 CASE
                     WHEN (revoke.p_revoked_at = 'infinity'::timestamp with time zone) THEN revoke.p_revoked_at
                     ELSE LEAST(revoke.p_revoked_at, (now() + '00:01:00'::interval))
                 END AS "least"
            FROM unnest(revoke.p_subjects) subject(subject) ON CONFLICT(subject) DO UPDATE SET revoked_at = GREATEST(known.revoked_at, excluded.revoked_at);
 DELETE FROM identity.web_sessions
   WHERE ((('session:'::text || web_sessions.provider_session) = ANY (revoke.p_subjects)) OR (('person:'::text || web_sessions.person_id) = ANY (revoke.p_subjects)) OR ('everybody'::text = ANY (revoke.p_subjects)));
 DELETE FROM identity.revocations
   WHERE (revocations.revoked_at < (LEAST(revoke.p_revoked_at, now()) - '2 days'::interval));
END;

ALTER FUNCTION identity.revoke(p_subjects text[], p_revoked_at timestamp with time zone) OWNER TO samverka_owner;

CREATE FUNCTION identity.start_session(p_key_hash bytea, p_person_id text, p_provider_session text, p_content bytea, p_expires_at timestamp with time zone, p_now timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 DELETE FROM identity.web_sessions
   WHERE (web_sessions.expires_at <= start_session.p_now);
 INSERT INTO identity.web_sessions (key_hash, person_id, provider_session, content, expires_at)
   VALUES (start_session.p_key_hash, start_session.p_person_id, start_session.p_provider_session, start_session.p_content, start_session.p_expires_at);
END;

ALTER FUNCTION identity.start_session(p_key_hash bytea, p_person_id text, p_provider_session text, p_content bytea, p_expires_at timestamp with time zone, p_now timestamp with time zone) OWNER TO samverka_owner;

CREATE TABLE identity.used_tokens (
    token_id text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY identity.used_tokens FORCE ROW LEVEL SECURITY;

ALTER TABLE identity.used_tokens OWNER TO samverka_owner;

CREATE FUNCTION identity.use_once(p_token_id text, p_expires_at timestamp with time zone, p_now timestamp with time zone) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 DELETE FROM identity.used_tokens
   WHERE (used_tokens.expires_at <= use_once.p_now);
 WITH used AS (
          INSERT INTO identity.used_tokens (token_id, expires_at)
           VALUES (use_once.p_token_id, use_once.p_expires_at) ON CONFLICT(token_id) DO NOTHING
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM used)) AS "exists";
END;

ALTER FUNCTION identity.use_once(p_token_id text, p_expires_at timestamp with time zone, p_now timestamp with time zone) OWNER TO samverka_owner;

CREATE FUNCTION identity.watched_up_to() RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    RETURN (SELECT watched.up_to FROM identity.watched);

ALTER FUNCTION identity.watched_up_to() OWNER TO samverka_owner;

CREATE FUNCTION samverka.advance_views() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_folded bigint := (select min(position) from projection_checkpoints where state = 'LIVE');
    v_moment timestamptz := (select recorded_at from events where position = v_folded + 1);
begin
    if v_folded is null then
        return;
    end if;
    if v_moment is null then
        perform from log_head for update;
        v_moment := coalesce((select recorded_at from events where position = v_folded + 1), log_now());
    end if;
    if exists (
        select from set_aside a
        join projection_checkpoints c using (projection, version, build)
        join events e on e.position = a.position
        where c.state = 'LIVE' and starts_with(e.stream_id, 'interest-request:')
    ) then
        v_moment := '-infinity';
    end if;
    update views_shown set position = v_folded, moment = greatest(moment, v_moment);
end
$$;

ALTER FUNCTION samverka.advance_views() OWNER TO samverka_owner;

CREATE FUNCTION samverka.append_events(p_actor text, p_command_id text, p_correlation_id text, p_events jsonb, p_guards jsonb, p_valid_until timestamp with time zone, p_fingerprint text, p_result jsonb, OUT first_position bigint, OUT last_position bigint, OUT recorded_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;

ALTER FUNCTION samverka.append_events(p_actor text, p_command_id text, p_correlation_id text, p_events jsonb, p_guards jsonb, p_valid_until timestamp with time zone, p_fingerprint text, p_result jsonb, OUT first_position bigint, OUT last_position bigint, OUT recorded_at timestamp with time zone) OWNER TO samverka_owner;

CREATE FUNCTION samverka.current_tenant() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('app.tenant_id'::text, true), ''::text);

ALTER FUNCTION samverka.current_tenant() OWNER TO samverka_owner;

CREATE FUNCTION samverka.local_day(p_moment timestamp with time zone) RETURNS date
    LANGUAGE sql STABLE
    RETURN ((p_moment AT TIME ZONE 'Europe/Stockholm'::text))::date;

ALTER FUNCTION samverka.local_day(p_moment timestamp with time zone) OWNER TO samverka_owner;

CREATE TABLE samverka.log_clock (
    singleton boolean DEFAULT true NOT NULL,
    shows timestamp with time zone NOT NULL,
    runs boolean NOT NULL,
    set_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT log_clock_singleton_check CHECK (singleton)
);

ALTER TABLE samverka.log_clock OWNER TO samverka_owner;

CREATE TABLE samverka.log_head (
    singleton boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT log_head_singleton_check CHECK (singleton)
);

ALTER TABLE samverka.log_head OWNER TO samverka_owner;

CREATE FUNCTION samverka.log_now() RETURNS timestamp with time zone
    LANGUAGE sql SECURITY DEFINER
    RETURN GREATEST((SELECT log_head.recorded_at FROM samverka.log_head), COALESCE((SELECT (log_clock.shows + CASE WHEN log_clock.runs THEN (clock_timestamp() - log_clock.set_at) ELSE '00:00:00'::interval END) FROM samverka.log_clock), clock_timestamp()));

ALTER FUNCTION samverka.log_now() OWNER TO samverka_owner;

CREATE TABLE samverka.region_members (
    member_id text NOT NULL,
    region_id text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    invitation integer NOT NULL
);

ALTER TABLE ONLY samverka.region_members FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.region_members OWNER TO samverka_owner;

CREATE FUNCTION samverka.my_regions_on(p_day date) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    RETURN (SELECT COALESCE(array_agg(DISTINCT region_members.region_id), '{}'::text[]) AS "coalesce" FROM samverka.region_members WHERE ((region_members.member_id = samverka.current_tenant()) AND ((my_regions_on.p_day >= region_members.valid_from) AND (my_regions_on.p_day <= COALESCE(region_members.valid_to, 'infinity'::date)))));

ALTER FUNCTION samverka.my_regions_on(p_day date) OWNER TO samverka_owner;

CREATE FUNCTION samverka.my_regions() RETURNS text[]
    LANGUAGE sql STABLE
    RETURN samverka.my_regions_on(samverka.local_day(samverka.log_now()));

ALTER FUNCTION samverka.my_regions() OWNER TO samverka_owner;

CREATE TABLE samverka.events (
    "position" bigint NOT NULL,
    tenant_id text NOT NULL,
    stream_id text NOT NULL,
    version integer NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL,
    payload jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    command_id text NOT NULL,
    correlation_id text NOT NULL,
    audience text NOT NULL,
    region_id text,
    addressed_to text[] NOT NULL,
    leaf_hash bytea NOT NULL,
    CONSTRAINT events_audience_check CHECK ((audience = ANY (ARRAY['PRIVATE'::text, 'TO_FORBUND'::text, 'TO_REGION'::text]))),
    CONSTRAINT events_check CHECK (((audience = 'PRIVATE'::text) OR (region_id IS NOT NULL))),
    CONSTRAINT events_payload_check CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT events_schema_version_check CHECK ((schema_version > 0)),
    CONSTRAINT events_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY samverka.events FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.events OWNER TO samverka_owner;

COMMENT ON TABLE samverka.events IS 'Every decision and happening, in the order of commit. A missing position proves a deletion.';

CREATE FUNCTION samverka.begun_about(p_owner text, p_insats text) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER
    BEGIN ATOMIC
 SELECT e.stream_id
    FROM samverka.events e
   WHERE ((e.tenant_id = begun_about.p_owner) AND ((e.payload ->> 'insats_id'::text) = begun_about.p_insats) AND (e.version = 1) AND ((begun_about.p_owner = samverka.current_tenant()) OR (begun_about.p_owner = ANY (samverka.my_regions()))))
   ORDER BY e."position";
END;

ALTER FUNCTION samverka.begun_about(p_owner text, p_insats text) OWNER TO samverka_owner;

CREATE FUNCTION samverka.canonical_event(e samverka.events) RETURNS bytea
    LANGUAGE sql STABLE
    RETURN convert_to((jsonb_build_object('format', 2, 'position', (e)."position", 'tenant_id', (e).tenant_id, 'stream_id', (e).stream_id, 'version', (e).version, 'type', (e).type, 'schema_version', (e).schema_version, 'payload', (e).payload, 'recorded_at', to_char(((e).recorded_at AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text), 'actor', (e).actor, 'command_id', (e).command_id, 'correlation_id', (e).correlation_id, 'audience', (e).audience, 'region_id', (e).region_id, 'addressed_to', (e).addressed_to))::text, 'UTF8'::name);

ALTER FUNCTION samverka.canonical_event(e samverka.events) OWNER TO samverka_owner;

CREATE FUNCTION samverka.create_build_schema(p_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
    if p_name !~ '^views_[a-z0-9_]{1,50}$' then
        raise exception 'not the name of a build: %', p_name using errcode = 'invalid_schema_name';
    end if;
    execute format('create schema %I authorization samverka_projector', p_name);
end
$_$;

ALTER FUNCTION samverka.create_build_schema(p_name text) OWNER TO postgres;

CREATE FUNCTION samverka.follow_attachments() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $$
begin
    insert into samverka.attached_files
    select distinct new.tenant_id, decode(attachment->>'sha256', 'hex'), new.position
    from jsonb_array_elements(new.payload->'attachments') attachment;
    return null;
end
$$;

ALTER FUNCTION samverka.follow_attachments() OWNER TO samverka_owner;

CREATE FUNCTION samverka.follow_funder() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $$
begin
    delete from samverka.funders where region_id = new.tenant_id and 'funder:' || funder_id = new.stream_id;
    insert into samverka.funders
    with told as materialized (
        select * from samverka.said(new.tenant_id, new.stream_id)
    ), ended as (
        select min((said->>'valid_to')::date) as valid_to from told where type = 'FunderEnded'
    )
    select new.tenant_id, substr(new.stream_id, length('funder:') + 1), new.addressed_to[1],
           told.said->>'insats_id', (told.said->>'valid_from')::date,
           least((told.said->>'valid_to')::date, ended.valid_to)
    from told, ended where told.type = 'FunderLetIn';
    return null;
end
$$;

ALTER FUNCTION samverka.follow_funder() OWNER TO samverka_owner;

CREATE FUNCTION samverka.follow_memberships(p_first bigint, p_last bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform samverka.follow_memberships_of(region_id) from (
        select distinct region_id from samverka.events
        where position between p_first and p_last and samverka.is_of_memberships(type)
    ) touched;
end
$$;

ALTER FUNCTION samverka.follow_memberships(p_first bigint, p_last bigint) OWNER TO samverka_owner;

CREATE FUNCTION samverka.follow_memberships_of(p_region text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION samverka.follow_memberships_of(p_region text) OWNER TO samverka_owner;

CREATE FUNCTION samverka.follow_reports() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $$
begin
    insert into samverka.reports_to_funders values (new.region_id, new.payload->>'insats_id', new.position);
    return null;
end
$$;

ALTER FUNCTION samverka.follow_reports() OWNER TO samverka_owner;

CREATE TABLE samverka.funders (
    region_id text NOT NULL,
    funder_id text NOT NULL,
    organisation_id text NOT NULL,
    insats_id text NOT NULL,
    valid_from date NOT NULL,
    valid_to date
);

ALTER TABLE ONLY samverka.funders FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.funders OWNER TO samverka_owner;

COMMENT ON TABLE samverka.funders IS 'Who was let in to read the reports of an insats, and on which days.';

CREATE FUNCTION samverka.funded_now() RETURNS text[]
    LANGUAGE sql STABLE
    RETURN (SELECT COALESCE(array_agg(((f.region_id || ' '::text) || f.insats_id)), '{}'::text[]) AS "coalesce" FROM samverka.funders f WHERE ((f.organisation_id = samverka.current_tenant()) AND (f.funder_id = ANY (string_to_array(current_setting('app.reads_as_funder'::text, true), ' '::text))) AND ((samverka.local_day(samverka.log_now()) >= f.valid_from) AND (samverka.local_day(samverka.log_now()) <= COALESCE(f.valid_to, 'infinity'::date)))));

ALTER FUNCTION samverka.funded_now() OWNER TO samverka_owner;

CREATE FUNCTION samverka.is_registered(p_organisation text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    RETURN (EXISTS (SELECT FROM samverka.events WHERE ((events.tenant_id = is_registered.p_organisation) AND (events.stream_id = ('organisation:'::text || is_registered.p_organisation)) AND (events.type = 'OrganisationRegistered'::text))));

ALTER FUNCTION samverka.is_registered(p_organisation text) OWNER TO samverka_owner;

CREATE FUNCTION samverka.is_a_forbunds_half(e samverka.events) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (((e).stream_id = ('kommunalforbund:'::text || (e).tenant_id)) AND CASE WHEN (((e).payload ->> 'connected'::text) = 'false'::text) THEN (NOT samverka.is_registered(((e).payload ->> 'member_id'::text))) WHEN (((e).type = 'KommunalforbundCorrected'::text) AND (((e).payload ->> 'member_id'::text) IS NOT NULL)) THEN (((e).payload ->> 'connected'::text) IS NOT NULL) ELSE true END);

ALTER FUNCTION samverka.is_a_forbunds_half(e samverka.events) OWNER TO samverka_owner;

CREATE FUNCTION samverka.is_a_members_half(e samverka.events) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (EXISTS (SELECT FROM samverka.events i WHERE ((i.tenant_id = (is_a_members_half.e).region_id) AND (i.stream_id = ('kommunalforbund:'::text || (is_a_members_half.e).region_id)) AND ((is_a_members_half.e).tenant_id = ANY (i.addressed_to)) AND (((is_a_members_half.e).stream_id = ((('membership:'::text || (is_a_members_half.e).region_id) || ':'::text) || i.version)) OR ((is_a_members_half.e).stream_id = ((('membership:'::text || (is_a_members_half.e).region_id) || ':'::text) || (i.payload ->> 'corrects'::text)))))));

ALTER FUNCTION samverka.is_a_members_half(e samverka.events) OWNER TO samverka_owner;

CREATE FUNCTION samverka.is_of_memberships(p_type text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (starts_with(p_type, 'Kommunalforbund'::text) OR starts_with(p_type, 'Membership'::text));

ALTER FUNCTION samverka.is_of_memberships(p_type text) OWNER TO samverka_owner;

CREATE FUNCTION samverka.is_told_to_funders(e samverka.events) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (((e).tenant_id = (e).region_id) AND CASE (e).type WHEN 'StatusReportsSubmitted'::text THEN ((((e).payload -> 'report'::text) ->> 'phase'::text) <> 'UTREDA'::text) WHEN 'StatusReportsRevised'::text THEN ((((e).payload -> 'report'::text) ->> 'phase'::text) <> 'UTREDA'::text) WHEN 'StatusReportsApproved'::text THEN true WHEN 'StatusReportsReturned'::text THEN true WHEN 'StatusReportsCorrected'::text THEN true WHEN 'StatusReportsRhythmSet'::text THEN true WHEN 'DocumentMadePublic'::text THEN (((e).payload ->> 'kind'::text) = ANY (ARRAY['FINAL_REPORT'::text, 'EFFECT_REPORT'::text])) ELSE false END);

ALTER FUNCTION samverka.is_told_to_funders(e samverka.events) OWNER TO samverka_owner;

CREATE FUNCTION samverka.leaf_hash(e samverka.events) RETURNS bytea
    LANGUAGE sql STABLE
    RETURN sha256(('\x00'::bytea || samverka.canonical_event(e)));

ALTER FUNCTION samverka.leaf_hash(e samverka.events) OWNER TO samverka_owner;

CREATE TABLE samverka.projection_checkpoints (
    projection text NOT NULL,
    version integer NOT NULL,
    build integer NOT NULL,
    "position" bigint NOT NULL,
    state text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    schema_name text NOT NULL,
    left_at timestamp with time zone,
    rests boolean DEFAULT false NOT NULL,
    CONSTRAINT projection_checkpoints_check CHECK (((state = 'FORMER'::text) = (left_at IS NOT NULL))),
    CONSTRAINT projection_checkpoints_state_check CHECK ((state = ANY (ARRAY['BUILDING'::text, 'READY'::text, 'LIVE'::text, 'FORMER'::text, 'AUDIT'::text])))
);

ALTER TABLE samverka.projection_checkpoints OWNER TO samverka_owner;

CREATE FUNCTION samverka.live_views() RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT concat_ws(', '::text, 'pg_catalog', string_agg(quote_ident(projection_checkpoints.schema_name), ', '::text ORDER BY projection_checkpoints.projection), 'pg_temp') AS concat_ws FROM samverka.projection_checkpoints WHERE (projection_checkpoints.state = 'LIVE'::text));

ALTER FUNCTION samverka.live_views() OWNER TO samverka_owner;

CREATE TABLE samverka.access_log (
    tenant_id text NOT NULL,
    entry bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    person_id text NOT NULL,
    client_id text NOT NULL,
    action text NOT NULL,
    operation text NOT NULL,
    target text NOT NULL,
    outcome text NOT NULL,
    status integer NOT NULL,
    reason text NOT NULL,
    correlation_id text NOT NULL,
    CONSTRAINT access_log_action_check CHECK ((action = ANY (ARRAY['READ'::text, 'SUBSCRIBE'::text, 'COMMAND'::text]))),
    CONSTRAINT access_log_outcome_check CHECK ((outcome = ANY (ARRAY['ALLOWED'::text, 'REFUSED'::text])))
);

ALTER TABLE ONLY samverka.access_log FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.access_log OWNER TO samverka_owner;

COMMENT ON TABLE samverka.access_log IS 'Reads and refusals, by the organisation that was acted for.';

CREATE FUNCTION samverka.log_access(p_tenant_id text, p_happened_at timestamp with time zone, p_person_id text, p_client_id text, p_action text, p_operation text, p_target text, p_outcome text, p_status integer, p_reason text, p_correlation_id text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    BEGIN ATOMIC
 INSERT INTO samverka.access_log (tenant_id, happened_at, person_id, client_id, action, operation, target, outcome, status, reason, correlation_id)
   VALUES (log_access.p_tenant_id, log_access.p_happened_at, log_access.p_person_id, log_access.p_client_id, log_access.p_action, log_access.p_operation, log_access.p_target, log_access.p_outcome, log_access.p_status, log_access.p_reason, log_access.p_correlation_id);
END;

ALTER FUNCTION samverka.log_access(p_tenant_id text, p_happened_at timestamp with time zone, p_person_id text, p_client_id text, p_action text, p_operation text, p_target text, p_outcome text, p_status integer, p_reason text, p_correlation_id text) OWNER TO samverka_owner;

CREATE FUNCTION samverka.may_record(e samverka.events) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN CASE WHEN ((e).region_id IS NULL) THEN (NOT samverka.is_of_memberships((e).type)) WHEN starts_with((e).type, 'Membership'::text) THEN samverka.is_a_members_half(e) WHEN ((e).region_id <> (e).tenant_id) THEN ((NOT samverka.is_of_memberships((e).type)) AND (EXISTS (SELECT FROM samverka.region_members m WHERE ((m.member_id = (may_record.e).tenant_id) AND (m.region_id = (may_record.e).region_id) AND (m.valid_from <= samverka.local_day((may_record.e).recorded_at)))))) ELSE ((EXISTS (SELECT FROM samverka.events o WHERE ((o.tenant_id = (may_record.e).tenant_id) AND (o.stream_id = ('organisation:'::text || (may_record.e).tenant_id)) AND (o.type = 'OrganisationRegistered'::text) AND ((o.payload ->> 'kind'::text) = 'KOMMUNALFORBUND'::text)))) AND ((NOT samverka.is_of_memberships((e).type)) OR samverka.is_a_forbunds_half(e))) END;

ALTER FUNCTION samverka.may_record(e samverka.events) OWNER TO samverka_owner;

CREATE TABLE samverka.views_shown (
    singleton boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    moment timestamp with time zone NOT NULL,
    CONSTRAINT views_shown_singleton_check CHECK (singleton)
);

ALTER TABLE samverka.views_shown OWNER TO samverka_owner;

CREATE FUNCTION samverka.my_regions_shown() RETURNS text[]
    LANGUAGE sql STABLE
    RETURN samverka.my_regions_on((SELECT samverka.local_day(views_shown.moment) AS local_day FROM samverka.views_shown));

ALTER FUNCTION samverka.my_regions_shown() OWNER TO samverka_owner;

CREATE FUNCTION samverka.position_at(p_moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'samverka', 'pg_catalog', 'pg_temp'
    AS $$
declare
    v_low bigint := 0;
    v_high bigint := (select position from log_head);
    v_middle bigint;
begin
    while v_low < v_high loop
        v_middle := (v_low + v_high + 1) / 2;
        if (select recorded_at from events where position = v_middle) <= p_moment then
            v_low := v_middle;
        else
            v_high := v_middle - 1;
        end if;
    end loop;
    return v_low;
end
$$;

ALTER FUNCTION samverka.position_at(p_moment timestamp with time zone) OWNER TO samverka_owner;

CREATE FUNCTION samverka.refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    raise exception 'the event log is append-only' using errcode = 'insufficient_privilege';
end
$$;

ALTER FUNCTION samverka.refuse_rewriting() OWNER TO samverka_owner;

CREATE FUNCTION samverka.said(p_tenant text, p_stream text) RETURNS TABLE(version integer, type text, said jsonb)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH corrected AS (
          SELECT ((c_1.payload ->> 'corrects'::text))::integer AS version,
             jsonb_object_agg(right_now.key, right_now.value ORDER BY c_1."position") AS content
            FROM samverka.events c_1,
             LATERAL jsonb_each(c_1.payload) right_now(key, value)
           WHERE ((c_1.tenant_id = said.p_tenant) AND (c_1.stream_id = said.p_stream) AND ("right"(c_1.type, 9) = 'Corrected'::text) AND (right_now.key = ANY (ARRAY['member_id'::text, 'valid_from'::text, 'valid_to'::text])) AND (right_now.value <> 'null'::jsonb))
           GROUP BY ((c_1.payload ->> 'corrects'::text))::integer
         )
  SELECT e.version,
     e.type,
     (e.payload || COALESCE(c.content, '{}'::jsonb))
    FROM (samverka.events e
      LEFT JOIN corrected c ON ((c.version = e.version)))
   WHERE ((e.tenant_id = said.p_tenant) AND (e.stream_id = said.p_stream) AND ("right"(e.type, 9) <> 'Corrected'::text) AND (COALESCE(((e.payload -> 'decision'::text) -> 'overtaken'::text), 'false'::jsonb) = 'false'::jsonb));
END;

ALTER FUNCTION samverka.said(p_tenant text, p_stream text) OWNER TO samverka_owner;

ALTER TABLE samverka.access_log ALTER COLUMN entry ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME samverka.access_log_entry_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE samverka.answer_drafts (
    tenant_id text NOT NULL,
    request_id text NOT NULL,
    version uuid NOT NULL,
    content jsonb NOT NULL,
    person_id text NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    asked_by text,
    asked_at timestamp with time zone,
    answer_version integer,
    CONSTRAINT answer_drafts_answer_version_check CHECK ((answer_version > 0)),
    CONSTRAINT answer_drafts_check CHECK (((asked_by IS NULL) = (asked_at IS NULL))),
    CONSTRAINT answer_drafts_content_check CHECK (((jsonb_typeof(content) = 'object'::text) AND (length((content)::text) <= 1000000))),
    CONSTRAINT answer_drafts_request_id_check CHECK ((length(request_id) <= 100))
);

ALTER TABLE ONLY samverka.answer_drafts FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.answer_drafts OWNER TO samverka_owner;

COMMENT ON TABLE samverka.answer_drafts IS 'What has been written of an answer that is not sent yet, one a request.';

COMMENT ON COLUMN samverka.answer_drafts.version IS 'Another one each time: who keeps the draft says which she has seen.';

COMMENT ON COLUMN samverka.answer_drafts.asked_by IS 'Who has asked the management to decide, while it has not.';

COMMENT ON COLUMN samverka.answer_drafts.answer_version IS 'Which version of the answer the draft was begun from; null for a first answer.';

CREATE TABLE samverka.answer_notes (
    tenant_id text NOT NULL,
    note_id uuid NOT NULL,
    request_id text NOT NULL,
    person_id text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    body text NOT NULL,
    CONSTRAINT answer_notes_body_check CHECK (((length(body) >= 1) AND (length(body) <= 4000))),
    CONSTRAINT answer_notes_request_id_check CHECK ((length(request_id) <= 100))
);

ALTER TABLE ONLY samverka.answer_notes FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.answer_notes OWNER TO samverka_owner;

COMMENT ON TABLE samverka.answer_notes IS 'What colleagues write to each other about a request.';

CREATE TABLE samverka.attached_files (
    tenant_id text NOT NULL,
    sha256 bytea NOT NULL,
    "position" bigint NOT NULL
);

ALTER TABLE ONLY samverka.attached_files FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.attached_files OWNER TO samverka_owner;

COMMENT ON TABLE samverka.attached_files IS 'By file, the events that name it.';

CREATE TABLE samverka.calendars (
    tenant_id text NOT NULL,
    person_id text NOT NULL,
    secret_hash bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT calendars_secret_hash_check CHECK ((length(secret_hash) = 32))
);

ALTER TABLE ONLY samverka.calendars FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.calendars OWNER TO samverka_owner;

COMMENT ON TABLE samverka.calendars IS 'Who subscribes to the deadlines of her organisation in a calendar.';

CREATE TABLE samverka.command_keys (
    tenant_id text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    actor text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL,
    result jsonb NOT NULL
);

ALTER TABLE ONLY samverka.command_keys FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.command_keys OWNER TO samverka_owner;

CREATE TABLE samverka.contacts (
    tenant_id text NOT NULL,
    name text NOT NULL,
    mail text NOT NULL,
    phone text NOT NULL
);

ALTER TABLE ONLY samverka.contacts FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.contacts OWNER TO samverka_owner;

COMMENT ON TABLE samverka.contacts IS 'Whom a municipality names for the förbunds that it belongs to.';

CREATE TABLE samverka.dispatch_drafts (
    tenant_id text NOT NULL,
    request_id text NOT NULL,
    recipients text[] NOT NULL,
    deadline date,
    open_answers boolean NOT NULL,
    CONSTRAINT dispatch_drafts_recipients_check CHECK ((cardinality(recipients) <= 400)),
    CONSTRAINT dispatch_drafts_request_id_check CHECK ((length(request_id) <= 100))
);

ALTER TABLE ONLY samverka.dispatch_drafts FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.dispatch_drafts OWNER TO samverka_owner;

COMMENT ON TABLE samverka.dispatch_drafts IS 'To whom a request that is not sent yet is to go, by kommunkod, and until when it is to be answered.';

CREATE TABLE samverka.event_addressees (
    organisation_id text NOT NULL,
    "position" bigint NOT NULL
);

ALTER TABLE ONLY samverka.event_addressees FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.event_addressees OWNER TO samverka_owner;

CREATE TABLE samverka.files (
    tenant_id text NOT NULL,
    sha256 bytea NOT NULL,
    type text NOT NULL,
    content bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT files_check CHECK ((sha256 = sha256(content))),
    CONSTRAINT files_content_check CHECK (((octet_length(content) >= 1) AND (octet_length(content) <= 26214400)))
);
ALTER TABLE ONLY samverka.files ALTER COLUMN content SET STORAGE EXTERNAL;

ALTER TABLE ONLY samverka.files FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.files OWNER TO samverka_owner;

COMMENT ON TABLE samverka.files IS 'What is in the files of an organisation''s documents.';

CREATE TABLE samverka.invited (
    tenant_id text NOT NULL,
    invitation_id text NOT NULL,
    name text NOT NULL,
    mail text NOT NULL
);

ALTER TABLE ONLY samverka.invited FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.invited OWNER TO samverka_owner;

COMMENT ON TABLE samverka.invited IS 'Who is invited by whom. What there is here waits; who carries it out sees of others only that it is there.';

CREATE TABLE samverka.mail_progress (
    singleton boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    beat_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    failure text,
    waiting integer DEFAULT 0 NOT NULL,
    set_aside integer DEFAULT 0 NOT NULL,
    CONSTRAINT mail_progress_singleton_check CHECK (singleton)
);

ALTER TABLE samverka.mail_progress OWNER TO samverka_owner;

COMMENT ON TABLE samverka.mail_progress IS 'How far the log has been read for mail, from when on, and how sending goes.';

CREATE TABLE samverka.mail_wishes (
    tenant_id text NOT NULL,
    person_id text NOT NULL,
    pace text NOT NULL,
    language text NOT NULL
);

ALTER TABLE ONLY samverka.mail_wishes FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.mail_wishes OWNER TO samverka_owner;

COMMENT ON TABLE samverka.mail_wishes IS 'How often, and in which language, somebody wants mail.';

CREATE TABLE samverka.mails (
    tenant_id text NOT NULL,
    person_id text NOT NULL,
    kind text NOT NULL,
    about text NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    state text DEFAULT 'WAITING'::text NOT NULL,
    tries smallint DEFAULT 0 NOT NULL,
    not_before timestamp with time zone,
    done_at timestamp with time zone,
    code smallint
);

ALTER TABLE ONLY samverka.mails FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.mails OWNER TO samverka_owner;

COMMENT ON TABLE samverka.mails IS 'What a person is or was told of, once each: never its text. Who looks for what waits sees only that something does.';

CREATE TABLE samverka.named_contacts (
    tenant_id text NOT NULL,
    person_id text NOT NULL,
    name text NOT NULL
);

ALTER TABLE ONLY samverka.named_contacts FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.named_contacts OWNER TO samverka_owner;

COMMENT ON TABLE samverka.named_contacts IS 'What those are called whom a municipality has named in an answer as whom to talk to, for its förbunds too.';

CREATE TABLE samverka.people (
    tenant_id text NOT NULL,
    person_id text NOT NULL,
    name text NOT NULL,
    mail text NOT NULL,
    logged_in_at timestamp with time zone,
    unnamed boolean DEFAULT false NOT NULL,
    CONSTRAINT people_check CHECK (((NOT unnamed) OR ((name || mail) = ''::text)))
);

ALTER TABLE ONLY samverka.people FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.people OWNER TO samverka_owner;

COMMENT ON TABLE samverka.people IS 'What the people of an organisation are called, to it alone. Who is unnamed wants no name kept; her next login keeps none.';

CREATE TABLE samverka.projector_heartbeat (
    singleton boolean DEFAULT true NOT NULL,
    beat_at timestamp with time zone NOT NULL,
    CONSTRAINT projector_heartbeat_singleton_check CHECK (singleton)
);

ALTER TABLE samverka.projector_heartbeat OWNER TO samverka_owner;

CREATE TABLE samverka.reminders (
    tenant_id text NOT NULL,
    days_before smallint[] NOT NULL
);

ALTER TABLE ONLY samverka.reminders FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.reminders OWNER TO samverka_owner;

COMMENT ON TABLE samverka.reminders IS 'How many days before a deadline the members of a förbund are reminded.';

CREATE TABLE samverka.reports_to_funders (
    region_id text NOT NULL,
    insats_id text NOT NULL,
    "position" bigint NOT NULL
);

ALTER TABLE ONLY samverka.reports_to_funders FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.reports_to_funders OWNER TO samverka_owner;

COMMENT ON TABLE samverka.reports_to_funders IS 'By insats, the events that its funders read.';

CREATE TABLE samverka.set_aside (
    projection text NOT NULL,
    version integer NOT NULL,
    build integer NOT NULL,
    "position" bigint NOT NULL,
    error text NOT NULL,
    by_version text NOT NULL,
    set_aside_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE samverka.set_aside OWNER TO samverka_owner;

CREATE TABLE samverka.token_key (
    singleton boolean DEFAULT true NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT token_key_key_check CHECK ((length(key) = 32)),
    CONSTRAINT token_key_singleton_check CHECK (singleton)
);

ALTER TABLE samverka.token_key OWNER TO samverka_owner;

CREATE TABLE samverka.year_wheel (
    tenant_id text NOT NULL,
    day_id text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    held_on date NOT NULL,
    papers_by date,
    note text NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT year_wheel_check CHECK ((papers_by <= held_on)),
    CONSTRAINT year_wheel_kind_check CHECK ((kind = ANY (ARRAY['MEETING'::text, 'BUDGET'::text])))
);

ALTER TABLE ONLY samverka.year_wheel FORCE ROW LEVEL SECURITY;

ALTER TABLE samverka.year_wheel OWNER TO samverka_owner;

COMMENT ON TABLE samverka.year_wheel IS 'On which days an organisation''s bodies meet, and those of its budget work.';

ALTER TABLE ONLY identity.revocations
    ADD CONSTRAINT revocations_pkey PRIMARY KEY (subject);

ALTER TABLE ONLY identity.used_tokens
    ADD CONSTRAINT used_tokens_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY identity.watched
    ADD CONSTRAINT watched_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY identity.web_sessions
    ADD CONSTRAINT web_sessions_pkey PRIMARY KEY (key_hash);

ALTER TABLE ONLY samverka.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY (tenant_id, entry);

ALTER TABLE ONLY samverka.answer_drafts
    ADD CONSTRAINT answer_drafts_pkey PRIMARY KEY (tenant_id, request_id);

ALTER TABLE ONLY samverka.answer_notes
    ADD CONSTRAINT answer_notes_pkey PRIMARY KEY (tenant_id, note_id);

ALTER TABLE ONLY samverka.attached_files
    ADD CONSTRAINT attached_files_pkey PRIMARY KEY (tenant_id, sha256, "position");

ALTER TABLE ONLY samverka.calendars
    ADD CONSTRAINT calendars_pkey PRIMARY KEY (tenant_id, person_id);

ALTER TABLE ONLY samverka.calendars
    ADD CONSTRAINT calendars_tenant_id_secret_hash_key UNIQUE (tenant_id, secret_hash);

ALTER TABLE ONLY samverka.command_keys
    ADD CONSTRAINT command_keys_pkey PRIMARY KEY (tenant_id, key);

ALTER TABLE ONLY samverka.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY samverka.dispatch_drafts
    ADD CONSTRAINT dispatch_drafts_pkey PRIMARY KEY (tenant_id, request_id);

ALTER TABLE ONLY samverka.event_addressees
    ADD CONSTRAINT event_addressees_pkey PRIMARY KEY (organisation_id, "position");

ALTER TABLE ONLY samverka.events
    ADD CONSTRAINT events_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY samverka.events
    ADD CONSTRAINT events_tenant_id_stream_id_version_key UNIQUE (tenant_id, stream_id, version);

ALTER TABLE ONLY samverka.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (tenant_id, sha256);

ALTER TABLE ONLY samverka.funders
    ADD CONSTRAINT funders_pkey PRIMARY KEY (region_id, funder_id);

ALTER TABLE ONLY samverka.invited
    ADD CONSTRAINT invited_pkey PRIMARY KEY (tenant_id, invitation_id);

ALTER TABLE ONLY samverka.log_clock
    ADD CONSTRAINT log_clock_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY samverka.log_head
    ADD CONSTRAINT log_head_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY samverka.mail_progress
    ADD CONSTRAINT mail_progress_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY samverka.mail_wishes
    ADD CONSTRAINT mail_wishes_pkey PRIMARY KEY (tenant_id, person_id);

ALTER TABLE ONLY samverka.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (tenant_id, person_id, kind, about);

ALTER TABLE ONLY samverka.named_contacts
    ADD CONSTRAINT named_contacts_pkey PRIMARY KEY (tenant_id, person_id);

ALTER TABLE ONLY samverka.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (tenant_id, person_id);

ALTER TABLE ONLY samverka.people
    ADD CONSTRAINT people_tenant_id_person_id_name_key UNIQUE (tenant_id, person_id, name);

ALTER TABLE ONLY samverka.projection_checkpoints
    ADD CONSTRAINT projection_checkpoints_pkey PRIMARY KEY (projection, version, build);

ALTER TABLE ONLY samverka.projection_checkpoints
    ADD CONSTRAINT projection_checkpoints_schema_name_key UNIQUE (schema_name);

ALTER TABLE ONLY samverka.projector_heartbeat
    ADD CONSTRAINT projector_heartbeat_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY samverka.region_members
    ADD CONSTRAINT region_members_pkey PRIMARY KEY (region_id, invitation);

ALTER TABLE ONLY samverka.reminders
    ADD CONSTRAINT reminders_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY samverka.reports_to_funders
    ADD CONSTRAINT reports_to_funders_pkey PRIMARY KEY (region_id, insats_id, "position");

ALTER TABLE ONLY samverka.set_aside
    ADD CONSTRAINT set_aside_pkey PRIMARY KEY (projection, version, build, "position");

ALTER TABLE ONLY samverka.token_key
    ADD CONSTRAINT token_key_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY samverka.views_shown
    ADD CONSTRAINT views_shown_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY samverka.year_wheel
    ADD CONSTRAINT year_wheel_pkey PRIMARY KEY (tenant_id, day_id);

ALTER TABLE ONLY samverka.year_wheel
    ADD CONSTRAINT year_wheel_tenant_id_body_held_on_key UNIQUE (tenant_id, body, held_on);

CREATE INDEX web_sessions_expires_at_idx ON identity.web_sessions USING btree (expires_at);

CREATE INDEX web_sessions_person_id_idx ON identity.web_sessions USING btree (person_id);

CREATE INDEX web_sessions_provider_session_idx ON identity.web_sessions USING btree (provider_session);

CREATE INDEX access_log_tenant_id_entry_idx ON samverka.access_log USING btree (tenant_id, entry) WHERE (outcome = 'REFUSED'::text);

CREATE INDEX access_log_tenant_id_happened_at_idx ON samverka.access_log USING btree (tenant_id, happened_at);

CREATE INDEX access_log_tenant_id_person_id_entry_idx ON samverka.access_log USING btree (tenant_id, person_id, entry);

CREATE INDEX answer_notes_of_request ON samverka.answer_notes USING btree (tenant_id, request_id, written_at);

CREATE INDEX begun_about ON samverka.events USING btree (tenant_id, ((payload ->> 'insats_id'::text))) WHERE (version = 1);

CREATE INDEX funders_organisation_id_idx ON samverka.funders USING btree (organisation_id);

CREATE INDEX mails_that_wait ON samverka.mails USING btree (tenant_id, person_id) WHERE (state = 'WAITING'::text);

CREATE INDEX mails_that_were_refused ON samverka.mails USING btree (tenant_id, person_id) WHERE (state = 'REFUSED'::text);

CREATE UNIQUE INDEX one_live_build ON samverka.projection_checkpoints USING btree (projection) WHERE (state = 'LIVE'::text);

CREATE UNIQUE INDEX one_organisation_of_a_kommunkod ON samverka.events USING btree (((payload ->> 'kommunkod'::text))) WHERE (type = 'OrganisationRegistered'::text);

CREATE INDEX regions_of_a_member ON samverka.region_members USING btree (member_id, region_id);

CREATE INDEX year_wheel_by_day ON samverka.year_wheel USING btree (tenant_id, held_on);

CREATE TRIGGER access_log_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON samverka.access_log FOR EACH STATEMENT EXECUTE FUNCTION samverka.refuse_rewriting();

CREATE TRIGGER attached_files_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON samverka.attached_files FOR EACH STATEMENT EXECUTE FUNCTION samverka.refuse_rewriting();

CREATE TRIGGER attachments_are_followed AFTER INSERT ON samverka.events FOR EACH ROW WHEN ((new.payload @? '$."attachments"[0]'::jsonpath)) EXECUTE FUNCTION samverka.follow_attachments();

CREATE TRIGGER command_keys_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON samverka.command_keys FOR EACH STATEMENT EXECUTE FUNCTION samverka.refuse_rewriting();

CREATE TRIGGER event_addressees_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON samverka.event_addressees FOR EACH STATEMENT EXECUTE FUNCTION samverka.refuse_rewriting();

CREATE TRIGGER events_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON samverka.events FOR EACH STATEMENT EXECUTE FUNCTION samverka.refuse_rewriting();

CREATE TRIGGER funders_are_followed AFTER INSERT ON samverka.events FOR EACH ROW WHEN (starts_with(new.type, 'Funder'::text)) EXECUTE FUNCTION samverka.follow_funder();

CREATE TRIGGER reports_are_followed AFTER INSERT ON samverka.events FOR EACH ROW WHEN (samverka.is_told_to_funders(new.*)) EXECUTE FUNCTION samverka.follow_reports();

CREATE TRIGGER reports_to_funders_are_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON samverka.reports_to_funders FOR EACH STATEMENT EXECUTE FUNCTION samverka.refuse_rewriting();

ALTER TABLE ONLY samverka.attached_files
    ADD CONSTRAINT attached_files_tenant_id_sha256_fkey FOREIGN KEY (tenant_id, sha256) REFERENCES samverka.files(tenant_id, sha256);

ALTER TABLE ONLY samverka.named_contacts
    ADD CONSTRAINT named_contacts_tenant_id_person_id_name_fkey FOREIGN KEY (tenant_id, person_id, name) REFERENCES samverka.people(tenant_id, person_id, name) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE ONLY samverka.set_aside
    ADD CONSTRAINT set_aside_projection_version_build_fkey FOREIGN KEY (projection, version, build) REFERENCES samverka.projection_checkpoints(projection, version, build) ON DELETE CASCADE;

CREATE POLICY functions_only ON identity.revocations TO samverka_owner USING (true) WITH CHECK (true);

CREATE POLICY functions_only ON identity.used_tokens TO samverka_owner USING (true) WITH CHECK (true);

CREATE POLICY functions_only ON identity.watched TO samverka_owner USING (true) WITH CHECK (true);

CREATE POLICY functions_only ON identity.web_sessions TO samverka_owner USING (true) WITH CHECK (true);

ALTER TABLE identity.revocations ENABLE ROW LEVEL SECURITY;

ALTER TABLE identity.used_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE identity.watched ENABLE ROW LEVEL SECURITY;

ALTER TABLE identity.web_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.access_log ENABLE ROW LEVEL SECURITY;

CREATE POLICY addressee_reads ON samverka.event_addressees FOR SELECT TO samverka_app USING ((organisation_id = ( SELECT samverka.current_tenant() AS current_tenant)));

ALTER TABLE samverka.answer_drafts ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.answer_notes ENABLE ROW LEVEL SECURITY;

CREATE POLICY append_addresses ON samverka.event_addressees FOR INSERT TO samverka_owner WITH CHECK (true);

CREATE POLICY append_checks ON samverka.events FOR SELECT TO samverka_owner USING (true);

CREATE POLICY append_follows ON samverka.attached_files FOR INSERT TO samverka_owner WITH CHECK ((tenant_id = samverka.current_tenant()));

CREATE POLICY append_follows ON samverka.funders TO samverka_owner USING (true) WITH CHECK (true);

CREATE POLICY append_follows ON samverka.region_members TO samverka_owner USING (true) WITH CHECK (true);

CREATE POLICY append_follows ON samverka.reports_to_funders FOR INSERT TO samverka_owner WITH CHECK (true);

CREATE POLICY append_own ON samverka.command_keys FOR INSERT TO samverka_owner WITH CHECK ((tenant_id = samverka.current_tenant()));

CREATE POLICY append_own ON samverka.events FOR INSERT TO samverka_owner WITH CHECK ((tenant_id = samverka.current_tenant()));

ALTER TABLE samverka.attached_files ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.calendars ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.command_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.contacts ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.dispatch_drafts ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.event_addressees ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.events ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.files ENABLE ROW LEVEL SECURITY;

CREATE POLICY forbund_reads ON samverka.contacts FOR SELECT TO samverka_app USING ((tenant_id IN ( SELECT m.member_id
   FROM samverka.region_members m
  WHERE ((m.region_id = ( SELECT samverka.current_tenant() AS current_tenant)) AND ((samverka.local_day(samverka.log_now()) >= m.valid_from) AND (samverka.local_day(samverka.log_now()) <= COALESCE(m.valid_to, 'infinity'::date)))))));

CREATE POLICY forbund_reads ON samverka.named_contacts FOR SELECT TO samverka_app USING ((tenant_id IN ( SELECT m.member_id
   FROM samverka.region_members m
  WHERE ((m.region_id = ( SELECT samverka.current_tenant() AS current_tenant)) AND ((samverka.local_day(samverka.log_now()) >= m.valid_from) AND (samverka.local_day(samverka.log_now()) <= COALESCE(m.valid_to, 'infinity'::date)))))));

CREATE POLICY funder_reads ON samverka.funders FOR SELECT TO samverka_app USING ((organisation_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY funder_reads ON samverka.reports_to_funders FOR SELECT TO samverka_app USING (((( SELECT samverka.funded_now() AS funded_now) <> '{}'::text[]) AND (((region_id || ' '::text) || insats_id) = ANY (( SELECT samverka.funded_now() AS funded_now)::text[]))));

ALTER TABLE samverka.funders ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.invited ENABLE ROW LEVEL SECURITY;

CREATE POLICY log_appends ON samverka.access_log FOR INSERT TO samverka_owner WITH CHECK (true);

ALTER TABLE samverka.mail_wishes ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.mails ENABLE ROW LEVEL SECURITY;

CREATE POLICY member_reads ON samverka.region_members FOR SELECT TO samverka_app USING (((member_id = ( SELECT samverka.current_tenant() AS current_tenant)) OR (region_id = ( SELECT samverka.current_tenant() AS current_tenant))));

CREATE POLICY members_read ON samverka.reminders FOR SELECT TO samverka_app USING ((tenant_id = ANY (( SELECT samverka.my_regions() AS my_regions)::text[])));

ALTER TABLE samverka.named_contacts ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.people ENABLE ROW LEVEL SECURITY;

CREATE POLICY projector_finds ON samverka.invited FOR SELECT TO samverka_projector USING (true);

CREATE POLICY projector_finds ON samverka.mails FOR SELECT TO samverka_projector USING (true);

CREATE POLICY projector_finds ON samverka.reminders FOR SELECT TO samverka_projector USING (true);

CREATE POLICY projector_reads ON samverka.events FOR SELECT TO samverka_projector USING (true);

CREATE POLICY reader_of_the_event ON samverka.attached_files FOR SELECT TO samverka_app USING ((EXISTS ( SELECT
   FROM samverka.events e
  WHERE (e."position" = attached_files."position"))));

CREATE POLICY reader_of_what_names_it ON samverka.files FOR SELECT TO samverka_app USING ((EXISTS ( SELECT
   FROM samverka.attached_files a
  WHERE ((a.tenant_id = files.tenant_id) AND (a.sha256 = files.sha256)))));

ALTER TABLE samverka.region_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.reminders ENABLE ROW LEVEL SECURITY;

ALTER TABLE samverka.reports_to_funders ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_reads ON samverka.access_log FOR SELECT TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenant_reads ON samverka.command_keys FOR SELECT TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenant_reads ON samverka.events FOR SELECT TO samverka_app USING (((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)) OR ((audience <> 'PRIVATE'::text) AND (region_id = ( SELECT samverka.current_tenant() AS current_tenant))) OR ((audience = 'TO_REGION'::text) AND (region_id = ANY (( SELECT samverka.my_regions() AS my_regions)::text[]))) OR ("position" IN ( SELECT a."position"
   FROM samverka.event_addressees a
  WHERE (a.organisation_id = ( SELECT samverka.current_tenant() AS current_tenant)))) OR ("position" IN ( SELECT r."position"
   FROM samverka.reports_to_funders r))));

CREATE POLICY tenants_own ON samverka.answer_drafts TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.answer_notes TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.calendars TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.contacts TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.dispatch_drafts TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.files TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.invited TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.mail_wishes TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.mails TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.named_contacts TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.people TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.reminders TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

CREATE POLICY tenants_own ON samverka.year_wheel TO samverka_app USING ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant))) WITH CHECK ((tenant_id = ( SELECT samverka.current_tenant() AS current_tenant)));

ALTER TABLE samverka.year_wheel ENABLE ROW LEVEL SECURITY;

GRANT ALL ON SCHEMA identity TO samverka_owner;
GRANT USAGE ON SCHEMA identity TO samverka_app;
GRANT USAGE ON SCHEMA identity TO samverka_identity;

GRANT ALL ON SCHEMA samverka TO samverka_owner;
GRANT USAGE ON SCHEMA samverka TO samverka_app;
GRANT USAGE ON SCHEMA samverka TO samverka_projector;

REVOKE ALL ON FUNCTION identity.change_session(p_key_hash bytea, p_content bytea, p_expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.change_session(p_key_hash bytea, p_content bytea, p_expires_at timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.claim_renewal(p_key_hash bytea, p_until timestamp with time zone, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.claim_renewal(p_key_hash bytea, p_until timestamp with time zone, p_now timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.end_session(p_key_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.end_session(p_key_hash bytea) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.find_session(p_key_hash bytea, p_now timestamp with time zone, OUT content bytea, OUT expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.find_session(p_key_hash bytea, p_now timestamp with time zone, OUT content bytea, OUT expires_at timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.is_revoked(p_subjects text[], p_issued_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.is_revoked(p_subjects text[], p_issued_at timestamp with time zone) TO samverka_app;
GRANT ALL ON FUNCTION identity.is_revoked(p_subjects text[], p_issued_at timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.keep_watched(p_up_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.keep_watched(p_up_to timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.restore(p_subjects text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.restore(p_subjects text[]) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.revoke(p_subjects text[], p_revoked_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.revoke(p_subjects text[], p_revoked_at timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.start_session(p_key_hash bytea, p_person_id text, p_provider_session text, p_content bytea, p_expires_at timestamp with time zone, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.start_session(p_key_hash bytea, p_person_id text, p_provider_session text, p_content bytea, p_expires_at timestamp with time zone, p_now timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.use_once(p_token_id text, p_expires_at timestamp with time zone, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.use_once(p_token_id text, p_expires_at timestamp with time zone, p_now timestamp with time zone) TO samverka_identity;

REVOKE ALL ON FUNCTION identity.watched_up_to() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.watched_up_to() TO samverka_identity;

REVOKE ALL ON FUNCTION samverka.advance_views() FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.advance_views() TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.append_events(p_actor text, p_command_id text, p_correlation_id text, p_events jsonb, p_guards jsonb, p_valid_until timestamp with time zone, p_fingerprint text, p_result jsonb, OUT first_position bigint, OUT last_position bigint, OUT recorded_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.append_events(p_actor text, p_command_id text, p_correlation_id text, p_events jsonb, p_guards jsonb, p_valid_until timestamp with time zone, p_fingerprint text, p_result jsonb, OUT first_position bigint, OUT last_position bigint, OUT recorded_at timestamp with time zone) TO samverka_app;

REVOKE ALL ON FUNCTION samverka.current_tenant() FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.current_tenant() TO samverka_app;
GRANT ALL ON FUNCTION samverka.current_tenant() TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.local_day(p_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.local_day(p_moment timestamp with time zone) TO samverka_app;
GRANT ALL ON FUNCTION samverka.local_day(p_moment timestamp with time zone) TO samverka_projector;

GRANT SELECT ON TABLE samverka.log_clock TO samverka_app;
GRANT SELECT ON TABLE samverka.log_clock TO samverka_projector;

GRANT SELECT ON TABLE samverka.log_head TO samverka_app;
GRANT SELECT ON TABLE samverka.log_head TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.log_now() FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.log_now() TO samverka_app;
GRANT ALL ON FUNCTION samverka.log_now() TO samverka_projector;

GRANT SELECT ON TABLE samverka.region_members TO samverka_app;

REVOKE ALL ON FUNCTION samverka.my_regions_on(p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.my_regions_on(p_day date) TO samverka_app;
GRANT ALL ON FUNCTION samverka.my_regions_on(p_day date) TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.my_regions() FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.my_regions() TO samverka_app;
GRANT ALL ON FUNCTION samverka.my_regions() TO samverka_projector;

GRANT SELECT ON TABLE samverka.events TO samverka_app;
GRANT SELECT ON TABLE samverka.events TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.begun_about(p_owner text, p_insats text) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.begun_about(p_owner text, p_insats text) TO samverka_app;

REVOKE ALL ON FUNCTION samverka.canonical_event(e samverka.events) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.canonical_event(e samverka.events) TO samverka_app;
GRANT ALL ON FUNCTION samverka.canonical_event(e samverka.events) TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.create_build_schema(p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.create_build_schema(p_name text) TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.follow_attachments() FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.follow_funder() FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.follow_memberships(p_first bigint, p_last bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.follow_memberships_of(p_region text) FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.follow_reports() FROM PUBLIC;

GRANT SELECT ON TABLE samverka.funders TO samverka_app;

REVOKE ALL ON FUNCTION samverka.funded_now() FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.funded_now() TO samverka_app;

REVOKE ALL ON FUNCTION samverka.is_registered(p_organisation text) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.is_registered(p_organisation text) TO samverka_app;

REVOKE ALL ON FUNCTION samverka.is_a_forbunds_half(e samverka.events) FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.is_a_members_half(e samverka.events) FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.is_of_memberships(p_type text) FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.is_told_to_funders(e samverka.events) FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.leaf_hash(e samverka.events) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.leaf_hash(e samverka.events) TO samverka_app;
GRANT ALL ON FUNCTION samverka.leaf_hash(e samverka.events) TO samverka_projector;

GRANT SELECT ON TABLE samverka.projection_checkpoints TO samverka_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.projection_checkpoints TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.live_views() FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.live_views() TO samverka_app;
GRANT ALL ON FUNCTION samverka.live_views() TO samverka_projector;

GRANT SELECT ON TABLE samverka.access_log TO samverka_app;

REVOKE ALL ON FUNCTION samverka.log_access(p_tenant_id text, p_happened_at timestamp with time zone, p_person_id text, p_client_id text, p_action text, p_operation text, p_target text, p_outcome text, p_status integer, p_reason text, p_correlation_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.log_access(p_tenant_id text, p_happened_at timestamp with time zone, p_person_id text, p_client_id text, p_action text, p_operation text, p_target text, p_outcome text, p_status integer, p_reason text, p_correlation_id text) TO samverka_app;

REVOKE ALL ON FUNCTION samverka.may_record(e samverka.events) FROM PUBLIC;

GRANT SELECT ON TABLE samverka.views_shown TO samverka_app;
GRANT SELECT ON TABLE samverka.views_shown TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.my_regions_shown() FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.my_regions_shown() TO samverka_app;
GRANT ALL ON FUNCTION samverka.my_regions_shown() TO samverka_projector;

REVOKE ALL ON FUNCTION samverka.position_at(p_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION samverka.position_at(p_moment timestamp with time zone) TO samverka_app;

REVOKE ALL ON FUNCTION samverka.refuse_rewriting() FROM PUBLIC;

REVOKE ALL ON FUNCTION samverka.said(p_tenant text, p_stream text) FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.answer_drafts TO samverka_app;

GRANT SELECT,INSERT,DELETE ON TABLE samverka.answer_notes TO samverka_app;

GRANT SELECT ON TABLE samverka.attached_files TO samverka_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.calendars TO samverka_app;

GRANT SELECT ON TABLE samverka.command_keys TO samverka_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.contacts TO samverka_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.dispatch_drafts TO samverka_app;

GRANT SELECT ON TABLE samverka.event_addressees TO samverka_app;

GRANT SELECT,INSERT,DELETE ON TABLE samverka.files TO samverka_app;

GRANT UPDATE(received_at) ON TABLE samverka.files TO samverka_app;

GRANT SELECT,INSERT,DELETE ON TABLE samverka.invited TO samverka_app;

GRANT SELECT(tenant_id) ON TABLE samverka.invited TO samverka_projector;

GRANT SELECT(invitation_id) ON TABLE samverka.invited TO samverka_projector;

GRANT SELECT ON TABLE samverka.mail_progress TO samverka_app;
GRANT SELECT,INSERT,UPDATE ON TABLE samverka.mail_progress TO samverka_projector;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.mail_wishes TO samverka_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.mails TO samverka_app;

GRANT SELECT(tenant_id) ON TABLE samverka.mails TO samverka_projector;

GRANT SELECT(state) ON TABLE samverka.mails TO samverka_projector;

GRANT SELECT,INSERT,DELETE ON TABLE samverka.named_contacts TO samverka_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.people TO samverka_app;

GRANT SELECT ON TABLE samverka.projector_heartbeat TO samverka_app;
GRANT SELECT,UPDATE ON TABLE samverka.projector_heartbeat TO samverka_projector;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.reminders TO samverka_app;
GRANT SELECT ON TABLE samverka.reminders TO samverka_projector;

GRANT SELECT ON TABLE samverka.reports_to_funders TO samverka_app;

GRANT SELECT ON TABLE samverka.set_aside TO samverka_app;
GRANT SELECT,INSERT,DELETE ON TABLE samverka.set_aside TO samverka_projector;

GRANT SELECT ON TABLE samverka.token_key TO samverka_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE samverka.year_wheel TO samverka_app;
