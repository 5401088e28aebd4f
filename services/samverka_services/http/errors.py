"""Which exception becomes which problem."""

import logging
from collections.abc import Sequence
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from samverka_domain.kernel.rules import Refused, Rule
from samverka_graphql.kernel.entitlement import NoMandate
from samverka_graphql.kernel.errors import Told
from samverka_infra.access_log import Action, attempt_of, ids
from samverka_infra.credentials import Revoked
from samverka_infra.database import DatabaseUnavailable, NotPrepared, ReadTooLong, is_about_input
from samverka_infra.event_log.errors import KeyInFlight, KeyReused, StaleVersion
from samverka_infra.mail_progress import MailHealth
from samverka_projections.kernel.health import Health
from samverka_services.catalogue import field_message, is_told_of_any_field, text
from samverka_services.commands.kernel.errors import NotFound, PreconditionRequired, TooBusy
from samverka_services.documents.typesetting import DocumentTooLarge
from samverka_services.http.access_log import recognise, store
from samverka_services.http.invalid_fields import InvalidField, invalid_fields
from samverka_services.http.limiting import RateLimited, limits_of
from samverka_services.http.middleware import SAFE_HEADERS
from samverka_services.http.problems import FieldProblem, language_of, problem, refusal
from samverka_services.http.reading_after import BadReadAfter, NotYetShown
from samverka_services.http.uploads import UPLOAD_SECONDS, UploadTooSlow
from samverka_services.login.issuer_keys import IssuerUnreachable
from samverka_services.login.tokens import NoOrganisation, ScopeMissing, TokenExpired, TokenRefused

_log = logging.getLogger("samverka.errors")

_CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}

_SIMPLE: dict[type[Exception], tuple[int, str, dict[str, str]]] = {
    Revoked: (401, "revoked", _CHALLENGE),
    NoMandate: (403, "no-mandate", {}),
    KeyReused: (422, "key-reused", {}),
    KeyInFlight: (409, "key-in-flight", {"Retry-After": "1"}),
    StaleVersion: (412, "stale", {}),
    PreconditionRequired: (428, "precondition-required", {}),
    TooBusy: (503, "busy", {"Retry-After": "1"}),
    ReadTooLong: (503, "read-too-long", {"Retry-After": "5"}),
    DocumentTooLarge: (422, "document-too-large", {}),
    NotYetShown: (503, "not-yet-shown", {"Retry-After": "1"}),
    DatabaseUnavailable: (503, "database-unavailable", {"Retry-After": "5"}),
    NotPrepared: (503, "not-prepared", {"Retry-After": "30"}),
    IssuerUnreachable: (503, "issuer-unreachable", {"Retry-After": "5"}),
}

PASSING: tuple[type[Exception], ...] = (
    RateLimited,
    KeyInFlight,
    TooBusy,
    ReadTooLong,
    DatabaseUnavailable,
    IssuerUnreachable,
)
"""What may be better in a moment: the same may be sent again."""

_REJECTIONS: dict[type[Exception], str] = {
    TokenExpired: "token-expired",
    TokenRefused: "unauthenticated",
    NoOrganisation: "no-organisation",
    ScopeMissing: "scope-missing",
    RateLimited: "rate-limited",
    NoMandate: "no-mandate",
    Revoked: "revoked",
    IssuerUnreachable: "issuer-unreachable",
}
"""Why somebody is not let in, in the access log; the nearest kind first."""

MOST_FIELDS_TOLD = 20
"""Of the fields that are wrong; an answer should not be larger than what was sent."""

_MOST_FIELDS_TRIED = 200
"""Of what is wrong; each option of a union tells of itself."""

_HTTP = {400: "broken-json", 404: "no-such-address", 405: "method-not-allowed"}
"""What the framework itself refuses."""


class KeyMissing(Exception):
    """A command came without its Idempotency-Key."""


class BadIfMatch(Exception):
    """The If-Match header names no versions in quotation marks."""


