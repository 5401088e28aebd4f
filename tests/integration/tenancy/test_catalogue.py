"""PostgreSQL's catalogue: nothing that holds tenant data is without its protection. A new table fails here first."""

from collections import Counter

import psycopg
import pytest

from tests.support.catalogue import BUILDS, functions, keys, tables, views
from tests.support.world import World

WITHOUT_TENANT_DATA = {
    f"samverka.{name}"
    for name in (
        *(
            "log_head",
            "log_clock",
            "mail_progress",
            "projection_checkpoints",
            "projector_heartbeat",
            "set_aside",
            "token_key",
        ),
        "views_shown",
    )
}
"""Positions, moments, the names of builds and of kinds of errors, and a key."""

TENANT_COLUMNS = {"tenant_id", "region_id", "organisation_id", "member_id"}
OF_ONE_TENANT = {"insats_id", "request_id", "municipality_id"}
"""What stands there is one tenant's thing, or its number."""
LEADING = TENANT_COLUMNS | OF_ONE_TENANT | {"position"}
POSTGRESQLS = ("pg_catalog.", "information_schema.")
DEFINERS = {
    "advance_views",
    "append_events",
    "begun_about",
    "create_build_schema",
    "is_registered",
    "log_access",
    "log_now",
    "my_regions_on",
    "position_at",
}
SEARCH_PATHS = [["search_path=samverka, pg_catalog, pg_temp"], ["search_path=pg_catalog, pg_temp"]]


@pytest.fixture
def url(world: World) -> str:
    world.project()
    return world.database.admin_url


def test_every_table_with_tenant_data_forces_row_level_security(url: str) -> None:
    for table in [*tables(url, "samverka"), *tables(url, BUILDS)]:
        if table.name not in WITHOUT_TENANT_DATA:
            assert table.secured, table
            assert table.forced, table
            assert table.policies, table
            assert TENANT_COLUMNS & set(table.columns), table


def test_what_is_excepted_holds_no_tenant_data(url: str) -> None:
    for table in tables(url, "samverka"):
        if table.name in WITHOUT_TENANT_DATA:
            assert not {*TENANT_COLUMNS, "payload", "stream_id"} & set(table.columns), table


def test_nobody_who_logs_in_owns_the_log(url: str) -> None:
    assert {table.owner for schema in ("samverka", "identity") for table in tables(url, schema)} == {"samverka_owner"}
    assert {table.owner for table in tables(url, BUILDS)} == {"samverka_projector"}


def test_nothing_stands_between_who_asks_and_the_tables_policies(url: str) -> None:
    """A view of the database could be seen with its owner's eyes, and a materialised one has no policies."""
    assert tables(url, BUILDS)
    assert views(url, "%") == [view for view in views(url, "%") if view.name.startswith(POSTGRESQLS)]


OVER_ALL_TENANTS = {"samverka.events": 1}
"""How many keys say of all tenants together that something is there once; nothing is found by them."""


def test_every_key_leads_with_the_tenant_or_what_is_one_tenants_or_the_position(url: str) -> None:
    found = [key for key in (*keys(url, "samverka"), *keys(url, BUILDS)) if key.table not in WITHOUT_TENANT_DATA]
    assert Counter(key.table for key in found if not key.columns) == OVER_ALL_TENANTS
    for key in found:
        assert not key.columns or key.columns[0] in LEADING, key


def test_no_function_can_be_led_to_temporary_objects(url: str) -> None:
    found = functions(url, "samverka")
    assert {function.name for function in found if function.definer} == DEFINERS
    for function in [*found, *functions(url, "identity")]:
        assert not function.public, function
        assert function.config is None if function.bound else function.config in SEARCH_PATHS, function


def test_logins_and_revocations_are_reached_by_functions_only(url: str) -> None:
    found = tables(url, "identity")
    assert [table.name for table in found] == [
        "identity.revocations",
        "identity.used_tokens",
        "identity.watched",
        "identity.web_sessions",
    ]
    for table in found:
        assert table.secured, table
        assert table.forced, table
        assert table.policies == ["functions_only"], table
    assert all(function.definer for function in functions(url, "identity"))
    query = (
        "select count(*) from information_schema.role_table_grants where table_schema = 'identity' and grantee <> %s"
    )
    with psycopg.connect(url) as connection:
        assert connection.execute(query, ["samverka_owner"]).fetchone() == (0,)


def test_no_role_of_samverka_is_above_row_level_security(url: str) -> None:
    query = """
        select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles
        where rolname like 'samverka%%' order by 1
    """
    with psycopg.connect(url) as connection:
        roles = connection.execute(query).fetchall()
    assert [role[0] for role in roles] == [f"samverka_{role}" for role in ("app", "identity", "owner", "projector")]
    assert all(role[1:] == (False, False, False, False) for role in roles)
