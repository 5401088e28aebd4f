"""Interest requests: what is asked, of whom, until when; and for the förbund, how it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.text import swedish_order
from samverka_domain.questions import AnswerValue
from samverka_infra import contacts, dispatch_drafts
from samverka_infra.contacts import Contact
from samverka_infra.dispatch_drafts import DispatchDraft
from samverka_projections.answers import AnswerFact, answers_of
from samverka_projections.commitments import YearLoad, load_on
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import MemberFact, MemberOnDay, descriptions, members
from samverka_projections.participation.tallies import Tallied, tallies
from samverka_projections.requests import Draft, RequestThen, drafts, requests_by_id
from samverka_services.downloads.answers import Recipient, answers
from samverka_services.downloads.requests import SentRequest, sent_requests
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.preparation import Preparation, preparation_of
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit


@dataclass(frozen=True)
class RequestAsked:
    """A request as one of its recipients reads it."""

    request: RequestThen
    insats: InsatsThen
    forbund: str
    answer: AnswerFact | None
    """The reader's own."""
    is_recipient: bool
    load: Sequence[YearLoad]
    """The reader's own."""
    preparation: Preparation | None
    """The reader's own: the draft of an answer, and notes."""

    @property
    def may_answer(self) -> bool:
        """Whether it still takes answers, late ones too."""
        return self.is_recipient and self.request.status != "WITHDRAWN" and not has_answered(self.answer)


def has_answered(answer: AnswerFact | None) -> bool:
    """Whether a municipality has done so itself."""
    return answer is not None and not answer.on_behalf


async def found_request(visit: Visit) -> RequestThen:
    """The sent request that the address names."""
    request_id = visit.path["request_id"]
    return there((await requests_by_id(visit.connection, [request_id], visit.as_of)).get(request_id))


async def asked(visit: Visit) -> RequestAsked:
    """The request that the address names, with what the reader's organisation has said to it."""
    request = await found_request(visit)
    given = (await answers_of(visit.connection, visit.own, visit.as_of)).get(request.request_id)
    return RequestAsked(
        request,
        await insats_of(visit, request.insats_id),
        next(region.name for region in visit.regions if region.region_id == request.region_id),
        given,
        visit.own in request.recipients,
        await load_on(visit.connection, visit.own, visit.as_of),
        await preparation_of(visit, request.request_id, is_answered=has_answered(given)),
    )


@page("/forfragningar/{request_id}", "request.html", Section.TODO)
async def request_page(visit: Visit) -> RequestAsked:
    """What is asked."""
    return await asked(visit)


@dataclass(frozen=True)
class RequestsShown:
    """All of the region; the drafts are the förbund's own."""

    drafts: Sequence[Draft]
    sent: TableShown[SentRequest]


@page("/forfragningar", "requests.html", Section.REQUESTS)
async def requests_page(visit: Visit) -> RequestsShown:
    """Drafts first."""
    sent = await table(visit, sent_requests, regionId=visit.the_region.region_id)
    return RequestsShown(await drafts(visit.connection, visit.as_of), sent)


@dataclass(frozen=True)
class Compilation:
    """Question by municipality, as far as the reader may see it."""

    request: RequestThen
    insats: InsatsThen
    answers: TableShown[Recipient]
    missing: Sequence[MemberFact] | None
    """None where that is not open yet."""
    recipients: int
    left: int
    contacts: Mapping[str, Contact]
    """By municipality, whom the förbund asks."""

    @property
    def given(self) -> Sequence[AnswerFact]:
        """The answers that the reader may see."""
        return [each.answer for each in self.answers.listing.rows if each.answer]

    @property
    def late(self) -> int:
        """How many of them came late."""
        return sum(bool(each.late) for each in self.given)


@page("/forfragningar/{request_id}/sammanstallning", "compilation.html", Section.REQUESTS, live=True)
async def compilation_page(visit: Visit) -> Compilation:
    """The answers beside each other, and who has not given any."""
    return await _compiled(visit)


async def _compiled(visit: Visit) -> Compilation:
    request = await found_request(visit)
    connection, as_of, region_id = visit.connection, visit.as_of, request.region_id
    known = await descriptions(connection, region_id, request.recipients, as_of)
    current = {member.member_id for member in await members(connection, region_id, as_of)}
    tallied = (await tallies(connection, [request.request_id], as_of)).get(request.request_id)
    return Compilation(
        request,
        await insats_of(visit, request.insats_id),
        await table(visit, answers, requestId=request.request_id),
        _missing(tallied, known, current),
        len(current & set(request.recipients)),
        len(set(request.recipients) - current),
        await contacts.find(connection, request.recipients),
    )


