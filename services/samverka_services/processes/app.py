"""The application: what is reachable over HTTP, and what it needs while it runs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import State
from starlette.requests import HTTPConnection

from samverka_graphql.kernel.context import Authenticated, Reader
from samverka_graphql.kernel.entitlement import Entitlement
from samverka_graphql.kernel.errors import Told
from samverka_graphql.kernel.http import Services, create_router
from samverka_infra.access_log import AccessLog
from samverka_infra.database import access_log_pool, async_pool, open_pool
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.mail_folder import FOLDER, Folder
from samverka_infra.settings import Environment, Settings
from samverka_infra.tokens import TokenKey
from samverka_services.api.endpoints import command_router
from samverka_services.api.feeds import feeds_router
from samverka_services.api.files import files_router
from samverka_services.api.information import DOCUMENT, information
from samverka_services.api.openapi import with_openapi
from samverka_services.api.status import status_router
from samverka_services.api.tables import tables_router
from samverka_services.catalogue import text
from samverka_services.commands.kernel.context import Caller
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.http.access_log import AccessLogged, recognise, store
from samverka_services.http.errors import add_error_handlers, store_rejection
from samverka_services.http.limiting import Kind, Limits, RateLimited, limits_of, rates_of, recognised, turn
from samverka_services.http.middleware import BodyLimit, Surroundings
from samverka_services.http.problems import language_of
from samverka_services.http.reading_after import ReadingAfter
from samverka_services.kernel.timing import new_id
from samverka_services.login.current_session import reader_of
from samverka_services.login.demo_issuer import refuse_production
from samverka_services.login.errors import add_login_error_handlers
from samverka_services.login.issuer_keys import IssuerKeys
from samverka_services.login.tokens import Expected, Identity, Scope, TokenRefused, TokenVerifier
from samverka_services.login.web_client import WebClient
from samverka_services.login.web_login import WebLogin
from samverka_services.pages.error_pages import ErrorPages, add_error_page
from samverka_services.pages.kernel.example import Example
from samverka_services.pages.kernel.routes import web_router

SESSIONS_POOL_SIZE = 3
"""Connections for those who log in, so that nobody waits for readers to see her session, or to choose for whom."""

_bearer = HTTPBearer(auto_error=False, description="Access token of the configured OIDC issuer")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def create_app(
    settings: Settings, database_url: str, client: WebClient | None = None, identity_url: str = ""
) -> FastAPI:
    """The application on one database; pools open when it starts and close when it stops.

    Without a client at the issuer nobody logs in by the web pages. With one, `identity_url` is the database's address
    for who is logged in.
    """
    app = FastAPI(
        **information(settings, client.address if client else None),
        lifespan=_lifespan(settings, database_url, identity_url),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url=DOCUMENT,
    )
    app.state.address = client.address if client else None
    app.state.verifier = token_verifier(settings)
    app.state.example = _example(settings)
    app.state.contact_email = settings.contact_email
    app.state.language = settings.language
    app.state.limits = Limits(rates_of(settings))
    app.state.token_key = TokenKey()
    app.state.entitlement = Entitlement()
    app.state.reading_after = ReadingAfter(app.state.token_key)
    app.state.turn_to_read = partial(_turn_to_read, app.state.reading_after)
    app.state.web_login = WebLogin(client, app.state.verifier, app.state.entitlement) if client else None
    for router in (
        command_router(identify),
        tables_router(identify_viewer),
        feeds_router(identify_viewer),
        files_router(identify, identify_viewer),
        status_router(identify_reader),
        _graphql(settings, app.state),
        web_router(),
    ):
        # Included, each of its several hundred routes would be made anew at the first request.
        app.router.routes.extend(router.routes)
    add_error_handlers(app)
    add_login_error_handlers(app)
    add_error_page(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(AccessLogged)
    app.add_middleware(ErrorPages)
    app.add_middleware(Surroundings, new_id=new_id)
    app.openapi = with_openapi(app)  # type: ignore[method-assign]
    return app


def _example(settings: Settings) -> Example | None:
    """The people of a demonstration. Raises RefusedInProduction."""
    if settings.example_people is None:
        return None
    refuse_production(settings)
    return Example.read(settings.example_people, Folder(settings.data_dir / FOLDER))


def token_verifier(settings: Settings) -> TokenVerifier:
    """Tokens of the configured issuer."""
    parties = frozenset(party.strip() for party in settings.authorized_parties.split(","))
    expected = Expected(settings.issuer, settings.audience, parties)
    return TokenVerifier(expected, IssuerKeys(settings.issuer, settings.jwks_url))


def _graphql(settings: Settings, state: State) -> APIRouter:
    services = Services(
        authenticate=_authenticate,
        record=store,
        refused=store_rejection,
        count=_count_subscription,
        turn=state.turn_to_read,
        pool=lambda connection: connection.app.state.queries,
        text=lambda connection: partial(_text, language_of(connection)),
        key=state.token_key,
        entitlement=state.entitlement,
    )
    return create_router(services, introspection=settings.environment is not Environment.PRODUCTION)


@asynccontextmanager
async def _turn_to_read(after: ReadingAfter, connection: HTTPConnection) -> AsyncIterator[None]:
    """Who waits for the views takes nobody's turn meanwhile."""
    await after.wait(connection, recognised(connection).tenant_id)
    async with turn(connection, Kind.QUERIES):
        yield


