"""Who is logged in and who no longer is: said by a login of its own, and by that of commands and queries never."""

from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import Connection, errors

from samverka_infra import credentials
from samverka_infra.credentials import Credential, Revoked
from tests.support.databases import Database
from tests.support.world import TROLLHATTAN, UDDEVALLA, World

NOW = datetime.now(UTC)
THEIRS = (
    credentials.EVERYBODY,
    credentials.person("director"),
    credentials.session("login"),
    credentials.organisation(UDDEVALLA),
    credentials.membership(UDDEVALLA, "director"),
    credentials.client("samverka-web"),
    credentials.machines(UDDEVALLA),
)
ACTS: dict[str, tuple[LiteralString, list[Any]]] = {
    "revoke": ("select identity.revoke(%s, now())", [list(THEIRS)]),
    "revoke for good": ("select identity.revoke(%s, 'infinity')", [list(THEIRS)]),
    "take back": ("select identity.restore(%s)", [list(THEIRS)]),
    "log in": ("select identity.start_session('k', 'director', 's', '', now() + interval '1 hour', now())", []),
    "hide from the watch": ("select identity.keep_watched(now())", []),
    "write": ("insert into identity.revocations values (%s, now())", [credentials.person("director")]),
    "read": ("select * from identity.web_sessions", []),
}
OUTSIDE = """
    select relation.oid::regclass::text from pg_class relation join pg_namespace on pg_namespace.oid = relnamespace
    where nspname ~ '^(samverka|identity|views)' and relkind in ('r', 'v', 'm', 'p')
      and (has_any_column_privilege(%(role)s, relation.oid, 'select')
           or has_table_privilege(%(role)s, relation.oid, 'insert, update, delete, truncate'))
    union all
    select function.oid::regprocedure::text from pg_proc function join pg_namespace on pg_namespace.oid = pronamespace
    where nspname ~ '^(samverka|views)' and has_schema_privilege(%(role)s, pg_namespace.oid, 'usage')
      and has_function_privilege(%(role)s, function.oid, 'execute')
"""
ASKED = """
    select proname from pg_proc where pronamespace = 'identity'::regnamespace
      and has_function_privilege(%s, oid, 'execute') order by proname
"""


def is_out(connection: Connection, subject: str) -> bool:
    try:
        credentials.refuse_revoked(connection, Credential((subject,), NOW - timedelta(minutes=5)))
    except Revoked:
        return True
    return False


@pytest.mark.parametrize("role", ["app_url", "projector_url"])
@pytest.mark.parametrize("act", ACTS)
def test_no_other_login_shuts_anybody_out_or_lets_anybody_in(world: World, role: str, act: str) -> None:
    """Neither people of another organisation nor, since a tenant is the login's own word, of the transaction's."""
    query, values = ACTS[act]
    for tenant in (TROLLHATTAN, UDDEVALLA):
        with psycopg.connect(getattr(world.database, role)) as connection:
            connection.execute("select set_config('app.tenant_id', %s, true)", [tenant])
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(query, values)
    with psycopg.connect(world.database.app_url) as connection:
        assert [subject for subject in THEIRS if is_out(connection, subject)] == []


def test_the_login_of_commands_and_queries_asks_and_no_more(database: Database) -> None:
    with psycopg.connect(database.admin_url) as connection:
        asked = {role: connection.execute(ASKED, [f"samverka_{role}"]).fetchall() for role in ("app", "projector")}
    assert asked == {"app": [("is_revoked",)], "projector": []}


def test_the_login_for_who_is_logged_in_reaches_nothing_else(database: Database) -> None:
    with psycopg.connect(database.admin_url) as connection:
        assert connection.execute(OUTSIDE, {"role": "samverka_identity"}).fetchall() == []
        assert connection.execute(OUTSIDE, {"role": "samverka_app"}).fetchall()
    with psycopg.connect(database.identity_url) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select * from samverka.events")


def test_what_it_says_counts_for_everybody_who_asks(database: Database) -> None:
    with psycopg.connect(database.identity_url) as connection:
        credentials.revoke(connection, [credentials.person("director")], NOW)
    with psycopg.connect(database.app_url) as connection:
        assert [subject for subject in THEIRS if is_out(connection, subject)] == [credentials.person("director")]
