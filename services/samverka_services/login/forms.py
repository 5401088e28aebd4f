"""Forms: only from our own pages, and only from those of the same session."""

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from samverka_services.login.session import WebSession
from samverka_services.login.web_login import parts

CSRF = "csrf"
MOST_FIELDS = 20


class ForeignForm(Exception):
    """The form was not sent from one of our pages, or from one of an earlier session."""


async def fields(request: Request) -> Mapping[str, str]:
    """What a form holds; a field that is there twice makes it foreign."""
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise ForeignForm("it cannot be read") from error
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ForeignForm("a field is there twice")
    return found


async def own_form(request: Request, session: WebSession) -> Mapping[str, str]:
    """The fields of a form that one of this session's pages sent. Raises ForeignForm."""
    _refuse_other_origin(request)
    sent = await fields(request)
    if not hmac.compare_digest(sent.get(CSRF, "").encode(), session.csrf.encode()):
        raise ForeignForm("its secret is not the session's")
    return sent


def _refuse_other_origin(request: Request) -> None:
    """By what browsers say of themselves; those that say nothing are told by the secret alone."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin not in {None, parts(request).web.client.address} or site not in {None, "same-origin"}:
        raise ForeignForm("it comes from another site")
