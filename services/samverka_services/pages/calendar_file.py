"""The calendar that a secret address opens: until when one's organisation answers or awaits answers, and its days.

Nobody is logged in: the address is looked up, and whose it is must hold a mandate today.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from psycopg import AsyncConnection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.calendar import last_day_before
from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.entitlement import NoMandate
from samverka_graphql.kernel.entity_tags import entity_tags
from samverka_infra import calendars, year_wheel
from samverka_infra.access_log import Action, Actor, attempt_of
from samverka_infra.credentials import Credential
from samverka_infra.database import async_tenant_transaction, tenant_transaction
from samverka_infra.year_wheel import KeptDay
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.requests import DeadlineFact, RequestThen, deadlines, requests
from samverka_services.catalogue import text
from samverka_services.downloads.calendar import MEDIA_TYPE, CalendarEntries, CalendarEntry
from samverka_services.http.limiting import Kind, limits_of, recognised
from samverka_services.http.reading import Asked, at, reading
from samverka_services.login.web_login import parts
from samverka_services.pages.kernel.before_deadlines import in_a_sentence
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import organisation_of
from samverka_services.pages.todo import MOST_REQUESTS, unanswered

ADDRESS = "/kalender/{secret}.ics"
OPERATION = "CalendarFile"
"""In the access log."""
CLIENT = "calendar"
_LOOKED_BACK, _LOOKED_AHEAD = timedelta(days=60), timedelta(days=800)


async def calendar_file(request: Request) -> Response:
    """GET: the same 404 for an address that never was one, has ended, or whose owner may read no more."""
    secret = request.path_params["secret"]
    reader = await _reader(request, secret)
    if reader is None:
        await limits_of(request).count_stranger(request)
        raise HTTPException(404)
    _recognise(request, reader)
    await limits_of(request).count(Kind.QUERIES, recognised(request))
    try:
        found, moment = await _read(request, reader)
    except NoMandate as error:
        await asyncio.to_thread(_end, request, reader.tenant_id, secret)
        raise HTTPException(404) from error
    return _answer(request, found, moment)


async def _reader(request: Request, secret: str) -> Reader | None:
    """Whose address it is. It rests on no login, so that none that ends takes it away."""
    parts(request)
    tenant_id = calendars.tenant_of(secret)
    if tenant_id is None:
        return None
    async with async_tenant_transaction(request.app.state.choices, tenant_id) as connection:
        found = await calendars.of_secret(connection, secret)
    return Reader(found.person_id, tenant_id, Credential((), found.made_at)) if found else None


def _recognise(request: Request, reader: Reader) -> None:
    attempt = attempt_of(request.scope)
    attempt.by = Actor(reader.person_id, reader.tenant_id, CLIENT)
    attempt.action, attempt.operation = Action.READ, OPERATION


def _end(request: Request, tenant_id: str, secret: str) -> None:
    """For good: mandates that are given later do not open it again."""
    with tenant_transaction(request.app.state.commands, tenant_id) as connection:
        calendars.forget_secret(connection, secret)


async def _read(request: Request, reader: Reader) -> tuple[CalendarEntries, datetime]:
    """What is shown, and at which moment. Raises NoMandate."""
    async with reading(request, reader) as (connection, _):
        as_of = await at(request, connection, reader, Asked())
        organisation = await organisation_of(connection, reader.tenant_id)
        assert organisation is not None, "who holds a mandate belongs to an organisation"
        drawing = _Drawing(organisation, request.app.state.language, parts(request).web.client.address)
        waiting = await _waiting(connection, reader.tenant_id, organisation.kind, as_of)
        known = await insatser_by_id(connection, sorted({each.insats_id for each in waiting}), as_of)
        set_at = await deadlines(connection, [each.request_id for each in waiting], as_of)
        entries = [
            drawing.entry(each, known[each.insats_id], set_at[each.request_id])
            for each in waiting
            if each.insats_id in known
        ]
        entries += [entry for kept in await _own_days(connection, as_of) for entry in drawing.own_day(kept)]
        return CalendarEntries(reader.tenant_id, organisation.name, drawing.language, entries), as_of.now


async def _own_days(connection: AsyncConnection, as_of: AsOf) -> Sequence[KeptDay]:
    """Those of the organisation, also those that have been: a calendar is looked back in."""
    today = as_of.day
    return await year_wheel.between(connection, today - _LOOKED_BACK, today + _LOOKED_AHEAD)


async def _waiting(
    connection: AsyncConnection, own: str, kind: OrganisationKind, as_of: AsOf
) -> Sequence[RequestThen]:
    """Open requests: those that a municipality has not answered, or a förbund's own."""
    if kind is OrganisationKind.KOMMUN:
        sent = await unanswered(connection, own, as_of)
    else:
        sent = await requests(connection, own, as_of, limit=MOST_REQUESTS)
    return [each for each in sent if each.status == "OPEN"]


class _Drawing:
    """How an entry is written for an organisation."""

    def __init__(self, organisation: Organisation, language: str, address: str) -> None:
        self.language = language
        self._address = address
        self._is_kommun = organisation.kind is OrganisationKind.KOMMUN

    def entry(self, request: RequestThen, insats: InsatsThen, deadline: DeadlineFact) -> CalendarEntry:
        """A request's last day, with the page on which it is answered or followed."""
        key, page = ("web.todo.answer", "") if self._is_kommun else ("web.todo.follow", "/sammanstallning")
        return CalendarEntry(
            request.request_id,
            last_day_before(deadline.closes_at),
            text(key, self.language, code=insats.code, title=insats.title),
            request.title,
            f"{self._address}/forfragningar/{request.request_id}{page}",
            deadline.recorded_at,
            request.version,
        )

    def own_day(self, kept: KeptDay) -> Iterator[CalendarEntry]:
        """A day of one's own, and the last one for its papers; what was noted about it stays on the page."""
        of_day = partial(
            CalendarEntry, description="", address=f"{self._address}/arshjul", changed_at=kept.entered_at, version=0
        )
        yield of_day(kept.day_id, kept.day.held_on, kept.day.body)
        if kept.day.papers_by is not None:
            summary = text("web.year-wheel.papers-day", self.language, body=in_a_sentence(kept.day.body))
            yield of_day(f"{kept.day_id}-papers", kept.day.papers_by, summary)


def _answer(request: Request, found: CalendarEntries, moment: datetime) -> Response:
    headers = {"ETag": f"W/{found.tag}", "Cache-Control": "private, no-cache", "Content-Language": found.language}
    held = entity_tags(request.headers.getlist("if-none-match"))
    if held is not None and held.name(found.tag):
        return Response(status_code=304, headers=headers)
    return Response(found.file(moment), media_type=MEDIA_TYPE, headers=headers)


calendar_address = Route("GET", ADDRESS, calendar_file)