class ViewsUnreliable(Exception):
    """The views cannot be relied on."""

    def __init__(self, health: Health) -> None:
        super().__init__(", ".join(health.complaints))
        self.health = health


class MailUnreliable(Exception):
    """Nobody sends mail, or the mail server takes none."""

    def __init__(self, health: MailHealth) -> None:
        super().__init__(health.failure or "silent")
        self.health = health


def add_error_handlers(app: FastAPI) -> None:
    """Teach the application all of them."""
    app.add_exception_handler(Refused, lambda request, error: refusal(request, error.rule, error.params))
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(TokenRefused, _stranger)
    app.add_exception_handler(NoOrganisation, _stranger)
    app.add_exception_handler(RateLimited, _rate_limited)
    app.add_exception_handler(
        ScopeMissing, lambda request, error: problem(request, 403, "scope-missing", scope=error)
    )
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(KeyMissing, lambda request, _: problem(request, 400, "key-missing"))
    app.add_exception_handler(BadIfMatch, lambda request, _: problem(request, 400, "bad-if-match"))
    app.add_exception_handler(BadReadAfter, lambda request, _: problem(request, 400, "bad-read-after"))
    app.add_exception_handler(UploadTooSlow, _too_slow)
    app.add_exception_handler(ViewsUnreliable, _views_unreliable)
    app.add_exception_handler(MailUnreliable, _mail_unreliable)
    app.add_exception_handler(Told, _no_place_in_time)
    app.add_exception_handler(psycopg.Error, _database_error)
    app.add_exception_handler(Exception, unexpected)
    for kind in _SIMPLE:
        app.add_exception_handler(kind, _simple)


def told_of_passing(request: Request, error: Exception) -> JSONResponse:
    """The problem of one of PASSING, with when to try again."""
    return _rate_limited(request, error) if isinstance(error, RateLimited) else _simple(request, error)


def _simple(request: Request, error: Exception) -> JSONResponse:
    status, code, headers = _SIMPLE[type(error)]
    return problem(request, status, code, headers=headers)


def _too_slow(request: Request, _: Exception) -> JSONResponse:
    return problem(request, 408, "too-slow", headers={"Connection": "close"}, seconds=UPLOAD_SECONDS)


def _no_place_in_time(request: Request, error: Any) -> JSONResponse:
    """Of arguments of time, which are those of queries."""
    message = text(f"graphql.{error.code}", language_of(request), **error.params)
    field = error.params.get("what", "knownAt")
    return problem(request, 422, "invalid", errors=[FieldProblem(field=field, code=error.code, message=message)])


def _views_unreliable(request: Request, error: Any) -> JSONResponse:
    language, said = language_of(request), vars(error.health)
    names = {each: ", ".join(said[each]) if said[each] is not True else "" for each in error.health.complaints}
    told = " ".join(text(f"health.{each}", language, names=names[each]) for each in names)
    return problem(request, 503, "views-unreliable", headers={"Retry-After": "30"}, what=told)


def _mail_unreliable(request: Request, error: Any) -> JSONResponse:
    health: MailHealth = error.health
    why = "silent" if health.silent else "failing"
    said = {"since": health.failing_since, "failure": health.failure, "waiting": health.waiting}
    told = text(f"health.mail.{why}", language_of(request), **said)
    return problem(request, 503, "mail-unreliable", headers={"Retry-After": "30"}, what=told)


def _database_error(request: Request, error: Exception) -> JSONResponse:
    return problem(request, 422, "not-storable") if is_about_input(error) else unexpected(request, error)


def _not_found(request: Request, error: Any) -> JSONResponse:
    attempt_of(request.scope).target = ids([(error.kind, error.id)])
    kind = text(f"word.thing.{error.kind}", language_of(request))
    return problem(request, 404, "not-found", kind=kind, id=error.id)


