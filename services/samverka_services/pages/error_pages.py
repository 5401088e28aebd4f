"""Problem documents as pages for people in browsers; whoever calls the API keeps the documents."""

import json
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samverka_services.http.errors import unexpected
from samverka_services.http.problems import MEDIA_TYPE
from samverka_services.login.web_login import configured
from samverka_services.pages.kernel.kept_text import given_back
from samverka_services.pages.rendering import page

_FOR_PROGRAMS = ("/api/", "/graphql", "/auth/backchannel-logout")
_AGAIN = frozenset(
    {"login-away", "issuer-unreachable", "database-unavailable", "not-prepared", "read-too-long", "internal"}
)
"""What may be better in a moment: the same address is offered again, if it was only read."""
_KEPT_HEADERS = ("retry-after", "set-cookie", "allow", "connection")


def add_error_page(app: FastAPI) -> None:
    """Show a mistake of ours as a page too: it is answered beyond the reach of ErrorPages."""
    app.add_exception_handler(Exception, _unexpected)


class ErrorPages:
    """Shows a problem document as a page to whoever accepts HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or not is_for_people(Request(scope)):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Shown(scope, receive, send))


class _Shown:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._show(self._start)

    async def _show(self, start: Message) -> None:
        request, headers = Request(self._scope), Headers(raw=start["headers"])
        response = error_page(request, start["status"], json.loads(self._body))
        for name in _KEPT_HEADERS:
            for value in headers.getlist(name):
                response.headers.append(name, value)
        await response(self._scope, self._receive, self._send)


def is_for_people(request: Request) -> bool:
    """Whether a page is asked for, at an address that is not for programs."""
    accepts = "text/html" in request.headers.get("accept", "")
    return accepts and not request.url.path.startswith(_FOR_PROGRAMS)


def error_page(request: Request, status: int, document: dict[str, Any]) -> Response:
    """A problem document as a page, with what can be done next; it repeats nothing of an address that is none.

    Whoever has sent a form gets back what she has written.
    """
    back = given_back(request, status, document["detail"])
    if back is not None:
        return back
    code = document["code"]
    again = request.url.path if code in _AGAIN and request.method == "GET" else None
    if again is not None and request.url.path == "/auth/callback":
        again = "/auth/login"
    elif again is not None and request.url.query:
        again = f"{again}?{request.url.query}"
    login = configured(request) and code in {"login-lost", "login-refused", "session-ended", "not-a-member"}
    return page(request, "error.html", status, problem=document, again=again, login=login, here="/")


def _unexpected(request: Request, error: Exception) -> Response:
    told = unexpected(request, error)
    return error_page(request, 500, json.loads(bytes(told.body))) if is_for_people(request) else told


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(MEDIA_TYPE)
