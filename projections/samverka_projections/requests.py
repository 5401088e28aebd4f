"""Interest requests: who was asked what, until when, and who has answered."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from psycopg import AsyncConnection

from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.questions import Question
from samverka_domain.requests import Ending, InterestRequest, Round, Wording
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Position, Seen, Shared, fact, own_names, row
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import NEWEST, ask, latest, latest_beside
from samverka_projections.kernel.rows import key_of


@fact("request_drafts", of=("request_id",), keys=(("tenant_id", "request_id", "position"),))
class DraftFact(Fact):
    """A step towards a request: its wording, or that it was approved."""

    request_id: str
    insats_id: str
    round: Round | None = None
    wording: Wording | None = None
    approved: bool = False


@fact("sent_requests", of=("request_id",), keys=(("region_id", "insats_id", "position"), ("region_id", "request_id")))
class SentFact(Shared):
    """An interest request (intresseförfrågan) that has been sent."""

    request_id: str
    insats_id: str
    round: Round
    title: str
    text: str
    questions: tuple[Question, ...]
    open_answers: bool
    recipients: tuple[str, ...]


@fact(
    "request_recipients",
    of=("request_id", "member_id"),
    keys=(("region_id", "member_id", "insats_id", "position"), ("region_id", "request_id", "member_id")),
)
class RecipientFact(Shared):
    """That a request went to an organisation."""

    request_id: str
    insats_id: str
    member_id: str


@fact("request_deadlines", of=("request_id",), keys=(("region_id", "request_id", "position"),))
class DeadlineFact(Shared):
    """The first moment at which an answer is late."""

    request_id: str
    closes_at: datetime


@fact("request_endings", of=("request_id",), keys=(("region_id", "request_id", "position"),))
class EndingFact(Shared):
    """How a request stopped taking answers on time."""

    request_id: str
    ending: Ending


@fact("request_judgements", of=("request_id",), keys=(("region_id", "request_id", "position"),))
class JudgementFact(Shared):
    """That the e-råd judged the interest that had been answered."""

    request_id: str


@row
class RequestThen(SentFact):
    """An interest request (intresseförfrågan) that has been sent."""

    closes_at: datetime
    ending: Ending | None
    status: str
    """OPEN, CLOSED or WITHDRAWN at the moment asked about, or on the day; it is open through its last day"""


@row
class Draft(Seen):
    """A request that has not been sent; seen by its own förbund only."""

    request_id: str
    insats_id: str
    round: Round
    wording: Wording
    approved: bool
    approval: Decision | None
    """The latest; of what the draft says now only if it is approved."""
    position: Position
    """Where in the log it became known what it says now"""
    version: int


def _drafted(event: InterestRequest.Drafted | InterestRequest.Revised) -> Iterator[DraftFact]:
    asked_in = event.round if isinstance(event, InterestRequest.Drafted) else None
    yield DraftFact(
        request_id=key_of(event.originator_id), insats_id=event.insats_id, round=asked_in, wording=event.wording
    )


def _approved(event: InterestRequest.Approved) -> Iterator[DraftFact]:
    yield DraftFact(request_id=key_of(event.originator_id), insats_id=event.insats_id, approved=True)


def _sent(event: InterestRequest.Sent) -> Iterator[SentFact | RecipientFact]:
    request_id, wording = key_of(event.originator_id), event.wording
    yield SentFact(
        request_id=request_id,
        insats_id=event.insats_id,
        round=event.round,
        title=wording.title,
        text=wording.text,
        questions=wording.questions,
        open_answers=event.open_answers,
        recipients=event.recipients,
    )
    for recipient in event.recipients:
        yield RecipientFact(request_id=request_id, insats_id=event.insats_id, member_id=recipient)


def _takes_answers(event: InterestRequest.Sent | InterestRequest.DeadlineExtended) -> Iterator[DeadlineFact]:
    yield DeadlineFact(request_id=key_of(event.originator_id), closes_at=event.closes_at)


def _closed(event: InterestRequest.Closed) -> Iterator[EndingFact]:
    yield EndingFact(request_id=key_of(event.originator_id), ending=Ending.CLOSED)


def _withdrawn(event: InterestRequest.Withdrawn) -> Iterator[EndingFact]:
    yield EndingFact(request_id=key_of(event.originator_id), ending=Ending.WITHDRAWN)


def _judged(event: Insats.Judged) -> Iterator[JudgementFact]:
    if event.request_id is not None:
        yield JudgementFact(request_id=event.request_id)


PROJECTION = Projection("requests", 5, (_drafted, _approved, _sent, _takes_answers, _closed, _withdrawn, _judged))


def requests_question(as_of: AsOf, where: str) -> str:
    """The question for the sent requests that fulfil a condition, as they stood then."""
    same = "region_id = s.region_id and request_id = s.request_id"
    deadline = latest_beside(DeadlineFact, as_of, same, "closes_at, version")
    ending = latest_beside(EndingFact, as_of, same, "ending, version, effective_on as ended_on")
    by_time = "case when d.closes_at <= %(moment)s then 'CLOSED' else 'OPEN' end"
    status = f"case when e.ended_on <= %(day)s then e.ending else {by_time} end"
    return f"""
        select {own_names(SentFact, "s")}, s.region_id, s.tenant_id, s.position, s.recorded_at, s.effective_on,
               d.closes_at, e.ending, {status} as status, greatest(s.version, d.version, e.version) as version
        from (select * from {SentFact.table} where {where} and {as_of.existed}) s
        cross join lateral ({deadline}) d
        left join lateral ({ending}) e on true
    """


async def requests(
    connection: AsyncConnection, region_id: str, as_of: AsOf, *, before: int = NEWEST, limit: int
) -> list[RequestThen]:
    """A page of the region's sent requests, newest first, before a position."""
    query = _page(requests_question(as_of, "region_id = %(region_id)s"))
    return await ask(connection, RequestThen, query, as_of, region_id=region_id, before=before, limit=limit)