async def _stranger(request: Request, error: Any) -> JSONResponse:
    """Somebody who has not shown who she is, or not for whom she acts; who does so too often is told to wait."""
    counted = await _counted(request, error)
    if isinstance(counted, RateLimited):
        return _rate_limited(request, counted)
    if isinstance(error, NoOrganisation):
        return problem(request, 403, "no-organisation")
    why = text(f"token.{error.code}", language_of(request), **error.params)
    answer = problem(request, 401, "unauthenticated", headers=_CHALLENGE, why=why)
    attempt = attempt_of(request.scope)
    attempt.reason, attempt.detail = _rejection(error), str(error)
    return answer


async def store_rejection(connection: HTTPConnection, error: Exception, operation: str = "connection_init") -> None:
    """Keep in the log that somebody was not let in over a WebSocket, where no problem is answered."""
    counted = await _counted(connection, error)
    attempt = attempt_of(connection.scope)
    attempt.action, attempt.operation, attempt.answered = Action.SUBSCRIBE, operation, False
    attempt.reason, attempt.kept = _rejection(counted), getattr(counted, "first", True)
    details = {"refused": attempt.reason, "why": str(counted), "correlationId": connection.scope["correlation_id"]}
    _log.info("subscriber refused", extra={"details": details})
    await store(connection, attempt, 0)


def _rejection(error: Exception) -> str:
    return next((code for kind, code in _REJECTIONS.items() if isinstance(error, kind)), "internal")


async def _counted(connection: HTTPConnection, error: Exception) -> Exception:
    """The error, or that too many such come from one address. Whose token has expired is known nevertheless."""
    if isinstance(error, TokenRefused | NoOrganisation):
        try:
            await limits_of(connection).count_stranger(connection)
        except RateLimited as limited:
            return limited
    if isinstance(error, TokenExpired):
        recognise(connection, error.identity)
    return error


def _rate_limited(request: Request, error: Any) -> JSONResponse:
    attempt_of(request.scope).kept = error.first
    headers = {"Retry-After": str(error.retry_after)}
    return problem(request, 429, "rate-limited", headers=headers, seconds=error.retry_after)


def _http_error(request: Request, error: Any) -> JSONResponse:
    code = _HTTP.get(error.status_code, "internal")
    told = {"where": text("word.no-utf8", language_of(request)), "correlation_id": request.scope["correlation_id"]}
    return problem(request, error.status_code, code, headers=error.headers, **told)


def unexpected(request: Request, error: Exception) -> JSONResponse:
    """A mistake of ours: logged with its trace, and told by a number. Answered around what dresses other answers."""
    correlation_id = request.scope.get("correlation_id", "")
    _log.error("unexpected", exc_info=error, extra={"details": {"correlationId": correlation_id}})
    headers = {**SAFE_HEADERS, "X-Correlation-ID": correlation_id}
    return problem(request, 500, "internal", headers=headers, correlation_id=correlation_id)


def _invalid(request: Request, error: Any) -> JSONResponse:
    broken = next((entry for entry in error.errors() if entry["type"] == "json_invalid"), None)
    if broken is not None:
        where = text("word.character", language_of(request), number=int(broken["loc"][-1]) + 1)
        return problem(request, 400, "broken-json", where=where)
    found = invalid_fields(error.errors()[:_MOST_FIELDS_TRIED], error.body)
    rule = _only_rule(found)
    if rule is not None:
        return refusal(request, rule, {**found[0].context, "pointer": found[0].pointer})
    told = [_field_problem(each, language_of(request)) for each in found[:MOST_FIELDS_TOLD]]
    return problem(request, 422, "invalid", errors=told)


def _only_rule(found: Sequence[InvalidField]) -> Rule | None:
    """The rule of the only mistake, if it is one that has a name of its own."""
    own = len(found) == 1 and found[0].code in set(Rule) and not is_told_of_any_field(found[0].code)
    return Rule(found[0].code) if own else None


def _field_problem(found: InvalidField, language: str) -> FieldProblem:
    message = field_message(language, found.code, found.context)
    return FieldProblem(field=found.pointer, code=found.code, message=message)
