"""What surrounds every request: a correlation id, a limit on the body, safe headers, a line in the log."""

import logging
import re
import time
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samverka_services.api.problems import problem

MOST_BYTES = 1_000_000

_log = logging.getLogger("samverka.http")
_CORRELATION_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_WRITING = frozenset({"POST", "PUT", "PATCH"})
_SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Surroundings:
    """Gives each HTTP request its correlation id, and each answer its safe headers and its line in the log."""

    def __init__(self, app: ASGIApp, new_id: Callable[[], str]) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        offered = Headers(scope=scope).get("x-correlation-id", "")
        correlation_id = offered if _CORRELATION_ID.fullmatch(offered) else self._new_id()
        scope["correlation_id"] = correlation_id
        started = time.perf_counter()

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(message, correlation_id)
                _log_line(scope, message["status"], time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, send_dressed)


class BodyLimit:
    """Reads the body of a writing request before anything else does, and refuses one that is too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["method"] not in _WRITING:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await _read(request)
        if body is None:
            await problem(request, 413, "too-large", most=MOST_BYTES)(scope, receive, send)
        elif body and not _is_expected(request):
            await problem(request, 415, "wrong-content-type")(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _is_expected(request: Request) -> bool:
    """JSON for programs and forms for pages, never one for the other: a foreign page can send forms, but no JSON."""
    expected = "application/x-www-form-urlencoded" if request.url.path.startswith("/auth/") else "application/json"
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower()
    return media_type.strip().lower() == expected and charset in {"", "charset=utf-8"}


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def _dress(message: Message, correlation_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["X-Correlation-ID"] = correlation_id
    for name, value in _SAFE_HEADERS.items():
        headers.setdefault(name, value)


def _log_line(scope: Scope, status: int, seconds: float) -> None:
    details = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
        "correlationId": scope["correlation_id"],
    }
    _log.info("request", extra={"details": details})