def _missing(
    tallied: Tallied | None, known: Mapping[str, MemberFact], current: set[str]
) -> Sequence[MemberFact] | None:
    if tallied is None or tallied.reactions is None:
        return None
    silent = {key for key, each in tallied.reactions.items() if each.may_be_reminded and key in current}
    return sorted((known[key] for key in silent), key=lambda member: swedish_order(member.name))


def written(value: AnswerValue, visit: Visit) -> str:
    """An answer to a question, as it is read."""
    if isinstance(value, bool):
        return visit.write.text("form.yes" if value else "form.no")
    if isinstance(value, tuple):
        return ", ".join(value)
    return visit.write.number(value) if isinstance(value, int | float) else value


@dataclass(frozen=True)
class DraftShown:
    """A draft, with what is left to do before it is sent."""

    draft: Draft
    insats: InsatsThen
    dispatch: DispatchDraft | None
    """What is kept of its sending."""
    members: Sequence[MemberOnDay]
    """To whom it can go."""

    @property
    def recipients(self) -> Sequence[MemberOnDay]:
        """To whom it is to go, as far as they are members."""
        chosen = self.dispatch.recipients if self.dispatch else ()
        return [each for each in self.members if each.kommunkod in chosen]

    @property
    def closes_at(self) -> datetime | None:
        """The first moment at which an answer will be late."""
        return end_of_day(self.dispatch.deadline) if self.dispatch and self.dispatch.deadline else None

    @property
    def has_deadline(self) -> bool:
        """Whether the day that is kept has not passed."""
        return self.closes_at is not None and self.closes_at > self.draft.as_of.now


@page("/forfragningar/{request_id}/utkast", "draft.html", Section.REQUESTS, kinds=(FORBUND,))
async def draft_page(visit: Visit) -> DraftShown:
    """The förbund's own."""
    return await _draft_shown(visit)


@page("/forfragningar/{request_id}/forhandsvisning", "preview.html", Section.REQUESTS, kinds=(FORBUND,))
async def preview_page(visit: Visit) -> DraftShown:
    """A draft as a municipality will see it."""
    return await _draft_shown(visit)


async def _draft_shown(visit: Visit) -> DraftShown:
    draft = await found_draft(visit)
    return DraftShown(
        draft,
        await insats_of(visit, draft.insats_id),
        await dispatch_drafts.of_request(visit.connection, draft.request_id),
        await members_to_ask(visit),
    )


async def members_to_ask(visit: Visit) -> list[MemberOnDay]:
    """The member municipalities: of others Samverka knows no kommunkod."""
    return [each for each in await members(visit.connection, visit.own, visit.as_of) if each.kommunkod]


async def found_draft(visit: Visit) -> Draft:
    """The draft that the address names."""
    own = await drafts(visit.connection, visit.as_of)
    return there(next((each for each in own if each.request_id == visit.path["request_id"]), None))


@dataclass(frozen=True)
class Reminder:
    """Who may be reminded of a request, and in which words; Samverka does not send them."""

    request: RequestThen
    insats: InsatsThen
    missing: Sequence[MemberFact]
    subject: str
    text: str


@page("/forfragningar/{request_id}/paminn", "reminder.html", Section.REQUESTS, kinds=(FORBUND,))
async def reminder_page(visit: Visit) -> Reminder:
    """To whom a reminder can go, and what it can say."""
    compiled = await _compiled(visit)
    return Reminder(compiled.request, compiled.insats, compiled.missing or [], *reminder(visit, compiled.request))


def reminder(visit: Visit, request: RequestThen) -> tuple[str, str]:
    """Subject and text of a reminder: what is asked, its last day, and where it is answered."""
    write, last_day = visit.write, visit.write.last_day(request.closes_at)
    key = "open" if request.status == "OPEN" else "late"
    told = {"title": request.title, "day": write.long_day(last_day), "forbund": visit.viewer.organisation}
    address = f"{visit.request.base_url}forfragningar/{request.request_id}"
    return write.text(f"remind.{key}.subject", **told), write.text(f"remind.{key}.text", **told, address=address)
