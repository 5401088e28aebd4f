"""Where the insatser of a region stand: a row for each, with its next decision and what that lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from samverka_domain.allowed import Allowed
from samverka_domain.case import Case
from samverka_domain.kernel.decision import Body
from samverka_projections.gates import CaseThen, cases
from samverka_projections.insatser import InsatsThen, insatser
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, filed, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.insatser import MOST

REVIEWED_BEFORE = timedelta(days=28)
"""How long before its day of review what waits stands among the decisions to come; a custom of Samverka."""


@dataclass(frozen=True)
class InStep:
    """An insats and where it stands."""

    insats: InsatsThen
    then: CaseThen

    @property
    def case(self) -> Case:
        """Where it stands, and what has been decided about it."""
        return self.then.case

    @property
    def next(self) -> Allowed | None:
        """The decision that comes next; of several, the first in the process."""
        return next(iter(self.case.allowed), None)

    @property
    def times_returned(self) -> int:
        """At the gate that comes next."""
        passed = self.case.passed.get(self.next.gate) if self.next else None
        return passed.times_returned if passed else 0


@dataclass(frozen=True)
class ToBeDecided:
    """A decision that may be taken now, or once what it lacks is there."""

    insats: InsatsThen
    case: Case
    allowed: Allowed


_VALUES: dict[str, Column[InStep]] = {
    **named(lambda row: row.insats),
    "phase": Column(
        lambda row, language: word(row.case.phase, language) if row.case.phase else None,
        code=lambda row: row.case.phase,
        example="INITIERA",
    ),
    "step": Column(
        lambda row, language: word(row.case.step, language), code=lambda row: row.case.step, example="WAITING"
    ),
    "since": Column(lambda row, _: row.case.since),
    "days-in-step": Column(lambda row, _: row.then.days_in_step, figure=True),
    "next": Column(
        lambda row, language: word(row.next.gate, language) if row.next else None,
        code=lambda row: row.next.gate if row.next else None,
        example="FIRST_JUDGEMENT",
    ),
    "decides": Column(
        lambda row, language: word(row.next.body, language) if row.next else None,
        code=lambda row: row.next.body if row.next else None,
        example="E_RAD",
    ),
    "missing": Column(lambda row, language: _lacks(row.next, language) if row.next else None),
    "review-on": Column(lambda row, _: row.case.review_on),
    **filed(
        {
            "times-returned": lambda row, _: row.times_returned,
            "starts-with": lambda row, language: word(row.insats.starts_with, language),
            "insats-id": lambda row, _: row.insats.insats_id,
        }
    ),
}
COLUMNS = Columns(_VALUES)
_COMING: dict[str, Column[ToBeDecided]] = {
    "decides": Column(
        lambda row, language: word(row.allowed.body, language), code=lambda row: row.allowed.body, example="E_RAD"
    ),
    "next": Column(
        lambda row, language: word(row.allowed.gate, language),
        code=lambda row: row.allowed.gate,
        example="FIRST_JUDGEMENT",
    ),
    **named(lambda row: row.insats),
    "ready": Column(
        lambda row, language: text(f"download.{_ready(row)}", language), code=lambda row: _ready(row), example="ready"
    ),
    "missing": Column(lambda row, language: _lacks(row.allowed, language)),
    "review-on": Column(lambda row, _: row.case.review_on),
    **filed({"insats-id": lambda row, _: row.insats.insats_id}),
}
COMING_COLUMNS = Columns(_COMING)


@table_file("/regions/{regionId}/phases", "steg", "Phases", COLUMNS)
async def phases(inquiry: Inquiry) -> Listing[InStep]:
    """Where the insatser of a region stand in the process, how long, and which decision comes next."""
    region = await inquiry.region()
    known = await insatser(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    found = await cases(inquiry.connection, [each.insats_id for each in known], inquiry.as_of)
    rows = [InStep(each, found[each.insats_id]) for each in known]
    return Listing(f"{inquiry.text('title.phases')}: {region.name}", COLUMNS, rows)


@table_file("/regions/{regionId}/decisions-to-come", "beslut-pa-gang", "DecisionsToCome", COMING_COLUMNS)
async def decisions_to_come(inquiry: Inquiry) -> Listing[ToBeDecided]:
    """The decisions that may be taken about a region's insatser, those that lack nothing first."""
    region = await inquiry.region()
    known = await insatser(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    found = await cases(inquiry.connection, [each.insats_id for each in known], inquiry.as_of)
    rows = [each for insats in known for each in _coming(insats, found[insats.insats_id])]
    rows.sort(key=lambda row: (not row.allowed.ready, list(Body).index(row.allowed.body)))
    return Listing(f"{inquiry.text('title.decisions-to-come')}: {region.name}", COMING_COLUMNS, rows)


def _coming(insats: InsatsThen, then: CaseThen) -> Iterator[ToBeDecided]:
    """What waits comes up shortly before its day of review; municipalities' own decisions stand elsewhere."""
    review_on = then.case.review_on
    if review_on and then.as_of.day < review_on - REVIEWED_BEFORE:
        return
    for allowed in then.case.allowed:
        if allowed.body is not Body.KOMMUNLEDNING:
            yield ToBeDecided(insats, then.case, allowed)


def _ready(row: ToBeDecided) -> str:
    return "ready" if row.allowed.ready else "not-ready"


def _lacks(allowed: Allowed, language: str) -> str:
    return ", ".join(word(each, language) for each in allowed.missing)
