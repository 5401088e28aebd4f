"""GraphQL over HTTP: one POST address for queries, and the same address to subscribe."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

import orjson
import psycopg
import strawberry
from fastapi import APIRouter, Request, Response
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import HTTPConnection
from strawberry.types import ExecutionResult

from samverka_domain.kernel.calendar import local_day
from samverka_domain.mandates import ANY_INSATS, Mandate
from samverka_graphql.kernel import dashboards
from samverka_graphql.kernel.bounds import MOST_ERRORS, Bounds, Ended, HungUp
from samverka_graphql.kernel.context import Authenticated, Context, Reader
from samverka_graphql.kernel.documents import Documents
from samverka_graphql.kernel.entitlement import Entitlement, NoMandate
from samverka_graphql.kernel.entity_tags import entity_tags
from samverka_graphql.kernel.errors import NotForHer, Text, Told, error_document, told_document
from samverka_graphql.kernel.limits import require_one_operation
from samverka_graphql.kernel.place_in_time import Present, TokenText, place_in_time, token_if_any
from samverka_graphql.kernel.query_summary import Asked, asked, asked_by_name
from samverka_graphql.kernel.schema import make_schema
from samverka_graphql.kernel.subscription import SubscriptionContext, Watch
from samverka_graphql.kernel.types import is_alone
from samverka_graphql.kernel.websocket import SubscriptionRouter
from samverka_infra.access_log import Action, Attempt, attempt_of
from samverka_infra.database import READ_SECONDS, ReadTooLong, async_tenant_transaction, is_about_input
from samverka_infra.tokens import TokenKey
from samverka_projections.kernel.as_of import AsOf, Shown, builds_asked, shown
from samverka_projections.requests import last_deadline

PATH = "/graphql"
_ENDED = re.compile(r"line (\d+) column (\d+)")
"""As the reader of JSON says where it ended."""
HUNG_UP = 499
"""For the process log: the client has hung up, and is answered nothing."""


class Body(BaseModel):
    """A GraphQL request."""

    model_config = ConfigDict(extra="forbid", strict=True)

    query: str | None = None
    document_id: str | None = Field(None, alias="documentId")
    variables: dict[str, Any] | None = None
    operation_name: str | None = Field(None, alias="operationName")
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True)
class Services:
    """What the router is given from outside."""

    authenticate: Callable[[HTTPConnection, str | None], Awaitable[Authenticated]]
    """From the value of an Authorization header; raises what the application turns into an answer."""
    record: Callable[[HTTPConnection, Attempt, int], Awaitable[None]]
    """Stores an attempt with its status, where the application does not do it by itself: for WebSockets."""
    refused: Callable[[HTTPConnection, Exception], Awaitable[None]]
    """Stores why `authenticate` raised, for WebSockets."""
    count: Callable[[HTTPConnection], Awaitable[None]]
    """One more request of whoever has authenticated, where she asks again over a WebSocket; raises Told."""
    turn: Callable[[HTTPConnection], AbstractAsyncContextManager[None]]
    """A place among those who read at once; raises what the application turns into an answer."""
    pool: Callable[[HTTPConnection], AsyncConnectionPool[AsyncConnection]]
    text: Callable[[HTTPConnection], Text]
    key: TokenKey
    entitlement: Entitlement
    documents: Documents = field(default_factory=Documents)
    cache: dashboards.Cache = field(default_factory=dashboards.Cache)


def create_router(services: Services, *, introspection: bool) -> APIRouter:
    """Queries by POST; subscriptions by WebSocket."""
    schema = make_schema(introspection=introspection)
    router = APIRouter()

    @router.post(PATH, include_in_schema=False)
    async def answer(request: Request) -> Response:
        authenticated = await services.authenticate(request, request.headers.get("authorization"))
        try:
            body = _body(await request.body())
            query = _query(body)
            if dashboards.name_of(query) == dashboards.MATRIX:
                return await _matrix(request, services, authenticated.reader, body.variables or {})
            return await _execute(request, schema, services, authenticated.reader, body, query)
        except HungUp:
            return Response(status_code=HUNG_UP)
        except (Told, ReadTooLong) as error:
            told = Ended("too-slow", most=READ_SECONDS) if isinstance(error, ReadTooLong) else error
            attempt_of(request.scope).looked = isinstance(told, Ended)
            return _json({"errors": [told_document(told, services.text(request))]}, 400)
        except psycopg.Error as error:
            if not is_about_input(error):
                raise
            unusable = Told("variables", what="regionId")
            return _json({"errors": [told_document(unusable, services.text(request))]}, 400)
        except NoMandate:
            attempt_of(request.scope).reason = "no-mandate"
            return _json({"errors": [told_document(Told("no-mandate"), services.text(request))]}, 403)

    router.include_router(_subscriptions(services))
    return router


def _subscriptions(services: Services) -> APIRouter:
    watch = Watch()

    def context(connection: HTTPConnection) -> SubscriptionContext:
        return SubscriptionContext(
            pool=services.pool(connection),
            entitlement=services.entitlement,
            record=_recorder(services, connection),
            text=services.text(connection),
            correlation_id=connection.scope["correlation_id"],
            watch=watch,
            key=services.key,
        )

    return SubscriptionRouter(PATH, services.authenticate, services.refused, context, services.count)


def _body(content: bytes) -> Body:
    try:
        return Body.model_validate_json(content)
    except ValidationError as error:
        raise _told_body(error.errors()) from error


def _told_body(wrong: Sequence[ErrorDetails]) -> Told:
    """The fields that are wrong; of what is no JSON, where its reading ended."""
    ended = _ENDED.search(str(wrong[0].get("ctx", {}).get("error", "")))
    if wrong[0]["type"] == "json_invalid" and ended:
        return Told("not-json", line=ended[1], column=ended[2])
    return Told("body", what=", ".join(".".join(map(str, each["loc"])) or "{}" for each in wrong[:3]))


def _query(body: Body) -> str:
    if body.document_id is not None:
        found = dashboards.documents().get(body.document_id)
        if found is None:
            raise Told("unknown-document", id=body.document_id)
        return found
    if body.query is None:
        raise Told("body", what="query")
    return body.query


@asynccontextmanager
async def _reading(
    request: Request, services: Services, reader: Reader, asked: Asked, bounds: Bounds
) -> AsyncIterator[tuple[AsyncConnection, list[Mandate]]]:
    attempt = attempt_of(request.scope)
    attempt.operation, attempt.target = asked.operation, asked.target
    async with (
        services.turn(request),
        bounds.kept(request.receive),
        async_tenant_transaction(services.pool(request), reader.tenant_id) as connection,
        bounds.nothing_left(),
    ):
        matter = ANY_INSATS if is_alone(asked.roots) else None
        yield connection, await services.entitlement.require(connection, reader, insatser=(matter,))


async def _execute(
    request: Request, schema: strawberry.Schema, services: Services, reader: Reader, body: Body, query: str
) -> Response:
    text, correlation_id = services.text(request), request.scope["correlation_id"]
    document, bounds = services.documents.of(query), Bounds()
    require_one_operation(document.node, body.operation_name, subscribing=False)
    asks = asked(document.node, body.operation_name, body.variables or {})
    async with _reading(request, services, reader, asks, bounds) as (connection, mandates):
        seen = await shown(connection)
        tokens = await services.key.read_tokens(connection, reader.tenant_id)
        context = Context(reader, connection, tokens, seen, mandates, document, bounds)
        result = await schema.execute(
            query, variable_values=body.variables, context_value=context, operation_name=body.operation_name
        )
    found: dict[str, Any] = {"data": result.data}
    if result.errors:
        found["errors"] = [error_document(error, text, correlation_id) for error in result.errors[:MOST_ERRORS]]
        _note_refusals(attempt_of(request.scope), result)
    return _json(found, 200 if result.data is not None else 400)


def _note_refusals(attempt: Attempt, result: ExecutionResult) -> None:
    """A query that was carried out and answered with nothing has looked all the same: its errors have places."""
    attempt.looked = result.data is None and any(error.path for error in result.errors or ())
    for error in result.errors or ():
        if isinstance(error.original_error, NotForHer):
            attempt.reason = error.original_error.code
            attempt.answered = any(value is not None for value in (result.data or {}).values())


async def _matrix(request: Request, services: Services, reader: Reader, variables: dict[str, Any]) -> Response:
    asks = asked_by_name(dashboards.MATRIX, variables)
    async with _reading(request, services, reader, asks, Bounds()) as (connection, _):
        present = await Present.to(reader.tenant_id, connection, services.key)
        region_id, as_of = await _asked(variables, present)
        key = (reader.tenant_id, region_id, *await _holds(connection, region_id, as_of, present.shown))
        answer = services.cache.get(key)
        if answer is None:
            token = present.tokens.of(as_of.place)
            body = await dashboards.matrix_answer(connection, region_id, as_of, token)
            answer = dashboards.Answer.of(body, token)
            services.cache.put(key, answer)
    held = entity_tags(request.headers.getlist("if-none-match"))
    if held is not None and held.name(answer.etag):
        return Response(status_code=304, headers={"ETag": answer.etag})
    headers = {"ETag": answer.etag, "Cache-Control": "private, no-cache"}
    return Response(answer.body, media_type="application/json", headers=headers)


async def _holds(connection: AsyncConnection, region_id: str, as_of: AsOf, seen: Shown) -> tuple[object, ...]:
    """While all this is the same, so is an answer: between events only days and deadlines pass."""
    passed = (local_day(seen.moment), await last_deadline(connection, region_id, as_of))
    asked = (as_of.position, as_of.known_at, as_of.decided_as_of, as_of.on)
    return (*asked, seen.position, await builds_asked(connection), *passed)


class _MatrixVariables(BaseModel):
    region_id: str = Field(alias="regionId")
    known_at: Annotated[datetime | InstanceOf[TokenText], BeforeValidator(token_if_any)] | None = Field(
        None, alias="knownAt"
    )
    decided_as_of: date | None = Field(None, alias="decidedAsOf")
    on: date | None = None


async def _asked(variables: dict[str, Any], present: Present) -> tuple[str, AsOf]:
    try:
        found = _MatrixVariables.model_validate(variables)
    except ValidationError as error:
        raise Told("variables", what=str(error.errors()[0]["loc"][0])) from error
    return found.region_id, await place_in_time(present, found.known_at, found.decided_as_of, found.on)


def _json(document: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")


def _recorder(services: Services, connection: HTTPConnection) -> Callable[[str, str, str], Awaitable[None]]:
    async def record(operation: str, target: str, reason: str) -> None:
        by = attempt_of(connection.scope).by
        attempt = Attempt(by, Action.SUBSCRIBE, operation, target, reason, answered=not reason)
        await services.record(connection, attempt, 0)

    return record
