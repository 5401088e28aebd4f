"""Interest requests: who was asked, who has answered, who is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import strawberry
from strawberry import Parent

from samverka_domain.questions import Question
from samverka_graphql.kernel.connections import After, Connection, First, newest_first
from samverka_graphql.kernel.context import DecidedAsOf, Info, KnownAt
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_FORBUND, TO_REGION, WHEN_DISCLOSED
from samverka_graphql.memberships import region_members
from samverka_projections import requests as requests_view
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.memberships import MemberOnDay, RegionFact
from samverka_projections.requests import Draft, Recipient, RequestThen


@dataclass(frozen=True)
class Tally:
    """How many have answered; null where not disclosed yet.

    Counts of recipients; `rate` is the share that has answered, 0 to 1.
    """

    recipients: int
    answered: int | None = None
    late: int | None = None
    rate: float | None = None
    unanswered: list[MemberOnDay] | None = None
    """Whom to remind"""
    overdue: list[MemberOnDay] | None = None
    """Unanswered although the time is over"""


show(Question, to=TO_REGION)
show(Tally, to=WHEN_DISCLOSED)
show(
    RequestThen,
    "InterestRequest",
    to=TO_REGION,
    id="request_id",
    hide=("insats_id", "recipients", "ending"),
    also=("version",),
)
show(Draft, "InterestRequestDraft", to=TO_FORBUND, id="request_id")


@field("An interest request that was sent; null if there is none to see")
async def interest_request(
    info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None
) -> RequestThen | None:
    """At the time asked about."""
    as_of = info.context.as_of(known_at, decided_as_of)
    return (await requests_view.requests_by_id(info.context.connection, [id], as_of)).get(id)


@field()
async def sent_at(request: Parent[RequestThen]) -> datetime:
    """When it was recorded that it had gone out."""
    return request.recorded_at


@field("What it is about")
async def insats(request: Parent[RequestThen], info: Info) -> InsatsThen | None:
    """The insats, gathered with those of other requests."""
    return await info.context.load(insatser_by_id, request.as_of, request.insats_id)


@field("Who has answered")
async def tally(request: Parent[RequestThen], info: Info) -> Tally:
    """Counted from what the caller may see."""
    context = info.context
    recipients = await context.load(requests_view.recipients_by_request, request.as_of, request.request_id) or []
    disclosed = context.reader.tenant_id == request.region_id or request.open_answers or request.status != "OPEN"
    if not disclosed:
        return Tally(len(recipients))
    unanswered = {each.member_id for each in recipients if _is_missing(each)}
    members = await region_members(info, request.as_of, request.region_id)
    missing = [member for member in members.values() if member.member_id in unanswered]
    return _tally(recipients, missing, is_open=request.status == "OPEN")


@field("All interest requests about it, newest first")
async def interest_requests(insats: Parent[InsatsThen], info: Info) -> list[RequestThen]:
    """Gathered with those of other insatser."""
    return await info.context.load(requests_view.requests_by_insats, insats.as_of, insats.insats_id) or []


@field("Interest requests that have been sent, newest first", name="interest_requests")
async def sent_in_region(
    region: Parent[RegionFact], info: Info, first: First = 50, after: After = None
) -> Connection[RequestThen]:
    """A page."""
    context, region_id = info.context, region.region_id

    async def ask(before: int, limit: int) -> Sequence[RequestThen]:
        return await requests_view.requests(context.connection, region_id, region.as_of, before=before, limit=limit)

    return await newest_first(context, f"requests:{region_id}", first, after, ask, lambda row: row.position)


@field("The caller's own requests that have not been sent")
async def interest_request_drafts(region: Parent[RegionFact], info: Info) -> list[Draft]:
    """Empty for everybody but the förbund."""
    if info.context.reader.tenant_id != region.region_id:
        return []
    return await requests_view.drafts(info.context.connection, region.as_of)


def _is_missing(recipient: Recipient) -> bool:
    return recipient.stance is None and not recipient.withdrawn


def _tally(recipients: Sequence[Recipient], missing: list[MemberOnDay], *, is_open: bool) -> Tally:
    answered = sum(not _is_missing(each) for each in recipients)
    return Tally(
        recipients=len(recipients),
        answered=answered,
        late=sum(bool(each.late) for each in recipients),
        rate=answered / len(recipients) if recipients else 0.0,
        unanswered=missing,
        overdue=[] if is_open else missing,
    )
