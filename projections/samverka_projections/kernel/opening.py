"""When an answer opens to the region: when its request closes, or at once if the request has open answers.

A projection with rows about answers keeps, beside them, one row per request with the moment of opening; at the end
of each page the rows of the requests that the page touched get that moment. It is the one thing in a view that
changes, and it decides only who may see a row, never what the row says.
"""

from psycopg import sql

from samverka_domain.answers import InterestResponse
from samverka_domain.requests import InterestRequest
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.building import Table, Writer, key_of

_REQUEST_EVENTS = (
    InterestRequest.Sent,
    InterestRequest.DeadlineExtended,
    InterestRequest.Closed,
    InterestRequest.Withdrawn,
)
_ANSWERS = (InterestResponse.Given, InterestResponse.Changed, InterestResponse.Withdrawn)


def openings_table(prefix: str) -> Table:
    """Facts about when answers to a request open; a request with open answers opens when it is sent."""
    return Table(
        f"{prefix}_openings",
        (("request_id", "text not null"), ("answers_open_at", "timestamptz"), ("is_open", "boolean")),
        (("region_id", "request_id", "position"),),
    )


def opening_row(recorded: RecordedEvent) -> tuple[str, object, bool | None]:
    """The values of an openings row."""
    request_id, event = key_of(recorded.stream_id), recorded.event
    if isinstance(event, InterestRequest.Sent) and event.open_answers:
        return request_id, recorded.recorded_at, True
    if isinstance(event, InterestRequest.Sent | InterestRequest.DeadlineExtended):
        return request_id, event.closes_at, None
    return request_id, recorded.recorded_at, None


_OPEN = """
update {answers} a
set opens_at = o.answers_open_at
from (
    select distinct on (request_id) request_id, answers_open_at
    from {openings} where %(requests)s::text[] is null or request_id = any (%(requests)s)
    order by request_id, is_open desc nulls last, position desc
) o
where a.request_id = o.request_id and (%(requests)s::text[] is null or a.request_id = any (%(requests)s))
  and a.about_answer
  and a.opens_at is distinct from o.answers_open_at
"""


def settle_openings(writer: Writer, page: list[RecordedEvent] | None, answers: str, openings: str) -> None:
    """Give the answers to the requests that the page touched, or to all, their moment of opening."""
    touched = None if page is None else sorted({key for recorded in page if (key := _request_of(recorded))})
    if touched != []:
        query = sql.SQL(_OPEN).format(answers=writer.table(answers), openings=writer.table(openings))
        writer.cursor.execute(query, {"requests": touched})


def _request_of(recorded: RecordedEvent) -> str | None:
    if isinstance(recorded.event, _REQUEST_EVENTS):
        return key_of(recorded.stream_id)
    return recorded.event.request_id if isinstance(recorded.event, _ANSWERS) else None
