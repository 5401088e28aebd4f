"""Cookies: of this host alone, out of reach of scripts, and never sent in the clear.

Browsers take them over plain HTTP from loopback addresses too, so developing needs no weaker ones.
"""

from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION = "__Host-samverka"
ATTEMPT = "__Host-samverka-login"
NOTICE = "__Host-samverka-notice"
"""What the next page tells, once."""
READ_AFTER = "__Host-samverka-after"
"""The token of what she did last: pages wait until the views show it."""
LANGUAGE = "__Host-samverka-language"
"""The language that she has chosen."""

VISITS = "__Host-samverka-visits"
"""The days of her last visit and of the one before, in this browser."""

_NOTICE_SECONDS = 120
_OWN_SECONDS = 120
_LANGUAGE_SECONDS = 400 * 24 * 3600
_KIND: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}


def cookie(request: HTTPConnection, name: str) -> str | None:
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


def keep_place(response: Response, token: str) -> None:
    """Of what she has just done, for the pages that she opens next."""
    response.set_cookie(READ_AFTER, token, max_age=_OWN_SECONDS, **_KIND)


def keep_language(response: Response, language: str) -> None:
    """Beyond the login."""
    response.set_cookie(LANGUAGE, language, max_age=_LANGUAGE_SECONDS, **_KIND)


def keep_visits(response: Response, days: str) -> None:
    """As long as a language is."""
    response.set_cookie(VISITS, days, max_age=_LANGUAGE_SECONDS, **_KIND)
