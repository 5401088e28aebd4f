"""The process of an insats: where it stands, what was decided at its gates, and what may be decided now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import strawberry
from strawberry import Parent

from samverka_domain.allowed import Allowed, Passed
from samverka_domain.final_reports import ProcessWarning, warnings_of
from samverka_domain.gates import GATES, Gate, Missing, Outcome, Recorder
from samverka_domain.judgements import Counts, Threshold
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.resources import YearHours
from samverka_domain.steps import Phase, StartsWith, Step
from samverka_domain.takeovers import PastAct, PastAnswer, PastDecision, PastDocument, PastPart, TakeOver
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections.gates import CaseThen, cases
from samverka_projections.insatser import InsatsThen


@dataclass(frozen=True)
class Process:
    """Where an insats stands in the process."""

    step: Step
    path: StartsWith
    """Whether it goes by a pre-study, or is a project or an assignment"""
    phase: Phase | None
    """That it is in or stands still in; none once it is finished"""
    since: date | None
    days_in_step: int
    stands_still_at: Step | None
    """The step of the path that it waits or is stopped at"""
    review_on: date | None
    """The day on which it is taken up again"""
    paused_since: date | None
    """The day on which it was paused, while it is"""
    warnings: tuple[ProcessWarning, ...]
    """What it owes though no gate waits for it"""
    final_report_due: date | None
    """Of what was stopped: the last day for its final report, as long as that is owed"""


@dataclass(frozen=True)
class GateThen:
    """The latest decision at a gate."""

    gate: Gate
    label: str
    """Its sign in the model, such as G10"""
    outcome: Outcome
    decision: Decision | None
    before: PastDecision | None
    """What is known of it, if it was taken before Samverka; then there is no decision"""
    times_returned: int
    threshold: Threshold | None
    """Of a judgement of interest"""
    counts: Counts | None
    """The answers at the judgement's place in the log"""
    deviates: bool
    """Whether it goes another way than its threshold"""
    instead_id: str | None
    """Of a judgement: the insats that is carried out in its place"""


@dataclass(frozen=True)
class AllowedDecision:
    """A gate that may be decided now, or to which the next act leads, and what it lacks."""

    gate: Gate
    label: str
    """Its sign in the model, such as G10"""
    body: Body
    outcomes: tuple[Outcome, ...]
    ready: bool
    missing: tuple[Missing, ...]
    document_id: str | None
    """The document that it decides about"""
    version: str | None
    """The version of it that is at hand"""
    may_record: bool
    """Whether the caller holds a role that records it"""


strawberry.enum(Phase, name="Phase", description="A phase of the model")
strawberry.enum(Step, name="Step", description="Where an insats stands in the process")
strawberry.enum(Gate, name="Gate", description="A decision in the process")
strawberry.enum(Outcome, name="GateOutcome", description="What a body decides at a gate")
strawberry.enum(ProcessWarning, description="What an insats owes though no gate waits for it")
show(Threshold, to=TO_REGION)
show(Counts, to=TO_REGION)
show(Process, to=TO_REGION)
show(GateThen, "InsatsGate", to=TO_REGION)
show(AllowedDecision, to=TO_REGION)
show(TakeOver, "TakenOver", to=TO_REGION)
for _past in (PastDecision, PastAct, PastDocument, PastAnswer, PastPart, YearHours):
    show(_past, to=TO_REGION)


@field("Where it stands in the process")
async def process(insats: Parent[InsatsThen], info: Info) -> Process:
    """Folded from what the caller may see."""
    found = await _case(insats, info)
    case = found.case
    stands = case.step, case.starts_with, case.phase, case.since, found.days_in_step
    paused_since = case.pauses[-1].begins if case.paused else None
    warnings = warnings_of(case)
    due = warnings.get(ProcessWarning.FINAL_REPORT_MISSING)
    return Process(*stands, case.stood_at, case.review_on, paused_since, tuple(warnings), due)


@field("How it came to where it stood, if it began before Samverka: as the förbund knows it, decided nowhere here")
async def taken_over(insats: Parent[InsatsThen], info: Info) -> TakeOver | None:
    """As it was entered last."""
    return (await _case(insats, info)).case.taken


@field("What has been decided at its gates, in the order of the process")
async def gates(insats: Parent[InsatsThen], info: Info) -> list[GateThen]:
    """The latest decision at each."""
    passed = (await _case(insats, info)).case.passed
    return [_gate(gate, passed[gate]) for gate in Gate if gate in passed]


@field("What may be decided of it now, and next, and what is missing")
async def allowed_decisions(insats: Parent[InsatsThen], info: Info) -> list[AllowedDecision]:
    """By the same function as a refusal."""
    tenant_id = info.context.reader.tenant_id
    case = (await _case(insats, info)).of_reader(tenant_id, insats.region_id)
    recorders = frozenset(Recorder) if tenant_id == insats.region_id else frozenset({Recorder.OFFICER})
    return list(_allowed(case.allowed, frozenset(info.context.roles) & recorders))


async def _case(insats: InsatsThen, info: Info) -> CaseThen:
    """Gathered with those of other insatser."""
    found = await info.context.load(cases, insats.as_of, insats.insats_id)
    assert found is not None
    return found


def _gate(gate: Gate, passed: Passed) -> GateThen:
    happening = passed.happening
    said = happening.decision, passed.before, passed.times_returned, happening.threshold, happening.counts
    return GateThen(gate, GATES[gate].label, passed.outcome, *said, passed.deviates, happening.instead)


def _allowed(allowed: tuple[Allowed, ...], held: frozenset[str]) -> Iterator[AllowedDecision]:
    for each in allowed:
        rule = GATES[each.gate]
        may_record = not held.isdisjoint(rule.recorders)
        said = each.gate, rule.label, each.body, each.outcomes, each.ready, each.missing
        document_id = each.version.document_id if each.version else None
        version = each.version.number if each.version else None
        yield AllowedDecision(*said, document_id, version, may_record)
