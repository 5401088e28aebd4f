"""Subscriptions: who gets in, how much one connection may ask, and when it ends."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import websockets

from samverka_domain.kernel.calendar import local_day
from samverka_graphql.kernel.websocket import MOST_SUBSCRIPTIONS
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from tests.acceptance.attacks.forging import FORGERIES, Forger, passed, signed
from tests.acceptance.attacks.talking import admitted, farewell, hear, opened, run, say, subscribe
from tests.support.callers import FYRBODAL
from tests.support.installation import DIRECTOR, Installation, installation
from tests.support.world import GOTEBORGSREGIONEN, TROLLHATTAN

FORBIDDEN, UNAUTHORIZED, BAD_REQUEST, TOO_BIG = 4403, 4401, 4400, 1009


@pytest.fixture
def stranger(running: Installation) -> str:
    """A process leader of another region, whose token does not hold for long: what she began ends with it."""
    return running.token("leader", GOTEBORGSREGIONEN, lifetime_seconds=12)


def ended_after(running: Installation, *messages: str | bytes) -> int:
    """How the server ends a connection on which this is said first."""

    async def talk() -> int:
        async with opened(running) as connection:
            for message in messages:
                await connection.send(message)
            return await farewell(connection)

    return run(talk())


def ended_after_init(running: Installation, payload: Any) -> int:
    async def talk() -> int:
        async with opened(running) as connection:
            await say(connection, "connection_init", payload=payload)
            return await farewell(connection)

    return run(talk())


def test_nobody_subscribes_before_she_has_said_who_she_is(running: Installation) -> None:
    async def talk() -> int:
        async with opened(running) as connection:
            await subscribe(connection)
            return await farewell(connection)

    assert run(talk()) == UNAUTHORIZED


def test_a_token_in_the_handshake_admits_nobody(running: Installation, leader: str) -> None:
    """Not in a header, not in a cookie, not in the address; it comes in the first message."""

    async def talk(path: str, headers: dict[str, str]) -> tuple[int, int]:
        async with opened(running, path, additional_headers=headers) as connection:
            await subscribe(connection)
            before = await farewell(connection)
        async with opened(running, path, additional_headers=headers) as connection:
            await say(connection, "connection_init", payload={})
            return before, await farewell(connection)

    for headers in ({"Authorization": f"Bearer {leader}"}, {"Cookie": f"authorization=Bearer {leader}"}):
        assert run(talk("/graphql", headers)) == (UNAUTHORIZED, FORBIDDEN)
    assert run(talk("/graphql?authorization=exempel", {})) == (UNAUTHORIZED, FORBIDDEN)


@pytest.mark.parametrize(
    "forgery", ["alg none", "HS256 with the public key", "own key under the issuer's name", "longer than any token"]
)
def test_a_forged_token_is_not_admitted(running: Installation, forgery: str) -> None:
    token = FORGERIES[forgery](Forger.of(running))
    assert ended_after_init(running, {"authorization": f"Bearer {token}"}) == FORBIDDEN


def test_a_token_that_was_meant_for_something_else_is_not_admitted(running: Installation) -> None:
    wrong: list[dict[str, Any]] = [{"aud": "other"}, {"azp": "other"}, {"typ": "ID"}, {"exp": passed(-60)}]
    for changes in [*wrong, {"organization": {}}]:
        token = signed(running, **changes)
        assert ended_after_init(running, {"authorization": f"Bearer {token}"}) == FORBIDDEN


@pytest.mark.parametrize("scheme", ["{}", "Basic {}", "Bearer", "Bearer,{}"])
def test_another_scheme_is_not_admitted(running: Installation, leader: str, scheme: str) -> None:
    assert ended_after_init(running, {"authorization": scheme.replace("{}", leader)}) == FORBIDDEN


@pytest.mark.parametrize(
    "payload", [{"authorization": {"a": 1}}, {"authorization": ["Bearer x"]}, {"authorization": 7}, {"token": "x"}]
)
def test_a_first_message_of_another_form_is_not_admitted(running: Installation, payload: Any) -> None:
    assert ended_after_init(running, payload) == FORBIDDEN


@pytest.mark.parametrize("payload", [[], "x", 7, None])
def test_a_first_message_with_no_object_is_refused(running: Installation, payload: Any) -> None:
    assert ended_after_init(running, payload) == BAD_REQUEST


@pytest.mark.parametrize(
    "message", ["{", "", "{}", '{"type": "start"}', '{"type": ["subscribe"]}', b"\x00\x01", "\ufeff{}"]
)
def test_what_is_no_message_ends_the_connection(running: Installation, message: str | bytes) -> None:
    assert ended_after(running, message) == BAD_REQUEST


def test_a_message_over_the_limit_ends_the_connection(running: Installation) -> None:
    """Compressed or not: what counts is what it unfolds into."""

    async def talk(compression: str | None) -> int:
        async with opened(running, compression=compression) as connection:
            with suppress(websockets.ConnectionClosed):  # it may be closed before all has been sent
                await connection.send('{"type": "ping", "payload": "%s"}' % ("a" * 3_000_000))
            return await farewell(connection)

    assert [run(talk(compression)) for compression in (None, "deflate")] == [TOO_BIG, TOO_BIG]


def test_who_has_said_who_she_is_does_not_say_it_again(running: Installation, leader: str, stranger: str) -> None:
    async def talk() -> int:
        async with admitted(running, leader) as connection:
            await say(connection, "connection_init", payload={"authorization": f"Bearer {stranger}"})
            return await farewell(connection)

    assert run(talk()) == 4429


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1", "http://localhost"])
def test_a_page_from_elsewhere_does_not_connect(running: Installation, origin: str) -> None:
    async def talk() -> None:
        async with opened(running, origin=origin):
            pass

    with pytest.raises(websockets.InvalidStatus) as refused:
        run(talk())
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/insatser", "/", "/graphql/", "/nowhere"])
def test_no_other_address_takes_a_connection(running: Installation, path: str) -> None:
    async def talk() -> None:
        async with opened(running, path):
            pass

    with pytest.raises(websockets.InvalidStatus) as refused:
        run(talk())
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("protocols", [None, ["graphql-ws"], ["chat"]])
def test_another_protocol_is_not_spoken(running: Installation, protocols: list[str] | None) -> None:
    async def talk() -> int:
        async with opened(running, subprotocols=protocols) as connection:
            return await farewell(connection)

    assert run(talk()) == 4406


def test_one_connection_holds_no_more_subscriptions_than_allowed(running: Installation, stranger: str) -> None:
    """The others go on, and what is over the number is told so each time."""
    over = 30

    async def talk() -> list[dict[str, Any]]:
        async with admitted(running, stranger) as connection:
            for number in range(MOST_SUBSCRIPTIONS + over):
                await subscribe(connection, number)
            refused = [await hear(connection) for _ in range(over)]
            await say(connection, "ping")
            assert (await hear(connection))["type"] == "pong"
            return refused

    refused = run(talk())
    assert {message["type"] for message in refused} == {"error"}
    assert [message["id"] for message in refused] == [str(MOST_SUBSCRIPTIONS + number) for number in range(over)]


def test_the_same_id_twice_ends_the_connection(running: Installation, stranger: str) -> None:
    async def talk() -> int:
        async with admitted(running, stranger) as connection:
            await subscribe(connection)
            await subscribe(connection)
            return await farewell(connection)

    assert run(talk()) == 4409


def test_a_flood_of_messages_and_subscriptions_leaves_the_others_served(
    running: Installation, leader: str, stranger: str
) -> None:
    async def talk() -> None:
        async with admitted(running, stranger) as first, admitted(running, stranger) as second:
            for connection in (first, second):
                for number in range(MOST_SUBSCRIPTIONS):
                    await subscribe(connection, number)
                for _ in range(1000):
                    await say(connection, "ping")
                for number in range(300):
                    await say(connection, "complete", id=str(number))
                    await subscribe(connection, f"again-{number}")
            assert running.graphql(leader, "{ regions { id } }").is_success

    run(talk())


def test_the_schema_is_not_described_to_subscribers(running: Installation, leader: str) -> None:
    async def talk() -> list[dict[str, Any]]:
        async with admitted(running, leader) as connection:
            await subscribe(connection, 1, "{ __schema { types { name } } }")
            await subscribe(connection, 2, '{ __type(name: "Region") { fields { name } } }')
            return [await hear(connection), await hear(connection)]

    for message in run(talk()):
        assert message["type"] == "error"
        assert "Region" not in str(message)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('mutation { renameOrganisation(name: "Exempel") { id } }', "not-a-subscription"),
        ("{ regions { id name } }", "not-a-subscription"),
        (f'{{ region(id: "{FYRBODAL}") {{ name members {{ name }} }} }}', "not-a-subscription"),
        ("{ municipality { commitments { kind } } }", "not-a-subscription"),
        ("{ me { personId } }", "not-a-subscription"),
        ("{" + " ".join(f"a{number}: regions {{ id }}" for number in range(100)) + "}", "too-many-aliases"),
        ("{...F} fragment F on Query{...F}", "fragment-cycle"),
        ("{a", "syntax"),
        ("", "syntax"),
        ("#" * 30_000, "too-long"),
        ("subscription {" + " a:b" * 40 + "}", "too-many-aliases"),
        ("subscription A { regionChanged(regionId: 1) { token } } query B { regions { id } }", "operation"),
        ("subscription { regionChangd(regionId: 1) { token } }", "invalid-query"),
        (
            "subscription { a: regionChanged(regionId: 1) { token } b: regionChanged(regionId: 2) { token } }",
            "invalid-query",
        ),
        ("subscription($r: ID!) { regionChanged(regionId: $r) { token } }", "invalid-query"),
    ],
)
def test_nothing_but_a_subscription_within_limits_is_carried_out(
    running: Installation, leader: str, query: str, code: str
) -> None:
    """What is refused is told by name, and nothing is read or changed."""

    async def talk() -> dict[str, Any]:
        async with admitted(running, leader) as connection:
            await subscribe(connection, 1, query)
            return await hear(connection)

    message = run(talk())
    assert message["type"] == "error"
    assert [error["extensions"]["code"] for error in message["payload"]] == [code]
    assert "Fyrbodal" not in str(message)
    assert "Did you mean" not in str(message)


def test_who_is_told_nothing_any_more_is_not_answered_either(running: Installation) -> None:
    """After the token has expired."""

    async def talk(token: str) -> dict[str, Any]:
        async with admitted(running, token) as connection:
            await subscribe(connection, "until it ends")
            while (await hear(connection))["type"] != "complete":
                continue
            await subscribe(connection, 1, "{ me { personId organisationId } }")
            return await hear(connection)

    expiring = running.token(people.LEADER, FYRBODAL, lifetime_seconds=2)
    assert "personId" not in str(run(talk(expiring)))


@pytest.mark.parametrize("subscribed", [True, False])
def test_a_connection_ends_with_the_token(running: Installation, *, subscribed: bool) -> None:
    async def talk(token: str) -> int:
        async with admitted(running, token) as connection:
            if subscribed:
                await subscribe(connection)
            return await farewell(connection)

    assert run(talk(running.token(people.LEADER, FYRBODAL, lifetime_seconds=2))) == FORBIDDEN


@pytest.mark.parametrize("subscribed", [True, False])
def test_a_connection_ends_with_the_mandate(running: Installation, *, subscribed: bool) -> None:
    person = f"exempel-lyssnare-{subscribed}"
    mandate = give_mandate(running, person)

    async def talk(token: str) -> int:
        async with admitted(running, token) as connection:
            if subscribed:
                await subscribe(connection)
            end_mandate(running, mandate)
            return await farewell(connection)

    assert run(talk(running.token(person, TROLLHATTAN))) == FORBIDDEN


def test_subscriptions_are_counted_as_queries_are(running: Installation, tmp_path: Path) -> None:
    """However quickly they are begun and ended again; what is refused for that is one entry in a while."""
    many, allowed = 200, 20

    async def talk(slow: Installation) -> list[dict[str, Any]]:
        refused = []
        async with admitted(slow, slow.token(people.LEADER, FYRBODAL)) as connection:
            for number in range(many):
                await subscribe(connection, number)
                await say(connection, "complete", id=str(number))
            await say(connection, "ping")
            while (message := await hear(connection))["type"] != "pong":
                refused += [message] if message["type"] == "error" else []
        return refused

    before = entries(running)
    changes = {"SAMVERKA_RATE_QUERIES_PER_PERSON": f"{allowed} per 1 hour"}
    with installation(running.database, tmp_path, **changes) as slow:
        refused = run(talk(slow))
    assert len(refused) >= many - allowed
    assert {error["extensions"]["code"] for each in refused for error in each["payload"]} == {"rate-limited"}
    assert entries(running) - before <= allowed + 2


def entries(running: Installation) -> int:
    with psycopg.connect(running.database.admin_url) as connection:
        found = connection.execute("select count(*) from samverka.access_log").fetchone()
    assert found is not None
    return int(found[0])


def errors_after(running: Installation, token: str, act: Any) -> list[str]:
    """What a subscriber is told once `act` has been done, up to the end of her subscription."""

    async def talk() -> list[str]:
        async with admitted(running, token) as connection:
            await subscribe(connection)
            await say(connection, "ping")
            assert (await hear(connection))["type"] == "pong"
            act()
            heard: list[str] = []
            while (message := await hear(connection))["type"] != "complete":
                heard += [str(error["extensions"]["code"]) for error in message["payload"].get("errors", [])]
            return heard

    return run(talk())


def test_a_subscription_ends_with_the_token(running: Installation) -> None:
    token = running.token(people.LEADER, FYRBODAL, lifetime_seconds=2)
    assert errors_after(running, token, lambda: None) == ["token-expired"]


def test_a_subscription_ends_with_the_mandate(running: Installation) -> None:
    """In the middle of the token's life: the log decides, not the token."""
    mandate = give_mandate(running, "exempel-vikarie-1488")
    token = running.token("exempel-vikarie-1488", TROLLHATTAN)
    assert errors_after(running, token, lambda: end_mandate(running, mandate)) == ["no-mandate"]


def test_who_holds_no_mandate_is_not_admitted(running: Installation) -> None:
    token = running.token("nobody", TROLLHATTAN)
    assert ended_after_init(running, {"authorization": f"Bearer {token}"}) == FORBIDDEN


def give_mandate(running: Installation, person: str) -> str:
    body = {"personId": person, "holds": "OFFICER", "validFrom": "2020-01-01", "decision": decision()}
    administrator = running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    return str(running.command("POST", "/mandates", administrator, body)["id"])


def end_mandate(running: Installation, mandate_id: str) -> None:
    yesterday = local_day(clock()) - timedelta(days=1)
    body = {"validTo": yesterday.isoformat(), "decision": decision()}
    administrator = running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    running.command("POST", f"/mandates/{mandate_id}/endings", administrator, body)


def decision() -> dict[str, Any]:
    found = {"body": "KOMMUNLEDNING", "decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 2026/1"}
    return found | {"decidedBy": DIRECTOR, "reason": "Exempel"}
