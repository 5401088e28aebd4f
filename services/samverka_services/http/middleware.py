"""What surrounds every request: a correlation id, limits on the body, safe headers, a line in the log."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samverka_infra.access_log import attempt_of
from samverka_services.http.multipart import MULTIPART, headed, takes_forms_with_files
from samverka_services.http.problems import problem
from samverka_services.http.uploads import carries_files

MOST_BYTES = 1_000_000
BODY_SECONDS = 20
"""From the headers until the body is complete."""
REST_BYTES, REST_SECONDS = 1_000_000, 2
"""What is still read, and thrown away, of a body that was refused: the answer would be lost if none of it were."""

_log = logging.getLogger("samverka.http")
_CORRELATION_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_WRITING = frozenset({"POST", "PUT", "PATCH"})
_SECRET = re.compile(r"(?<=/kalender/).+", re.IGNORECASE | re.DOTALL)
"""What in an address opens a calendar: it stands in no log."""
_CLOSE = {"Connection": "close"}
_HANDSHAKES = {"websocket.accept": 101, "websocket.close": 403}
"""How the server answers a handshake; a connection that is open is closed by the same message, which is no answer."""
SAFE_HEADERS = {
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
        started, logged = time.perf_counter(), False

        async def send_dressed(message: Message) -> None:
            nonlocal logged
            if message["type"] == "http.response.start":
                _dress(message, correlation_id)
            status = message.get("status", _HANDSHAKES.get(message["type"]))
            if status is not None and not logged:
                logged = True
                _log_line(scope, status, time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, send_dressed)


class BodyLimit:
    """Reads a request's body before anything else does, and refuses one that is too large or comes too slowly.

    What carries files is left to its handler, which reads it when it knows who sends it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with suppress(ClientDisconnect):  # nobody is left to be answered
            await self._answer(Request(scope, receive), send)

    async def _answer(self, request: Request, send: Send) -> None:
        if carries_files(request):
            await self._app(request.scope, request.receive, send)
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(request.receive, MOST_BYTES)
        except TimeoutError:
            await problem(request, 408, "too-slow", headers=_CLOSE, seconds=BODY_SECONDS)(
                request.scope, _nothing, send
            )
            return
        if body is None:
            await _refuse_the_rest(problem(request, 413, "too-large", headers=_CLOSE, most=MOST_BYTES), request, send)
        elif body and request.method in _WRITING and not _is_expected(request):
            await problem(request, 415, "wrong-content-type")(request.scope, _nothing, send)
        else:
            await self._app(request.scope, _replay(body, request.receive), send)


async def _read(receive: Receive, most: int) -> bytes | None:
    body = bytearray()
    async for chunk in _chunks(receive):
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def _refuse_the_rest(answer: Response, request: Request, send: Send) -> None:
    """The whole answer first; then what still comes, for a while; then the end of the connection."""
    await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
    await send({"type": "http.response.body", "body": bytes(answer.body), "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(REST_SECONDS):
            await _read(request.receive, REST_BYTES)
    await send({"type": "http.response.body", "body": b""})


def _is_expected(request: Request) -> bool:
    """JSON for programs and forms for pages, never one for the other: a foreign page can send forms, but no JSON."""
    is_for_programs = request.url.path.startswith(("/api/", "/graphql"))
    expected = {"application/json" if is_for_programs else "application/x-www-form-urlencoded"}
    expected |= {MULTIPART} if takes_forms_with_files(request.url.path) else set()
    sent = headed(request.headers.get("content-type", ""))
    return sent.get_content_type() in expected and sent.get_content_charset("utf-8") == "utf-8"


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _dress(message: Message, correlation_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["X-Correlation-ID"] = correlation_id
    for name, value in SAFE_HEADERS.items():
        headers.setdefault(name, value)


def _log_line(scope: Scope, status: int, seconds: float) -> None:
    attempt = attempt_of(scope)
    details = {
        "method": scope.get("method", "GET"),
        "path": _SECRET.sub("…", scope["path"]),
        "status": status,
        **({"refused": attempt.reason} if attempt.reason else {}),
        **({"why": attempt.detail} if attempt.detail else {}),
        "milliseconds": round(seconds * 1000, 1),
        "correlationId": scope["correlation_id"],
    }
    _log.info("request", extra={"details": details})
