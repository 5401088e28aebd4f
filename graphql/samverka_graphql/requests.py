"""Interest requests: who was asked, who has answered, who is late."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.visibility import TO_FORBUND, TO_REGION, WHEN_DISCLOSED
from samverka_graphql.members import Member
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.requests import DraftRow, RequestRow, TallyRow

if TYPE_CHECKING:
    from samverka_graphql.insatser import Insats


@strawberry.type(description="A question of an interest request", directives=TO_REGION)
class Question:
    """A question; `options` only for choices."""

    question_id: strawberry.ID
    text: str
    kind: str
    required: bool
    options: list[str]


@strawberry.type(description="How many have answered; null where not disclosed yet", directives=WHEN_DISCLOSED)
class Tally:
    """Counts of recipients; `rate` is the share that has answered, 0 to 1."""

    recipients: int
    answered: int | None
    late: int | None
    rate: float | None
    unanswered: list[Member] | None = strawberry.field(description="Whom to remind")
    overdue: list[Member] | None = strawberry.field(description="Unanswered although the time is over")


@strawberry.type(description="An interest request (intresseförfrågan) that has been sent", directives=TO_REGION)
class InterestRequest:
    """A request as it stood then; `version` is for If-Match."""

    id: strawberry.ID
    round: str
    title: str
    text: str
    questions: list[Question]
    open_answers: bool
    sent_at: datetime
    closes_at: datetime
    status: str = strawberry.field(description="OPEN, CLOSED or WITHDRAWN at the moment asked about")
    version: int
    row: strawberry.Private[RequestRow]
    as_of: strawberry.Private[AsOf]

    @strawberry.field(description="What it is about")
    async def insats(self, info: Info) -> Annotated["Insats", strawberry.lazy("samverka_graphql.insatser")] | None:
        """The insats, gathered with those of other requests."""
        from samverka_graphql.insatser import Insats

        row = await info.context.loaders.insats.load((self.as_of, self.row.insats_id))
        return Insats.of(row, self.as_of) if row else None

    @strawberry.field(description="Who has answered")
    async def tally(self, info: Info) -> Tally:
        """Counted from what the caller may see."""
        loaders = info.context.loaders
        rows = await loaders.tally.load((self.as_of, self.row.request_id))
        members = await loaders.members.load((self.as_of, self.row.region_id))
        disclosed = info.context.reader.tenant_id == self.row.region_id or self.open_answers or self.status != "OPEN"
        if not disclosed:
            return Tally(recipients=len(rows), answered=None, late=None, rate=None, unanswered=None, overdue=None)
        unanswered = {row.member_id for row in rows if _missing(row)}
        missing = [Member.of(member) for member in members.values() if member.member_id in unanswered]
        return _tally(rows, missing, is_open=self.status == "OPEN")

    @classmethod
    def of(cls, row: RequestRow, as_of: AsOf) -> "InterestRequest":
        """From its row."""
        return cls(
            id=strawberry.ID(row.request_id),
            round=row.round,
            title=row.title,
            text=row.text,
            questions=[Question(**question) for question in row.questions],
            open_answers=row.open_answers,
            sent_at=row.sent_at,
            closes_at=row.closes_at,
            status=row.status,
            version=row.version,
            row=row,
            as_of=as_of,
        )


@strawberry.type(description="A request that has not been sent; seen by its own förbund only", directives=TO_FORBUND)
class InterestRequestDraft:
    """A draft; `version` is for If-Match."""

    id: strawberry.ID
    insats_id: strawberry.ID
    round: str
    title: str
    approved: bool
    version: int

    @classmethod
    def of(cls, row: DraftRow) -> "InterestRequestDraft":
        """From its row."""
        return cls(
            id=strawberry.ID(row.request_id),
            insats_id=strawberry.ID(row.insats_id),
            round=row.round,
            title=row.title,
            approved=row.approved,
            version=row.version,
        )


def _missing(row: TallyRow) -> bool:
    return row.stance is None and not row.withdrawn


def _tally(rows: list[TallyRow], missing: list[Member], *, is_open: bool) -> Tally:
    answered = sum(not _missing(row) for row in rows)
    return Tally(
        recipients=len(rows),
        answered=answered,
        late=sum(bool(row.late) for row in rows),
        rate=answered / len(rows) if rows else 0.0,
        unanswered=missing,
        overdue=[] if is_open else missing,
    )
