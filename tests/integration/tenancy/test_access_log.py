"""The access log in the database: each organisation reads its own, nobody rewrites it, and there is one way in."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import errors

from samverka_infra.access_log import AccessLog, Action, Entry, Outcome, StoredEntry, Wanted, entries, ids
from samverka_infra.database import access_log_pool, open_pool, tenant_transaction
from tests.support.world import GOTEBORG, TROLLHATTAN, World

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def entry(tenant_id: str, person_id: str = "anna", *, minutes: int = 0, reason: str = "") -> Entry:
    return Entry(
        tenant_id=tenant_id,
        happened_at=NOON + timedelta(minutes=minutes),
        person_id=person_id,
        client_id="exempel-klient",
        action=Action.READ,
        operation="regions",
        target="",
        outcome=Outcome.REFUSED if reason else Outcome.ALLOWED,
        status=403 if reason else 200,
        reason=reason,
        correlation_id="1",
    )


def stored(world: World, *given: Entry) -> None:
    async def store() -> None:
        async with access_log_pool(world.database.app_url) as pool:
            for each in given:
                await AccessLog(pool).store(each)

    asyncio.run(store())


def read(world: World, tenant_id: str, wanted: Wanted | None = None, limit: int = 100) -> list[StoredEntry]:
    with open_pool(world.database.app_url, 1) as pool, tenant_transaction(pool, tenant_id) as connection:
        return entries(connection, wanted or Wanted(), limit)


def test_each_organisation_reads_its_own_entries_newest_first(world: World) -> None:
    stored(world, entry(TROLLHATTAN, "anna"), entry(GOTEBORG, "bo"), entry(TROLLHATTAN, "cecilia"))
    assert [row.person_id for row in read(world, TROLLHATTAN)] == ["cecilia", "anna"]
    assert [row.person_id for row in read(world, GOTEBORG)] == ["bo"]
    assert read(world, "") == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(person_id="anna"), ["anna", "anna"]),
        (Wanted(outcome="REFUSED"), ["bo"]),
        (Wanted(since=NOON + timedelta(minutes=1)), ["cecilia", "bo"]),
        (Wanted(until=NOON + timedelta(minutes=1)), ["anna", "anna"]),
        (Wanted(person_id="anna", outcome="REFUSED"), []),
    ],
)
def test_entries_are_found_by_person_outcome_and_time(world: World, wanted: Wanted, expected: list[str]) -> None:
    given = [entry(TROLLHATTAN, "anna"), entry(TROLLHATTAN, "anna"), entry(TROLLHATTAN, "bo", minutes=1, reason="x")]
    stored(world, *given, entry(TROLLHATTAN, "cecilia", minutes=2))
    assert [row.person_id for row in read(world, TROLLHATTAN, wanted)] == expected


def test_a_page_begins_where_the_one_before_ended(world: World) -> None:
    stored(world, *(entry(TROLLHATTAN, f"person-{number}") for number in range(5)))
    first = read(world, TROLLHATTAN, limit=3)
    second = read(world, TROLLHATTAN, Wanted(before=first[-1].entry), limit=3)
    assert [row.person_id[-1] for row in (*first, *second)] == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    "statement",
    [
        "update samverka.access_log set person_id = 'nobody'",
        "delete from samverka.access_log",
        "truncate samverka.access_log",
        "insert into samverka.access_log values ('1', default, now(), '', '', 'READ', '', '', 'ALLOWED', 1, '', '')",
    ],
)
def test_the_application_can_only_add_by_the_function(world: World, statement: str) -> None:
    with psycopg.connect(world.database.app_url) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement", ["update samverka.access_log set status = 1", "delete from samverka.access_log"]
)
def test_not_even_the_owner_of_the_database_rewrites_it(world: World, statement: str) -> None:
    stored(world, entry(TROLLHATTAN))
    with psycopg.connect(world.database.admin_url) as connection, pytest.raises(errors.Error):
        connection.execute(statement)
    assert len(read(world, TROLLHATTAN)) == 1


def test_what_does_not_look_like_an_id_is_left_out_of_what_was_asked_about() -> None:
    assert ids([("id", TROLLHATTAN), ("id", "Anna Andersson"), ("id", None), ("id", 7), ("id", TROLLHATTAN)]) == (
        f"id={TROLLHATTAN}"
    )
