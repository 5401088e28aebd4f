-- Which organisation funds which insats on which days, and which events report about it: kept by the append itself.
-- Whoever funds it reads these events, in a transaction that says as which funder it reads, and in no other.
set local role samverka_owner;

create table samverka.funders (
    region_id text not null,
    funder_id text not null,
    organisation_id text not null,
    insats_id text not null,
    valid_from date not null,
    valid_to date,
    primary key (region_id, funder_id)
);
comment on table samverka.funders is 'Who was let in to read the reports of an insats, and on which days.';
create index on samverka.funders (organisation_id);

create table samverka.reports_to_funders (
    region_id text not null,
    insats_id text not null,
    position bigint not null,
    primary key (region_id, insats_id, position)
);
comment on table samverka.reports_to_funders is 'By insats, the events that its funders read.';

-- Reports that are approved, those of a pre-study are not, and whole versions of final and effect reports.
create function samverka.is_told_to_funders(e samverka.events) returns boolean
language sql immutable return e.tenant_id = e.region_id and case e.type
    when 'StatusReportsSubmitted' then e.payload->'report'->>'phase' <> 'UTREDA'
    when 'StatusReportsRevised' then e.payload->'report'->>'phase' <> 'UTREDA'
    when 'StatusReportsApproved' then true
    when 'StatusReportsReturned' then true
    when 'StatusReportsCorrected' then true
    when 'StatusReportsRhythmSet' then true
    when 'DocumentMadePublic' then e.payload->>'kind' in ('FINAL_REPORT', 'EFFECT_REPORT')
    else false
end;

create function samverka.follow_reports() returns trigger
language plpgsql set search_path = samverka, pg_catalog, pg_temp as $$
begin
    insert into samverka.reports_to_funders values (new.region_id, new.payload->>'insats_id', new.position);
    return null;
end
$$;
create trigger reports_are_followed after insert on samverka.events
    for each row when (samverka.is_told_to_funders(new)) execute function samverka.follow_reports();
insert into samverka.reports_to_funders
select e.region_id, e.payload->>'insats_id', e.position from samverka.events e where samverka.is_told_to_funders(e);

-- As the log has it now, corrections carried out.
create function samverka.follow_funder() returns trigger
language plpgsql set search_path = samverka, pg_catalog, pg_temp as $$
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
create trigger funders_are_followed after insert on samverka.events
    for each row when (starts_with(new.type, 'Funder')) execute function samverka.follow_funder();

alter table samverka.funders enable row level security;
alter table samverka.funders force row level security;
alter table samverka.reports_to_funders enable row level security;
alter table samverka.reports_to_funders force row level security;

-- As which funders a transaction reads is said in it alone. That they are its tenant's, and let in today, is asked here.
create function samverka.funded_now() returns text[]
language sql stable return (
    select coalesce(array_agg(f.region_id || ' ' || f.insats_id), '{}')
    from samverka.funders f
    where f.organisation_id = samverka.current_tenant()
        and f.funder_id = any (string_to_array(current_setting('app.reads_as_funder', true), ' '))
        and samverka.local_day(samverka.log_now()) between f.valid_from and coalesce(f.valid_to, 'infinity')
);

create policy funder_reads on samverka.funders for select to samverka_app
    using (organisation_id = (select samverka.current_tenant()));
create policy append_follows on samverka.funders for all to samverka_owner using (true) with check (true);
create policy funder_reads on samverka.reports_to_funders for select to samverka_app
    using (
        (select samverka.funded_now())::text[] <> '{}'
        and region_id || ' ' || insats_id = any ((select samverka.funded_now())::text[])
    );
create policy append_follows on samverka.reports_to_funders for insert to samverka_owner with check (true);

create trigger reports_to_funders_are_kept before update or delete or truncate on samverka.reports_to_funders
    for each statement execute function samverka.refuse_rewriting();

drop policy tenant_reads on samverka.events;
create policy tenant_reads on samverka.events for select to samverka_app using (
    tenant_id = (select samverka.current_tenant())
    or (audience <> 'PRIVATE' and region_id = (select samverka.current_tenant()))
    or (audience = 'TO_REGION' and region_id = any ((select samverka.my_regions())::text[]))
    or position in (
        select a.position from samverka.event_addressees a where a.organisation_id = (select samverka.current_tenant())
    )
    or position in (select r.position from samverka.reports_to_funders r)
);

revoke all on function samverka.is_told_to_funders(samverka.events), samverka.follow_reports(),
    samverka.follow_funder(), samverka.funded_now() from public;
grant execute on function samverka.funded_now() to samverka_app;
grant select on samverka.funders, samverka.reports_to_funders to samverka_app;

reset role;
