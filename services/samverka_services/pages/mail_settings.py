"""How somebody wants mail; and, for those who lead a förbund, how long before a deadline its members are reminded."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from psycopg import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_infra import mail_wishes, mails, people
from samverka_infra.database import tenant_transaction
from samverka_infra.mail_wishes import MOST_DAYS_BEFORE, MOST_REMINDERS, Pace, Wish
from samverka_infra.mails import LastRefusal
from samverka_services.catalogue import LANGUAGES
from samverka_services.http.limiting import Kind, counted_turn
from samverka_services.login.forms import own_form
from samverka_services.login.tokens import Scope
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, NOT_SHOWN, Audience, Page, stopped
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import Acting, Viewer, Visit, acting, visiting

STEP, SAVE, REMIND = "step", "save", "remind"
_LEADING = frozenset({Role.PROCESS_LEADER, Role.ADMINISTRATOR})
_DAYS = re.compile(r"[0-9]{1,3}(\s*[,;]\s*[0-9]{1,3})*", re.ASCII)


@dataclass(frozen=True)
class MailSettings:
    """Somebody's own, and the reminders of her förbund."""

    wish: Wish
    mail: str | None
    """Where mail to her goes."""
    refused: LastRefusal | None
    days_before: str
    """As it is written in a field."""
    may_remind: bool
    saved: bool = False
    wrong: str = ""
    """The field that cannot be used as it was filled in."""
    paces: Sequence[Pace] = tuple(Pace)
    languages: Sequence[str] = LANGUAGES
    most: int = MOST_REMINDERS
    longest: int = MOST_DAYS_BEFORE


async def _read(visit: Visit) -> MailSettings:
    connection, person_id = visit.connection, visit.viewer.person_id
    region = visit.region
    days = await mail_wishes.reminded(connection, region.region_id) if region else ()
    return MailSettings(
        await mail_wishes.find(connection, person_id, visit.request.app.state.language),
        await people.mail_of(connection, person_id),
        await mails.last_refusal(connection, person_id),
        ", ".join(str(each) for each in days),
        _may_remind(visit.viewer),
        "sparat" in visit.request.query_params,
    )


def _may_remind(viewer: Viewer) -> bool:
    return viewer.kind is FORBUND and bool(viewer.roles & _LEADING)


class _MailSettingsPage(Page):
    """It has two forms; what they keep is no decision, and no event."""

    def routes(self) -> Iterator[Route]:
        """Shown and sent at the same address."""
        yield from super().routes()
        yield Route("POST", self.address, self.post)

    async def post(self, request: Request) -> Response:
        """POST: what was chosen is kept, or shown again with what is wrong."""
        try:
            by = await acting(request)
            sent = await own_form(request, by.session)
            async with visiting(request, by) as visit:
                shown = await self.read(visit)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        by.identity.require(Scope.WRITE)
        if sent.get(STEP) == REMIND:
            require(shown.may_remind, Rule.ROLE_MISSING, needed=tuple(sorted(_LEADING)))
        keeping = _reminding(sent) if sent.get(STEP) == REMIND else _wishing(sent, by.reader.person_id)
        if keeping is None:
            return self.draw(visit, _again(shown, sent), 422)
        await _in_her_turn(request, by, keeping)
        return RedirectResponse(f"{self.address}?sparat", 303)


def _wishing(sent: Mapping[str, str], person_id: str) -> Callable[[Connection], None] | None:
    """None if something was chosen that there is not."""
    pace, language = sent.get("pace"), sent.get("language", "")
    if pace not in set(Pace) or language not in LANGUAGES:
        return None
    wish = Wish(Pace(pace), language)
    return lambda connection: mail_wishes.keep(connection, person_id, wish)


def _reminding(sent: Mapping[str, str]) -> Callable[[Connection], None] | None:
    """None if it is no list of days."""
    written = sent.get("days", "").strip()
    if not _DAYS.fullmatch(written):
        return None
    days = sorted({int(each) for each in re.split(r"[,;]", written)}, reverse=True)
    if len(days) > MOST_REMINDERS or not all(1 <= each <= MOST_DAYS_BEFORE for each in days):
        return None
    return lambda connection: mail_wishes.remind(connection, days)


def _again(shown: MailSettings, sent: Mapping[str, str]) -> MailSettings:
    """With what was written."""
    if sent.get(STEP) == REMIND:
        return replace(shown, days_before=sent.get("days", ""), wrong="days")
    return replace(shown, wrong="pace")


async def _in_her_turn(request: Request, by: Acting, do: Callable[[Connection], None]) -> None:
    def act() -> None:
        with tenant_transaction(request.app.state.commands, by.reader.tenant_id) as connection:
            do(connection)

    async with counted_turn(request, Kind.COMMANDS):
        await asyncio.to_thread(act)


mail_settings_page = _MailSettingsPage("/utskick", "mail_settings.html", Section.TODO, Audience(), _read)
