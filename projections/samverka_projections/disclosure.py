"""When an answer opens to the region: when its request closes, or at once if the request has open answers.

Withdrawing a request closes nothing: answers that had not opened before stay with the förbund and who gave them.
Closing one whose deadline has passed opens nothing either: they are open since. So what has opened stays open, and
nothing that happens later changes when it did.

A projection with rows about answers keeps, beside them, one row per request with the moment of opening; at the end
of each page the rows of the requests that the page touched get that moment. It decides only who may see a row, never
what the row says.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import sql

from samverka_domain.answers import InterestResponse
from samverka_domain.requests import InterestRequest
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.building import Writer
from samverka_projections.kernel.fact import Fact, fact, row
from samverka_projections.kernel.projection import Settle
from samverka_projections.kernel.rows import key_of

Moved = InterestRequest.Sent | InterestRequest.DeadlineExtended | InterestRequest.Closed | InterestRequest.Withdrawn
"""What happened to a request and may open the answers to it."""


@row
class Opening(Fact):
    """When answers to a request open; a request with open answers opens when it is sent."""

    request_id: str
    answers_open_at: datetime
    is_deadline: bool
    """Whether they open at that moment unless it is put off, or something else opens them before."""
    withdrawn: bool
    """Whether nothing opens from that moment on, instead."""


_KEYS = (("region_id", "request_id", "position"),)


@fact("answer_openings", of=("request_id",), keys=_KEYS)
class AnswerOpening(Opening):
    """When the answers to a request open."""


@fact("history_openings", of=("request_id",), keys=_KEYS)
class HistoryOpening(Opening):
    """When the entries about answers to a request open."""


def opening(event: Moved) -> dict[str, Any]:
    """The fields of an opening."""
    open_answers = isinstance(event, InterestRequest.Sent) and event.open_answers
    waits = isinstance(event, InterestRequest.Sent | InterestRequest.DeadlineExtended) and not open_answers
    opens_at = event.closes_at if waits else event.timestamp  # type: ignore[union-attr]
    return {
        "request_id": key_of(event.originator_id),
        "answers_open_at": opens_at,
        "is_deadline": waits,
        "withdrawn": isinstance(event, InterestRequest.Withdrawn),
    }


def answers_open(event: Moved) -> Iterator[AnswerOpening]:
    """A fold for the projection of answers."""
    yield AnswerOpening(**opening(event))


def entries_open(event: Moved) -> Iterator[HistoryOpening]:
    """A fold for the projection of history."""
    yield HistoryOpening(**opening(event))


_OPEN = """
update {disclosed} a
set opens_at = o.opens_at
from (
    select region_id, request_id, case when opened_at <= withdrawn_at then opened_at end as opens_at
    from (
        select region_id, request_id, least(
                   (array_agg(answers_open_at order by place desc, position desc) filter (where is_deadline))[1],
                   min(answers_open_at) filter (where not is_deadline and not withdrawn)
               ) as opened_at,
               coalesce(min(answers_open_at) filter (where withdrawn), 'infinity') as withdrawn_at
        from {openings} where %(requests)s::text[] is null or request_id = any (%(requests)s)
        group by region_id, request_id
    ) said
) o
where a.region_id = o.region_id and a.request_id = o.request_id
  and (%(requests)s::text[] is null or a.request_id = any (%(requests)s))
  and a.about_answer and a.opens_at is distinct from o.opens_at
"""


def settles(disclosed: type[Fact], openings: type[Opening]) -> Settle:
    """Give the answers to the requests that the page touched, or to all, their moment of opening."""

    def settle(writer: Writer, page: list[RecordedEvent] | None) -> None:
        touched = None if page is None else sorted({key for recorded in page if (key := _request_of(recorded))})
        if touched != []:
            tables = {"disclosed": writer.table(disclosed), "openings": writer.table(openings)}
            writer.cursor.execute(sql.SQL(_OPEN).format(**tables), {"requests": touched})

    return settle


def _request_of(recorded: RecordedEvent) -> str | None:
    event = recorded.event
    if isinstance(event, InterestRequest.Event):
        return key_of(recorded.stream_id)
    return event.request_id if isinstance(event, InterestResponse.Event) else None
