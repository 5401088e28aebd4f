"""What the standings of a region rest on, as the database hands it over: small texts that mean facts of the domain.

Asked for are the facts that existed then: the latest about each thing, and the one before where the latest takes it
back. On which day before they were decided makes no difference, so that few texts are different.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from samverka_domain.answers import Stance
from samverka_domain.kernel.calendar import last_day_before
from samverka_domain.participation import Declines, Ends, PartDecision, Replies, Request, TakesPart, Withdraws, Word
from samverka_domain.requests import Ending
from samverka_projections.answers import AnswerFact
from samverka_projections.commitments import PartFact
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact
from samverka_projections.kernel.reading import existing, latest
from samverka_projections.requests import DeadlineFact, EndingFact, JudgementFact, SentFact

_REGION = "region_id = %(region_id)s"


class _Sending(NamedTuple):
    insats_id: str
    request_id: str
    round: str
    position: int
    sent_on: date
    open_answers: bool
    closes_at: datetime
    ending: str | None
    ended_on: date | None
    ended_at: datetime | None
    judged_on: date | None
    recipients: str
    reader: str


class Sent(NamedTuple):
    """A request as it was sent; `request` is for who may know all that is said to it."""

    request_id: str
    round: str
    request: Request
    recipients: Sequence[str]
    disclosed: bool
    """Whether the reader may know what others say to it."""
    reader: str


class Detail(NamedTuple):
    """What an answer or a decision says of itself; the conditions are an answer's, the days those of resources."""

    decision: dict[str, Any] | None = None
    """As it is stored: few of many are looked at."""
    recorded_at: datetime | None = None
    conditions: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Facts:
    """All that the standings of some insatser rest on."""

    requests: dict[str, list[Sent]]
    """By insats, in the order of their sending."""
    answers: dict[str, str]
    """By request, `municipality words` of each who answered, with commas between."""
    parts: dict[str, str]
    """By insats, `municipality hours thousands decisions` of each who has or had a part, with commas between."""


Details = dict[tuple[str, str], tuple[Detail, Detail]]
"""By request or insats, and municipality: of an answer or part, and of what took it back; the same if nothing has."""


