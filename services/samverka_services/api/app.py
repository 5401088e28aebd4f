"""The application: what is reachable over HTTP, and what it needs while it runs."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from samverka_graphql.context import Reader
from samverka_graphql.cursors import Cursors
from samverka_graphql.http import Authenticated, Services, create_router
from samverka_infra.database import async_pool, open_pool
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.settings import Environment, Settings
from samverka_services.api.endpoints import HEADER_PATTERNS, PREFIX, command_router
from samverka_services.api.errors import add_error_handlers
from samverka_services.api.middleware import BodyLimit, Surroundings
from samverka_services.api.problems import Problem, language_of
from samverka_services.api.status import status_router
from samverka_services.catalogue import text
from samverka_services.commands.base import Caller
from samverka_services.commands.executor import CommandExecutor
from samverka_services.commands.table import COMMANDS
from samverka_services.identity.keys import IssuerKeys
from samverka_services.identity.tokens import Expected, Identity, Scope, TokenRefused, TokenVerifier
from samverka_services.timing import clock, new_id
from samverka_services.web.client import WebClient
from samverka_services.web.error_pages import ErrorPages
from samverka_services.web.errors import add_web_error_handlers
from samverka_services.web.routes import web_router
from samverka_services.web.web import Web

_bearer = HTTPBearer(auto_error=False, description="Access token of the configured OIDC issuer")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def create_app(settings: Settings, database_url: str, client: WebClient | None = None) -> FastAPI:
    """The application on one database; pools open when it starts and close when it stops.

    Without a client at the issuer nobody logs in by the web pages.
    """
    app = FastAPI(
        title="Samverka",
        version="1",
        lifespan=_lifespan(settings, database_url),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    app.state.verifier = token_verifier(settings)
    app.state.web = Web(client, app.state.verifier) if client else None
    app.include_router(command_router(identify))
    app.include_router(status_router(identify_reader))
    app.include_router(_graphql(settings, app))
    app.include_router(web_router())
    add_error_handlers(app)
    add_web_error_handlers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(ErrorPages)
    app.add_middleware(Surroundings, new_id=new_id)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def token_verifier(settings: Settings) -> TokenVerifier:
    """Tokens of the configured issuer."""
    parties = frozenset(party.strip() for party in settings.authorized_parties.split(","))
    expected = Expected(settings.issuer, settings.audience, parties)
    return TokenVerifier(expected, IssuerKeys(settings.issuer, settings.jwks_url))


def _graphql(settings: Settings, app: FastAPI) -> APIRouter:
    def authenticate(authorization: str | None) -> Authenticated:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise TokenRefused("no token")
        found: Identity = app.state.verifier.verify(token.strip())
        found.require(Scope.READ)
        return Authenticated(Reader(found.person_id, found.tenant_id, found.credential), found.expires_at)

    secret = settings.secret("cursor_secret")
    services = Services(
        authenticate=authenticate,
        pool=lambda connection: connection.app.state.queries,
        text=lambda connection: partial(_text, language_of(connection)),
        clock=clock,
        cursors=Cursors(secret.encode() if secret else secrets.token_bytes(32)),
    )
    return create_router(services, introspection=settings.environment is not Environment.PRODUCTION)


def _text(language: str, key: str, **params: Any) -> str:
    return text(key, language, **params)


def identity(request: Request, credentials: Credentials) -> Identity:
    """Who is calling, by the token."""
    if credentials is None:
        raise TokenRefused("no token")
    verifier: TokenVerifier = request.app.state.verifier
    return verifier.verify(credentials.credentials)


def identify(request: Request, found: Annotated[Identity, Depends(identity)]) -> Caller:
    """The caller of a command."""
    found.require(Scope.WRITE)
    return _caller(request, found)


def identify_reader(request: Request, found: Annotated[Identity, Depends(identity)]) -> Caller:
    """The caller of what changes nothing."""
    found.require(Scope.READ)
    return _caller(request, found)


def _caller(request: Request, found: Identity) -> Caller:
    return Caller(found.person_id, found.tenant_id, request.scope["correlation_id"], found.credential)


def _lifespan(settings: Settings, database_url: str) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        commands = open_pool(database_url, settings.pool_size)
        queries = async_pool(database_url, settings.pool_size)
        with commands:
            await queries.open()
            app.state.executor = CommandExecutor(EventLog(commands), COMMANDS, clock, new_id)
            app.state.commands = commands
            app.state.queries = queries
            yield
            await queries.close()

    return lifespan


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schemas = document["components"]["schemas"]
        schemas |= {"Problem": Problem.model_json_schema(ref_template="#/components/schemas/{model}")}
        schemas |= schemas["Problem"].pop("$defs")
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        _require_headers(document)
        app.openapi_schema = document
    return app.openapi_schema


def _require_headers(document: dict[str, Any]) -> None:
    """Headers whose lack is told in our own words are optional to the framework, but not to the caller."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                pattern = HEADER_PATTERNS.get(parameter["name"])
                if pattern is not None:
                    parameter |= {"required": True, "schema": {"type": "string", "pattern": pattern}}
