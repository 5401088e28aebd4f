"""Where the insatser of a region stand, which decisions come next and what they lack, and what has been decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from samverka_domain.allowed import Allowed, Passed
from samverka_domain.case import Case
from samverka_domain.final_reports import ProcessWarning, warnings_of
from samverka_domain.gates import Gate
from samverka_domain.kernel.decision import Body
from samverka_domain.status_lights import LAMPS, Lamp, Light
from samverka_domain.steering import Stage
from samverka_projections.concerning import Concern, is_overdue
from samverka_projections.gates import CaseThen
from samverka_projections.insatser import InsatsThen
from samverka_projections.status_reports import Series, status_reports
from samverka_projections.steering import SteeringFact, group_names, steering_by_insats
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, decided, filed, named
from samverka_services.downloads.concerning import concerned, in_phase, known, overdue
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.steering import steers

REVIEWED_BEFORE = timedelta(days=28)
"""How long before its day of review what waits stands among the decisions to come; a custom of Samverka."""


@dataclass(frozen=True)
class InStep:
    """An insats and where it stands."""

    insats: InsatsThen
    then: CaseThen
    concern: Concern
    series: Series
    steering: SteeringFact | None
    """Of the latest of its stages for which it is decided."""
    group: str | None
    """What the group is called, if one steers."""

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

    @property
    def is_overdue(self) -> bool:
        """Whether it is late with what it owes."""
        return is_overdue(self.then, self.series)

    @property
    def warnings(self) -> Mapping[ProcessWarning, date]:
        """What it owes though no gate waits for it, each with the last day to mend it."""
        return warnings_of(self.case)

    @property
    def lamps(self) -> Mapping[str, Lamp]:
        """Those of its latest status report that are not green."""
        report = self.series.latest
        lit = {name: getattr(report.report.lights, name) for name in LAMPS} if report else {}
        return {name: lamp for name, lamp in lit.items() if lamp.light is not Light.GREEN}


@dataclass(frozen=True)
class ToBeDecided:
    """A decision that may be taken now, or once what it lacks is there."""

    insats: InsatsThen
    then: CaseThen
    concern: Concern
    allowed: Allowed

    @property
    def case(self) -> Case:
        """Where the insats stands."""
        return self.then.case

    @property
    def is_overdue(self) -> bool:
        """Whether the day on which it was to be decided anew has passed."""
        return self.case.review_on is not None and self.case.review_on < self.then.as_of.day


@dataclass(frozen=True)
class DecidedAtGate:
    """A gate at which an insats was decided about."""

    insats: InsatsThen
    gate: Gate
    passed: Passed
    concern: Concern


def _lit(row: InStep, language: str) -> str | None:
    """Nothing before the first report."""
    if row.series.latest is None:
        return None
    lit = [
        f"{text(f'download.column.{name}', language)}: {word(lamp.light, language)}"
        for name, lamp in row.lamps.items()
    ]
    return ", ".join(lit) or word(Light.GREEN, language)


def _wanting(row: InStep, language: str) -> str | None:
    """What the next gate lacks, and what the insats owes though no gate waits for it."""
    lacked = [_lacks(row.next, language)] if row.next else []
    return ", ".join(filter(None, [*lacked, *(word(each, language) for each in row.warnings)])) or None


_VALUES: dict[str, Column[InStep]] = {
    **named(lambda row: row.insats),
    **in_phase(lambda row: row.concern, on_page=True),
    "step": Column(
        lambda row, language: word(row.case.step, language), code=lambda row: row.case.step, example="WAITING"
    ),
    "since": Column(lambda row, _: row.case.since),
    "paused": Column(lambda row, _: row.case.pauses[-1].begins if row.case.paused else None),
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
    "missing": Column(lambda row, language: _wanting(row, language)),
    "final-report-due": Column(lambda row, _: row.warnings.get(ProcessWarning.FINAL_REPORT_MISSING), on_page=False),
    "review-on": Column(lambda row, _: row.case.review_on),
    "lights": Column(_lit),
    "steered-by": Column(
        lambda row, language: steers(row.steering, row.group, language) if row.steering else None, on_page=False
    ),
    **overdue(lambda row: row.is_overdue),
    **concerned(lambda row: row.concern),
    **filed(
        {
            "times-returned": lambda row, _: row.times_returned,
            "starts-with": lambda row, language: word(row.case.starts_with, language),
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
    **in_phase(lambda row: row.concern),
    **overdue(lambda row: row.is_overdue),
    **concerned(lambda row: row.concern),
    **filed({"insats-id": lambda row, _: row.insats.insats_id}),
}
COMING_COLUMNS = Columns(_COMING)


_DECIDED: dict[str, Column[DecidedAtGate]] = {
    **named(lambda row: row.insats),
    "gate": Column(
        lambda row, language: word(row.gate, language),
        code=lambda row: row.gate,
        example="FIRST_JUDGEMENT",
        order=lambda row: list(Gate).index(row.gate),
    ),
    "gate-outcome": Column(
        lambda row, language: word(row.passed.outcome, language), code=lambda row: row.passed.outcome, example="GO"
    ),
    **decided(lambda row: row.passed.happening.decision),
    "taken-over": Column(lambda row, language: _taken_over(row.passed, language)),
    "document-version": Column(lambda row, _: row.passed.happening.number),
    "times-returned": Column(lambda row, _: row.passed.times_returned, figure=True),
    "deviates": Column(
        lambda row, language: text("download.deviates-from-threshold", language) if row.passed.deviates else None
    ),
    **in_phase(lambda row: row.concern),
    **concerned(lambda row: row.concern),
    **filed({"insats-id": lambda row, _: row.insats.insats_id}),
}
DECIDED_COLUMNS = Columns(_DECIDED)


@table_file("/regions/{regionId}/phases", "steg", "Phases", COLUMNS)
async def phases(inquiry: Inquiry) -> Listing[InStep]:
    """Where the insatser of a region stand in the process, how long, and which decision comes next."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    ids = about.ids
    series = await status_reports(inquiry.connection, ids, inquiry.as_of)
    steering = await steering_by_insats(inquiry.connection, ids, inquiry.as_of)
    groups = await group_names(inquiry.connection, region.region_id, inquiry.as_of)
    rows = []
    for each in about.insatser:
        key = each.insats_id
        latest = max(steering[key], key=lambda one: list(Stage).index(one.stage), default=None)
        group = groups.get(latest.group_id or "") if latest else None
        rows.append(InStep(each, about.cases[key], about.concerns[key], series[key], latest, group))
    return Listing(f"{inquiry.text('title.phases')}: {region.name}", COLUMNS, rows)


