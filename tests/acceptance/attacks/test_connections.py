"""Connections of subscribers: what they say wrongly, how many there may be, and that nothing outlives them."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import websockets
from websockets.asyncio.client import ClientConnection
from websockets.frames import Frame, Opcode

from samverka_graphql.kernel.websocket import MOST_CONNECTIONS_EACH, MOST_SUBSCRIPTIONS, MOST_SUBSCRIPTIONS_EACH
from samverka_services.demo import people
from tests.acceptance.attacks.sockets import exchange, request
from tests.acceptance.attacks.talking import admitted, farewell, hear, opened, run, say, subscribe
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import GOTEBORG, GOTEBORGSREGIONEN

MALFORMED, NOT_TEXT, TOO_MANY = 4400, 1007, 4429
LONG = "x" * 500


@pytest.fixture
def unheard(running: Installation) -> Callable[[], str]:
    """What the server logs from here on."""
    before = len(running.logged("serve"))
    return lambda: running.logged("serve")[before:]


async def cut(connection: ClientConnection) -> None:
    """As a cable that is pulled out, with what was on its way."""
    connection.transport.abort()


async def talk_nonsense(connection: ClientConnection) -> None:
    """Until the server closes."""
    await connection.send("[]")
    await farewell(connection)


async def talk_too_much(connection: ClientConnection) -> None:
    """Past the limit of one message."""
    await connection.send("x" * 100_000)
    await farewell(connection)


async def take_back(connection: ClientConnection) -> None:
    """Each subscription by itself."""
    for number in range(MOST_SUBSCRIPTIONS):
        await say(connection, "complete", id=str(number))


ENDINGS: dict[str, Callable[[ClientConnection], Awaitable[None]]] = {
    "closed": lambda connection: connection.close(),
    "cut": cut,
    "nonsense": talk_nonsense,
    "too much": talk_too_much,
    "taken back": take_back,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_subscription_ends_with_its_connection(
    running: Installation, unheard: Callable[[], str], ending: str
) -> None:
    """However it ends: afterwards the same person may have as many as ever."""
    token = running.token("leader", GOTEBORGSREGIONEN)

    async def come_and_go() -> None:
        async with admitted(running, token) as connection:
            for number in range(MOST_SUBSCRIPTIONS):
                await subscribe(connection, number)
            await ENDINGS[ending](connection)

    async def many() -> None:
        for _ in range(20):
            await asyncio.gather(*[come_and_go() for _ in range(5)])

    asyncio.run(many())
    wait_until_all_are_free(running, token)
    assert "Traceback" not in unheard()


def wait_until_all_are_free(running: Installation, token: str) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while run(refused_of(running, token, MOST_SUBSCRIPTIONS_EACH)):
        assert time.monotonic() < ends, "some subscription goes on"


async def refused_of(running: Installation, token: str, number: int) -> list[str]:
    """Subscribe so many times; the codes with which some are refused."""
    codes: list[str] = []
    async with AsyncExitStack() as stack:
        for first in range(0, number, MOST_SUBSCRIPTIONS):
            connection = await stack.enter_async_context(admitted(running, token))
            for one in range(min(MOST_SUBSCRIPTIONS, number - first)):
                await subscribe(connection, one)
            codes += await codes_before_pong(connection)
    return codes


async def codes_before_pong(connection: ClientConnection) -> list[str]:
    codes = []
    await say(connection, "ping")
    while (message := await hear(connection))["type"] != "pong":
        codes += [error["extensions"]["code"] for error in message["payload"]]
    return codes


def test_a_person_has_no_more_subscriptions_than_allowed_over_all_her_connections(
    running: Installation, leader: str
) -> None:
    """And others are not hindered by her."""
    token = running.token(people.CHAIR, FYRBODAL)
    wait_until_all_are_free(running, token)

    async def talk() -> list[str]:
        refused = await refused_of(running, token, MOST_SUBSCRIPTIONS_EACH + 5)
        assert await refused_of(running, leader, 1) == []
        return refused

    assert run(talk()) == ["too-many-subscriptions"] * 5


def test_what_is_one_too_many_is_told_in_the_persons_language(running: Installation) -> None:
    token = running.token("leader", GOTEBORGSREGIONEN)

    async def talk(language: str) -> str:
        async with opened(running, additional_headers={"Accept-Language": language}) as connection:
            await say(connection, "connection_init", payload={"authorization": f"Bearer {token}"})
            await hear(connection)
            for number in range(MOST_SUBSCRIPTIONS + 1):
                await subscribe(connection, number)
            return str((await hear(connection))["payload"][0]["message"])

    assert "prenumerationer" in run(talk("sv"))
    assert "subscriptions" in run(talk("en"))


def test_a_person_has_no_more_connections_than_allowed(running: Installation) -> None:
    token = running.token("officer", GOTEBORG)

    async def talk() -> int:
        async with AsyncExitStack() as stack:
            for _ in range(MOST_CONNECTIONS_EACH):
                await stack.enter_async_context(admitted(running, token))
            return await farewell(await stack.enter_async_context(admitted(running, token)))

    assert run(talk()) == TOO_MANY
    assert run(refused_of(running, token, 1)) == []


MALFORMED_MESSAGES: dict[str, str] = {
    "a list": "[]",
    "a number": "7",
    "nothing": "null",
    "a text": '"x"',
    "nested deeply": "[" * 30_000,
    "objects nested deeply": '{"a":' * 9_000,
    "no number": "NaN",
    "half a letter": '{"type": "ping", "payload": {"a": "\\ud800"}}',
    "an id that is an object": '{"type": "complete", "id": {}}',
    "no id": '{"type": "complete"}',
    "a type that is a list": '{"type": ["ping"]}',
    "a long type": f'{{"type": "{LONG}"}}',
    "a payload that is a list": '{"type": "ping", "payload": []}',
    "a subscription without payload": '{"type": "subscribe", "id": "1"}',
    "a query that is a number": '{"type": "subscribe", "id": "1", "payload": {"query": 7}}',
    "variables that are a list": '{"type": "subscribe", "id": "1", "payload": {"query": "{a}", "variables": []}}',
    "a name that is an object": '{"type": "subscribe", "id": "1", "payload": {"query": "{a}", "operationName": {}}}',
    "an id without letters": '{"type": "subscribe", "id": "", "payload": {"query": "{a}"}}',
    "a long id": f'{{"type": "subscribe", "id": "{LONG}", "payload": {{"query": "{{a}}"}}}}',
}


@pytest.mark.parametrize("kind", MALFORMED_MESSAGES)
def test_a_message_of_another_form_is_closed_in_good_order(
    running: Installation, leader: str, unheard: Callable[[], str], kind: str
) -> None:
    """Before somebody has said who she is, and after."""

    async def talk(connection: ClientConnection) -> int:
        await connection.send(MALFORMED_MESSAGES[kind])
        return await farewell(connection)

    async def both() -> list[int]:
        async with opened(running) as unknown, admitted(running, leader) as known:
            return [await talk(unknown), await talk(known)]

    assert run(both()) == [MALFORMED, MALFORMED]
    assert "Traceback" not in unheard()


def test_the_longest_id_is_not_repeated_in_full(running: Installation, leader: str) -> None:
    """What a server says when it closes has little room."""

    async def talk() -> int:
        async with admitted(running, leader) as connection:
            for _ in range(2):
                await subscribe(connection, "å" * 100)
            return await farewell(connection)

    assert run(talk()) == 4409


@pytest.mark.parametrize("fragments", [[b"\xff\xfe"], [b'{"type": "\xc3', b'\x28"}']], ids=len)
def test_text_that_is_none_is_closed_in_good_order(
    running: Installation, unheard: Callable[[], str], fragments: list[bytes]
) -> None:
    async def talk() -> int:
        async with opened(running) as connection:
            for number, data in enumerate(fragments):
                opcode, last = Opcode.CONT if number else Opcode.TEXT, number == len(fragments) - 1
                frame = Frame(opcode, data, fin=last).serialize(mask=True)
                connection.transport.write(frame)
            return await farewell(connection)

    assert run(talk()) == NOT_TEXT
    assert "Traceback" not in unheard()


def test_connections_that_are_cut_while_they_are_told_leave_no_trace(
    running: Installation, leader: str, unheard: Callable[[], str]
) -> None:
    async def talk() -> None:
        for round_of in range(20):
            async with admitted(running, leader) as connection:
                for number in range(MOST_SUBSCRIPTIONS):
                    await subscribe(connection, number, "{" if number % 2 else "subscription { nowhere }")
                await asyncio.sleep(round_of / 1000)  # another moment of the server's work each time
                connection.transport.abort()

    run(talk())
    wait_until_all_are_free(running, running.token(people.CHAIR, FYRBODAL))
    assert "Traceback" not in unheard()


def test_the_query_string_of_a_handshake_is_not_logged(running: Installation, unheard: Callable[[], str]) -> None:
    """Nor who asked; a line tells the address, as of every other request."""
    secret = f"hemlighet-{uuid.uuid4().hex}"

    async def talk() -> None:
        async with opened(running, f"/graphql?access_token={secret}"):
            pass
        with pytest.raises(websockets.InvalidStatus):
            async with opened(running, f"/api/v1/me?access_token={secret}"):
                pass

    run(talk())
    assert secret not in unheard()
    assert "127.0.0.1" not in unheard()
    assert '"path": "/graphql", "status": 101' in unheard()
    assert '"path": "/api/v1/me", "status": 403' in unheard()


HANDSHAKE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
KEY = "Sec-WebSocket-Key: ZXhlbXBlbGV4ZW1wZWxlIQ=="
BAD_HANDSHAKES: dict[str, tuple[str, ...]] = {
    "no key": HANDSHAKE,
    "a key that is none": (*HANDSHAKE, "Sec-WebSocket-Key: exempel"),
    "another version": (*HANDSHAKE[:2], "Sec-WebSocket-Version: 7", KEY),
    "a long header": (*HANDSHAKE, KEY, "X-A: " + "a" * 20_000),
    "another origin": (
        *HANDSHAKE,
        KEY,
        "Sec-WebSocket-Protocol: graphql-transport-ws",
        "Origin: https://elsewhere.example",
    ),
}


@pytest.mark.parametrize("way", BAD_HANDSHAKES)
def test_a_handshake_that_is_refused_is_answered_with_safe_headers(
    running: Installation, unheard: Callable[[], str], way: str
) -> None:
    sent = request("GET", "/graphql", *BAD_HANDSHAKES[way]).replace(b"Connection: close\r\n", b"")
    reply = exchange(running, sent)
    assert 400 <= reply.status < 500
    assert "x-content-type-options: nosniff" in reply.head
    assert "content-security-policy: default-src 'none'" in reply.head
    assert "Traceback" not in unheard()


def test_who_does_not_say_who_she_is_does_not_stay(running: Installation) -> None:
    async def talk() -> int:
        async with opened(running) as connection:
            return await farewell(connection)

    assert run(talk()) == 4408