class Asker:
    """Asks about a region as of a place in time, about all its insatser or some."""

    def __init__(
        self, connection: AsyncConnection, region_id: str, as_of: AsOf, insats_ids: Sequence[str] | None = None
    ) -> None:
        self._connection = connection
        self._region_id = region_id
        self._as_of = as_of
        self._ids = insats_ids
        self._chosen = "" if insats_ids is None else "and insats_id = any (%(ids)s)"

    async def facts(self) -> Facts:
        """The facts alone."""
        return Facts(await self._requests(), await self._texts(_ANSWERS), await self._texts(_PARTS))

    async def all_sent(self) -> Facts:
        """The same with requests that have been withdrawn."""
        return Facts(await self._sent(), await self._texts(_ANSWERS), await self._texts(_PARTS))

    async def detailed(self) -> tuple[Facts, Details, Details]:
        """The facts, and what answers and decisions about parts say of themselves."""
        texts, answers = await self._rows(_ANSWERS)
        more_texts, parts = await self._rows(_PARTS)
        return Facts(await self._requests(), texts, more_texts), answers, parts

    async def _texts(self, source: "_Source") -> dict[str, str]:
        """One text for each thing: arrays, or a row for each fact, take up to twice as long."""
        found: dict[str, list[str]] = {}
        taking_back: list[int] = []
        for thing, text, positions in await self._ask(source.gathered(self._latest(source))):
            found[thing] = [text] if text else []
            taking_back += positions or ()
        for thing, municipality_id, day, written, *_ in await self._taken_back(source, taking_back):
            found[thing].append(f"{municipality_id} {written}{day}")
        return {thing: ",".join(texts) for thing, texts in found.items()}

    async def _rows(self, source: "_Source") -> tuple[dict[str, str], Details]:
        """A row for each fact."""
        found: dict[str, list[str]] = {}
        details: Details = {}
        taking_back: list[int] = []
        for thing, municipality_id, written, position, *said in await self._ask(source.each(self._latest(source))):
            details[thing, municipality_id] = (Detail._make(said),) * 2
            if written:
                found.setdefault(thing, []).append(f"{municipality_id} {written}")
            else:
                taking_back.append(position)
        for thing, municipality_id, day, written, *said in await self._taken_back(source, taking_back):
            details[thing, municipality_id] = (Detail._make(said), details[thing, municipality_id][1])
            found.setdefault(thing, []).append(f"{municipality_id} {written}{day}")
        return {thing: ",".join(texts) for thing, texts in found.items()}, details

    async def _taken_back(self, source: "_Source", taking_back: list[int]) -> list[tuple[Any, ...]]:
        return await self._ask(source.taken_back(self._as_of), taking_back=taking_back) if taking_back else []

    def _latest(self, source: "_Source") -> str:
        return latest(source.kind, self._as_of, f"{_REGION} {self._chosen}", "*")

    async def _requests(self) -> dict[str, list[Sent]]:
        """Those that count on the day."""
        day, sent = self._as_of.day, await self._sent()
        counting = {key: [each for each in found if each.request.counts_on(day)] for key, found in sent.items()}
        return {key: found for key, found in counting.items() if found}

    async def _sent(self) -> dict[str, list[Sent]]:
        """What may be known follows the moment of knowledge, whatever day is asked about."""
        sendings = await self._sendings(self._as_of)
        known = self._as_of.whenever_decided
        by_then = sendings if known == self._as_of else await self._sendings(known)
        open_ids = {each.request_id for each in by_then if _disclosed(each, self._region_id, known.known)}
        found: dict[str, list[Sent]] = {}
        for sending in sendings:
            sent = _sent(sending, disclosed=sending.request_id in open_ids)
            found.setdefault(sending.insats_id, []).append(sent)
        return found

    async def _sendings(self, as_of: AsOf) -> list[_Sending]:
        return [_Sending(*row) for row in await self._ask(_requests_query(as_of, self._chosen), as_of)]

    async def _ask(self, query: str, as_of: AsOf | None = None, **more: Any) -> list[tuple[Any, ...]]:
        at = as_of or self._as_of
        values = at.values(region_id=self._region_id, ids=self._ids, **more)
        found = await self._connection.execute(query, values)
        return await found.fetchall()


def words(written: str) -> tuple[Word, ...]:
    """What was said to a request: `stance`, marks `L` for late and `B` for on behalf, the day of a withdrawal."""
    stance, marks, withdrawn_from = written.split("/")
    reply = Replies(date.min, Stance(stance), "L" in marks, "B" in marks)
    return (reply, Withdraws(date.min, date.fromisoformat(withdrawn_from))) if withdrawn_from else (reply,)


def decisions(written: str) -> tuple[PartDecision, ...]:
    """What was decided about a part: until when what is set aside, day and place of a no, the last day."""
    until, declined, last_day = written.split("/")
    if declined:
        day, place = declined.split(":")
        return (Declines(date.fromisoformat(day), int(place)),)
    taken = TakesPart(date.min, date.fromisoformat(until) if until else None)
    return (taken, Ends(date.min, date.fromisoformat(last_day))) if last_day else (taken,)


