"""Where insatser stand: the phases and gates of one, what may be decided next, and all of the region in a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samverka_domain.allowed import Allowed, Passed
from samverka_domain.case import WRITTEN_AS_DOCUMENTS, Case
from samverka_domain.documents import deciders_at
from samverka_domain.final_reports import ProcessWarning, warnings_of
from samverka_domain.gates import GATES, Gate, GateRule, Outcome, Recorder
from samverka_domain.mandates import LEADING, Role
from samverka_domain.steps import PHASES, STANDING_STILL, Act, Phase, StartsWith, Step
from samverka_projections.gates import cases
from samverka_projections.insatser import InsatsThen
from samverka_services.commands.insats_acts import OF_LEADERS
from samverka_services.commands.insats_acts import TOPIC as PRESENTING
from samverka_services.downloads.gates import DecidedAtGate, InStep, ToBeDecided, decisions_to_come, gates, phases
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit

ABOUT_DOCUMENTS = tuple(gate for gate, rule in GATES.items() if set(rule.kinds) & WRITTEN_AS_DOCUMENTS)
"""The gates that decide about a document that is written here."""
_RECORDED_AT = {
    Gate.PRIORITY: "prioritera",
    Gate.FIRST_JUDGEMENT: "bedom",
    Gate.SECOND_JUDGEMENT: "bedom",
    **{gate: f"beslut/{gate}" for gate in ABOUT_DOCUMENTS},
}
"""By gate: the form of the insats at which its decision is recorded."""
_ACTS: Mapping[Act, tuple[str, frozenset[Role]]] = {
    Act.PRESENT_DIRECTIVE: ("foredra-direktivet", PRESENTING.roles),
    Act.PRESENT_REPORT: ("foredra-rapporten", OF_LEADERS.roles),
    Act.SEND_DIRECTIVE: ("skicka-direktivet", PRESENTING.roles),
    Act.START_PROJECT: ("starta-projektet", PRESENTING.roles),
    Act.BEGIN_HANDOVER: ("borja-overlamningen", OF_LEADERS.roles),
    Act.REGISTER_AGREEMENT: ("avtal", PRESENTING.roles),
    Act.PAUSE: ("pausa", OF_LEADERS.roles),
    Act.RESUME: ("ateruppta", OF_LEADERS.roles),
    Act.STOP: ("stoppa", PRESENTING.roles),
}
"""By act: the form of the insats at which it is recorded, and by whom."""
_LOOKS = {Outcome.RETURNED: "back", Outcome.WAIT: "back"}


@dataclass(frozen=True)
class GateShown:
    """A gate: what has been decided at it, and what it lacks if it may be decided now or next."""

    gate: Gate
    rule: GateRule
    passed: Passed | None
    allowed: Allowed | None
    address: str | None
    """Where the viewer records its decision."""

    @property
    def look(self) -> str:
        """Of its sign: decided, back, next, or nothing yet."""
        if self.allowed:
            return "now"
        return _LOOKS.get(self.passed.outcome, "done") if self.passed else ""


@dataclass(frozen=True)
class PhaseShown:
    """A phase with its gates."""

    phase: Phase
    look: str
    gates: Sequence[GateShown]


@dataclass(frozen=True)
class ProcessShown:
    """Where an insats stands in the process."""

    case: Case
    days: int
    phases: Sequence[PhaseShown]
    acts: Sequence[tuple[Act, str]]
    """What the viewer may record of what is done between gates, each with the address of its form."""

    @property
    def gates(self) -> Sequence[GateShown]:
        """All of them, in the order of the process."""
        return [gate for phase in self.phases for gate in phase.gates]

    @property
    def next(self) -> Sequence[GateShown]:
        """Those that may be decided now or next."""
        return [gate for gate in self.gates if gate.allowed]

    @property
    def decided(self) -> Sequence[GateShown]:
        """Those that have been decided."""
        return [gate for gate in self.gates if gate.passed]

    @property
    def final_report_due(self) -> date | None:
        """The last day for the final report that it owes."""
        return warnings_of(self.case).get(ProcessWarning.FINAL_REPORT_MISSING)

    @property
    def stands_still(self) -> bool:
        """Whether it waits, is stopped or declined."""
        return self.case.step in STANDING_STILL


@page("/insatser/steg", "phases.html", Section.INSATSER)
async def phases_page(visit: Visit) -> TableShown[InStep]:
    """All of the region."""
    return await table(visit, phases, regionId=visit.the_region.region_id)


@page("/beslut-pa-gang", "decisions_to_come.html", Section.INSATSER)
async def decisions_page(visit: Visit) -> TableShown[ToBeDecided]:
    """Those of the region's bodies."""
    return await table(visit, decisions_to_come, regionId=visit.the_region.region_id)