async def asked(
    connection: AsyncConnection, member_id: str, as_of: AsOf, *, before: int = NEWEST, limit: int
) -> list[RequestThen]:
    """A page of the requests that were sent to an organisation, newest first."""
    sent_to = f"select region_id, request_id from {RecipientFact.table} where member_id = %(member_id)s"
    query = _page(requests_question(as_of, f"(region_id, request_id) in ({sent_to})"))
    return await ask(connection, RequestThen, query, as_of, member_id=member_id, before=before, limit=limit)


async def requests_by_id(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, RequestThen]:
    """Those of the ids that the caller may see."""
    query = requests_question(as_of, "request_id = any (%(ids)s)")
    return {row.request_id: row for row in await ask(connection, RequestThen, query, as_of, ids=list(ids))}


async def requests_by_insats(
    connection: AsyncConnection, ids: Sequence[str], as_of: AsOf
) -> dict[str, list[RequestThen]]:
    """All sent requests about each of these insatser, newest first."""
    query = f"{requests_question(as_of, 'insats_id = any (%(ids)s)')} order by position desc"
    found: dict[str, list[RequestThen]] = {}
    for each in await ask(connection, RequestThen, query, as_of, ids=list(ids)):
        found.setdefault(each.insats_id, []).append(each)
    return found


async def deadlines(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, DeadlineFact]:
    """Until when each of these requests takes answers on time, with when that was said last."""
    query = latest(DeadlineFact, as_of, "request_id = any (%(ids)s)")
    return {each.request_id: each for each in await ask(connection, DeadlineFact, query, as_of, ids=list(ids))}


async def last_deadline(connection: AsyncConnection, region_id: str, as_of: AsOf) -> datetime | None:
    """The latest moment at which answers to a request of the region became late."""
    query = f"""
        select max(closes_at) from {DeadlineFact.table}
        where region_id = %(region_id)s and closes_at <= %(now)s
    """
    found = await (await connection.execute(query, {"region_id": region_id, "now": as_of.now})).fetchone()
    return found[0] if found else None


async def drafts(connection: AsyncConnection, as_of: AsOf) -> list[Draft]:
    """The caller's own requests, drafted and not sent; an approval may be dated before its draft."""
    query = f"""
        select request_id, max(insats_id) as insats_id, max(round) as round,
               (array_agg(wording order by place desc) filter (where wording is not null))[1] as wording,
               (array_agg(approved order by place desc))[1] as approved,
               (array_agg(decision order by place desc) filter (where approved))[1] as approval,
               max(position) as position, max(version) as version
        from {DraftFact.table} d
        where tenant_id = samverka.current_tenant() and {as_of.existed} and not exists (
            select from (select * from {SentFact.table} where {as_of.existed}) s
            where s.region_id = d.tenant_id and s.request_id = d.request_id
        )
        group by request_id having count(round) > 0 order by request_id
    """
    return await ask(connection, Draft, query, as_of)


def _page(question: str) -> str:
    return f"select * from ({question}) page where position < %(before)s order by position desc limit %(limit)s"
