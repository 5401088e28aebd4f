"""Cookies: of this host alone, out of reach of scripts, and never sent in the clear.

Browsers take them over plain HTTP from loopback addresses too, so developing needs no weaker ones.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

SESSION = "__Host-samverka"
ATTEMPT = "__Host-samverka-login"
NOTICE = "__Host-samverka-notice"
"""What the next page tells, once."""

_NOTICE_SECONDS = 120
_KIND: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}


def cookie(request: Request, name: str) -> str | None:
    """Its value; None if there is none, or two of them."""
    pairs = (
        pair.strip().partition("=") for header in request.headers.getlist("cookie") for pair in header.split(";")
    )
    values = {value for known, _, value in pairs if known == name}
    return values.pop() if len(values) == 1 else None


def keep(response: Response, name: str, value: str) -> None:
    """Until the browser is closed."""
    response.set_cookie(name, value, **_KIND)


def forget(response: Response, *names: str) -> None:
    """Have the browser remove them."""
    for name in names:
        response.delete_cookie(name, **_KIND)


def leave_notice(response: Response, name: str) -> None:
    """For the next page."""
    response.set_cookie(NOTICE, name, max_age=_NOTICE_SECONDS, **_KIND)