@page("/fattade-beslut", "decided.html", Section.INSATSER)
async def decided_page(visit: Visit) -> TableShown[DecidedAtGate]:
    """At the gates of the region's insatser."""
    return await table(visit, gates, regionId=visit.the_region.region_id)


async def process_shown(visit: Visit, insats: InsatsThen) -> ProcessShown:
    """Of one insats, as it stood then."""
    then = there((await cases(visit.connection, [insats.insats_id], visit.as_of)).get(insats.insats_id))
    case = then.of_reader(visit.own, insats.region_id)
    gates = list(_gates(case, insats, visit))
    in_phases = [_phase(phase, case, gates) for phase in Phase]
    return ProcessShown(case, then.days_in_step, in_phases, list(_acts(case, insats, visit)))


def _acts(case: Case, insats: InsatsThen, visit: Visit) -> Iterator[tuple[Act, str]]:
    for act, (form, roles) in _ACTS.items():
        if case.may(act) and visit.own == insats.region_id and roles & visit.viewer.roles:
            yield act, f"/insatser/{insats.insats_id}/{form}"


def _gates(case: Case, insats: InsatsThen, visit: Visit) -> Iterator[GateShown]:
    allowed = {each.gate: each for each in case.allowed}
    for gate, rule in GATES.items():
        address = _address(gate, case, insats, visit) if gate in case.open_gates else None
        yield GateShown(gate, rule, case.passed.get(gate), allowed.get(gate), address)


def _address(gate: Gate, case: Case, insats: InsatsThen, visit: Visit) -> str | None:
    """Where she records it, if she may: of her own region or municipality, by her role or a seat in what decides."""
    if gate is Gate.PARTICIPATION:
        decides = case.by and case.by not in case.parties.taking_part and Role.OFFICER in visit.viewer.roles
        return f"/insatser/{insats.insats_id}/delta" if decides and not case.missing(gate) else None
    form, viewer = _RECORDED_AT.get(gate), visit.viewer
    may = visit.own == insats.region_id and (viewer.roles & _recorders(gate) or viewer.seats & set(deciders_at(gate)))
    return f"/insatser/{insats.insats_id}/{form}" if form and may else None


def _recorders(gate: Gate) -> frozenset[str]:
    recorders = GATES[gate].recorders
    return frozenset(recorders) | (LEADING if Recorder.INSATS_LEADER in recorders else frozenset())


def _phase(phase: Phase, case: Case, gates: Sequence[GateShown]) -> PhaseShown:
    own = [each for each in gates if PHASES[each.rule.steps[0]] is phase]
    return PhaseShown(phase, _look(phase, case), own)


def _look(phase: Phase, case: Case) -> str:
    order = list(Phase)
    if phase is case.phase:
        return "now"
    if phase is Phase.UTREDA and case.starts_with is not StartsWith.PRE_STUDY:
        return "skipped"
    passed = case.step is Step.FINISHED or (case.phase and order.index(phase) < order.index(case.phase))
    return "done" if passed else ""
