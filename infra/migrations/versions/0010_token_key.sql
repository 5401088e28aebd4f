-- Places in the log and in lists leave the system as tokens that nobody outside can read or compare. Their key is made
-- here and never changed: what was handed out holds for ever, and in every process.

set local role samverka_owner;

create table samverka.token_key (
    singleton boolean primary key default true check (singleton),
    key bytea not null check (length(key) = 32)
);

-- Each of the four has 122 bits of the operating system's chance.
insert into samverka.token_key (key)
select sha256(string_agg(uuid_send(gen_random_uuid()), '')) from generate_series(1, 4);

-- The last position that had been recorded at a moment: events lie in the order of their recording.
create function samverka.position_at(p_moment timestamptz) returns bigint
language plpgsql stable security definer set search_path = samverka, pg_catalog, pg_temp as $$
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

revoke all on function samverka.position_at from public;
grant execute on function samverka.position_at to samverka_app;
grant select on samverka.token_key to samverka_app;

reset role;
