"""One address of the pages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response


@dataclass(frozen=True)
class Route:
    """As the router knows it, and the tests of who may see what."""

    method: str
    path: str
    handler: Callable[..., Awaitable[Response]]
