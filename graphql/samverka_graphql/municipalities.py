"""One municipality's view: what it is asked, what it has answered, what it has committed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

import strawberry

from samverka_graphql.kernel.connections import After, Connection, First, connection, key_after, page_size
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.visibility import TO_REGION, WHEN_DISCLOSED
from samverka_graphql.requests import InterestRequest
from samverka_projections import answers_and_commitments as answers_and_commitments_view
from samverka_projections import requests as requests_view
from samverka_projections.answers_and_commitments import AnswerRow, CommitmentRow
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.requests import NEWEST


@strawberry.type(description="A municipality's latest answer to a request", directives=WHEN_DISCLOSED)
class Answer:
    """An answer; `version` is for If-Match."""

    request_id: strawberry.ID
    insats_id: strawberry.ID
    stance: str | None
    withdrawn: bool
    late: bool | None
    on_behalf: bool
    conditions: str | None
    reason: str
    record_number: str
    decided_on: date
    recorded_at: datetime
    version: int

    @classmethod
    def of(cls, row: AnswerRow) -> "Answer":
        """From its row."""
        return cls(
            request_id=strawberry.ID(row.request_id),
            insats_id=strawberry.ID(row.insats_id),
            stance=row.stance,
            withdrawn=row.withdrawn,
            late=row.late,
            on_behalf=not row.own,
            conditions=row.conditions,
            reason=row.reason,
            record_number=row.record_number,
            decided_on=row.decided_on,
            recorded_at=row.recorded_at,
            version=row.version,
        )


@strawberry.type(description="Hours that one role gives in one year", directives=TO_REGION)
class RoleHours:
    """Whole hours."""

    role: str
    year: int
    hours: int


@strawberry.type(description="Money in one year", directives=TO_REGION)
class YearMoney:
    """Whole thousands of kronor."""

    year: int
    thousand_kronor: int


@strawberry.type(description="A municipality's part in an insats", directives=TO_REGION)
class Commitment:
    """By its latest decision; `version` is for If-Match."""

    insats_id: strawberry.ID
    kind: str = strawberry.field(description="TAKING_PART, RESOURCES_SET_ASIDE or ENDED")
    hours: list[RoleHours]
    money: list[YearMoney]
    valid_from: date | None
    valid_to: date | None
    record_number: str
    decided_on: date
    version: int

    @classmethod
    def of(cls, row: CommitmentRow) -> "Commitment":
        """From its row."""
        lines = row.lines or {"hours": [], "money": []}
        return cls(
            insats_id=strawberry.ID(row.insats_id),
            kind=row.kind,
            hours=[RoleHours(**line) for line in lines["hours"]],  # type: ignore[arg-type]
            money=[YearMoney(**line) for line in lines["money"]],  # type: ignore[arg-type]
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            record_number=row.record_number,
            decided_on=row.decided_on,
            version=row.version,
        )


@strawberry.type(description="What a municipality has set aside in one year, over all insatser", directives=TO_REGION)
class YearLoad:
    """Whole hours and whole thousands of kronor."""

    year: int
    hours: int
    thousand_kronor: int


@strawberry.type(description="A request to a municipality, and its answer", directives=TO_REGION)
class AskedRequest:
    """The answer is null while there is none that the caller may see."""

    request: InterestRequest
    answer: Answer | None


@strawberry.type(description="A municipality as far as the caller may see it", directives=TO_REGION)
class Municipality:
    """What it is asked, has answered and has committed."""

    id: strawberry.ID
    as_of: strawberry.Private[AsOf]

    @strawberry.field(description="The requests sent to it, newest first, each with its answer")
    async def asked(self, info: Info, first: First = 50, after: After = None) -> Connection[AskedRequest]:
        """A page."""
        purpose = f"asked:{self.id}"
        key = key_after(info.context, purpose, after)
        before = int(key[0]) if key else NEWEST
        shared, limit = info.context.connection, page_size(first) + 1
        rows = await requests_view.asked(shared, self.id, self.as_of, before=before, limit=limit)
        answers = await answers_and_commitments_view.answers_of(shared, self.id, self.as_of)

        def node(row: requests_view.RequestRow) -> AskedRequest:
            answer = answers.get(row.request_id)
            return AskedRequest(
                request=InterestRequest.of(row, self.as_of), answer=Answer.of(answer) if answer else None
            )

        return connection(info.context, purpose, rows, first, lambda row: [row.sent_position], node)

    @strawberry.field(description="Its parts in insatser")
    async def commitments(self, info: Info) -> list[Commitment]:
        """By latest decision."""
        rows = await answers_and_commitments_view.commitments_of(info.context.connection, self.id, self.as_of)
        return [Commitment.of(row) for row in rows]

    @strawberry.field(description="What it has set aside, year by year, over all insatser")
    async def load(self, info: Info) -> list[YearLoad]:
        """Parts that have ended no longer weigh."""
        rows = await answers_and_commitments_view.commitments_of(info.context.connection, self.id, self.as_of)
        return _load(Commitment.of(row) for row in rows if row.kind == "RESOURCES_SET_ASIDE")


def _load(commitments: Iterable[Commitment]) -> list[YearLoad]:
    hours: Counter[int] = Counter()
    money: Counter[int] = Counter()
    for commitment in commitments:
        for role in commitment.hours:
            hours[role.year] += role.hours
        for line in commitment.money:
            money[line.year] += line.thousand_kronor
    years = sorted(hours.keys() | money.keys())
    return [YearLoad(year=year, hours=hours[year], thousand_kronor=money[year]) for year in years]
