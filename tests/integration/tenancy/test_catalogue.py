"""PostgreSQL's catalogue: nothing that holds tenant data is without its protection. A new table fails here first."""

import psycopg
import pytest

from tests.support.catalogue import functions, keys, tables, views
from tests.support.world import World

WITHOUT_TENANT_DATA = {
    "samverka.log_head",
    "samverka.log_clock",
    "samverka.projection_checkpoints",
    "samverka.token_key",
    "samverka.views_shown",
}
"""Positions, moments, the names of tables, and a key."""

TENANT_COLUMNS = {"tenant_id", "region_id", "organisation_id", "member_id"}
LEADING = TENANT_COLUMNS | {"position"}
SEARCH_PATHS = [["search_path=samverka, pg_catalog, pg_temp"], ["search_path=pg_catalog, pg_temp"]]


@pytest.fixture
def url(world: World) -> str:
    world.project()
    return world.database.admin_url


def test_every_table_with_tenant_data_forces_row_level_security(url: str) -> None:
    for table in [*tables(url, "samverka"), *tables(url, "views")]:
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
    assert {table.owner for table in tables(url, "views")} == {"samverka_projector"}


def test_every_view_is_seen_with_the_eyes_of_who_asks(url: str) -> None:
    found = views(url, "views")
    assert found
    assert all(view.security_invoker and view.kind == "v" for view in found), found


def test_every_key_leads_with_the_tenant_or_the_position(url: str) -> None:
    for key in [*keys(url, "samverka"), *keys(url, "views")]:
        if key.table not in WITHOUT_TENANT_DATA:
            assert key.columns[0] in LEADING, key


def test_no_function_can_be_led_to_temporary_objects(url: str) -> None:
    found = functions(url, "samverka")
    assert {function.name for function in found if function.definer} == {
        "advance_views",
        "append_events",
        "log_access",
        "log_now",
        "my_regions_on",
    }
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
    assert [role[0] for role in roles] == ["samverka_app", "samverka_owner", "samverka_projector"]
    assert all(role[1:] == (False, False, False, False) for role in roles)
