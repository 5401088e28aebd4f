"""Of which events people are told by mail, whose people, and which of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from psycopg import AsyncConnection

from samverka_domain.answers import InterestResponse
from samverka_domain.document_numbers import FIRST_WHOLE
from samverka_domain.documents import Document
from samverka_domain.funders import Funder
from samverka_domain.gates import DIRECTIVES
from samverka_domain.insatser import Insats
from samverka_domain.invitations import Invitation
from samverka_domain.joining import Membership
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.participation import JOINED, Status
from samverka_domain.requests import InterestRequest
from samverka_domain.status_reports import StatusReports
from samverka_infra.event_log import reader as log
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.funders import funders_of
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.rows import key_of
from samverka_projections.participation.matrix import participants
from samverka_projections.requests import requests_by_id


class MailKind(StrEnum):
    """What a mail is about."""

    REQUEST = "REQUEST"
    """A new request."""
    REMISS = "REMISS"
    """A document that one's organisation is asked to remark on."""
    DEADLINE = "DEADLINE"
    """One of these that has not been answered, and a deadline that comes."""
    DECISION = "DECISION"
    """What was decided about a request to one's organisation, or an insats that it is in."""
    ON_BEHALF = "ON_BEHALF"
    """An answer that the förbund has registered for one's municipality."""
    MEMBERSHIP = "MEMBERSHIP"
    """What was decided about one's organisation's membership, or a member's."""
    FUNDING = "FUNDING"
    """What was decided about an insats that one's organisation funds."""
    REPORT = "REPORT"
    """A report of such an insats."""
    LET_IN = "LET_IN"
    """That one may act for an organisation, having been invited by it."""


_TO_RECIPIENTS = (
    InterestRequest.DeadlineExtended,
    InterestRequest.Closed,
    InterestRequest.Withdrawn,
    InterestRequest.WithdrawalCorrected,
)
_TO_WHO_IS_IN = (
    Insats.Prioritised,
    Insats.Judged,
    Insats.DirectiveSent,
    Insats.ProjectStarted,
    Insats.Stopped,
    Insats.Paused,
    Insats.Resumed,
    Insats.Struck,
    Insats.Corrected,
)
_TO_WHO_IS_ADDRESSED = (Kommunalforbund.MemberInvited, Kommunalforbund.MembershipEnded, Kommunalforbund.Corrected)
_TO_FUNDERS = (Funder.LetIn, Funder.Ended, Funder.ToldOfStop, Funder.Corrected)
_REPORTS = (StatusReports.Submitted, StatusReports.Revised, Document.MadePublic)
"""Which of these funders read, the database says when they are told."""
_TO_FORBUND = (Membership.Answered, Membership.Left, Membership.Corrected)
_ON_BEHALF = (
    InterestResponse.Given,
    InterestResponse.Changed,
    InterestResponse.Withdrawn,
    InterestResponse.Corrected,
)
_ABOUT_MEMBERSHIP = (*_TO_WHO_IS_ADDRESSED, *_TO_FORBUND)
TOLD: tuple[type[DomainEvent], ...] = (
    InterestRequest.Sent,
    Document.RemissOpened,
    *_TO_RECIPIENTS,
    *_TO_WHO_IS_IN,
    *_ABOUT_MEMBERSHIP,
    *_ON_BEHALF,
    *_TO_FUNDERS,
    *_REPORTS,
    Invitation.CarriedOut,
)
"""The events of which anybody is told."""
_KINDS: Mapping[MailKind, tuple[type[DomainEvent], ...]] = {
    MailKind.REQUEST: (InterestRequest.Sent,),
    MailKind.REMISS: (Document.RemissOpened,),
    MailKind.ON_BEHALF: _ON_BEHALF,
    MailKind.MEMBERSHIP: _ABOUT_MEMBERSHIP,
    MailKind.FUNDING: _TO_FUNDERS,
    MailKind.REPORT: _REPORTS,
    MailKind.LET_IN: (Invitation.CarriedOut,),
}

IS_IN = JOINED | {Status.INTERESTED, Status.CONDITIONAL, Status.UNANSWERED}
"""Whom a decision about an insats concerns."""

_ROLES = frozenset({Role.OFFICER, Role.PROCESS_LEADER})
_OF_MEMBERSHIPS = _ROLES | {Role.ADMINISTRATOR}


def kind_of(event: DomainEvent) -> MailKind:
    """What a mail about one of these events is about."""
    if isinstance(event, Document.MadePublic) and event.kind in DIRECTIVES:
        return MailKind.DECISION
    return next((kind for kind, classes in _KINDS.items() if isinstance(event, classes)), MailKind.DECISION)


async def concerned(connection: AsyncConnection, recorded: RecordedEvent, as_of: AsOf) -> Iterable[str]:
    """The organisations whose people are told, as the one that recorded it knew them then."""
    event = recorded.event
    match event:
        case InterestRequest.Sent():
            return event.recipients
        case InterestRequest.Event():
            request = (await requests_by_id(connection, [key_of(event.originator_id)], as_of)).values()
            return (each for found in request for each in found.recipients)
        case Insats.Event():
            return await _who_is_in(connection, event.region_id, key_of(event.originator_id), as_of)
        case Document.MadePublic() if event.kind in DIRECTIVES:
            anew = event.number != FIRST_WHOLE
            return await _who_is_in(connection, event.region_id, event.insats_id, as_of) if anew else ()
        case Membership.Event():
            return (event.region_id,)
        case StatusReports.Event() | Document.MadePublic():
            funders = (await funders_of(connection, [event.insats_id], as_of))[event.insats_id]
            return (each.organisation_id for each in funders if each.reads_on(as_of.day))
    addressed_to: tuple[str, ...] = getattr(event, "addressed_to", ())
    return addressed_to


async def _who_is_in(connection: AsyncConnection, region_id: str, insats_id: str, as_of: AsOf) -> Iterable[str]:
    cells = await participants(connection, region_id, [insats_id], as_of)
    return (cell.municipality_id for cell in cells if cell.status in IS_IN)


async def held(connection: AsyncConnection, tenant_id: str, day: date) -> list[Mandate]:
    """The mandates that hold on a day, in the transaction's own tenant."""
    found = Mandates.replay(recorded.event for recorded in await log.stream(connection, tenant_id, STREAM))
    return [each for each in found.held.values() if each.covers(day)] if found else []


def is_told(mandate: Mandate, kind: MailKind, insats_id: str | None = None) -> bool:
    """Whether who holds it is told: who prepares and who decides; of memberships, who administers too.

    Of what the organisation funds: who reads about this insats, or about any, and of all but its reports who says who
    does.
    """
    if kind in {MailKind.FUNDING, MailKind.REPORT}:
        reads = mandate.role is Role.FUNDER_READER and insats_id in {None, mandate.insats_id}
        return reads or (kind is MailKind.FUNDING and mandate.role is Role.ADMINISTRATOR)
    roles = _OF_MEMBERSHIPS if kind is MailKind.MEMBERSHIP else _ROLES
    return kind is MailKind.LET_IN or mandate.role in roles or mandate.seat is Body.KOMMUNLEDNING
