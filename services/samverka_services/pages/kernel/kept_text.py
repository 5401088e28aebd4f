"""What somebody has written, given back by a page that cannot show the form: to be sent again as it is."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from samverka_services.http.cookies import SESSION, forget
from samverka_services.login.forms import CSRF, fields_to_send_again, kept_fields
from samverka_services.pages.kernel.sent import KEY, STEP, Pairs
from samverka_services.pages.rendering import page as rendered

_SENT = "samverka.sent-form"
_MISTAKE = 500
_TRY_AGAIN = frozenset({429, _MISTAKE, 503})
"""Answers that say nothing against what was sent; of a mistake of ours its number is told."""


async def remember(request: Request) -> None:
    """Keep what a form holds at hand until it is answered, whatever the answer is."""
    remember_pairs(request, await fields_to_send_again(request))


def remember_pairs(request: Request, pairs: Pairs) -> None:
    """Keep these at hand, of a form of this session that has been read already."""
    request.scope[_SENT] = pairs


def given_back(request: Request, status: int, detail: str) -> Response | None:
    """A page in place of an error's, if a form was sent and nothing is said against what it holds."""
    sent: Pairs = request.scope.get(_SENT, ())
    if status not in _TRY_AGAIN or not sent:
        return None
    secret = next((value for name, value in sent if name == CSRF), "")
    pairs = [pair for pair in sent if pair[0] != CSRF]
    again: dict[str, Any] = {"action": request.url.path, "pairs": pairs, "secret": secret}
    mistake = detail if status == _MISTAKE else ""
    return rendered(request, "not_now.html", status, here="/", mistake=mistake, **again)


async def logged_out(request: Request) -> Response:
    """What she has written, to be looked at and sent again when she has logged in."""
    return login_lost(request, await kept_fields(request))


def login_lost(request: Request, written: Pairs) -> Response:
    """The same, of a form that has been read already."""
    pairs = [(name, value) for name, value in written if name not in {STEP, KEY}]
    response = rendered(request, "session_lost.html", 403, action=request.url.path, pairs=pairs)
    forget(response, SESSION)
    return response
