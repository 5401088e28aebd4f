-- Each build of a view lies in a schema of its own. Who reads names the tables alone, and finds them by the search path
-- that her own snapshot gives: the same build from her first question to her last, whatever is switched meanwhile.

-- What was built before is built anew.
delete from samverka.projection_checkpoints;
drop schema views cascade;

set local role samverka_owner;

alter table samverka.projection_checkpoints
    drop constraint projection_checkpoints_state_check,
    drop column tables,
    add column schema_name text not null unique,
    add column left_at timestamptz,
    -- Whether the projector has stumbled over it and leaves it alone until it starts again.
    add column rests boolean not null default false,
    -- BUILDING: its tables are filled. READY: it keeps up with the log, and takes over as soon as it is as far as the
    -- live one. LIVE: it is asked. FORMER: nobody begins to ask it; it goes when nobody can still be asking.
    -- AUDIT: it is compared with the live one, and never asked.
    add check (state in ('BUILDING', 'READY', 'LIVE', 'FORMER', 'AUDIT')),
    add check ((state = 'FORMER') = (left_at is not null));

-- Events that a build could not take in: what it says is incomplete. Of the error its kind alone, by which version of
-- Samverka: another may understand the event.
create table samverka.set_aside (
    projection text not null,
    version integer not null,
    build integer not null,
    position bigint not null,
    error text not null,
    by_version text not null,
    set_aside_at timestamptz not null default clock_timestamp(),
    primary key (projection, version, build, position),
    foreign key (projection, version, build) references samverka.projection_checkpoints on delete cascade
);

-- When the projector last was seen at work.
create table samverka.projector_heartbeat (
    singleton boolean primary key default true check (singleton),
    beat_at timestamptz not null
);
insert into samverka.projector_heartbeat (beat_at) values ('-infinity');

-- The search path of who reads the views: the live builds, as the asking statement's snapshot shows them.
create function samverka.live_views() returns text
language sql stable
return (
    select concat_ws(', ', 'pg_catalog', string_agg(quote_ident(schema_name), ', ' order by projection), 'pg_temp')
    from samverka.projection_checkpoints
    where state = 'LIVE'
);

-- Let the views show what has been folded into all of them. While an event is missing they are complete up to its
-- recording; when none is, up to now, behind whoever is appending: what is recorded later is recorded after now. What
-- was set aside of a request may keep something closed: then the moment stands still.
create function samverka.advance_views() returns void
language plpgsql security definer set search_path = samverka, pg_catalog, pg_temp as $$
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

grant select on samverka.set_aside, samverka.projector_heartbeat to samverka_app;
grant select, insert, delete on samverka.set_aside to samverka_projector;
grant select, update on samverka.projector_heartbeat to samverka_projector;

reset role;

-- A schema for a build, the projector's own. It belongs to the one who migrates, who may make schemas; the projector
-- needs no right to make others.
create function samverka.create_build_schema(p_name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_name !~ '^views_[a-z0-9_]{1,50}$' then
        raise exception 'not the name of a build: %', p_name using errcode = 'invalid_schema_name';
    end if;
    execute format('create schema %I authorization samverka_projector', p_name);
end
$$;

revoke all on function samverka.advance_views(), samverka.live_views(), samverka.create_build_schema(text) from public;
grant execute on function samverka.advance_views() to samverka_projector;
grant execute on function samverka.live_views() to samverka_app, samverka_projector;
grant execute on function samverka.create_build_schema(text) to samverka_projector;
