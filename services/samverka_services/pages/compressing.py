"""Compressing answers, where what somebody else wrote into the address stands beside nothing that is secret.

How short an answer becomes tells whether two parts of it are alike. Whoever sees its length and can make a browser
ask for addresses of her choice would find out a secret letter by letter if the answer repeated them. So what an
address asks by, and what forms send, is answered as it is; an address without them is one of the site's own.
"""

import gzip
from typing import TypeVar

from starlette.requests import HTTPConnection
from starlette.responses import Response

LEAST_BYTES = 2000
"""Of what is worth it."""
_LEVEL = 5
_ENCODING = "gzip"

AnyResponse = TypeVar("AnyResponse", bound=Response)


def compressed(connection: HTTPConnection, response: AnyResponse) -> AnyResponse:
    """An answer whose whole body is known, shortened where the reader takes it so and it betrays nothing."""
    is_plain = connection.scope.get("method") == "GET" and not connection.url.query
    if is_plain and len(response.body) >= LEAST_BYTES and _takes_it(connection):
        response.body = gzip.compress(response.body, _LEVEL, mtime=0)
        response.headers["Content-Encoding"] = _ENCODING
        response.headers["Content-Length"] = str(len(response.body))
    response.headers.add_vary_header("Accept-Encoding")
    return response


def _takes_it(connection: HTTPConnection) -> bool:
    offered = connection.headers.get("accept-encoding", "").lower().split(",")
    taken = (each.partition(";")[::2] for each in offered)
    return any(name.strip() == _ENCODING and how.replace(" ", "") not in {"q=0", "q=0.0"} for name, how in taken)
