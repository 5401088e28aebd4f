"""graphql-transport-ws: subscriptions and nothing else, bounded, and over when the connection is."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Any, Literal

import orjson
from fastapi.routing import APIWebSocketRoute
from graphql import GraphQLError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.exceptions import ConnectionRejectionError
from strawberry.fastapi import GraphQLRouter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    ErrorMessage,
    Message,
    SubscribeMessage,
)

from samverka_graphql.kernel.context import Authenticated
from samverka_graphql.kernel.entitlement import NoMandate
from samverka_graphql.kernel.errors import Told, told_document
from samverka_graphql.kernel.limits import parse_within_limits, require_one_operation
from samverka_graphql.kernel.schema import make_subscription_schema
from samverka_graphql.kernel.subscriber_limit import SubscriberLimit
from samverka_graphql.kernel.subscription import LOOK_SECONDS, SubscriptionContext
from samverka_infra.credentials import Revoked
from samverka_infra.database import DatabaseUnavailable, ReadTooLong

MOST_SUBSCRIPTIONS = 20
"""Per connection."""
MOST_SUBSCRIPTIONS_EACH = 60
"""Per person, over all her connections."""
MOST_CONNECTIONS_EACH = 20
MOST_SUBSCRIPTIONS_HERE = 300
"""Per process."""
MOST_CONNECTIONS_HERE = 300
INIT_SECONDS = 10
"""Until somebody has said who she is."""

MALFORMED, FORBIDDEN, TOO_MANY = 4400, 4403, 4429
_MOST_REASON_BYTES = 123
"""RFC 6455."""

_log = logging.getLogger("samverka.graphql")


class _Request(BaseModel):
    model_config = ConfigDict(strict=True)

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = Field(None, alias="operationName")


class _Subscribe(BaseModel):
    type: Literal["subscribe"]
    id: Annotated[str, Field(min_length=1, max_length=100)]
    payload: _Request


class _Complete(BaseModel):
    type: Literal["complete"]
    id: str


class _Other(BaseModel):
    type: Literal["connection_init", "ping", "pong"]
    payload: dict[str, Any] | None = None


_MESSAGE: TypeAdapter[_Subscribe | _Complete | _Other] = TypeAdapter(
    Annotated[_Subscribe | _Complete | _Other, Field(discriminator="type")]
)


class Line(ASGIWebSocketAdapter):
    """A connection that may be gone at any moment: whoever speaks is told so, in one way."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Raises WebSocketDisconnected."""
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        await super().send_json(message)

    async def close(self, code: int, reason: str) -> None:
        """Unless it is closed already."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            short = reason.encode()[:_MOST_REASON_BYTES].decode(errors="ignore")
            with suppress(WebSocketDisconnect):
                await super().close(code, short)


class Conversation(BaseGraphQLTransportWSHandler[SubscriptionContext, None]):
    """One connection's messages. What it began ends with it."""

    _leave: Callable[[], None] | None = None
    _staying: asyncio.Task[None] | None = None

    async def shutdown(self) -> None:
        """End every subscription, and wait until it has ended."""
        if self._staying is not None:
            self._staying.cancel()
        try:
            await super().shutdown()
        finally:
            if self._leave is not None:
                self._leave()

    async def handle_message(self, message: Message) -> None:
        """Only messages of a known form go further."""
        try:
            _MESSAGE.validate_python(message)
        except ValidationError:
            await self.websocket.close(MALFORMED, "Malformed message")
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Somebody who has too many connections already gets no further one; nobody stays longer than she may."""
        await super().handle_connection_init(message)
        if self.connection_acknowledged and self._leave is None:
            await self._enter()
            self._staying = asyncio.create_task(self._stay())
            self._staying.add_done_callback(self._task_done)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Told at once if it is no subscription, or too large, or one too many, or comes too often."""
        operation_id = message["id"]
        if not self.connection_acknowledged or operation_id in self.operations:
            await super().handle_subscribe(message)  # closes
            return
        try:
            await self._router.count(self._request)
            give_back = self._place_for(message)
        except Told as told:
            payload = [GraphQLError(**told_document(told, self.context.text)).formatted]
            await self.send_message(ErrorMessage(id=operation_id, type="error", payload=payload))
            return
        await super().handle_subscribe(message)
        task = self.operations[operation_id].task
        assert task is not None
        task.add_done_callback(lambda _: give_back())

    async def handle_task_exception(self, error: Exception) -> None:
        """That nobody listens any more is no error."""
        if not isinstance(error, WebSocketDisconnected):
            details = {"correlationId": self.context.correlation_id}
            _log.error("unexpected", exc_info=error, extra={"details": details})

    async def _enter(self) -> None:
        try:
            self._leave = self._router.connections.take(self._person_id)
        except Told:
            await self.websocket.close(TOO_MANY, "Too many connections")

    async def _stay(self) -> None:
        """Until the token has expired, or she may be told nothing: whom she listens to says so first, and ends."""
        over = False
        while not over:
            await asyncio.sleep(LOOK_SECONDS)
            over = await self._is_over()
        with suppress(WebSocketDisconnected):
            await self.websocket.close(FORBIDDEN, "Forbidden")

    async def _is_over(self) -> bool:
        if self.operations:
            return time.time() >= self.context.expires_at + LOOK_SECONDS
        try:
            await self.context.require_standing()
        except (NoMandate, Revoked):
            return True
        except (DatabaseUnavailable, ReadTooLong):
            pass  # she is told nothing meanwhile
        return self.context.has_expired

    def _place_for(self, message: SubscribeMessage) -> Callable[[], None]:
        payload = message["payload"]
        document = parse_within_limits(payload["query"])
        require_one_operation(document, payload.get("operationName"), subscribing=True)
        if len(self.operations) >= MOST_SUBSCRIPTIONS:
            raise Told("too-many-subscriptions", most=MOST_SUBSCRIPTIONS)
        return self._router.subscriptions.take(self._person_id)

    @property
    def _router(self) -> "SubscriptionRouter":
        assert isinstance(self.view, SubscriptionRouter)
        return self.view

    @property
    def _request(self) -> HTTPConnection:
        assert self.context.request is not None
        return self.context.request

    @property
    def _person_id(self) -> str:
        assert self.context.reader is not None
        return self.context.reader.person_id


