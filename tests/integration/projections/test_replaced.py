"""The latest fact about a thing is the one that plain loops find, whatever the order of decisions and corrections."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import ClassVar

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.rows import dict_row

from samverka_domain.commitments import Commitment
from samverka_projections.kernel.as_of import EVER, AsOf
from samverka_projections.kernel.building import Build, Writer, create_tables
from samverka_projections.kernel.fact import Replaceable, Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import latest
from tests.support.databases import Database

FIRST = date(2026, 1, 1)
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
DAYS = [FIRST + timedelta(days=each) for each in range(12)]
FACTS = 40


@fact("sayings", of=("thing",))
class Saying(Shared, Replaceable):
    takes_effect_on: ClassVar[str | None] = "least(effective_on, holds_from)"

    thing: str
    holds_from: date | None = None


def said(event: Commitment.Ended) -> Iterator[Saying]:
    yield Saying(thing=event.insats_id)


BUILD = Build(Projection("sayings", 1, (said,)), 1)


@dataclass(frozen=True)
class Row:
    position: int
    place: int
    effective_on: date
    thing: str
    holds_from: date | None

    def took_effect_by(self, day: date) -> bool:
        return min(self.effective_on, self.holds_from or EVER) <= day


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.projector_url, autocommit=True) as found:
        found.execute("set role samverka_projector")
        create_tables(found, BUILD)
        found.execute(sql.SQL("set search_path = {}").format(sql.Identifier(BUILD.schema)))
        yield found


def rows(chance: Random) -> list[Row]:
    """Mostly in order of their days, with some that are not, and with corrections of some, also of corrections."""
    found: list[Row] = []
    for position in range(1, FACTS + 1):
        corrected = chance.choice(found) if found and chance.random() < 0.3 else None
        day = chance.choice(DAYS) if chance.random() < 0.3 else DAYS[position * len(DAYS) // (FACTS + 1)]
        holds_from = chance.choice(DAYS) if chance.random() < 0.2 else None
        place, thing = (corrected.place, corrected.thing) if corrected else (position, chance.choice("ab"))
        found.append(Row(position, place, day, thing, holds_from))
    return found


def write(connection: Connection, written: list[Row]) -> None:
    query = """
        insert into sayings (position, place, recorded_at, effective_on, version, tenant_id, region_id, thing,
                              holds_from)
        values (%(position)s, %(place)s, %(now)s, %(effective_on)s, 1, 't', 'r', %(thing)s, %(holds_from)s)
    """
    with connection.cursor() as cursor:
        cursor.executemany(query, [{**vars(each), "now": NOW} for each in written])
        Writer(BUILD, cursor, live=True).settle(None)


def expected(written: list[Row], as_of: AsOf) -> dict[str, int]:
    known = [each for each in written if each.position <= as_of.position]
    last_at = {each.place: each.position for each in known}
    standing = [each for each in known if last_at[each.place] == each.position]
    counting = [each for each in standing if each.effective_on <= (as_of.decided_as_of or EVER)]
    if as_of.looks_back:
        counting = [each for each in counting if each.took_effect_by(as_of.day)]
    return {each.thing: each.position for each in sorted(counting, key=lambda each: each.place)}


def told(connection: Connection, as_of: AsOf) -> dict[str, int]:
    found = connection.execute(latest(Saying, as_of, "true", "thing, position"), as_of.values()).fetchall()
    assert len(found) == len({thing for thing, _ in found})
    return dict(found)


def table(connection: Connection) -> list[dict[str, object]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute("select * from sayings order by position").fetchall()


@pytest.mark.parametrize("seed", range(8))
def test_the_latest_are_those_that_plain_loops_find(connection: Connection, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 — chance, not secrecy
    written = rows(chance)
    write(connection, written)
    for position in range(0, FACTS + 1, 3):
        for day in (None, *DAYS):
            for on in (None, *DAYS[::3]):
                as_of = AsOf(position, NOW, decided_as_of=day, on=on)
                assert told(connection, as_of) == expected(written, as_of), as_of


def test_it_is_the_same_whether_it_is_settled_at_once_or_as_the_facts_come(connection: Connection) -> None:
    written = rows(Random(1))  # noqa: S311 — chance, not secrecy
    write(connection, written)
    at_once = table(connection)
    connection.execute("truncate sayings")
    for each in written:
        write(connection, [each])
    assert table(connection) == at_once


def test_where_days_are_in_order_nothing_but_the_day_of_the_next_needs_to_be_looked_at(
    connection: Connection,
) -> None:
    days = [FIRST, DAYS[3], DAYS[3], DAYS[7]]
    write(connection, [Row(place, place, day, "a", None) for place, day in enumerate(days, 1)])
    assert [each["superseded_on"] for each in table(connection)] == [DAYS[3], DAYS[3], DAYS[7], None]
