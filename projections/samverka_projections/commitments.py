"""A municipality's parts in insatser: what it has decided about each, in order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar

from psycopg import AsyncConnection

from samverka_domain.commitments import Commitment, Resources, RoleHours
from samverka_domain.declining import Declining
from samverka_domain.participation import Ends, History, PartDecision, TakesPart, standing
from samverka_domain.resources import YearMoney
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Decided, Replaceable, Shared, fact, names, row
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask
from samverka_projections.pre_study_hours import PreStudyHoursFact, hours_given_by


class PartKind(StrEnum):
    """What was decided about a part."""

    TAKING_PART = "TAKING_PART"
    RESOURCES_SET_ASIDE = "RESOURCES_SET_ASIDE"
    ENDED = "ENDED"
    DECLINED = "DECLINED"
    """Declined to take part (avböjt att delta)."""


@fact(
    "commitments",
    of=("insats_id", "municipality_id"),
    keys=(
        ("position",),
        ("region_id", "lasted", "superseded_at", "position"),
        ("region_id", "lasted_days", "superseded_on", "effective_on"),
        ("insats_id", "municipality_id", "position"),
        ("municipality_id", "position"),
    ),
)
class PartFact(Decided, Shared, Replaceable):
    """A municipality's part in an insats."""

    takes_effect_on: ClassVar[str | None] = "least(effective_on, case kind when 'ENDED' then valid_to + 1 end)"

    insats_id: str
    municipality_id: str
    kind: PartKind
    """TAKING_PART, RESOURCES_SET_ASIDE or ENDED; of a municipality that declined to take part DECLINED"""
    hours: int | None = None
    """Over all roles and years."""
    thousand_kronor: int | None = None
    """Over all years."""
    resources: Resources | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@row
class PartThen(PartFact):
    """A municipality's part in an insats, as it stands on the day: by the decision on which that rests."""

    leaves_on: date | None = None
    """The first day without the part, if its end is decided"""

    @property
    def weighing_hours(self) -> tuple[RoleHours, ...]:
        """What weighs on the day: no part that has ended, and no resources that have run out."""
        return self.resources.hours if self.resources and self.kind is PartKind.RESOURCES_SET_ASIDE else ()

    @property
    def promised_hours(self) -> tuple[RoleHours, ...]:
        """What was set aside and not ended, also for years that have gone by."""
        return self.resources.hours if self.resources and self.kind is not PartKind.ENDED else ()

    @property
    def weighing_money(self) -> tuple[YearMoney, ...]:
        """The same of the money."""
        return self.resources.money if self.resources and self.kind is PartKind.RESOURCES_SET_ASIDE else ()


@dataclass(frozen=True)
class YearLoad:
    """What a municipality has set aside in one year, over all insatser."""

    year: int
    hours: int
    thousand_kronor: int
    pre_study_hours: int
    """Given to pre-studies, beside what is set aside."""


def _taking_part(event: Commitment.TakingPartDecided) -> Iterator[PartFact]:
    yield PartFact(
        insats_id=event.insats_id,
        municipality_id=event.municipality_id,
        kind=PartKind.TAKING_PART,
        valid_from=event.decision.decided_on,
    )


def _set_aside(event: Commitment.ResourcesSetAside | Commitment.Adjusted) -> Iterator[PartFact]:
    given = event.resources
    yield PartFact(
        insats_id=event.insats_id,
        municipality_id=event.municipality_id,
        kind=PartKind.RESOURCES_SET_ASIDE,
        hours=sum(line.hours for line in given.hours),
        thousand_kronor=sum(line.thousand_kronor for line in given.money),
        resources=given,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )


def _ended(event: Commitment.Ended) -> Iterator[PartFact]:
    yield PartFact(
        insats_id=event.insats_id,
        municipality_id=event.municipality_id,
        kind=PartKind.ENDED,
        valid_to=event.valid_to,
    )


def _declined(event: Declining.Decided | Declining.DecidedAnew) -> Iterator[PartFact]:
    yield PartFact(insats_id=event.insats_id, municipality_id=event.municipality_id, kind=PartKind.DECLINED)


PROJECTION = Projection("commitments", 7, (_taking_part, _set_aside, _ended, _declined))


async def commitments_of(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> list[PartThen]:
    """A municipality's parts in insatser on the day, as far as the caller may see them; by insats."""
    return await _parts(connection, "municipality_id = %(municipality_id)s", as_of, municipality_id=municipality_id)


async def commitments_in(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[str, list[PartThen]]:
    """The parts of all municipalities in these insatser on the day, as far as the caller may see them; by insats."""
    found = await _parts(connection, "insats_id = any (%(ids)s)", as_of, ids=list(insats_ids))
    return {each: [part for part in found if part.insats_id == each] for each in insats_ids}


async def _parts(connection: AsyncConnection, where: str, as_of: AsOf, **values: Any) -> list[PartThen]:
    query = f"""
        select {names(PartFact)} from {PartFact.table} where {where} and kind <> 'DECLINED' and {as_of.existed}
        order by insats_id, municipality_id, place, position
    """
    found = await ask(connection, PartThen, query, as_of, **values)
    of_each = (list(decided) for _, decided in groupby(found, attrgetter("insats_id", "municipality_id")))
    return [part for decided in of_each if (part := _then(decided, as_of.day))]


async def load_on(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> list[YearLoad]:
    """What weighs on a municipality on the day, year by year, as far as the caller may see."""
    parts = await commitments_of(connection, municipality_id, as_of)
    return load_of(parts, await hours_given_by(connection, municipality_id, as_of))


def load_of(parts: Iterable[PartThen], given: Iterable[PreStudyHoursFact] = ()) -> list[YearLoad]:
    """What weighs of some parts, and is given to pre-studies, year by year."""
    hours: Counter[int] = Counter()
    money: Counter[int] = Counter()
    studies: Counter[int] = Counter()
    for part in parts:
        for role in part.weighing_hours:
            hours[role.year] += role.hours
        for line in part.weighing_money:
            money[line.year] += line.thousand_kronor
    for each in given:
        for role in each.hours:
            studies[role.year] += role.hours
    years = sorted(hours.keys() | money.keys() | studies.keys())
    return [YearLoad(year, hours[year], money[year], studies[year]) for year in years]


def _then(decided: list[PartThen], day: date) -> PartThen | None:
    """The decision that gives the standing; None before the part was taken."""
    found = standing(History(tuple(map(_decision, decided))), day)
    if found.decision is None:
        return None
    part, version = decided[found.decision], max(each.version for each in decided)
    vars(part).update(kind=PartKind(found.status), leaves_on=found.leaves_on, version=version)
    return part


def _decision(fact: PartFact) -> PartDecision:
    if fact.kind is PartKind.ENDED:
        assert fact.valid_to is not None
        return Ends(fact.effective_on, fact.valid_to)
    return TakesPart(fact.effective_on, fact.valid_to if fact.resources else None)