class SubscriptionRouter(GraphQLRouter[SubscriptionContext, None]):
    """Subscriptions only; the token comes in the connection's first message."""

    websocket_adapter_class = Line
    graphql_transport_ws_handler_class = Conversation

    def __init__(
        self,
        path: str,
        authenticate: Callable[[HTTPConnection, str | None], Awaitable[Authenticated]],
        refused: Callable[[HTTPConnection, Exception], Awaitable[None]],
        context: Callable[[HTTPConnection], SubscriptionContext],
        count: Callable[[HTTPConnection], Awaitable[None]],
    ) -> None:
        super().__init__(
            make_subscription_schema(),
            path=path,
            graphql_ide=None,
            allow_queries_via_get=False,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            context_getter=context,
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS),
            max_subscriptions_per_connection=None,
        )
        self.connections = SubscriberLimit(MOST_CONNECTIONS_EACH, MOST_CONNECTIONS_HERE)
        self.subscriptions = SubscriberLimit(MOST_SUBSCRIPTIONS_EACH, MOST_SUBSCRIPTIONS_HERE)
        self.count = count
        self._authenticate, self._refused = authenticate, refused
        self.routes[:] = [route for route in self.routes if isinstance(route, APIWebSocketRoute)]

    def decode_json(self, data: str | bytes) -> object:
        """Refuses what is nested deeper than anybody needs as what is no JSON."""
        return orjson.loads(data)

    async def on_ws_connect(self, context: SubscriptionContext) -> None:
        """Accept the connection of whoever shows a valid token and holds a mandate."""
        params = context.connection_params if isinstance(context.connection_params, dict) else {}
        assert context.request is not None
        try:
            found = await self._authenticate(context.request, params.get("authorization"))
            context.reader, context.expires_at = found.reader, found.expires_at
            await context.require_standing()
        except Exception as error:
            await self._refused(context.request, error)
            raise ConnectionRejectionError({"code": "unauthenticated"}) from error