@table_file("/regions/{regionId}/gates", "beslutspunkter", "Gates", DECIDED_COLUMNS)
async def gates(inquiry: Inquiry) -> Listing[DecidedAtGate]:
    """The latest decision at each gate of a region's insatser, by which body, about which version of a document."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    rows = [
        DecidedAtGate(each, gate, passed[gate], about.concerns[each.insats_id])
        for each in about.insatser
        for passed in [about.cases[each.insats_id].case.passed]
        for gate in Gate
        if gate in passed
    ]
    return Listing(f"{inquiry.text('title.gates')}: {region.name}", DECIDED_COLUMNS, rows)


@table_file("/regions/{regionId}/decisions-to-come", "beslut-pa-gang", "DecisionsToCome", COMING_COLUMNS)
async def decisions_to_come(inquiry: Inquiry) -> Listing[ToBeDecided]:
    """The decisions that may be taken about a region's insatser, those that lack nothing first."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    rows = [
        row
        for each in about.insatser
        for row in _coming(each, about.cases[each.insats_id], about.concerns[each.insats_id])
    ]
    rows.sort(key=lambda row: (not row.allowed.ready, list(Body).index(row.allowed.body)))
    return Listing(f"{inquiry.text('title.decisions-to-come')}: {region.name}", COMING_COLUMNS, rows)


def _coming(insats: InsatsThen, then: CaseThen, concern: Concern) -> Iterator[ToBeDecided]:
    """What waits comes up shortly before its day of review; municipalities' own decisions stand elsewhere."""
    review_on = then.case.review_on
    if review_on and then.as_of.day < review_on - REVIEWED_BEFORE:
        return
    for allowed in then.case.allowed:
        if allowed.body is not Body.KOMMUNLEDNING:
            yield ToBeDecided(insats, then, concern, allowed)


def _ready(row: ToBeDecided) -> str:
    if row.case.paused:
        return "paused"
    return "ready" if row.allowed.ready else "not-ready"


def _taken_over(passed: Passed, language: str) -> str | None:
    """Of what was decided before Samverka: by whom, when and under which record number."""
    if passed.before is None:
        return None
    said = word(passed.before.body, language), passed.before.decided_on.isoformat(), passed.before.record_number
    return f"{text('web.taken-over.mark', language)}: {', '.join(said)}"


def _lacks(allowed: Allowed, language: str) -> str:
    return ", ".join(word(each, language) for each in allowed.missing)
