"""The process of insatser: what happened to each at its gates and between them, from which its case is folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import ClassVar

from psycopg import AsyncConnection

from samverka_domain.case import Case
from samverka_domain.gates import DocumentKind, Gate, Missing, Outcome
from samverka_domain.happenings import MOVING, Happening, happening_of, insats_of
from samverka_domain.judgements import Counts, Threshold
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.parties import Became
from samverka_domain.reporting_rhythm import Pause
from samverka_domain.steering import Stage
from samverka_domain.steps import Act, StartsWith
from samverka_domain.takeovers import TakeOver
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, fact, names
from samverka_projections.kernel.projection import Projection, fold_of
from samverka_projections.kernel.reading import ask, existing


@fact("insats_happenings", keys=(("insats_id", "place"), ("region_id", "insats_id", "place")))
class HappeningFact(Fact):
    """What was decided about an insats at a gate, or done between gates."""

    takes_effect_on: ClassVar[str | None] = "effective_on"

    insats_id: str
    gate: Gate | None
    outcome: Outcome | None
    act: Act | None
    about: str | None
    kind: DocumentKind | None
    number: str | None
    lacks: tuple[Missing, ...]
    review_on: date | None
    path: StartsWith | None
    instead: str | None
    steers: Stage | None
    report: int | None
    settled: bool
    least: int | None
    delivers: bool
    cost_key: bool
    became: Became | None
    municipalities: tuple[str, ...]
    conditional: tuple[str, ...]
    lines: int
    starts_with: StartsWith | None
    taken: TakeOver | None
    threshold: Threshold | None
    counts: Counts | None

    @property
    def happening(self) -> Happening:
        """As the domain folds it."""
        said = {name: getattr(self, name) for name in _SAID}
        return Happening(on=self.effective_on, decision=self.decision, **said)


_SAID = tuple(each.name for each in fields(Happening) if each.name not in {"on", "decision"})


@dataclass(frozen=True)
class CaseThen:
    """Where an insats stood, and what had been decided about it."""

    insats_id: str
    case: Case
    as_of: AsOf

    def of_reader(self, tenant_id: str, region_id: str) -> Case:
        """The case with the reader's own gate, if she reads for a municipality."""
        return self.case if tenant_id == region_id else replace(self.case, by=tenant_id)

    @property
    def days_in_step(self) -> int:
        """Whole days from the day on which it came to its step until the day asked about."""
        since = self.case.since
        return max((self.as_of.day - since).days, 0) if since else 0


def _happened(event: DomainEvent) -> Iterator[HappeningFact]:
    happening = happening_of(event)
    if happening is None:
        return
    said = {name: getattr(happening, name) for name in _SAID}
    yield HappeningFact(insats_id=insats_of(event), **said)


PROJECTION = Projection("gates", 6, (fold_of(_happened, MOVING),))


async def cases(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, CaseThen]:
    """The case of each of these insatser, folded from what the reader may see of it."""
    query = f"""
        select {names(HappeningFact)} from {HappeningFact.table}
        where insats_id = any (%(ids)s) and {existing(HappeningFact, as_of)} order by place, position
    """
    found: dict[str, list[Happening]] = {}
    for each in await ask(connection, HappeningFact, query, as_of, ids=list(ids)):
        found.setdefault(each.insats_id, []).append(each.happening)
    return {insats_id: CaseThen(insats_id, Case.of(happened), as_of) for insats_id, happened in found.items()}


async def pauses(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, tuple[Pause, ...]]:
    """The days on which each of these insatser was paused; only of those that were."""
    query = f"select distinct insats_id from {HappeningFact.table} where insats_id = any (%(ids)s) and act = %(act)s"
    found = await connection.execute(query, as_of.values(ids=list(ids), act=Act.PAUSE))
    known = [insats_id for (insats_id,) in await found.fetchall()]
    folded = await cases(connection, known, as_of) if known else {}
    return {insats_id: then.case.pauses for insats_id, then in folded.items()}


async def parts_taken_over(connection: AsyncConnection, region_id: str, as_of: AsOf) -> frozenset[tuple[str, str]]:
    """The parts that were taken over from before Samverka, by insats and municipality, confirmed since or not."""
    query = f"""
        select {names(HappeningFact)} from {HappeningFact.table}
        where region_id = %(region_id)s and taken is not null and {existing(HappeningFact, as_of)}
        order by place, position
    """
    found = await ask(connection, HappeningFact, query, as_of, region_id=region_id)
    latest = {each.insats_id: each.taken.parts for each in found if each.taken}
    return frozenset((insats_id, part.municipality_id) for insats_id, parts in latest.items() for part in parts)


async def in_place_of(connection: AsyncConnection, insats_id: str, as_of: AsOf) -> list[str]:
    """The insatser that the e-råd has decided against, to carry out this one instead."""
    query = f"""
        select distinct insats_id from {HappeningFact.table}
        where instead = %(instead)s and {existing(HappeningFact, as_of)} order by insats_id
    """
    found = await connection.execute(query, as_of.values(instead=insats_id))
    return [each for (each,) in await found.fetchall()]
