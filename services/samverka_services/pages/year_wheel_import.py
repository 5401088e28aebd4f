"""Bringing days into the year wheel from a file or a pasted text: all, or none and what is wrong on which line."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import Connection
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.rules import Rule, require
from samverka_domain.year_wheel import OwnDay
from samverka_infra import year_wheel
from samverka_services.http.multipart import UPLOAD
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.kernel.timing import clock, new_id
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, Audience
from samverka_services.pages.kernel.sent_page import OwnFormPage
from samverka_services.pages.kernel.visit import Acting, Visit
from samverka_services.pages.year_wheel import WHEEL, WRITERS, may_write
from samverka_services.year_wheel_import.reading import days_of

FILE, TEXT, BODY = "file", "text", "body"
_MOST_MISTAKES = 50


@dataclass(frozen=True)
class Importing:
    """What was sent, and what is wrong with it."""

    may_write: bool
    text: str = ""
    body: str = ""
    mistakes: Sequence[Mistake] = ()


async def _read(visit: Visit) -> Importing:
    return Importing(may_write(visit.viewer))


class _ImportPage(OwnFormPage):
    """The text of a file that has mistakes is shown to be mended."""

    async def sent(self, visit: Visit, by: Acting, fields: Mapping[str, str]) -> Response:
        """A file, if one is chosen, or else what was pasted."""
        require(may_write(visit.viewer), Rule.ROLE_MISSING, needed=tuple(sorted(WRITERS)))
        text, body = fields.get(FILE) or fields.get(TEXT, ""), fields.get(BODY, "").strip()
        days, mistakes = await asyncio.to_thread(days_of, text, body, visit.write.language)
        if mistakes:
            shown = Importing(True, text.replace("\x00", ""), body, mistakes[:_MOST_MISTAKES])
            return self.draw(visit, shown, 422)
        await beside_the_log(visit.request, by, lambda connection: _keep(connection, days))
        return RedirectResponse(f"{WHEEL}?year={min(day.held_on for day in days).year}", 303)


def _keep(connection: Connection, days: Sequence[OwnDay]) -> None:
    for day in days:
        year_wheel.keep(connection, new_id(), day, clock())


import_page = _ImportPage(UPLOAD, "year_wheel_import.html", Section.YEAR_WHEEL, Audience(frozenset({KOMMUN})), _read)
