"""Subscribing to one's organisation's deadlines in a calendar: its secret address is made, made anew, and ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_infra import calendars
from samverka_services.kernel.timing import clock
from samverka_services.login.web_login import parts
from samverka_services.pages.calendar_file import ADDRESS
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import Audience
from samverka_services.pages.kernel.sent_page import OwnFormPage
from samverka_services.pages.kernel.visit import Acting, Visit

STEP, MAKE, END = "step", "make", "end"


@dataclass(frozen=True)
class Subscription:
    """A person's, as far as it can be shown."""

    made_at: datetime | None
    """None where there is none."""
    address: str = ""
    """Only where it has just been made: the secret is not kept."""


async def _read(visit: Visit) -> Subscription:
    found = await calendars.of_person(visit.connection, visit.viewer.person_id)
    return Subscription(found.made_at if found else None)


class _CalendarPage(OwnFormPage):
    """It has two buttons; what they do is no decision, and no event."""

    async def sent(self, visit: Visit, by: Acting, fields: Mapping[str, str]) -> Response:
        """A new address is shown at once, and never again."""
        if fields.get(STEP) == MAKE:
            return self.draw(visit, await _made(visit.request, by))
        if fields.get(STEP) == END:
            await _ended(visit.request, by)
        return RedirectResponse(self.address, 303)


async def _made(request: Request, by: Acting) -> Subscription:
    secret, now = calendars.new_secret(by.reader.tenant_id), clock()
    await beside_the_log(request, by, lambda found: calendars.keep(found, by.reader.person_id, secret, now))
    return Subscription(now, parts(request).web.client.address + ADDRESS.format(secret=secret))


async def _ended(request: Request, by: Acting) -> None:
    await beside_the_log(request, by, lambda found: calendars.forget(found, by.reader.person_id))


calendar_page = _CalendarPage("/kalender", "calendar.html", Section.TODO, Audience(), _read)
