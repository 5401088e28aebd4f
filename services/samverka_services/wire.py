"""HTTP on the wire, bounded where Uvicorn is not: how much may come before a request's body, and how slowly."""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 32_000
"""Of address and headers together."""
MOST_HEADERS = 100
HEAD_SECONDS = 10.0
"""From the first byte, or the end of the request before, until the headers are complete."""


class HeadRefused(Exception):
    """The headers are too many, or do not name one host."""


class BoundedHttp(HttpToolsProtocol):
    """Answers 400 to heads without end and to requests that name no host or two; closes what does not go on."""

    _head_bytes = 0
    _deadline: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A head is expected in time."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is expected."""
        self._head_is_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head."""
        super().data_received(data)
        if self._deadline is None or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEAD_BYTES:
            self.send_400_response("Headers too large.")

    def on_message_begin(self) -> None:
        """The next request on the same connection."""
        super().on_message_begin()
        if self._deadline is None:
            self._expect_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of not too many."""
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            raise HeadRefused

    def on_headers_complete(self) -> None:
        """One host is named, unless the version is older than that rule (RFC 9112)."""
        self._head_is_read()
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise HeadRefused
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _head_is_read(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None
