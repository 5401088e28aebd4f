"""What the process log says of an error: its kind and its place, never the text, which may repeat what was sent."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from samverka_infra.database import DatabaseUnavailable, is_about_input, tenant_transaction
from samverka_services.processes.logs import JsonLines
from tests.support.world import TROLLHATTAN, World

SENT = "Ring Anna Exempel 0700-000000"


def line_of(act: Callable[[], object]) -> dict[str, Any]:
    """The line about what goes wrong while something is done."""
    try:
        act()
    except Exception:  # noqa: BLE001 — whatever it is, it is to be logged
        record = logging.LogRecord("samverka.errors", logging.ERROR, "", 0, "unexpected", None, sys.exc_info())
    found: dict[str, Any] = json.loads(JsonLines().format(record))
    return found


@pytest.mark.parametrize(
    ("query", "sent", "state"),
    [
        ("select %s::jsonb", f'{{"value": "{SENT}\\u0000"}}', "22P05"),
        ("select %s::jsonb", f'{{"value": {SENT}', "22P02"),
        ("select %s::integer", SENT, "22P02"),
        ("select %s::date", SENT, "22007"),
        ("do $$ begin raise exception '%%', %s; end $$", SENT, ""),
        ("create temporary table kept (value text check (value = '')) ; insert into kept values (%s)", SENT, ""),
    ],
)
def test_a_database_error_is_logged_by_its_code_and_not_by_its_text(
    world: World, query: str, sent: str, state: str
) -> None:
    def ask() -> None:
        with psycopg.connect(world.database.admin_url) as connection:
            psycopg.ClientCursor(connection).execute(query, [sent])

    line = line_of(ask)
    assert "Anna" not in str(line)
    assert state in line["trace"]
    assert "psycopg.errors." in line["trace"]
    assert "test_process_log.py" in line["trace"]


def test_what_led_to_an_error_is_told_in_the_same_way() -> None:
    def wrapped() -> None:
        try:
            raise ValueError(SENT)
        except ValueError as error:
            raise ExceptionGroup(SENT, [KeyError(SENT)]) from error

    line = line_of(wrapped)
    assert "Anna" not in str(line)
    for kind in ("ValueError", "ExceptionGroup", "KeyError"):
        assert kind in line["trace"]


def test_what_the_event_loop_stumbles_over_is_told_without_its_text() -> None:
    message = f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SENT}')>"
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, message, None, None)
    assert json.loads(JsonLines().format(record))["message"] == "Task exception was never retrieved"


def test_that_the_database_is_away_says_why() -> None:
    line = line_of(lambda: psycopg.connect("host=127.0.0.1 port=1", connect_timeout=1))
    assert "Connection refused" in line["trace"]


def test_a_statement_that_was_ended_is_told_by_its_code(world: World) -> None:
    with (
        pytest.raises(DatabaseUnavailable, match="57014") as told,
        tenant_transaction(world.pool, TROLLHATTAN) as connection,
    ):
        connection.execute("set local statement_timeout = 1")
        connection.execute("select pg_sleep(1), %s", [SENT])
    assert "Anna" not in str(told.value)


@pytest.mark.parametrize("query", ["select repeat('x', 2000000000)", "select ('{' || %s)::jsonb", "select 1 / %s"])
def test_what_the_database_refuses_of_the_input_is_not_called_away(world: World, query: str) -> None:
    with pytest.raises(psycopg.Error) as refused, tenant_transaction(world.pool, TROLLHATTAN) as connection:
        connection.execute(query, [0] if "/" in query else [SENT] if "%s" in query else None)
    assert is_about_input(refused.value)
