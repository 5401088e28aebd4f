"""The append believes nobody: neither what time it is, nor who may tell a region something."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import Connection, errors

from tests.support.world import (
    FYRBODAL,
    GOTEBORG,
    TROLLHATTAN,
    World,
)

APPEND = "select recorded_at from samverka.append_events('eve', 'k', 'c', %s, '[]', null, null, '{}')"


def append(world: World, tenant: str, **event: Any) -> datetime:
    """What the app's login can do without any command; returns the moment of recording."""
    whole = {"stream_id": "s:1", "version": 1, "type": "Said", "schema_version": 1, "payload": {}}
    whole |= {"audience": "PRIVATE", "region_id": None, "addressed_to": []} | event
    with psycopg.connect(world.database.app_url) as connection:
        connection.execute("select set_config('app.tenant_id', %s, true)", [tenant])
        found = connection.execute(APPEND, [msgspec.json.encode([whole]).decode()]).fetchone()
    assert found is not None
    moment: datetime = found[0]
    return moment


def now(connection: Connection) -> datetime:
    found = connection.execute("select clock_timestamp()").fetchone()
    assert found is not None
    moment: datetime = found[0]
    return moment


def test_what_time_it_is_the_database_says(world: World) -> None:
    world.clock.remove()
    with psycopg.connect(world.database.admin_url, autocommit=True) as connection:
        before = now(connection)
        world.pool.check()
        recorded_at = append(world, TROLLHATTAN)
        assert before <= recorded_at <= now(connection)


@pytest.mark.parametrize("login", ["app_url", "projector_url"])
@pytest.mark.parametrize(
    "statement",
    [
        "insert into samverka.log_clock (shows, runs) values ('2030-01-01Z', true)",
        "update samverka.log_clock set shows = '2030-01-01Z'",
        "delete from samverka.log_clock",
        "update samverka.views_shown set moment = '2030-01-01Z'",
        "update samverka.log_head set recorded_at = '2030-01-01Z'",
    ],
)
def test_no_login_but_the_migrating_one_sets_the_clock(world: World, login: str, statement: str) -> None:
    with psycopg.connect(getattr(world.database, login)) as connection:
        connection.execute("set role samverka_projector") if login == "projector_url" else None
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)


def to_a_strangers_region(world: World) -> None:
    append(world, GOTEBORG, audience="TO_REGION", region_id=FYRBODAL)


def to_the_forbund_of_a_strangers_region(world: World) -> None:
    append(world, GOTEBORG, audience="TO_FORBUND", region_id=FYRBODAL)


def to_a_region_that_a_municipality_would_be(world: World) -> None:
    append(world, TROLLHATTAN, audience="TO_REGION", region_id=TROLLHATTAN)


def a_member_taken_in_by_a_municipality(world: World) -> None:
    _take_in(world, TROLLHATTAN, f"kommunalforbund:{TROLLHATTAN}", TROLLHATTAN)


def a_member_taken_in_by_a_member(world: World) -> None:
    _take_in(world, TROLLHATTAN, f"kommunalforbund:{FYRBODAL}", FYRBODAL)


def a_member_taken_in_in_silence(world: World) -> None:
    _take_in(world, FYRBODAL, f"kommunalforbund:{FYRBODAL}", None)


def a_member_taken_in_elsewhere_than_among_the_members(world: World) -> None:
    _take_in(world, FYRBODAL, "kommunalforbund:1", FYRBODAL)


def a_member_taken_in_unasked(world: World) -> None:
    _take_in(world, FYRBODAL, f"kommunalforbund:{FYRBODAL}", FYRBODAL, connected=False)


def a_member_that_is_another_by_a_correction_taken_in_unasked(world: World) -> None:
    said = {"corrects": 2, "corrected": {}, "member_id": GOTEBORG}
    for connected in ({"connected": False}, {}):
        _say_as_forbund(world, "KommunalforbundCorrected", said | connected)


def a_confirmation_by_who_was_not_invited(world: World) -> None:
    _confirm(world, GOTEBORG, f"membership:{FYRBODAL}:2")


def a_confirmation_of_anothers_invitation(world: World) -> None:
    _confirm(world, TROLLHATTAN, f"membership:{FYRBODAL}:3")


def a_confirmation_elsewhere_than_in_answer_to_an_invitation(world: World) -> None:
    _confirm(world, TROLLHATTAN, f"own:{FYRBODAL}:2")


def a_confirmation_in_silence(world: World) -> None:
    _confirm(world, TROLLHATTAN, f"membership:{FYRBODAL}:2", None)


def a_confirmation_by_the_forbund(world: World) -> None:
    _confirm(world, FYRBODAL, f"membership:{FYRBODAL}:2")


def _confirm(world: World, tenant: str, stream: str, region: str | None = FYRBODAL) -> None:
    payload = {"member_id": tenant, "invitation": 2, "consent": "CONFIRMED", "valid_from": None, "decision": {}}
    more = {"audience": "TO_REGION" if region else "PRIVATE", "region_id": region}
    version = 1 + len(world.events(tenant, stream))
    append(world, tenant, stream_id=stream, version=version, type="MembershipAnswered", payload=payload, **more)


def _say_as_forbund(world: World, kind: str, payload: dict[str, object]) -> None:
    stream = f"kommunalforbund:{FYRBODAL}"
    more = {"audience": "TO_REGION", "region_id": FYRBODAL, "version": 1 + len(world.events(FYRBODAL, stream))}
    append(world, FYRBODAL, stream_id=stream, type=kind, payload=payload, **more)


def _take_in(world: World, tenant: str, stream: str, region: str | None, *, connected: bool = True) -> None:
    payload = {"member_id": GOTEBORG, "valid_from": "2020-01-01", "connected": connected, "decision": {}}
    more = {"audience": "TO_REGION" if region else "PRIVATE", "region_id": region}
    version = 1 + len(world.events(tenant, stream))
    kind = "KommunalforbundMemberInvited"
    append(world, tenant, stream_id=stream, version=version, type=kind, payload=payload, **more)


@pytest.mark.parametrize(
    "attempt",
    [
        to_a_strangers_region,
        to_the_forbund_of_a_strangers_region,
        to_a_region_that_a_municipality_would_be,
        a_member_taken_in_by_a_municipality,
        a_member_taken_in_by_a_member,
        a_member_taken_in_in_silence,
        a_member_taken_in_elsewhere_than_among_the_members,
        a_member_taken_in_unasked,
        a_member_that_is_another_by_a_correction_taken_in_unasked,
        a_confirmation_by_who_was_not_invited,
        a_confirmation_of_anothers_invitation,
        a_confirmation_elsewhere_than_in_answer_to_an_invitation,
        a_confirmation_in_silence,
        a_confirmation_by_the_forbund,
    ],
)
def test_who_may_not_tell_a_region_something_does_not(world: World, attempt: Callable[[World], None]) -> None:
    before = world.head()
    with pytest.raises(errors.DatabaseError, match="may not record") as refusal:
        attempt(world)
    assert refusal.value.sqlstate == "SV005"
    assert world.head() == before


@pytest.mark.parametrize("payload", [[], "text", 1, None, [{"name": "x"}]])
def test_a_payload_is_an_object(world: World, payload: object) -> None:
    before = world.head()
    with pytest.raises(errors.IntegrityError):
        append(world, TROLLHATTAN, payload=payload)
    assert world.head() == before
