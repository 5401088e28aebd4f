"""What one thing comes to in a mail: a sentence, what it is about, a day and a page, as it is now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.answers import InterestResponse
from samverka_domain.documents import Document
from samverka_domain.funders import Funder
from samverka_domain.insatser import Insats
from samverka_domain.joining import Membership
from samverka_domain.kernel.calendar import last_day_before
from samverka_domain.mandates import Mandate
from samverka_domain.participation import JOINED
from samverka_domain.requests import InterestRequest
from samverka_domain.status_reports import StatusReports
from samverka_infra.event_log import reader as log
from samverka_infra.funders import reading_as
from samverka_infra.mails import Mail
from samverka_projections.answers import answers_of
from samverka_projections.documents import documents_by_id
from samverka_projections.funded import reads
from samverka_projections.funders import funded_by
from samverka_projections.insatser import insatser_by_id
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.rows import key_of
from samverka_projections.memberships import descriptions, memberships_of
from samverka_projections.participation.matrix import participants
from samverka_projections.requests import RequestThen, requests_by_id
from samverka_services.mailing.kinds import MailKind

OPEN = "OPEN"


@dataclass(frozen=True)
class Telling:
    """One thing that is told; what people wrote is not among it, but for titles."""

    kind: MailKind
    what: str
    """The key of its sentence in the catalogue, below `mail.what`."""
    about: str
    """What an insats is called, or a förbund."""
    day: date | None
    """The last one to do something, if there is one."""
    path: str
    """Of the page."""


@dataclass(frozen=True)
class Lookup:
    """A transaction of an organisation, and the moment that is read."""

    connection: AsyncConnection
    own: str
    as_of: AsOf
    held: Sequence[Mandate] = ()
    """What she holds today who is told."""

    async def told(self, mail: Mail) -> Telling | None:
        """What a mail tells now; None if it is not the organisation's to see, or concerns it no longer."""
        match mail.kind:
            case MailKind.DEADLINE:
                return await self._deadline(mail)
            case MailKind.REPORT:
                return await self._report(int(mail.about))
        return await self._event(mail)

    async def _deadline(self, mail: Mail) -> Telling | None:
        coming = Coming.read(mail.about)
        document_id, _, remiss = coming.thing.partition("/")
        if remiss:
            told = await self._of_remiss(MailKind.DEADLINE, document_id, int(remiss), "remiss-deadline")
            return told if told and told.day == coming.last_day else None
        request = await self._request(coming.thing)
        if request is None or request.status != OPEN or last_day_before(request.closes_at) != coming.last_day:
            return None
        return None if await self._is_answered(request) else await self._about(MailKind.DEADLINE, "deadline", request)

    async def _is_answered(self, request: RequestThen) -> bool:
        """Or in with it without having answered."""
        answer = (await answers_of(self.connection, self.own, self.as_of)).get(request.request_id)
        if answer is not None and not (answer.withdrawn and (answer.withdrawn_from or date.min) <= self.as_of.day):
            return True
        cells = await participants(self.connection, request.region_id, [request.insats_id], self.as_of)
        return any(cell.municipality_id == self.own and cell.status in JOINED for cell in cells)

    async def _event(self, mail: Mail) -> Telling | None:
        recorded = await log.at(self.connection, int(mail.about))
        if recorded is None:
            return None
        event, kind = recorded.event, MailKind(mail.kind)
        match event:
            case InterestRequest.Event():
                return await self._of_request(kind, key_of(event.originator_id), event.type_name)
            case InterestResponse.Event():
                return await self._of_request(kind, event.request_id, event.type_name)
            case Document.Event():
                return await self._of_document(kind, event)
            case Funder.Event():
                return await self._of_funder(kind, key_of(event.originator_id), event.type_name)
            case Insats.Event():
                return await self._of_insats(kind, key_of(event.originator_id), event.type_name)
        if kind is MailKind.LET_IN:
            return Telling(kind, event.type_name, "", None, "/")
        return await self._of_membership(kind, event)

    async def _of_request(self, kind: MailKind, request_id: str, what: str) -> Telling | None:
        request = await self._request(request_id)
        if request is None or (kind is MailKind.REQUEST and request.status != OPEN):
            return None
        return await self._about(kind, what, request)

    async def _about(self, kind: MailKind, what: str, request: RequestThen) -> Telling | None:
        told = await self._of_insats(kind, request.insats_id, what)
        day = last_day_before(request.closes_at) if request.status == OPEN else None
        path = f"/forfragningar/{request.request_id}"
        return Telling(kind, what, told.about, day, path) if told else None

    async def _of_document(self, kind: MailKind, event: Document.Event) -> Telling | None:
        """That one is asked about it, or that a newer version of it was approved."""
        document_id = key_of(event.originator_id)
        if isinstance(event, Document.RemissOpened):
            return await self._of_remiss(kind, document_id, event.remiss, event.type_name)
        told = await self._of_insats(kind, event.insats_id, "directive-anew")
        return replace(told, path=f"/dokument/{document_id}") if told else None

    async def _of_remiss(self, kind: MailKind, document_id: str, remiss: int, what: str) -> Telling | None:
        """While it is open, and nothing has been remarked in it."""
        document = (await documents_by_id(self.connection, [document_id], self.as_of)).get(document_id)
        opened = document.open_remiss if document else None
        if document is None or opened is None or opened.remiss != remiss or opened.last_day < self.as_of.day:
            return None
        has_remarked = any((each.source, each.remiss) == (self.own, remiss) for each in document.received)
        path = f"/dokument/{document_id}"
        return None if has_remarked else Telling(kind, what, document.title, opened.last_day, path)

    async def _of_insats(self, kind: MailKind, insats_id: str, what: str) -> Telling | None:
        found = (await insatser_by_id(self.connection, [insats_id], self.as_of)).get(insats_id)
        return Telling(kind, what, f"{found.code} {found.title}", None, f"/insatser/{insats_id}") if found else None

    async def _of_funder(self, kind: MailKind, funder_id: str, what: str) -> Telling | None:
        """On the first page stands what she reads, or that she says who does."""
        known = await funded_by(self.connection, self.own, self.as_of)
        about = next((each.insats for each in known if each.funder_id == funder_id), None)
        return Telling(kind, what, about, None, "/") if about else None

    async def _report(self, position: int) -> Telling | None:
        """To who reads it today: what funders read, and on which days, the database says."""
        known = await funded_by(self.connection, self.own, self.as_of)
        hers = {each.insats_id: each for each in known if reads(self.held, each, self.as_of.day)}
        async with reading_as(self.connection, [each.funder_id for each in hers.values()]):
            recorded = await log.at(self.connection, position)
        event = recorded.event if recorded else None
        match event:
            case StatusReports.Submitted() | StatusReports.Revised():
                page = f"status/{event.number}/rapport"
            case Document.MadePublic():
                page = f"dokument/{key_of(event.originator_id)}/{event.number}/lydelse"
            case _:
                return None
        funder = hers.get(event.insats_id)
        path = f"/finansierat/{funder.funder_id}/{page}" if funder else ""
        return Telling(MailKind.REPORT, event.type_name, funder.insats, None, path) if funder else None

    async def _of_membership(self, kind: MailKind, event: Any) -> Telling:
        """A member is told what the förbund is called, and the förbund what its member is."""
        if isinstance(event, Membership.Event):
            known = await descriptions(self.connection, self.own, [event.member_id], self.as_of)
            about = next((each.name for each in known.values()), "")
        else:
            invited = await memberships_of(self.connection, self.own, self.as_of)
            about = next((each.forbund for each in invited if each.region_id == event.region_id), "")
        return Telling(kind, event.type_name, about, None, "/medlemskap")

    async def _request(self, request_id: str) -> RequestThen | None:
        return (await requests_by_id(self.connection, [request_id], self.as_of)).get(request_id)


@dataclass(frozen=True)
class Coming:
    """A deadline that comes, so many days before it."""

    thing: str
    """The id of a request; or of a document, and after a stroke the number of its remiss."""
    last_day: date
    days_before: int

    @property
    def written(self) -> str:
        """As it stands in the row of a mail: an extended deadline is another."""
        return f"{self.thing} {self.last_day.isoformat()} {self.days_before}"

    @classmethod
    def read(cls, written: str) -> "Coming":
        """From such a row."""
        thing, last_day, days_before = written.split(" ")
        return cls(thing, date.fromisoformat(last_day), int(days_before))
