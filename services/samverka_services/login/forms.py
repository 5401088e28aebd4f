"""Forms: only from our own pages, and only from those of the same session."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from samverka_services.http.multipart import MULTIPART, SentPart, headed, pairs_of_parts, parts_of, text_of
from samverka_services.http.uploads import head_of, received
from samverka_services.login.session import WebSession
from samverka_services.login.web_login import parts

CSRF = "csrf"
MOST_FIELDS = 20
"""Of a form in which each field stands once."""
MOST_PARTS = 5000
"""Of any other: rows of hours, and options that were ticked."""


class ForeignForm(Exception):
    """The form was not sent from one of our pages, or from one of an earlier session."""


async def fields(request: Request) -> Mapping[str, str]:
    """What a form holds; a field that is there twice makes it foreign."""
    return _once(await _pairs(request, MOST_FIELDS))


async def own_form(request: Request, session: WebSession) -> Mapping[str, str]:
    """The fields of a form that one of this session's pages sent, each there once. Raises ForeignForm."""
    return _once(await own_fields(request, session, MOST_FIELDS))


async def own_fields(request: Request, session: WebSession, most: int = MOST_PARTS) -> Sequence[tuple[str, str]]:
    """The fields of such a form as they stand, without its secret."""
    _refuse_other_origin(request)
    pairs = await _pairs(request, most)
    if not _has_secret(pairs, session):
        raise ForeignForm("its secret is not the session's")
    return without_secret(pairs)


async def own_or_kept_fields(request: Request, session: WebSession) -> tuple[Sequence[tuple[str, str]], bool]:
    """What a form holds, and whether it is one of this session; of another it may be shown again, no more."""
    try:
        return await own_fields(request, session), True
    except ForeignForm:
        return await kept_fields(request), False


@dataclass(frozen=True)
class WithFiles:
    """What a form holds that carries files."""

    pairs: Sequence[tuple[str, str]]
    """Its fields, with its secret."""
    files: Sequence[SentPart]
    """Those that were chosen."""
    is_whole: bool
    """Whether all of it came: of one that was too large, nothing but what stands before the files."""
    is_own: bool
    """Whether it is one of this session; of another it may be shown again, no more."""


async def own_or_kept_files(request: Request, session: WebSession | None) -> WithFiles:
    """Of a session, or, without one, what may be shown again. Raises ForeignForm, UploadTooSlow, RateLimited."""
    _refuse_other_origin(request)
    body = await (received(request) if session else head_of(request))
    try:
        content_type = request.headers.get("content-type", "")
        found = parts_of(content_type, body.content, MOST_PARTS, whole=body.is_whole)
    except ValueError as error:
        raise ForeignForm("it cannot be read") from error
    pairs = [(part.name, text_of(part.content)) for part in found if part.file_name is None]
    is_own = session is not None and _has_secret(pairs, session)
    if not is_own:
        _require_told_origin(request)
    return WithFiles(pairs, [part for part in found if part.file_name], body.is_whole, is_own)


async def kept_fields(request: Request) -> Sequence[tuple[str, str]]:
    """What a form of an earlier session holds, to be shown again and nothing else.

    Raises ForeignForm unless the browser itself says that it comes from here.
    """
    _require_told_origin(request)
    return without_secret(await _pairs(request, MOST_PARTS))


async def fields_to_send_again(request: Request) -> Sequence[tuple[str, str]]:
    """What a form holds as it stands, its secret too; nothing unless the browser says that it comes from here."""
    try:
        _require_told_origin(request)
        return await _pairs(request, MOST_PARTS)
    except ForeignForm:
        return ()


def _has_secret(pairs: Sequence[tuple[str, str]], session: WebSession) -> bool:
    secrets = [value for name, value in pairs if name == CSRF]
    return len(secrets) == 1 and hmac.compare_digest(secrets[0].encode(), session.csrf.encode())


def without_secret(pairs: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """What a form holds besides its secret."""
    return [(name, value) for name, value in pairs if name != CSRF]


async def _pairs(request: Request, most: int) -> Sequence[tuple[str, str]]:
    content_type, body = request.headers.get("content-type", ""), await request.body()
    try:
        if headed(content_type).get_content_type() == MULTIPART:
            return pairs_of_parts(content_type, body, most)
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most)
    except ValueError as error:
        raise ForeignForm("it cannot be read") from error


def _once(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ForeignForm("a field is there twice")
    return found


def _require_told_origin(request: Request) -> None:
    told = (request.headers.get("origin"), request.headers.get("sec-fetch-site"))
    _refuse_other_origin(request)
    if told == (None, None):
        raise ForeignForm("nothing tells where it comes from")


def _refuse_other_origin(request: Request) -> None:
    """By what browsers say of themselves; those that say nothing are told by the secret alone."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin not in {None, parts(request).web.client.address} or site not in {None, "same-origin"}:
        raise ForeignForm("it comes from another site")
