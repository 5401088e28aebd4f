"""Every read and every refusal gets its entry in the access log before it is answered."""

from collections.abc import Iterator

from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samverka_infra.access_log import AccessLog, Action, Actor, Attempt, Entry, Outcome, attempt_of, ids
from samverka_infra.database import DatabaseUnavailable
from samverka_services.http.problems import problem
from samverka_services.kernel.timing import clock
from samverka_services.login.tokens import Identity

REFUSALS = frozenset({401, 403, 404, 429})
"""Statuses of those who may not, are not let know, or not now. Other ones tell what was wrong with a request."""


def recognise(connection: HTTPConnection, found: Identity) -> Actor:
    """From now on it is known who this request's refusals are about."""
    by = Actor(found.person_id, found.tenant_id, found.client_id)
    attempt_of(connection.scope).by = by
    return by


async def store(connection: HTTPConnection, attempt: Attempt, status: int) -> None:
    """What there is to be stored of an attempt that is about to be answered. Raises DatabaseUnavailable."""
    log: AccessLog = connection.app.state.access_log
    for entry in entries(attempt, status, connection.scope["correlation_id"]):
        await log.store(entry)


def entries(attempt: Attempt, status: int, correlation_id: str) -> Iterator[Entry]:
    """None, one, or two where a part of what was asked was refused."""
    refused = status in REFUSALS or (bool(attempt.reason) and (status < 400 or attempt.looked))
    read = attempt.looked or (attempt.action is not Action.COMMAND and status < 400)
    if attempt.by is None or not attempt.kept:
        return
    if refused:
        yield _entry(attempt, attempt.by, Outcome.REFUSED, status, correlation_id)
    if read and attempt.answered:
        yield _entry(attempt, attempt.by, Outcome.ALLOWED, status, correlation_id)


def _entry(attempt: Attempt, by: Actor, outcome: Outcome, status: int, correlation_id: str) -> Entry:
    return Entry(
        tenant_id=by.tenant_id,
        happened_at=clock(),
        person_id=by.person_id,
        client_id=by.client_id,
        action=attempt.action,
        operation=attempt.operation,
        target=attempt.target,
        outcome=outcome,
        status=status,
        reason=attempt.reason if outcome is Outcome.REFUSED else "",
        correlation_id=correlation_id,
    )


class AccessLogged:
    """Holds an answer back until its entry is stored; what cannot be logged is not answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            send = _HeldBack(scope, receive, send).pass_on
        await self._app(scope, receive, send)


class _HeldBack:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._closed = False

    async def pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._store(message["status"])
        if not self._closed:
            await self._send(message)

    async def _store(self, status: int) -> None:
        request = Request(self._scope)
        attempt = attempt_of(self._scope)
        describe(request, attempt)
        try:
            await store(request, attempt, status)
        except DatabaseUnavailable as error:
            self._closed = True
            attempt.detail = f"not logged: {error}"
            answer = problem(request, 503, "access-not-logged", headers={"Retry-After": "5"})
            await answer(self._scope, self._receive, self._send)


def describe(request: Request, attempt: Attempt) -> None:
    """What was tried, by the address; GraphQL says it itself."""
    name = getattr(request.scope.get("route"), "operation_id", None)
    if name is None:
        return
    attempt.action = Action.READ if request.method in {"GET", "HEAD"} else Action.COMMAND
    attempt.operation = name
    attempt.target = attempt.target or ids(request.path_params.items())
