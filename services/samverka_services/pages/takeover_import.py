"""Taking over insatser that are under way from a file: all of them, or none and what is wrong on which line."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.rules import Rule, require
from samverka_projections.memberships import members_of_all_times
from samverka_services.commands.takeovers import TOPIC, TakeOverInsatser, UnderWay
from samverka_services.downloads.spreadsheet import Table
from samverka_services.downloads.workbook import XLSX_TYPE, xlsx_of
from samverka_services.http.multipart import TAKE_OVERS
from samverka_services.http.problems import language_of
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.pages.kernel.carrying_out import CarriedOut, all_carried_out
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, Audience
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.sent_page import OwnFormPage
from samverka_services.pages.kernel.visit import Acting, Visit, visiting
from samverka_services.takeover_import.columns import COLUMNS, EXAMPLES, heading
from samverka_services.takeover_import.reading import PACKED, PastInsats, TakeoverReading, entries_of

FILE, TEXT = "file", "text"
TEMPLATE = "/insatser/overta-mall.xlsx"
_MOST_MISTAKES = 50


@dataclass(frozen=True)
class TakeoverImport:
    """What was sent, and what is wrong with it."""

    may_write: bool
    text: str = ""
    mistakes: Sequence[Mistake] = ()


async def _read(visit: Visit) -> TakeoverImport:
    return TakeoverImport(bool(TOPIC.roles & visit.viewer.roles))


class _TakeoverImportPage(OwnFormPage):
    """What was pasted and has mistakes is shown to be mended; a workbook is mended where it was written."""

    async def sent(self, visit: Visit, by: Acting, fields: Mapping[str, str]) -> Response:
        """A file, if one is chosen, or else what was pasted."""
        require(TOPIC.roles & visit.viewer.roles, Rule.ROLE_MISSING, needed=tuple(sorted(TOPIC.roles)))
        written = fields.get(FILE) or fields.get(TEXT, "")
        async with visiting(visit.request, by) as reading:
            known = await _municipalities(reading)
        today, language = visit.write.today, visit.write.language
        entries, mistakes = await asyncio.to_thread(entries_of, written, known, today, language)
        done = None if mistakes else await _carried_out(visit, by, entries)
        if isinstance(done, CarriedOut):
            return done.redirect("/insatser/steg")
        shown = "" if written.startswith(PACKED) else written.replace("\x00", "")
        return self.draw(visit, TakeoverImport(True, shown, (done or mistakes)[:_MOST_MISTAKES]), 422)


async def _carried_out(visit: Visit, by: Acting, entries: Sequence[PastInsats]) -> CarriedOut | list[Mistake]:
    """All of them; or what is refused, of each."""
    several = [UnderWay(idea=each.idea, taken=each.taken) for each in entries]
    alone = [TakeOverInsatser(insatser=(each,)) for each in several]
    done = await all_carried_out(visit.request, by, TakeOverInsatser(insatser=tuple(several)), alone)
    if isinstance(done, CarriedOut):
        return done
    reading = TakeoverReading({}, visit.write.language)
    for index, refused in done.items():
        pointer = str(refused.params.get("pointer", "")).removeprefix("/insatser/0")
        refused.params = {**refused.params, "pointer": pointer}
        reading.refused(entries[index], refused)
    return reading.mistakes


async def _municipalities(visit: Visit) -> dict[str, str]:
    """The members by kommunkod and by name."""
    known = await members_of_all_times(visit.connection, visit.own, visit.as_of)
    return {
        name.casefold(): each.member_id for each in known if each.kommunkod for name in (each.kommunkod, each.name)
    }


async def _template(request: Request) -> Response:
    """A workbook with the headings, and lines of an example to write over."""
    language = language_of(request)
    rows = [[each.get(column) for column in COLUMNS] for each in EXAMPLES]
    table = Table("Samverka", [heading(column, language) for column in COLUMNS], rows)
    headers = {"Content-Disposition": 'attachment; filename="overta.xlsx"'}
    return Response(xlsx_of(table), media_type=XLSX_TYPE, headers=headers)


template = Route("GET", TEMPLATE, _template)
import_page = _TakeoverImportPage(
    TAKE_OVERS, "takeover_import.html", Section.INSATSER, Audience(frozenset({FORBUND})), _read
)
