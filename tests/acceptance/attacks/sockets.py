"""Bytes on a socket, as no well-behaved client would send them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.support.installation import Installation
from tests.support.patience import PATIENCE_SECONDS


@dataclass(frozen=True)
class Reply:
    """Everything that the server sent before it closed the connection."""

    received: bytes

    @property
    def status(self) -> int:
        """Of the first answer; 0 if the connection was closed without one."""
        return int(self.received.split(b" ", 2)[1]) if self.received.startswith(b"HTTP/1.") else 0

    @property
    def head(self) -> str:
        """Status line and headers of the first answer, in lower case."""
        return self.received.partition(b"\r\n\r\n")[0].decode("latin-1").lower()

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return self.received.count(b"HTTP/1.1 ")


def request(
    method: str, path: str, *headers: str | bytes, body: bytes = b"", host: str = "samverka.example"
) -> bytes:
    """A request after which the server closes the connection; headers as they stand."""
    lines = [f"{method} {path} HTTP/1.1".encode(), f"Host: {host}".encode(), b"Connection: close"]
    lines += [header.encode("latin-1") if isinstance(header, str) else header for header in headers]
    return b"\r\n".join([*lines, b"", b""]) + body


def posted(path: str, *headers: str | bytes, body: bytes = b"{}") -> bytes:
    """A writing request with JSON of a known length."""
    return request(
        "POST", path, "Content-Type: application/json", f"Content-Length: {len(body)}", *headers, body=body
    )


def bearer(token: str) -> str:
    """The header that carries a token."""
    return f"Authorization: Bearer {token}"


def exchange(running: Installation, sent: bytes) -> Reply:
    """Send, and read until the server closes; a connection that it keeps open fails the test."""
    with connected(running) as connection:
        try:
            connection.sendall(sent)
            return Reply(b"".join(_chunks(connection)))
        except (ConnectionResetError, BrokenPipeError):
            return Reply(b"")


@contextmanager
def connected(running: Installation) -> Iterator[socket.socket]:
    """A connection to the server."""
    host, port = running.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as connection:
        yield connection


@contextmanager
def hanging(running: Installation, *beginnings: bytes) -> Iterator[list[socket.socket]]:
    """Connections on which something has begun and does not go on."""
    with ExitStack() as stack:
        found = [stack.enter_context(connected(running)) for _ in beginnings]
        for connection, beginning in zip(found, beginnings, strict=True):
            connection.sendall(beginning)
        yield found


def _chunks(connection: socket.socket) -> Iterator[bytes]:
    while chunk := connection.recv(65_536):
        yield chunk
