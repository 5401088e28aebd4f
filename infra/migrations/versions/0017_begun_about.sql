-- What a tenant has begun about an insats: a gate is judged by all of it. Asked by a function, since row-level security
-- keeps the expression from the index.
set local role samverka_owner;

create index begun_about on samverka.events (tenant_id, (payload->>'insats_id')) where version = 1;

create function samverka.begun_about(p_insats text) returns setof text
language sql stable security definer
begin atomic
    select e.stream_id from samverka.events e
    where e.tenant_id = samverka.current_tenant() and e.payload->>'insats_id' = p_insats and e.version = 1
    order by e.position;
end;

revoke all on function samverka.begun_about(text) from public;
grant execute on function samverka.begun_about(text) to samverka_app;

reset role;
