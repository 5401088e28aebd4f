"""The log: gapless positions in the order of commit, all of a command or nothing, history that stays."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st
from psycopg import errors

from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_infra.event_log.errors import ClockPassed, StaleVersion
from samverka_infra.event_log.unit_of_work import EventLog, Stamp
from tests.support.databases import Cluster
from tests.support.world import FYRBODAL, START, TROLLHATTAN, UDDEVALLA, World, empty_world

KODER = {TROLLHATTAN: "1488", UDDEVALLA: "1485", FYRBODAL: "1487"}
STAMP = Stamp("anna", "command-1", "conversation-1")


def registered(number: str, name: str = "Kommunen") -> Organisation:
    return Organisation.register(number, name, OrganisationKind.KOMMUN, KODER[number], START)


def renamed(log: EventLog, number: str, name: str, stamp: Stamp = STAMP) -> int:
    """Rename, from whatever version there is; returns the position."""
    with log.unit_of_work(number) as work:
        organisation = work.load(Organisation, Organisation.stream(number)) or registered(number)
        organisation.rename(name, work.at)
        return work.save(organisation, stamp=stamp, result={}).last_position


def all_rows(world: World, columns: str = "*") -> list[tuple[Any, ...]]:
    with psycopg.connect(world.database.projector_url) as connection:
        return connection.execute(f"select {columns} from samverka.events order by position").fetchall()


def test_an_event_keeps_who_when_and_by_which_command(bare: World) -> None:
    with bare.log.unit_of_work(TROLLHATTAN) as work:
        appended = work.save(registered(TROLLHATTAN), stamp=STAMP, result={})
    columns = "tenant_id, stream_id, version, type, recorded_at, actor, command_id, correlation_id, payload"
    assert all_rows(bare, columns) == [
        (
            TROLLHATTAN,
            f"organisation:{TROLLHATTAN}",
            1,
            "OrganisationRegistered",
            START,
            "anna",
            "command-1",
            "conversation-1",
            {"name": "Kommunen", "kind": "KOMMUN", "organisation_number": TROLLHATTAN, "kommunkod": "1488"},
        )
    ]
    assert (appended.first_position, appended.last_position, appended.recorded_at) == (1, 1, START)


def test_what_was_rolled_back_leaves_no_gap(bare: World) -> None:
    renamed(bare.log, TROLLHATTAN, "Ett")
    with pytest.raises(RuntimeError), bare.log.unit_of_work(UDDEVALLA) as work:
        work.save(registered(UDDEVALLA), stamp=STAMP, result={})
        raise RuntimeError
    renamed(bare.log, UDDEVALLA, "Två")
    assert [row[0] for row in all_rows(bare, "position")] == [1, 2, 3, 4]


def test_two_who_read_the_same_version_cannot_both_write(bare: World) -> None:
    renamed(bare.log, TROLLHATTAN, "Ett")
    with pytest.raises(StaleVersion), bare.log.unit_of_work(TROLLHATTAN) as work:
        organisation = work.load(Organisation, Organisation.stream(TROLLHATTAN))
        assert organisation is not None
        renamed(bare.log, TROLLHATTAN, "Två")
        organisation.rename("Tre", START)
        work.save(organisation, stamp=STAMP, result={})
    names = [row[0] for row in all_rows(bare, "payload->>'name'")]
    assert names == ["Kommunen", "Ett", "Två"]


def test_a_stream_begins_with_version_one(bare: World) -> None:
    organisation = registered(TROLLHATTAN)
    organisation.collect_events()
    organisation.rename("Utan början", START)
    with pytest.raises(StaleVersion), bare.log.unit_of_work(TROLLHATTAN) as work:
        work.save(organisation, stamp=STAMP, result={})
    assert all_rows(bare) == []


def test_time_in_the_log_never_goes_back(bare: World) -> None:
    later, earlier = START + timedelta(hours=1), START - timedelta(hours=1)
    bare.now = later
    renamed(bare.log, TROLLHATTAN, "Ett")
    bare.now = earlier
    renamed(bare.log, TROLLHATTAN, "Två")
    assert {row[0] for row in all_rows(bare, "recorded_at")} == {later}


def test_a_decision_is_not_recorded_after_the_time_until_which_it_holds(bare: World) -> None:
    with pytest.raises(ClockPassed), bare.log.unit_of_work(TROLLHATTAN) as work:
        work.valid_until(START)
        work.save(registered(TROLLHATTAN), stamp=STAMP, result={})
    with bare.log.unit_of_work(TROLLHATTAN) as work:
        work.valid_until(START + timedelta(microseconds=1))
        work.save(registered(TROLLHATTAN), stamp=STAMP, result={})
    assert len(all_rows(bare)) == 1


def test_nothing_is_appended_without_a_tenant(bare: World) -> None:
    with pytest.raises(errors.DatabaseError, match="no tenant"), bare.log.unit_of_work("") as work:
        work.save(registered(TROLLHATTAN), stamp=STAMP, result={})


@pytest.mark.parametrize("statement", ["update samverka.events set actor = 'x'", "delete from samverka.events"])
@pytest.mark.parametrize("table", ["events", "command_keys"])
def test_history_is_not_rewritten_even_by_the_administrator(bare: World, statement: str, table: str) -> None:
    renamed(bare.log, TROLLHATTAN, "Ett")
    with psycopg.connect(bare.database.admin_url) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.replace("events", table))
    with psycopg.connect(bare.database.admin_url) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"truncate samverka.{table}")


def test_the_hash_of_an_event_can_be_computed_by_anybody(bare: World) -> None:
    renamed(bare.log, TROLLHATTAN, "Malmö – “ett” \\ namn")
    for row in all_rows(bare, "leaf_hash, to_jsonb(events) - 'leaf_hash'"):
        assert row[0] == hashlib.sha256(b"\0" + canonical(row[1])).digest()


def canonical(event: dict[str, Any]) -> bytes:
    """PostgreSQL's text of jsonb: keys by length and then by bytes, `, ` and `: ` between, unescaped UTF-8."""
    moment = datetime.fromisoformat(event["recorded_at"]).astimezone(UTC)
    event |= {"format": 2, "recorded_at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    return json.dumps(in_order(event), ensure_ascii=False).encode()


def in_order(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: in_order(value[key]) for key in keys}
    return [in_order(each) for each in value] if isinstance(value, list) else value


def test_many_writers_leave_one_gapless_log(bare: World) -> None:
    tenants = [FYRBODAL, TROLLHATTAN, UDDEVALLA]

    def write(tenant: str) -> list[int]:
        return [renamed(bare.log, tenant, f"Namn {number}") for number in range(25)]

    with ThreadPoolExecutor(3) as threads:
        written = [position for positions in threads.map(write, tenants) for position in positions]
    positions = [row[0] for row in all_rows(bare, "position")]
    assert positions == list(range(1, len(positions) + 1))
    assert set(written) <= set(positions)
    assert len(set(written)) == 75


def test_commit_order_is_the_order_of_positions(bare: World) -> None:
    """Whoever has read position n has seen everything before it, whatever the writers do meanwhile."""

    def write(tenant: str) -> list[int]:
        return [renamed(bare.log, tenant, f"Namn {number}") for number in range(25)]

    with ThreadPoolExecutor(3) as threads:
        writers = [threads.submit(write, tenant) for tenant in (FYRBODAL, TROLLHATTAN)]
        seen: list[int] = []
        while not all(writer.done() for writer in writers) or len(seen) < bare.head():
            last = seen[-1] if seen else 0
            seen += [row[0] for row in tail(bare, last)]
    assert seen == list(range(1, 53))


def tail(world: World, after: int) -> list[tuple[int]]:
    with psycopg.connect(world.database.projector_url) as connection:
        query = "select position from samverka.events where position > %s order by position"
        return connection.execute(query, [after]).fetchall()


@contextmanager
def fresh_world(cluster: Cluster) -> Iterator[World]:
    with cluster.database() as database, empty_world(database) as world:
        yield world


Step = tuple[str, int, bool]
steps = st.lists(
    st.tuples(st.sampled_from([FYRBODAL, TROLLHATTAN, UDDEVALLA]), st.integers(1, 4), st.booleans()), max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(steps)
def test_the_log_holds_exactly_what_was_committed(cluster: Cluster, steps: list[Step]) -> None:
    """Any mix of tenants, batch sizes, commits and roll-backs, against a list in memory."""
    expected: list[tuple[str, int]] = []
    versions: dict[str, int] = {}
    with fresh_world(cluster) as world:
        for tenant, size, commits in steps:
            if _append(world, tenant, size, commits=commits):
                first = versions.get(tenant, 0)
                versions[tenant] = first + size
                expected += [(tenant, first + number) for number in range(1, size + 1)]
        assert all_rows(world, "tenant_id, version") == expected
        assert [row[0] for row in all_rows(world, "position")] == list(range(1, len(expected) + 1))


def _append(world: World, tenant: str, size: int, *, commits: bool) -> bool:
    try:
        with world.log.unit_of_work(tenant) as work:
            known = work.load(Organisation, Organisation.stream(tenant))
            organisation = known or registered(tenant)
            for number in range(size if known else size - 1):
                organisation.rename(f"Namn {number}", START)
            work.save(organisation, stamp=STAMP, result={})
            if not commits:
                raise InterruptedError
    except InterruptedError:
        return False
    return True
