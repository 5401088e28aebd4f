"""Refusals of the web pages, told as the API's are; a browser is shown them as a page."""

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from samverka_services.api.errors import unexpected
from samverka_services.api.problems import problem
from samverka_services.web.cookies import SESSION, cookie, forget
from samverka_services.web.current import NotLoggedIn, SessionEnded
from samverka_services.web.error_pages import error_page, is_for_people
from samverka_services.web.everywhere import AnotherPerson
from samverka_services.web.forms import ForeignForm
from samverka_services.web.login import LoginLost, LoginRefused, NotAMember
from samverka_services.web.provider import ProviderAway, ProviderRefuses
from samverka_services.web.web import NotConfigured

RETRY_SECONDS = 5

_log = logging.getLogger("samverka.web")


def add_web_error_handlers(app: FastAPI) -> None:
    """Teach the application all of them."""
    app.add_exception_handler(Exception, _unexpected)
    app.add_exception_handler(NotConfigured, lambda request, _: problem(request, 404, "login-not-configured"))
    app.add_exception_handler(NotLoggedIn, _not_logged_in)
    app.add_exception_handler(SessionEnded, _session_ended)
    app.add_exception_handler(ForeignForm, _told(403, "foreign-form"))
    app.add_exception_handler(AnotherPerson, _told(403, "another-person"))
    app.add_exception_handler(NotAMember, _told(403, "not-a-member"))
    app.add_exception_handler(LoginLost, _told(400, "login-lost"))
    app.add_exception_handler(LoginRefused, _told(403, "login-refused"))
    app.add_exception_handler(ProviderRefuses, _told(403, "login-refused"))
    app.add_exception_handler(ProviderAway, _told(503, "login-away", {"Retry-After": str(RETRY_SECONDS)}))


def _unexpected(request: Request, error: Exception) -> Response:
    """Beyond the reach of ErrorPages."""
    told = unexpected(request, error)
    return error_page(request, 500, json.loads(bytes(told.body))) if is_for_people(request) else told


def _told(status: int, code: str, headers: dict[str, str] | None = None) -> Any:
    def tell(request: Request, error: Exception) -> Response:
        _log.info(code, extra={"details": {"reason": str(error), "correlationId": request.scope["correlation_id"]}})
        return problem(request, status, code, headers=headers)

    return tell


def _not_logged_in(request: Request, _: Exception) -> Response:
    if request.method == "GET":
        return RedirectResponse(f"/auth/login?return_to={request.url.path}", 303)
    return problem(request, 403, "session-ended")


def _session_ended(request: Request, _: Exception) -> Response:
    response = problem(request, 403, "session-ended")
    forget(response, *((SESSION,) if cookie(request, SESSION) else ()))
    return response
