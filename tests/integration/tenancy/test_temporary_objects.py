"""A login's own temporary types, tables, functions and operators are never taken for Samverka's."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import Connection, errors, sql

from samverka_infra.database import open_pool
from samverka_infra.event_log.unit_of_work import EventLog
from tests.integration.log.test_append import STAMP, registered
from tests.support.databases import Cluster, Database
from tests.support.world import TROLLHATTAN, UDDEVALLA

EVIL = """
create function pg_temp.evil() returns boolean language plpgsql as $$
begin
    perform pg_catalog.set_config('evil.ran_as', current_user::pg_catalog.text, false);
    return true;
end
$$
"""
TRAPS = {
    "domain": ["create domain pg_temp.text as pg_catalog.text check (pg_temp.evil())"],
    "integer": ["create domain pg_temp.int4 as pg_catalog.int4 check (pg_temp.evil())"],
    "table": [
        "create temporary table events (like samverka.events)",
        "create temporary table log_head (position bigint, recorded_at timestamptz)",
    ],
    "function": [
        """create function pg_temp.jsonb_array_length(jsonb) returns integer language sql
           as $$ select case when pg_temp.evil() then 0 end $$"""
    ],
    "operator": [
        "create function pg_temp.alike(text, text) returns boolean language sql as $$ select pg_temp.evil() $$",
        "create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.alike)",
    ],
}
"""What stands before an object of the same name wherever pg_temp is searched first."""


def appended_by(connection: Connection) -> None:
    """An append and a revocation on this very connection, where the traps lie."""
    connection.execute("select set_config('app.tenant_id', %s, false)", [TROLLHATTAN])
    event = """[{"stream_id": "organisation:1", "version": 1, "type": "OrganisationRegistered", "schema_version": 1,
                 "payload": {}, "audience": "PRIVATE", "region_id": null, "addressed_to": []}]"""
    connection.execute("select * from samverka.append_events('eve', 'k', 'c', %s, '[]', null, 'f', '{}')", [event])


def revoked_by(connection: Connection) -> None:
    connection.execute("select identity.is_revoked(array['person:eve'], now())")


@pytest.fixture
def careless(database: Database) -> Database:
    """A database whose operator has let everybody make temporary objects again."""
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        statement = sql.SQL("grant temporary on database {} to public")
        connection.execute(statement.format(sql.Identifier(database.name)))
    return database


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("act", [appended_by, revoked_by])
def test_nothing_of_a_logins_own_runs_as_the_owner(
    careless: Database, trap: str, act: Callable[[Connection], None]
) -> None:
    with psycopg.connect(careless.app_url, autocommit=True) as connection:
        connection.execute(EVIL)
        for statement in TRAPS[trap]:
            connection.execute(statement)
        act(connection)
        found = connection.execute("select pg_catalog.current_setting('evil.ran_as', true)").fetchone()
    assert found in {(None,), ("samverka_app",)}


def test_the_log_is_written_whatever_temporary_tables_there_are(careless: Database) -> None:
    with psycopg.connect(careless.app_url, autocommit=True) as connection:
        for statement in TRAPS["table"]:
            connection.execute(statement)
        appended_by(connection)
        assert connection.execute("select count(*) from samverka.events").fetchone() == (1,)


@pytest.mark.parametrize("role", ["app_url", "projector_url", "identity_url"])
def test_nobody_who_logs_in_makes_temporary_objects(cluster: Cluster, role: str) -> None:
    url: str = getattr(cluster.server, role)
    with psycopg.connect(url) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("create temporary table mine (a integer)")


def test_an_append_works_without_temporary_objects(database: Database) -> None:
    with open_pool(database.app_url, 1) as pool, EventLog(pool).unit_of_work(UDDEVALLA) as work:
        assert work.save(registered(UDDEVALLA), stamp=STAMP, result={}).last_position == 1
