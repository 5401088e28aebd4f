-- What a förbund has begun about an insats, told to its members by name: a municipality's own gate is judged by it too.
-- What of these streams they may read is for row-level security, as before.
set local role samverka_owner;

drop function samverka.begun_about(text);

create function samverka.begun_about(p_owner text, p_insats text) returns setof text
language sql stable security definer
begin atomic
    select e.stream_id from samverka.events e
    where e.tenant_id = p_owner and e.payload->>'insats_id' = p_insats and e.version = 1
        and (p_owner = samverka.current_tenant() or p_owner = any (samverka.my_regions()))
    order by e.position;
end;

revoke all on function samverka.begun_about(text, text) from public;
grant execute on function samverka.begun_about(text, text) to samverka_app;

reset role;
