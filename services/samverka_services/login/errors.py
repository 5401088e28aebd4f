"""Which refusal of logging in becomes which problem; a browser is shown it as a page."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from samverka_services.http.cookies import SESSION, cookie, forget
from samverka_services.http.problems import problem
from samverka_services.login.authorization_code import LoginLost, LoginRefused, NotAMember
from samverka_services.login.current_session import NotLoggedIn, SessionEnded
from samverka_services.login.forms import ForeignForm
from samverka_services.login.identity_provider import ProviderAway, ProviderRefuses
from samverka_services.login.logout_everywhere import AnotherPerson
from samverka_services.login.web_login import NotConfigured

RETRY_SECONDS = 5

_log = logging.getLogger("samverka.web")


def add_login_error_handlers(app: FastAPI) -> None:
    """Teach the application all of them."""
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