def _text(language: str, key: str, **params: Any) -> str:
    return text(key, language, **params)


async def _authenticate(connection: HTTPConnection, authorization: str | None) -> Authenticated:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused("no-token")
    found = await identity(connection, token.strip(), Kind.QUERIES)
    return Authenticated(reader_of(found), found.expires_at)


async def _count_subscription(connection: HTTPConnection) -> None:
    try:
        await limits_of(connection).count(Kind.QUERIES, recognised(connection))
    except RateLimited as limited:
        if limited.first:
            await store_rejection(connection, limited, "subscribe")
        raise Told("rate-limited", seconds=limited.retry_after) from limited


async def identity(connection: HTTPConnection, token: str, kind: Kind) -> Identity:
    """Who is calling, by the token; raises what is answered to those who are refused, or call too often."""
    verifier: TokenVerifier = connection.app.state.verifier
    found = await asyncio.to_thread(verifier.verify, token)
    await limits_of(connection).count(kind, recognise(connection, found))
    return found


async def identify(request: Request, credentials: Credentials) -> AsyncIterator[Caller]:
    """The caller of a command, who has her turn as long as it is carried out."""
    async with _caller(request, credentials, Kind.COMMANDS, Scope.WRITE) as caller:
        yield caller


async def identify_reader(request: Request, credentials: Credentials) -> AsyncIterator[Caller]:
    """The caller of what changes nothing."""
    async with _caller(request, credentials, Kind.QUERIES, Scope.READ) as caller:
        yield caller


async def identify_viewer(request: Request, credentials: Credentials) -> Reader:
    """Who reads the views, by her token; her turn begins with her transaction."""
    return reader_of(await _identified(request, credentials, Kind.QUERIES))


@asynccontextmanager
async def _caller(
    request: Request, credentials: HTTPAuthorizationCredentials | None, kind: Kind, scope: Scope
) -> AsyncIterator[Caller]:
    found = await _identified(request, credentials, kind)
    found.require(scope)
    # Whatever is called over REST uses the commands' pool.
    async with turn(request, Kind.COMMANDS):
        yield Caller(found.person_id, found.tenant_id, request.scope["correlation_id"], found.credential)


async def _identified(request: Request, credentials: HTTPAuthorizationCredentials | None, kind: Kind) -> Identity:
    if credentials is None:
        raise TokenRefused("no-token")
    return await identity(request, credentials.credentials, kind)


def _lifespan(settings: Settings, database_url: str, identity_url: str) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        commands = open_pool(database_url, settings.pool_size)
        queries = async_pool(database_url, settings.pool_size)
        access = access_log_pool(database_url)
        with commands:
            await queries.open()
            await access.open()
            app.state.executor = CommandExecutor(EventLog(commands), COMMANDS, new_id)
            app.state.commands = commands
            app.state.queries = queries
            app.state.access_log = AccessLog(access)
            async with _logging_in(app, database_url, identity_url):
                yield
            await queries.close()
            await access.close()

    return lifespan


@asynccontextmanager
async def _logging_in(app: FastAPI, database_url: str, identity_url: str) -> AsyncIterator[None]:
    """What logging in by the web pages needs, where people can."""
    if app.state.web_login is None:
        yield
        return
    async with (
        async_pool(identity_url, SESSIONS_POOL_SIZE) as app.state.sessions,
        async_pool(database_url, SESSIONS_POOL_SIZE) as app.state.choices,
    ):
        yield
