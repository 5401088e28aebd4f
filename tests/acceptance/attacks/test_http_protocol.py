"""Bytes that are no HTTP, or that two readers could read differently; clients that are slow on purpose."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest

from samverka_services.demo import people
from samverka_services.http.middleware import MOST_BYTES
from tests.acceptance.attacks.sockets import bearer, connected, exchange, hanging, posted, request
from tests.support.callers import FYRBODAL
from tests.support.installation import OFFICER, Installation
from tests.support.patience import PATIENCE_SECONDS

CHUNKED = "Transfer-Encoding: chunked"
JSON = "Content-Type: application/json"
ME = b'{"query": "{ me { personId } }"}'
SMUGGLED = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
END = b"0\r\n\r\n"

AMBIGUOUS: dict[str, tuple[str | bytes, ...]] = {
    "length and chunks": ("Content-Length: 5", CHUNKED),
    "chunks and length": (CHUNKED, "Content-Length: 5"),
    "two lengths": ("Content-Length: 5", "Content-Length: 6"),
    "the same length twice": ("Content-Length: 5", "Content-Length: 5"),
    "a list of lengths": ("Content-Length: 5, 5",),
    "a negative length": ("Content-Length: -5",),
    "a length with a sign": ("Content-Length: +5",),
    "a length in hexadecimal": ("Content-Length: 0x5",),
    "a length past all numbers": ("Content-Length: 99999999999999999999",),
    "another coding": ("Transfer-Encoding: xchunked",),
    "chunks that are not last": ("Transfer-Encoding: chunked, identity",),
    "two codings": (CHUNKED, "Transfer-Encoding: identity"),
    "a space before the colon": ("Transfer-Encoding : chunked",),
    "a control character": (b"Transfer-Encoding: \x0bchunked",),
    "a folded line": (b"X-A: b\r\n c", "Content-Length: 5"),
    "a bare line feed": (b"X-A: b\nTransfer-Encoding: chunked", "Content-Length: 5"),
    "a bare carriage return": (b"X-A: b\rTransfer-Encoding: chunked", "Content-Length: 5"),
    "a null byte": (b"X-A: b\x00c", "Content-Length: 5"),
    "a name with a space": ("X A: b", "Content-Length: 5"),
    "no colon": ("Exempel", "Content-Length: 5"),
}


@pytest.mark.parametrize("way", AMBIGUOUS)
def test_a_request_whose_end_is_unclear_is_refused_and_nothing_after_it_is_read(
    running: Installation, leader: str, way: str
) -> None:
    sent = request("POST", "/graphql", JSON, bearer(leader), *AMBIGUOUS[way], body=END + SMUGGLED + SMUGGLED)
    reply = exchange(running, sent.replace(b"Connection: close\r\n", b""))
    assert (reply.status, reply.answers) == (400, 1)
    assert b"openapi" not in reply.received


@pytest.mark.parametrize(
    "chunks", [b"-5\r\nabcde\r\n0\r\n\r\n", b"F" * 17 + b"\r\nabcde\r\n", b"5\nabcde\n0\n\n", b"xyz\r\n"]
)
def test_a_chunk_of_no_size_is_refused(running: Installation, leader: str, chunks: bytes) -> None:
    reply = exchange(running, request("POST", "/graphql", JSON, bearer(leader), CHUNKED, body=chunks + SMUGGLED))
    assert (reply.status, reply.answers) == (400, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
def test_a_body_where_none_is_expected_is_not_taken_for_a_request(running: Installation, method: str) -> None:
    sent = request(method, "/api/v1/health/live", f"Content-Length: {len(SMUGGLED)}", body=SMUGGLED)
    assert exchange(running, sent).answers == 1


def test_nothing_is_answered_after_the_connection_was_to_close(running: Installation) -> None:
    assert exchange(running, request("GET", "/api/v1/health/live") + SMUGGLED).answers == 1


def test_requests_in_one_go_are_answered_each_to_its_own_token(
    running: Installation, leader: str, officer: str
) -> None:
    one, two, three = (
        request("GET", "/api/v1/me", *headers) for headers in ([bearer(leader)], [bearer(officer)], [])
    )
    sent = one.replace(b"Connection: close\r\n", b"") + two.replace(b"Connection: close\r\n", b"") + three
    _, first, second, third = exchange(running, sent).received.split(b"HTTP/1.1 ")
    assert people.LEADER.encode() in first
    assert OFFICER.encode() in second
    assert third.startswith(b"401")


GARBAGE = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 60,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "no version": b"GET / HTTP\r\nHost: x\r\n\r\n",
    "unknown method": b"EXEMPEL / HTTP/1.1\r\nHost: x\r\n\r\n",
    "method in lower case": b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
    "null in the address": b"GET /api/v1/me\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "letters past ASCII": "GET /api/v1/mé HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "a space in the address": b"GET /api/v1/me x HTTP/1.1\r\nHost: x\r\n\r\n",
    "a file": b"GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n",
    "a SOCKS greeting": b"\x05\x01\x00" + b"\x00" * 40,
    "another protocol": b"USER exempel\r\nPASS exempel\r\n",
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_what_is_not_http_is_refused(running: Installation, kind: str) -> None:
    reply = exchange(running, GARBAGE[kind])
    assert (reply.status, reply.answers) == (400, 1)
    assert "x-content-type-options: nosniff" in reply.head
    assert "cache-control: no-store" in reply.head
    problem = json.loads(reply.received.partition(b"\r\n\r\n")[2])
    assert (problem["code"], problem["status"]) == ("not-http", 400)
    assert f"x-correlation-id: {problem['correlationId']}" in reply.head


@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/0.9"])
def test_an_older_http_opens_nothing_either(running: Installation, version: str) -> None:
    sent = f"GET /api/v1/me {version}\r\n\r\n".encode()
    assert exchange(running, sent).status in {400, 401}


@pytest.mark.parametrize("method", ["TRACE", "TRACK"])
def test_headers_are_not_echoed(running: Installation, leader: str, method: str) -> None:
    reply = exchange(running, request(method, "/api/v1/me", bearer(leader), "X-Secret: exempel-hemlighet"))
    assert reply.status in {400, 405}
    assert b"exempel-hemlighet" not in reply.received
    assert leader.encode() not in reply.received


NAMES = ("X-Correlation-ID", "Accept-Language", "Idempotency-Key", "If-Match", "If-None-Match", "Origin")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tail", [b"\r\nX-Injected: yes", b"\nX-Injected: yes", b"\rX-Injected: yes", b"\x00yes"])
def test_a_line_break_in_a_header_makes_no_header_of_the_answer(
    running: Installation, leader: str, name: str, tail: bytes
) -> None:
    sent = posted("/graphql", bearer(leader), name.encode() + b": en" + tail, body=ME)
    assert "x-injected" not in exchange(running, sent).head


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["en%0d%0aX-Injected:%20yes", "en\\r\\nX-Injected: yes", "en\x85X-Injected: yes"])
def test_a_disguised_line_break_is_none(running: Installation, leader: str, name: str, value: str) -> None:
    for sent in (
        posted("/graphql", bearer(leader), f"{name}: {value}", body=ME),
        posted("/api/v1/insatser", f"{name}: {value}"),
    ):
        assert "\nx-injected" not in exchange(running, sent).head


def test_a_body_without_a_length_is_read_no_further_than_allowed(running: Installation) -> None:
    """Also from somebody without a token."""
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    chunks = MOST_BYTES // 0x10000 + 2
    reply = exchange(running, request("POST", "/graphql", JSON, CHUNKED, body=chunk * chunks + END))
    assert (reply.status, reply.answers) == (413, 1)


def test_a_body_exactly_as_large_as_allowed_is_read(http: httpx.Client, leader: str) -> None:
    headers = {"Authorization": f"Bearer {leader}", "Content-Type": "application/json"}
    for extra, status in ((0, 400), (1, 413)):
        content = b" " * (MOST_BYTES - 2 + extra) + b"[]"
        assert http.post("/graphql", content=content, headers=headers).status_code == status


BEGINNINGS = {
    "said nothing": b"",
    "half a request line": b"GET /api/v1",
    "half a header": b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-A: ",
    "no end of headers": b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\n",
    "no body": posted("/graphql", body=b"x" * 100)[:-100],
    "half a body": posted("/graphql", body=b"x" * 100)[:-50],
    "a large body that does not end": posted("/graphql", body=b"x" * 900_000)[:-1],
    "half a chunk": request("POST", "/graphql", JSON, CHUNKED, body=b"FFFF\r\nabc"),
    "half a handshake": b"GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
}


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_clients_that_do_not_go_on_hold_nobody_else_up(running: Installation, leader: str, beginning: str) -> None:
    """Thirty of each."""
    with hanging(running, *[BEGINNINGS[beginning]] * 30):
        assert running.send("GET", "/api/v1/me", leader).is_success
        assert running.graphql(leader, "{ me { personId } }").is_success


def test_clients_that_do_not_go_on_are_closed(running: Installation) -> None:
    """All kinds at the same time: it takes as long as the most patient of the limits."""
    answered = request("GET", "/api/v1/health/live").replace(b"Connection: close\r\n", b"")
    with not_reading(running) as own_port, hanging(running, answered, answered, *BEGINNINGS.values()) as connections:
        idle, blank, *_ = connections
        assert all(connection.recv(9) == b"HTTP/1.1 " for connection in (idle, blank))
        blank.sendall(b"\r\n")
        statuses = [status_at_the_end(connection) for connection in connections[2:]]
        assert idle.makefile("rb").read()
        assert blank.makefile("rb").read()
        ends = time.monotonic() + PATIENCE_SECONDS
        while own_port in ports_spoken_to(running):
            assert time.monotonic() < ends
    assert dict(zip(BEGINNINGS, statuses, strict=True)) == {
        kind: 408 if "body" in kind or "chunk" in kind else 0 for kind in BEGINNINGS
    }


@contextmanager
def not_reading(running: Installation) -> Iterator[int]:
    """A client that asks for more than the network holds and reads none of it; its port."""
    host, port = running.address.removeprefix("http://").split(":")
    asked = request("GET", "/api/v1/openapi.json").replace(b"Connection: close\r\n", b"")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((host, int(port)))
        connection.sendall(asked * 200)
        yield connection.getsockname()[1]


def ports_spoken_to(running: Installation) -> set[int]:
    """Of those who are connected to the server."""
    found = psutil.Process(running.processes["serve"].pid).net_connections()
    return {port for connection in found for port in connection.raddr[1:]}


def status_at_the_end(connection: socket.socket) -> int:
    """What was answered before the server closed."""
    connection.settimeout(PATIENCE_SECONDS)
    answer = connection.makefile("rb").read()
    return int(answer.split(b" ", 2)[1]) if answer else 0


LOOSE = {
    "an extension of a chunk": b"5;" + b"a" * 200_000,
    "a line after the last chunk": b"0\r\nX-A: " + b"a" * 200_000,
    "lines after the last chunk": b"0\r\n" + b"X-A: b\r\n" * 500,
}


@pytest.mark.parametrize("kind", LOOSE)
def test_what_is_neither_head_nor_body_has_an_end(running: Installation, kind: str) -> None:
    assert exchange(running, request("POST", "/graphql", JSON, CHUNKED, body=LOOSE[kind])).status in {0, 400}


def test_after_a_refusal_the_rest_is_not_read(running: Installation) -> None:
    """However much more would come, and whether or not the connection was to be kept."""
    for connection_header in (b"", b"Connection: close\r\n"):
        head = request("POST", "/graphql", JSON, CHUNKED).replace(b"Connection: close\r\n", connection_header)
        with connected(running) as connection, pytest.raises(OSError, match=r"reset|Broken"):
            connection.sendall(head)
            for _ in range(40):
                connection.sendall(b"100000\r\n" + b"a" * 0x100000 + b"\r\n")


def test_a_refusal_is_heard_by_a_client_that_first_sends_all(running: Installation) -> None:
    """The server reads on for a while, lest its answer be lost with what it did not read."""
    for method in ("POST", "GET"):
        sent = request(method, "/api/v1/insatser", JSON, "Content-Length: 1900000", body=b"a" * 1_900_000)
        assert exchange(running, sent.replace(b"Connection: close\r\n", b"")).status == 413


def test_connections_that_are_cut_in_the_middle_leave_no_trace(running: Installation, leader: str) -> None:
    before = len(running.logged("serve"))
    beginnings = [
        posted("/graphql", bearer(leader), body=b"x" * 900)[:-400],
        posted("/graphql", bearer(leader), body=ME),
    ]
    beginnings += BEGINNINGS.values()
    with hanging(running, *beginnings * 5) as connections:
        for connection in connections:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # cut, not closed
    for _ in range(5):  # what was begun before these has been noticed
        assert running.graphql(leader, "{ me { personId } }").is_success
    assert "Traceback" not in running.logged("serve")[before:]


def test_a_slow_client_is_answered_when_it_is_done(running: Installation, leader: str) -> None:
    """Byte by byte, while others are answered in between."""
    sent = posted("/graphql", bearer(leader), body=ME)
    with connected(running) as slow:
        for number in range(len(sent)):
            slow.sendall(sent[number : number + 1])
            if number % 250 == 0:
                assert running.send("GET", "/api/v1/health/live").is_success
        answer = b""
        while part := slow.recv(65_536):
            answer += part
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["data"]["me"]["personId"] == people.LEADER


def test_a_client_that_reads_no_answer_holds_nobody_up(running: Installation, leader: str) -> None:
    matrix = json.dumps({"documentId": "participation_matrix", "variables": {"regionId": FYRBODAL}}).encode()
    asked = posted("/graphql", bearer(leader), body=matrix).replace(b"Connection: close\r\n", b"")
    with hanging(running, *[asked * 10] * 5):
        assert running.graphql(leader, "{ me { personId } }").is_success


def test_connections_that_are_cut_in_the_middle_store_nothing(running: Installation, leader: str) -> None:
    idea = b'{"code": "6.4", "title": "Exempel avbruten", "origin": "NETWORK", "startsWith": "PROJECT"}'
    sent = posted("/api/v1/insatser", bearer(leader), "Idempotency-Key: avbruten", body=idea)
    with hanging(running, *[sent[:-length] for length in (1, 2, 40, len(idea))]):
        pass
    whole = running.send("POST", "/api/v1/insatser", leader, {}, key="avbruten")
    assert (whole.status_code, whole.json()["code"]) == (422, "invalid")
    query = "query($id: ID!) { region(id: $id) { insatser(first: 100) { edges { node { title } } } } }"
    assert "avbruten" not in str(running.data(leader, query, id=FYRBODAL))
