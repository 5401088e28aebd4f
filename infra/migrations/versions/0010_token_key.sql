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

grant select on samverka.token_key to samverka_app;

reset role;