@dataclass(frozen=True)
class _Source:
    """Facts about a thing of each municipality, the latest of which may take back the one before."""

    kind: type[Fact]
    thing: str
    taking_back: str
    """The condition on a fact that takes back the one before."""
    taken_back_on: str
    """The day that it names."""
    written: str
    """The text of any other fact; it ends where that day would stand."""
    said: str
    """The columns of a `Detail`."""

    def gathered(self, facts: str) -> str:
        """One text for each thing, and the places of what takes back."""
        return f"""
            select {self.thing},
                   string_agg(municipality_id || ' ' || {self.written}, ',') filter (where not {self.taking_back}),
                   array_agg(position) filter (where {self.taking_back})
            from ({facts}) latest group by {self.thing}
        """

    def each(self, facts: str) -> str:
        """Each fact with what it says; what takes back has no text."""
        text = f"case when not {self.taking_back} then {self.written} end"
        return f"select {self.thing}, municipality_id, {text}, position, {self.said} from ({facts}) latest"

    def taken_back(self, as_of: AsOf) -> str:
        """At some places, from which day what was taken back, and what that says."""
        return f"""
            select latest.{self.thing}, latest.municipality_id, latest.{self.taken_back_on}::text, before.*
            from {self.kind.table} latest cross join lateral (
                select {self.written} as written, {self.said} from {self.kind.table}
                where {_REGION} and {self.thing} = latest.{self.thing} and municipality_id = latest.municipality_id
                  and {existing(self.kind, as_of)} and place < latest.place and not {self.taking_back}
                order by place desc, position desc limit 1
            ) before
            where latest.position = any (%(taking_back)s)
        """


_DECISION = "decision, recorded_at"

_MARKS = "case when late then case when on_behalf then '/LB/' else '/L/' end when on_behalf then '/B/' else '//' end"
_ANSWERS = _Source(
    kind=AnswerFact,
    thing="request_id",
    taking_back="withdrawn",
    taken_back_on="withdrawn_from",
    written=f"stance || {_MARKS}",
    said=f"{_DECISION}, conditions, null::date, null::date",
)

_RESOURCES = "hours || ' ' || thousand_kronor || ' ' || valid_to || '//'"
_DECLINED = "'  /' || effective_on || ':' || place || '/'"
_PARTS = _Source(
    kind=PartFact,
    thing="insats_id",
    taking_back="(kind = 'ENDED')",
    taken_back_on="valid_to",
    written=f"case kind when 'DECLINED' then {_DECLINED} else coalesce({_RESOURCES}, '  //') end",
    said=f"{_DECISION}, null::text, valid_from, valid_to",
)


def _requests_query(as_of: AsOf, chosen: str) -> str:
    ended = "request_id, ending, effective_on, place"
    # Also of an ending that was put right since: that says nothing of what had opened when it was recorded.
    first_recorded = f"select request_id, position, recorded_at from {EndingFact.table} where {_REGION}"
    judged = f"""
        select request_id, min(effective_on) as judged_on from {JudgementFact.table}
        where {_REGION} and {as_of.existed} group by request_id
    """
    return f"""
        select s.insats_id, s.request_id, s.round, s.position, s.effective_on, s.open_answers, d.closes_at,
               e.ending, e.effective_on, f.recorded_at, j.judged_on, array_to_string(s.recipients, ','),
               (select samverka.current_tenant())
        from (select * from {SentFact.table} where {_REGION} and {as_of.existed} {chosen}) s
        join ({latest(DeadlineFact, as_of, _REGION, "request_id, closes_at")}) d on d.request_id = s.request_id
        left join ({latest(EndingFact, as_of, _REGION, ended)}) e on e.request_id = s.request_id
        left join ({first_recorded}) f on f.request_id = e.request_id and f.position = e.place
        left join ({judged}) j on j.request_id = s.request_id
        order by s.position
    """


def _sent(sending: _Sending, *, disclosed: bool) -> Sent:
    last_day = last_day_before(sending.closes_at)
    withdrawn = sending.ending == Ending.WITHDRAWN
    if sending.ended_on and not withdrawn:
        last_day = min(last_day, sending.ended_on)
    withdrawn_on = sending.ended_on if withdrawn else None
    request = Request(sending.sent_on, sending.position, last_day, withdrawn_on, sending.judged_on)
    recipients = sending.recipients.split(",")
    return Sent(sending.request_id, sending.round, request, recipients, disclosed, sending.reader)


def _disclosed(sending: _Sending, region_id: str, moment: datetime) -> bool:
    """To other municipalities: once the time is over, or at once if it was sent with open answers."""
    if sending.reader == region_id or sending.open_answers or sending.ending == Ending.CLOSED:
        return True
    return sending.closes_at <= min(moment, sending.ended_at or moment)
