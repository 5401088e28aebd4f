"""Sending what waits: each mail in a transaction that holds its rows. After a kill in its middle it is sent again."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from samverka_domain.kernel.calendar import local_day
from samverka_domain.mandates import Mandate
from samverka_domain.organisations import Organisation
from samverka_infra import mail_wishes, mails, people
from samverka_infra.database import DatabaseUnavailable, async_tenant_work
from samverka_infra.event_log import reader as log
from samverka_infra.mail_wishes import Pace, Wish
from samverka_infra.mails import Mail, State
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_services.kernel.timing import clock
from samverka_services.mailing.kinds import MailKind, held, is_told
from samverka_services.mailing.letters import WISHES, Envelope, Letter, message
from samverka_services.mailing.reminders import last_morning
from samverka_services.mailing.told import Lookup, Telling
from samverka_services.mailing.transports import MailRefused, MailServerAway, Transport

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
"""Between two attempts at one mail that the server does not take yet."""
KEPT = timedelta(days=180)
"""So long it is known of what somebody was told."""

_log = logging.getLogger("samverka.mail")


@dataclass(frozen=True)
class From:
    """Who writes, and where people go on."""

    sender: str
    address: str
    """Of the pages."""
    language: str
    """Of who has chosen none."""


@dataclass(frozen=True)
class _Reader:
    """Somebody for whom something waits."""

    person_id: str
    mail: str
    wish: Wish


@dataclass(frozen=True)
class Posting:
    """Hands over what waits for an organisation's people."""

    pool: AsyncConnectionPool[AsyncConnection]
    transport: Transport
    origin: From

    async def send(self, tenant_id: str) -> None:
        """All that may go now. Raises MailServerAway, DatabaseUnavailable: what was not sent waits."""
        async with async_tenant_work(self.pool, tenant_id) as connection:
            morning = last_morning((await shown(connection)).moment)
            people = await mails.people_waiting(connection, clock(), morning)
            await mails.tidy(connection, clock() - KEPT)
        for person_id in people:
            while await self._send_next(tenant_id, person_id):
                continue

    async def _send_next(self, tenant_id: str, person_id: str) -> bool:
        """One mail to her; False if nothing more is to go. What cannot be made rests, and her others go on."""
        try:
            async with async_tenant_work(self.pool, tenant_id) as connection:
                return await _OneMail(self, connection, tenant_id, person_id).send()
        except _NotMade as error:
            _log.exception("a mail cannot be made", extra={"details": {"tenantId": tenant_id}})
            async with async_tenant_work(self.pool, tenant_id) as connection:
                await mails.postpone(connection, error.mails, clock() + LONGEST_PAUSE, None)
            return True


class _NotMade(Exception):
    """Something is wrong with what these tell, or with us."""

    def __init__(self, mails: Sequence[Mail]) -> None:
        super().__init__()
        self.mails = mails


