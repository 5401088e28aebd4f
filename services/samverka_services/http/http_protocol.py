"""HTTP on a connection, bounded where Uvicorn is not: how much may come beside a request's body, and how slowly."""

import socket
from asyncio import TimerHandle, Transport

from starlette.requests import Request
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from samverka_services.http.middleware import SAFE_HEADERS
from samverka_services.http.problems import problem
from samverka_services.kernel.timing import new_id

MOST_HEAD_BYTES = 32_000
"""Of address and headers together, and of what comes between and after the parts of a body."""
MOST_HEADERS = 100
HEAD_SECONDS = 10.0
"""From the first byte, or the end of the request before, until the headers are complete."""
UNREAD_SECONDS = 20.0
"""How long a client may leave unread what it was sent."""


class HeadRefused(Exception):
    """The headers are too many, or do not name one host."""


class BoundedHttp(HttpToolsProtocol):
    """Answers 400 to heads without end and to requests that name no host or two; closes what does not go on."""

    _deadline: TimerHandle | None = None
    _begun = 0
    _loose_bytes = 0
    _came_further = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A head is expected in time."""
        super().connection_made(transport)
        _give_up_the_unread(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is expected."""
        self._head_is_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what neither completes a head nor belongs to a body."""
        waited, begun, self._came_further = self.timeout_keep_alive_task is not None, self._begun, False
        super().data_received(data)
        if waited and self._begun == begun:
            self._expect_head()  # empty lines are no request, yet they ended Uvicorn's own waiting for one
        self._loose_bytes = 0 if self._came_further else self._loose_bytes + len(data)
        if self._loose_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """The next request on the same connection."""
        super().on_message_begin()
        self._begun += 1
        self._expect_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of not too many."""
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            raise HeadRefused

    def on_headers_complete(self) -> None:
        """One host is named, unless the version is older than that rule (RFC 9112)."""
        self._head_is_read()
        self._came_further = True
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise HeadRefused
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of it."""
        self._came_further = True
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 — those are Uvicorn's words
        """A problem document with the headers of every other answer."""
        scope: Scope = {"type": "http", "path": "", "query_string": b"", "headers": self.headers or []}
        scope["correlation_id"] = new_id()
        safe = {**SAFE_HEADERS, "X-Correlation-ID": scope["correlation_id"], "Connection": "close"}
        answer = problem(
            Request(scope), 400, "not-http", headers=safe, headers_most=MOST_HEADERS, most=MOST_HEAD_BYTES
        )
        lines = [name + b": " + value for name, value in self.server_state.default_headers + answer.raw_headers]
        self.transport.write(STATUS_LINE[400] + b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()

    def _expect_head(self) -> None:
        """From the first call on; what the next byte brings does not begin the time anew."""
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _head_is_read(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None


def _give_up_the_unread(transport: Transport) -> None:
    """Let the operating system end a connection whose other side takes nothing any more (Linux)."""
    connection = transport.get_extra_info("socket")
    if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD_SECONDS * 1000))
