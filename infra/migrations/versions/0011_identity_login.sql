-- Who is logged in and whom nobody believes any more is said by a role of its own, samverka_identity, which reaches
-- nothing but these functions. The role of commands and queries only asks whether a proof has been revoked: whoever has
-- got hold of its login shuts nobody out, opens no session, and takes nothing back that was revoked.

do $$
begin
    if not exists (select from pg_roles where rolname = 'samverka_identity') then
        create role samverka_identity nologin nobypassrls;
    end if;
end
$$;

grant usage on schema identity to samverka_identity;

set local role samverka_owner;

revoke execute on all functions in schema identity from samverka_app;
grant execute on function identity.is_revoked to samverka_app;
grant execute on all functions in schema identity to samverka_identity;

reset role;