@dataclass(frozen=True)
class _OneMail:
    """The transaction of one mail."""

    by: Posting
    connection: AsyncConnection
    tenant_id: str
    person_id: str

    async def send(self) -> bool:
        """Whether anything was settled."""
        waiting = await mails.take(self.connection, self.person_id, clock())
        if not waiting:
            return False
        as_of = AsOf(*await shown(self.connection))
        mandates = await self._mandates(as_of)
        recipient = await self._recipient()
        if recipient is None:
            await self._settle(waiting, State.DROPPED)
            return True
        wanted = [each for each in waiting if _is_hers(each, mandates) and not _is_unwanted(each, recipient.wish)]
        await self._settle([each for each in waiting if each not in wanted], State.DROPPED)
        together = _together(wanted, recipient.wish, as_of.now)
        if not together:
            return False
        try:
            await self._tell(recipient, together, as_of, mandates)
        except (MailServerAway, DatabaseUnavailable, OSError):
            raise
        except Exception as error:
            raise _NotMade(together) from error
        return True

    async def _mandates(self, as_of: AsOf) -> Sequence[Mandate]:
        """Hers today."""
        known = await held(self.connection, self.tenant_id, local_day(as_of.now))
        return [each for each in known if each.person_id == self.person_id]

    async def _recipient(self) -> _Reader | None:
        """Her, if she has an address still."""
        mail = await people.mail_of(self.connection, self.person_id)
        if mail is None:
            return None
        wish = await mail_wishes.find(self.connection, self.person_id, self.by.origin.language)
        return _Reader(self.person_id, mail, wish)

    async def _tell(
        self, recipient: _Reader, together: Sequence[Mail], as_of: AsOf, mandates: Sequence[Mandate]
    ) -> None:
        """What concerns her still, in one mail."""
        seen = Lookup(self.connection, self.tenant_id, as_of, mandates)
        told = {mail: found for mail in together if (found := await seen.told(mail)) is not None}
        await self._settle([each for each in together if each not in told], State.DROPPED)
        if told:
            await self._deliver(recipient, together, told, as_of)

    async def _deliver(
        self, recipient: _Reader, together: Sequence[Mail], told: dict[Mail, Telling], as_of: AsOf
    ) -> None:
        organisation, day = await self._organisation(), local_day(as_of.now)
        letter = Letter(organisation, recipient.wish.language, day, self.by.origin.address)
        mail = message(self._envelope(recipient, together), *letter.of(list(told.values())))
        try:
            await self.by.transport.deliver(mail)
        except MailRefused as error:
            await self._put_off(list(told), error)
        else:
            await self._settle(list(told), State.SENT)

    def _envelope(self, recipient: _Reader, together: Sequence[Mail]) -> Envelope:
        """The id follows from what waited, also what is told no more: so it is the same after a kill."""
        origin = self.by.origin
        said = "\n".join([self.tenant_id, self.person_id, *(each.key for each in together)])
        host = urlsplit(origin.address).hostname or "samverka"
        message_id = f"<{hashlib.sha256(said.encode()).hexdigest()[:40]}@{host}>"
        wishes = f"{origin.address}{WISHES}"
        return Envelope(origin.sender, recipient.mail, message_id, wishes, recipient.wish.language, clock())

    async def _organisation(self) -> str:
        events = await log.stream(self.connection, self.tenant_id, Organisation.stream(self.tenant_id))
        known = Organisation.replay(recorded.event for recorded in events)
        return known.name if known else self.tenant_id

    async def _put_off(self, refused: Sequence[Mail], error: MailRefused) -> None:
        """Or set aside, with the server's code. Its text is not kept: it may repeat the address."""
        details = {"tenantId": self.tenant_id, "code": error.code, "forGood": error.for_good}
        _log.warning("a mail was refused", extra={"details": details})
        if error.for_good:
            await self._settle(refused, State.REFUSED, error.code)
        else:
            await mails.postpone(self.connection, refused, clock() + pause(refused[0].tries), error.code)

    async def _settle(self, settled: Sequence[Mail], state: State, code: int | None = None) -> None:
        await mails.settle(self.connection, settled, state, clock(), code)


def pause(tries: int) -> timedelta:
    """How long is waited after so many attempts: each time twice as long, to a limit."""
    return min(SHORTEST_PAUSE * (1 << min(tries, 16)), LONGEST_PAUSE)


def _is_hers(mail: Mail, mandates: Sequence[Mandate]) -> bool:
    """Whether she still holds what she was told for."""
    return any(is_told(each, MailKind(mail.kind)) for each in mandates)


def _is_unwanted(mail: Mail, wish: Wish) -> bool:
    """Deadlines cannot be switched off."""
    return wish.pace is Pace.NEVER and mail.kind != MailKind.DEADLINE


def _together(waiting: Sequence[Mail], wish: Wish, moment: datetime) -> Sequence[Mail]:
    """What goes in one mail now: the first, or for who wants them by day all from before the last morning."""
    if wish.pace is not Pace.DAILY:
        return waiting[:1]
    return [each for each in waiting if each.noted_at <= last_morning(moment)]
