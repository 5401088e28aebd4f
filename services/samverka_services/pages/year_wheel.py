"""The year wheel: a municipality's own meeting days and those of its budget work, by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from psycopg import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.limits import Day, Listed, Name, Text, Value, require_fitting
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.year_wheel import OwnDay, OwnDayKind
from samverka_infra import year_wheel
from samverka_infra.year_wheel import KeptDay
from samverka_services.commands.kernel.fields import Fields
from samverka_services.kernel.timing import clock, new_id
from samverka_services.login.forms import own_or_kept_fields
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, NOT_SHOWN, Audience, page, stopped
from samverka_services.pages.kernel.row_form import row_form
from samverka_services.pages.kernel.sent_page import SentPage
from samverka_services.pages.kernel.visit import Viewer, Visit, acting, visiting

WHEEL = "/arshjul"
WRITERS = (Role.OFFICER, Role.ADMINISTRATOR)
DAY = "day"
"""The boxes by which days are chosen."""
MOST_AT_ONCE, EMPTY_ROWS = 60, 3
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_LOOKED_AHEAD = timedelta(days=800)


@dataclass(frozen=True)
class Month:
    """One in which there is something."""

    number: int
    days: Sequence[KeptDay]


@dataclass(frozen=True)
class YearWheel:
    """A year."""

    year: int
    months: Sequence[Month]
    next_meeting: KeptDay | None
    may_write: bool


async def _read(visit: Visit) -> YearWheel:
    """This year, or the one that the address asks for; the next meeting is that of today."""
    year = min(max(visit.number("year") or visit.write.today.year, _FIRST_YEAR), _LAST_YEAR)
    found = await year_wheel.between(visit.connection, date(year, 1, 1), date(year, 12, 31))
    months = [Month(number, list(days)) for number, days in groupby(found, key=lambda kept: kept.day.held_on.month)]
    return YearWheel(year, months, await _next_meeting(visit), may_write(visit.viewer))


async def _next_meeting(visit: Visit) -> KeptDay | None:
    today = visit.write.today
    ahead = await year_wheel.between(visit.connection, today, today + _LOOKED_AHEAD)
    return next((kept for kept in ahead if kept.day.kind is OwnDayKind.MEETING), None)


def may_write(viewer: Viewer) -> bool:
    """Whether somebody may change the year wheel."""
    return bool(viewer.roles & set(WRITERS))


class _YearWheelPage(SentPage):
    """Days that are chosen on it are taken away."""

    async def post(self, request: Request) -> Response:
        """POST: of another session's page nothing is done, and the page is shown as it is."""
        try:
            by = await acting(request)
            pairs, is_own = await own_or_kept_fields(request, by.session)
            async with visiting(request, by) as visit:
                self.audience.require(visit.viewer)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        require(may_write(visit.viewer), Rule.ROLE_MISSING, needed=tuple(sorted(WRITERS)))
        chosen = [value for name, value in pairs if name == DAY]
        if is_own and chosen:
            await beside_the_log(request, by, lambda connection: year_wheel.forget(connection, chosen))
        return RedirectResponse(f"{WHEEL}?{request.url.query}".removesuffix("?"), 303)


wheel_page = _YearWheelPage(WHEEL, "year_wheel.html", Section.YEAR_WHEEL, Audience(frozenset({KOMMUN})), _read)


@dataclass(frozen=True)
class DayEntered(Value):
    """One of a body's days."""

    held_on: Day
    papers_by: Day | None = None
    note: Annotated[str, Text(300, may_be_empty=True)] = ""


class EnterDays(Fields):
    """Several days of one body."""

    kind: OwnDayKind
    body: Name
    days: Annotated[tuple[DayEntered, ...], Listed(MOST_AT_ONCE, least=1)]


@dataclass(frozen=True)
class Entering:
    """The form alone."""

    form: Prepared


def _keep(connection: Connection, given: EnterDays) -> None:
    for number, day in enumerate(given.days):
        entered = OwnDay(given.body, day.held_on, day.papers_by, day.note, given.kind)
        require_fitting(entered, "days", number)
        year_wheel.keep(connection, new_id(), entered, clock())


@row_form(EnterDays, _keep, WHEEL, by=WRITERS)
@page(f"{WHEEL}/nya", "year_wheel_form.html", Section.YEAR_WHEEL, kinds=(KOMMUN,))
async def enter_days_form(visit: Visit) -> Entering:  # noqa: ARG001
    """Of meetings, if nothing else is said."""
    return Entering(Prepared({"kind": OwnDayKind.MEETING.value, "days": [{}] * EMPTY_ROWS}))
