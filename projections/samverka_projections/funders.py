"""Who funds which insats: which organisations were let in to its reports, on which days, by which decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from psycopg import AsyncConnection

from samverka_domain.funders import Funder
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Seen, Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest
from samverka_projections.kernel.rows import key_of

_OF = ("funder_id",)
_KEYS = (("region_id", "funder_id", "position"),)


@fact("funders_let_in", of=_OF, keys=(("region_id", "insats_id", "position"), ("organisation_id", "position")))
class LetInFact(Shared):
    """That an organisation was let in to the reports of an insats."""

    funder_id: str
    insats_id: str
    organisation_id: str
    funder: str
    forbund: str
    insats: str
    valid_from: date
    valid_to: date | None
    number: int
    """The version of its event."""


@fact("funders_ended", of=_OF, keys=_KEYS)
class EndedFact(Shared):
    """On which day a funder's reading was ended."""

    funder_id: str
    valid_to: date
    number: int


@fact("funders_told_of_stop", of=_OF, keys=_KEYS)
class StopFact(Shared):
    """That a funder was told of the stop of its insats."""

    funder_id: str
    stopped_on: date
    why: str


@dataclass(kw_only=True)
class FunderThen(Seen):
    """An organisation that funds an insats, and reads its reports from one day to another, both inclusive."""

    as_of: AsOf
    funder_id: str
    region_id: str
    insats_id: str
    organisation_id: str
    """Its organisationsnummer"""
    funder: str
    """What the organisation is called"""
    forbund: str
    """What the förbund was called when it let the organisation in"""
    insats: str
    """What the insats was called then"""
    valid_from: date
    valid_to: date | None
    """The last day, also where the reading was ended; null until further notice"""
    decision: Decision
    """By which it was let in"""
    ended: Decision | None
    """By which its reading was ended"""
    number: int
    """The version of the event by which it was let in."""
    ended_number: int | None
    stopped_on: date | None
    """The day on which the insats was stopped, where the funder was told of it"""
    why: str | None
    """Why it was stopped"""
    version: int
    """For If-Match"""
    known_on: date
    """The day on which its letting in was recorded; if that was put right, its first."""

    def reads_on(self, day: date) -> bool:
        """Whether it reads on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def got(self, written: date) -> date | None:
        """The day on which it got what was last written on a day; None if it has not by the day asked about."""
        first = max(written, self.valid_from, self.known_on)
        return first if first <= self.as_of.day and self.reads_on(first) else None


def _let_in(event: Funder.LetIn) -> Iterator[LetInFact]:
    yield LetInFact(
        funder_id=key_of(event.originator_id),
        insats_id=event.insats_id,
        organisation_id=event.addressed_to[0],
        funder=event.funder,
        forbund=event.forbund,
        insats=event.insats,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        number=event.originator_version,
    )


def _ended(event: Funder.Ended) -> Iterator[EndedFact]:
    number = event.originator_version
    yield EndedFact(funder_id=key_of(event.originator_id), valid_to=event.valid_to, number=number)


def _told_of_stop(event: Funder.ToldOfStop) -> Iterator[StopFact]:
    yield StopFact(funder_id=key_of(event.originator_id), stopped_on=event.stopped_on, why=event.why)


PROJECTION = Projection("funders", 1, (_let_in, _ended, _told_of_stop))


async def funders_of(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[str, list[FunderThen]]:
    """By insats, all that were let in to it, in the order of their days."""
    found = await _found(connection, "insats_id = any (%(ids)s)", as_of, ids=list(insats_ids))
    return {each: [funder for funder in found if funder.insats_id == each] for each in insats_ids}


async def funded_by(connection: AsyncConnection, organisation_id: str, as_of: AsOf) -> list[FunderThen]:
    """What an organisation was let in to."""
    return await _found(connection, "organisation_id = %(organisation_id)s", as_of, organisation_id=organisation_id)


async def _found(connection: AsyncConnection, where: str, as_of: AsOf, **values: Any) -> list[FunderThen]:
    let_in = await ask(connection, LetInFact, latest(LetInFact, as_of, where), as_of, **values)
    ids = [each.funder_id for each in let_in]
    ended = await _by_id(connection, EndedFact, ids, as_of)
    told = await _by_id(connection, StopFact, ids, as_of)
    known = (_then(each, ended.get(each.funder_id), told.get(each.funder_id)) for each in let_in)
    return sorted(known, key=lambda each: (each.valid_from, each.insats, each.funder))


AnyOfFunder = TypeVar("AnyOfFunder", EndedFact, StopFact)


async def _by_id(
    connection: AsyncConnection, kind: type[AnyOfFunder], ids: Sequence[str], as_of: AsOf
) -> dict[str, AnyOfFunder]:
    found = await ask(connection, kind, latest(kind, as_of, "funder_id = any (%(ids)s)"), as_of, ids=list(ids))
    return {each.funder_id: each for each in found}


def _then(let_in: LetInFact, ended: EndedFact | None, told: StopFact | None) -> FunderThen:
    assert let_in.decision is not None
    last = [day for day in (let_in.valid_to, ended.valid_to if ended else None) if day is not None]
    return FunderThen(
        as_of=let_in.as_of,
        funder_id=let_in.funder_id,
        region_id=let_in.region_id,
        insats_id=let_in.insats_id,
        organisation_id=let_in.organisation_id,
        funder=let_in.funder,
        forbund=let_in.forbund,
        insats=let_in.insats,
        valid_from=let_in.valid_from,
        valid_to=min(last, default=None),
        decision=let_in.decision,
        ended=ended.decision if ended else None,
        number=let_in.number,
        ended_number=ended.number if ended else None,
        stopped_on=told.stopped_on if told else None,
        why=told.why if told else None,
        version=max(each.version for each in (let_in, ended, told) if each),
        known_on=local_day(let_in.recorded_at) if let_in.place == let_in.position else let_in.valid_from,
    )
