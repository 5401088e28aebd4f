"""How somebody wants mail; and, for those who lead a förbund, how long before a deadline its members are reminded."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from psycopg import Connection
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import ANY_INSATS, Role
from samverka_infra import mail_wishes, mails, people
from samverka_infra.mail_wishes import MOST_DAYS_BEFORE, MOST_REMINDERS, Pace, Wish
from samverka_infra.mails import LastRefusal
from samverka_services.catalogue import LANGUAGES
from samverka_services.login.tokens import Scope
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, Audience
from samverka_services.pages.kernel.sent_page import OwnFormPage
from samverka_services.pages.kernel.visit import Acting, Viewer, Visit, visiting

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


class _MailSettingsPage(OwnFormPage):
    """It has two forms; what they keep is no decision, and no event."""

    async def sent(self, visit: Visit, by: Acting, fields: Mapping[str, str]) -> Response:
        """What was chosen is kept, or shown again with what is wrong."""
        by.identity.require(Scope.WRITE)
        if fields.get(STEP) == REMIND:
            require(_may_remind(visit.viewer), Rule.ROLE_MISSING, needed=tuple(sorted(_LEADING)))
        keeping = _reminding(fields) if fields.get(STEP) == REMIND else _wishing(fields, by.reader.person_id)
        if keeping is None:
            async with visiting(visit.request, by, self.insats_id) as again:
                return self.draw(again, _again(await self.read(again), fields), 422)
        await beside_the_log(visit.request, by, keeping)
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


AUDIENCE = Audience(of_leaders=frozenset({Role.FUNDER_READER}))
"""Others who lead an insats and hold nothing else are told nothing by mail."""
mail_settings_page = _MailSettingsPage(
    "/utskick", "mail_settings.html", Section.TODO, AUDIENCE, _read, insats_id=ANY_INSATS
)
