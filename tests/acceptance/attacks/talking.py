"""Speaking graphql-transport-ws as somebody who tries things out."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.patience import PATIENCE_SECONDS

PROTOCOL = "graphql-transport-ws"
CHANGES = f'subscription {{ regionChanged(regionId: "{FYRBODAL}") {{ token }} }}'

Heard = TypeVar("Heard")


def run(talk: Coroutine[Any, Any, Heard]) -> Heard:
    """A conversation, bounded in time."""

    async def bounded() -> Heard:
        return await asyncio.wait_for(talk, PATIENCE_SECONDS)

    return asyncio.run(bounded())


@asynccontextmanager
async def opened(running: Installation, path: str = "/graphql", **options: Any) -> AsyncIterator[ClientConnection]:
    """A connection on which nothing has been said."""
    options = {"subprotocols": [PROTOCOL], "max_size": None, "max_queue": None} | options
    async with connect(running.address.replace("http", "ws") + path, **options) as connection:
        yield connection


@asynccontextmanager
async def admitted(running: Installation, token: str) -> AsyncIterator[ClientConnection]:
    """A connection whose token was accepted."""
    async with opened(running) as connection:
        await say(connection, "connection_init", payload={"authorization": f"Bearer {token}"})
        assert (await hear(connection))["type"] == "connection_ack"
        yield connection


async def say(connection: ClientConnection, kind: str, **more: Any) -> None:
    """One message."""
    await connection.send(json.dumps({"type": kind} | more))


async def subscribe(connection: ClientConnection, number: object = 1, query: str = CHANGES) -> None:
    """Ask to be told."""
    await say(connection, "subscribe", id=str(number), payload={"query": query})


async def hear(connection: ClientConnection) -> dict[str, Any]:
    """The next message."""
    found: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), PATIENCE_SECONDS))
    return found


async def farewell(connection: ClientConnection) -> int:
    """The code with which the server closes; what it says before is not listened to."""
    try:
        while True:
            await asyncio.wait_for(connection.recv(), PATIENCE_SECONDS)
    except websockets.ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006
