"""Interest requests: who was asked, who has answered, who is late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import strawberry
from strawberry import Parent

from samverka_domain.questions import Question
from samverka_graphql.kernel.connections import After, Connection, First, newest_first, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt, On
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_FORBUND, TO_REGION, WHEN_DISCLOSED
from samverka_graphql.memberships import region_members
from samverka_projections import requests as requests_view
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.memberships import MemberOnDay, RegionFact
from samverka_projections.participation.tallies import Tallied, tallies
from samverka_projections.requests import Draft, RequestThen


@dataclass(frozen=True)
class Tally:
    """How many have answered; null where not disclosed yet.

    Counts of recipients; `rate` is the share that has answered, 0 to 1. A withdrawn answer is none.
    """

    recipients: int
    """Those that are members"""
    left: int
    """Recipients that have left the förbund: counted here alone"""
    answered: int | None = None
    late: int | None = None
    rate: float | None = None
    unanswered: list[MemberOnDay] | None = None
    """Whom to remind: who has not answered, and takes no part either"""
    overdue: list[MemberOnDay] | None = None
    """Those of them for whom the last day has passed"""


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
show(Draft, "InterestRequestDraft", to=TO_FORBUND, id="request_id", hide=("wording", "approval", "position"))


@field()
def title(draft: Parent[Draft]) -> str:
    """As it is worded so far."""
    return draft.wording.title


@field()
def text(draft: Parent[Draft]) -> str:
    """As it is worded so far."""
    return draft.wording.text


@field()
def questions(draft: Parent[Draft]) -> tuple[Question, ...]:
    """As they are worded so far."""
    return draft.wording.questions


@field("An interest request that was sent; null if there is none to see")
async def interest_request(
    info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None, on: On = None
) -> RequestThen | None:
    """At the time asked about."""
    as_of = await info.context.as_of(known_at, decided_as_of, on)
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
    tallied = await context.load(tallies, request.as_of, request.request_id)
    members = await region_members(info, request.as_of, request.region_id)
    return _tally(tallied, members) if tallied else Tally(0, 0)


@field("All interest requests about it, newest first")
async def interest_requests(insats: Parent[InsatsThen], info: Info) -> list[RequestThen]:
    """Gathered with those of other insatser."""
    return await info.context.load(requests_view.requests_by_insats, insats.as_of, insats.insats_id) or []


@field("Interest requests that have been sent, newest first", name="interest_requests")
async def sent_in_region(
    region: Parent[RegionFact], info: Info, first: First = 50, after: After = None
) -> Connection[RequestThen]:
    """A page."""
    region_id, shared = region.region_id, info.context.connection
    asked = page(info.context, f"requests:{region_id}", first, after, region.as_of)

    async def ask(before: int, limit: int) -> Sequence[RequestThen]:
        return await requests_view.requests(shared, region_id, asked.as_of, before=before, limit=limit)

    return await newest_first(asked, ask, lambda row: row.position)


@field("The caller's own requests that have not been sent")
async def interest_request_drafts(region: Parent[RegionFact], info: Info) -> list[Draft]:
    """Empty for everybody but the förbund."""
    if info.context.reader.tenant_id != region.region_id:
        return []
    return await requests_view.drafts(info.context.connection, region.as_of)


def _tally(tallied: Tallied, members: Mapping[str, MemberOnDay]) -> Tally:
    recipients = set(tallied.recipients) & members.keys()
    counted = Tally(len(recipients), len(tallied.recipients) - len(recipients))
    if tallied.reactions is None:
        return counted
    made = {member: each for member, each in tallied.reactions.items() if member in recipients}
    answered = sum(each.answered for each in made.values())
    return replace(
        counted,
        answered=answered,
        late=sum(each.late for each in made.values()),
        rate=answered / len(recipients) if recipients else 0.0,
        unanswered=[member for key, member in members.items() if key in made and made[key].may_be_reminded],
        overdue=[member for key, member in members.items() if key in made and made[key].overdue],
    )
