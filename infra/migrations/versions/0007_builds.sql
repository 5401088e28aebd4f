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
    -- BUILDING: its tables are filled. READY: it keeps up with the log, and takes over as soon as it is as far as the
    -- live one. LIVE: it is asked. FORMER: nobody begins to ask it; it goes when nobody can still be asking.
    add check (state in ('BUILDING', 'READY', 'LIVE', 'FORMER')),
    add check ((state = 'FORMER') = (left_at is not null));

-- The search path of who reads the views: the live builds, as the asking statement's snapshot shows them.
create function samverka.live_views() returns text
language sql stable
return (
    select concat_ws(', ', 'pg_catalog', string_agg(quote_ident(schema_name), ', ' order by projection), 'pg_temp')
    from samverka.projection_checkpoints
    where state = 'LIVE'
);

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

revoke all on function samverka.live_views(), samverka.create_build_schema(text) from public;
grant execute on function samverka.live_views() to samverka_app, samverka_projector;
grant execute on function samverka.create_build_schema(text) to samverka_projector;
