"""The municipalities' answers to interest requests, and their withdrawals."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.answers import InterestResponse, Stance
from samverka_domain.questions import Answer
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.disclosure import AnswerOpening, answers_open, settles
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Decided, Replaceable, Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest


@fact(
    "answers",
    of=("request_id", "municipality_id"),
    keys=(
        ("position",),
        ("region_id", "superseded_at"),
        ("region_id", "request_id", "municipality_id", "position"),
    ),
)
class AnswerFact(Decided, Shared, Replaceable):
    """A municipality's latest answer to a request.

    Its own replaces what the förbund registered on its behalf.
    """

    request_id: str
    insats_id: str
    municipality_id: str
    stance: Stance | None = None
    withdrawn: bool = False
    withdrawn_from: date | None = None
    late: bool | None = None
    on_behalf: bool
    conditions: str | None = None
    source: str | None = None
    answers: tuple[Answer, ...] = ()
    after_closing: bool = False
    """Whether it was put right after the request had closed"""
    about_answer: bool = True


def _answered(
    event: InterestResponse.Given | InterestResponse.Changed, recorded: RecordedEvent
) -> Iterator[AnswerFact]:
    reply = event.reply
    yield AnswerFact(
        **_identity(event, recorded),
        stance=reply.stance,
        late=event.late,
        conditions=reply.conditions,
        source=event.source,
        answers=reply.answers,
    )


def _withdrawn(event: InterestResponse.Withdrawn, recorded: RecordedEvent) -> Iterator[AnswerFact]:
    yield AnswerFact(**_identity(event, recorded), withdrawn=True, withdrawn_from=event.effective_from)


def _identity(event: InterestResponse.Event, recorded: RecordedEvent) -> dict[str, Any]:
    said = recorded.event
    return {
        "request_id": event.request_id,
        "insats_id": event.insats_id,
        "municipality_id": event.municipality_id,
        "on_behalf": bool(event.addressed_to),
        "after_closing": isinstance(said, InterestResponse.Corrected) and said.after_closing,
    }


PROJECTION = Projection(
    "answers", 4, (_answered, _withdrawn, answers_open), settle=settles(AnswerFact, AnswerOpening)
)


async def answers_of(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> dict[str, AnswerFact]:
    """A municipality's latest answers by request, as far as the caller may see them."""
    query = latest(AnswerFact, as_of, "municipality_id = %(municipality_id)s")
    found = await ask(connection, AnswerFact, query, as_of, municipality_id=municipality_id)
    return {answer.request_id: answer for answer in found}
