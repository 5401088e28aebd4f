"""A case: all that gates look at of one insats, folded from what has happened to it, wherever that was recorded.

Commands fold it from the streams of the insats and of what is about it, queries from the views' rows of the same
happenings: so what is allowed and what is refused cannot differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from samverka_domain.gates import BOTH_NEEDED, GATES, DocumentKind, Gate, Missing, Outcome, gates_at
from samverka_domain.happenings import Happening
from samverka_domain.judgements import Judgement
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.reporting_rhythm import Pause
from samverka_domain.steering import Stage, stage_of
from samverka_domain.steps import ACTS, PHASES, STANDING_STILL, Act, Phase, StartsWith, Step
from samverka_domain.takeovers import PastDecision, TakeOver


@dataclass(frozen=True)
class Passed:
    """The latest decision at a gate."""

    outcome: Outcome
    happening: Happening
    times_returned: int = 0
    before: PastDecision | None = None
    """What is known of it, if it was taken before Samverka; then no decision was recorded."""

    @property
    def deviates(self) -> bool:
        """Whether interest was judged otherwise than by the threshold (avviker från tröskeln)."""
        counts, threshold = self.happening.counts, self.happening.threshold
        if counts is None or threshold is None:
            return False
        return counts.speak_against(Judgement(self.outcome), threshold)


@dataclass(frozen=True)
class AtHand:
    """The latest version of a document that is on its way to a gate."""

    document_id: str
    number: str
    lacks: tuple[Missing, ...]


@dataclass(frozen=True)
class Allowed:
    """A gate that may be decided now, or next, about which version of a document, and what it lacks."""

    gate: Gate
    body: Body
    outcomes: tuple[Outcome, ...]
    missing: tuple[Missing, ...]
    version: AtHand | None = None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


_LACKED: Mapping[Act, Missing] = {
    Act.DRAFT_REQUEST: Missing.DOCUMENT_MISSING,
    Act.SEND_REQUEST: Missing.REQUEST_NOT_SENT,
    Act.CLOSE_REQUEST: Missing.REQUEST_STILL_OPEN,
    Act.PRESENT_DIRECTIVE: Missing.NOT_PRESENTED,
    Act.START_PROJECT: Missing.NOT_STARTED,
    Act.BEGIN_HANDOVER: Missing.HANDOVER_NOT_BEGUN,
}
"""What a gate lacks as long as the act has not been done that leads to it."""

WRITTEN_AS_DOCUMENTS = frozenset(DocumentKind) - {DocumentKind.INTEREST_REQUEST, DocumentKind.STATUS_REPORT}
"""Of requests and status reports, others know whether there is a version to decide about."""

_NEEDED_ACTS: Mapping[Missing, Act] = {
    Missing.REPORT_NOT_PRESENTED: Act.PRESENT_REPORT,
    Missing.DIRECTIVE_NOT_SENT: Act.SEND_DIRECTIVE,
}
"""What an open gate lacks as long as an act has not been done that moves nothing."""

_TO_APPROVE = frozenset({Missing.PART_MISSING, Missing.BENEFIT_CASE_MISSING})
"""What may be missing of a document that is given back or declined."""

_JUDGED = frozenset({Outcome.GO, Outcome.NO_GO})
_WORDINGS = {Step.SECOND_REQUEST_WORDING: Gate.SECOND_WORDING}


@dataclass(frozen=True)
class Case:
    """Where an insats stands, and what has been decided about it."""

    starts_with: StartsWith = StartsWith.PRE_STUDY
    step: Step = Step.IDEA
    since: date | None = None
    stood_at: Step | None = None
    """The step of the path that it stands still from."""
    waits_for: Gate | None = None
    """The gate that let it wait, and is decided anew."""
    review_on: date | None = None
    request: str | None = None
    """The latest request that moved it."""
    passed: Mapping[Gate, Passed] = field(default_factory=dict)
    at_hand: Mapping[DocumentKind, AtHand] = field(default_factory=dict)
    """Of each kind of document, the version that has not been approved yet."""
    done: frozenset[Act] = frozenset()
    """The acts that have been done in their place."""
    steered: frozenset[Stage] = frozenset()
    """The stages of which it has been decided who steers."""
    open_reports: frozenset[int] = frozenset()
    """The status reports that nobody has approved or received."""
    least: int = 1
    """How many municipalities the directive demands."""
    set_aside: frozenset[str] = frozenset()
    """The municipalities that have set resources aside, and have not ended their part."""
    pauses: tuple[Pause, ...] = ()
    """On which days it was paused while it was carried out."""
    taken: TakeOver | None = None
    """How it came to where it stood when it was taken over, if it began before Samverka."""

    @property
    def phase(self) -> Phase | None:
        """The phase that it is in or stands still in; None once it is finished."""
        return PHASES.get(self.path_step)

    @property
    def path_step(self) -> Step:
        """The step of the path that it is in or stands still in."""
        return self.stood_at or self.step

    @property
    def paused(self) -> bool:
        """Whether it is paused now."""
        return bool(self.pauses) and self.pauses[-1].ends is None

    @property
    def open_gates(self) -> tuple[Gate, ...]:
        """The gates that may be decided where it stands."""
        if self.step is Step.WAITING:
            return (self.waits_for,) if self.waits_for else ()
        return gates_at(self.step)

    @property
    def allowed(self) -> tuple[Allowed, ...]:
        """The gates that may be decided now, then those to which one act leads, each with what it lacks."""
        nearest = dict.fromkeys((*self.open_gates, *self._next_gates()))
        return tuple(self._allowed(gate) for gate in nearest)

    def missing(self, gate: Gate) -> tuple[Missing, ...]:
        """What a gate lacks; nothing if it may be decided now."""
        return self._lacks(gate) if gate in self.open_gates else (self._why_closed(gate),)

    def version_for(self, gate: Gate) -> AtHand | None:
        """The version that a gate would decide about."""
        return next((self.at_hand[kind] for kind in GATES[gate].kinds if kind in self.at_hand), None)

    def require_open(self, gate: Gate, outcome: Outcome | None = None) -> None:
        """Refuse a decision at a gate that lacks something, and say all that it lacks; to approve, also in parts."""
        passable = _TO_APPROVE if outcome in {Outcome.RETURNED, Outcome.DECLINED} else frozenset()
        missing = tuple(lack for lack in self.missing(gate) if lack not in passable)
        stands = {"step": self.step, "open_gates": self.open_gates, "missing": missing}
        require(not missing, Rule.GATE_NOT_OPEN, gate=gate, **stands)

    @property
    def judgement(self) -> Gate:
        """The gate at which interest is judged next, or was judged last."""
        steps = list(Step)
        second = steps.index(self.path_step) >= steps.index(Step.SECOND_REQUEST_WORDING)
        return Gate.SECOND_JUDGEMENT if second else Gate.FIRST_JUDGEMENT

    def after(self, happening: Happening) -> "Case":
        """The case as something that happened leaves it; what was out of place is known, and moves nothing."""
        if happening.starts_with is not None:
            return replace(self, starts_with=happening.starts_with, since=happening.on)
        if happening.taken is not None:
            return self._taken_over(happening.taken)
        if happening.kind and happening.number:
            return self._with_document(happening.kind, happening)
        if happening.gate and happening.outcome:
            return self._decided(happening.gate, happening.outcome, happening)
        return self._acted(happening) if happening.act else self._knowing(happening)

    def _taken_over(self, taken: TakeOver) -> "Case":
        """The case of what began before Samverka; who has a part says so herself, and has then said it here."""
        still = taken.step in STANDING_STILL
        steered = {Stage.PRE_STUDY: taken.pre_study_steered_by, Stage.PROJECT: taken.project_steered_by}
        return replace(
            self,
            starts_with=taken.path or self.starts_with,
            step=taken.step,
            since=taken.since,
            stood_at=taken.path_step if still else None,
            waits_for=taken.waits_for,
            review_on=taken.review_on,
            passed=_passed(taken),
            done=frozenset(each.act for each in taken.acts),
            steered=frozenset(stage for stage, body in steered.items() if body),
            taken=taken,
        )

    @staticmethod
    def of(happenings: Iterable[Happening]) -> "Case":
        """Folded from all that happened, in the order of the log."""
        case = Case()
        for happening in happenings:
            case = case.after(happening)
        return case

    def _allowed(self, gate: Gate) -> Allowed:
        rule = GATES[gate]
        return Allowed(gate, rule.body, tuple(rule.outcomes), self.missing(gate), self.version_for(gate))

    def _lacks(self, gate: Gate) -> tuple[Missing, ...]:
        """What an open gate lacks: of its needs those that are known here, then what its document does."""
        return (*(need for need in GATES[gate].needs if self._is_wanting(need, gate)), *self._not_written(gate))

    def _is_wanting(self, need: Missing, gate: Gate) -> bool:
        match need:
            case Missing.NO_STEERING_GROUP:
                return stage_of(gate) not in self.steered
            case Missing.STATUS_REPORT_OPEN:
                return bool(self.open_reports)
            case Missing.TOO_FEW_TAKE_PART:
                return len(self.set_aside) < self.least
        return need in _NEEDED_ACTS and _NEEDED_ACTS[need] not in self.done

    def _not_written(self, gate: Gate) -> tuple[Missing, ...]:
        """What the document lacks that it decides about; of requests and status reports others know."""
        if not set(GATES[gate].kinds) & WRITTEN_AS_DOCUMENTS:
            return ()
        version = self.version_for(gate)
        return version.lacks if version else (Missing.DOCUMENT_MISSING,)

    def _next_gates(self) -> list[Gate]:
        reached = [self._led_by(act) for act in _LACKED]
        return [gate for step in reached if step for gate in gates_at(step)]

    def _why_closed(self, gate: Gate) -> Missing:
        was = self.passed.get(gate)
        if was and was.outcome in _JUDGED:
            return Missing.ALREADY_JUDGED
        lacked = (lack for act, lack in _LACKED.items() if self._led_by(act) in GATES[gate].steps)
        return next(lacked, Missing.WRONG_STEP)

    def require_in_place(self, act: Act) -> tuple[Gate, ...]:
        """The gates to which an act leads from where the insats stands; refused where it leads nowhere."""
        require(self.may(act), Rule.ACT_OUT_OF_PLACE, act=act, step=self.step)
        return self.gates_after(act)

    def gates_after(self, act: Act) -> tuple[Gate, ...]:
        """The gates to which an act leads from where the insats stands; none where it leads nowhere."""
        step = self._led_by(act)
        return gates_at(step) if step else ()

    def may(self, act: Act) -> bool:
        """Whether an act leads somewhere from where the insats stands."""
        in_turn = {Act.PAUSE: not self.paused, Act.RESUME: self.paused, Act.BEGIN_HANDOVER: not self.paused}
        return in_turn.get(act, True) and self._led_by(act) is not None

    def _led_by(self, act: Act) -> Step | None:
        straight = act is Act.PRESENT_DIRECTIVE and self.starts_with is not StartsWith.PRE_STUDY
        step = Step.PROJECT_DIRECTIVE_DRAFT if straight and self.step is Step.DIRECTIVE_DRAFT else self.step
        return ACTS[act].get(step)

    def _with_document(self, kind: DocumentKind, happening: Happening) -> "Case":
        """A version was written, or decided about: given back it lacks a change, approved it is at hand no more."""
        assert happening.number is not None
        assert happening.about is not None
        gate, outcome = happening.gate, happening.outcome
        known = self if gate is None or outcome is None else self._decided(gate, outcome, happening)
        lacks = (Missing.NOTHING_CHANGED_SINCE_RETURN,) if outcome is Outcome.RETURNED else happening.lacks
        at_hand = {**known.at_hand, kind: AtHand(happening.about, happening.number, lacks)}
        if outcome is Outcome.DECLINED or (outcome is Outcome.APPROVED and known.has_approved(kind)):
            del at_hand[kind]
        return replace(known, at_hand=at_hand)

    def has_approved(self, kind: DocumentKind) -> bool:
        """Whether all gates about a kind of document have approved the version that was decided about last."""
        passed = [self.passed.get(gate) for gate, rule in GATES.items() if kind in rule.kinds]
        numbers = {each.happening.number for each in passed if each and each.outcome is Outcome.APPROVED}
        return all(passed) and len(numbers) == 1

    def _decided(self, gate: Gate, outcome: Outcome, happening: Happening) -> "Case":
        gate = _WORDINGS.get(self.step, gate) if gate is Gate.FIRST_WORDING else gate
        was = self.passed.get(gate)
        returned = (was.times_returned if was else 0) + (outcome is Outcome.RETURNED)
        passed = Passed(outcome, happening, returned)
        known = replace(self, passed={**self.passed, gate: passed})
        step = known._prioritised(outcome) if gate is Gate.PRIORITY else known._led_to(gate, outcome)
        return known._moved(step, happening, gate) if step else known

    def _led_to(self, gate: Gate, outcome: Outcome) -> Step | None:
        waits = gate in BOTH_NEEDED and not self.has_approved(DocumentKind.EFFECT_REPORT)
        return GATES[gate].outcomes.get(outcome) if gate in self.open_gates and not waits else None

    def _prioritised(self, outcome: Outcome) -> Step | None:
        """The e-råd may take back its priority at any time, and start again where it stopped."""
        if outcome is not Outcome.START_NOW:
            return GATES[Gate.PRIORITY].outcomes[outcome]
        if self.step is not Step.IDEA and self.step not in STANDING_STILL:
            return None
        return Step.FIRST_REQUEST_DRAFT if self.path_step is Step.IDEA else self.path_step

    def _acted(self, happening: Happening) -> "Case":
        act = happening.act
        assert act is not None
        ends = act in {Act.CLOSE_REQUEST, Act.WITHDRAW_REQUEST}
        step = None if ends and happening.about != self.request else self._led_by(act)
        if step is None:
            return self
        if act in {Act.PAUSE, Act.RESUME}:
            return self._paused(happening)
        known = replace(self, done=self.done | {act})
        moved = known._moved(step, happening) if step is not self.step else known
        return replace(moved, request=happening.about) if act is Act.SEND_REQUEST else moved

    def _paused(self, happening: Happening) -> "Case":
        """It stays in its step; until it is resumed, its clocks of overdue stand still."""
        if not self.paused:
            return replace(self, pauses=(*self.pauses, Pause(happening.on)), review_on=happening.review_on)
        *before, last = self.pauses
        return replace(self, pauses=(*before, replace(last, ends=happening.on)), review_on=None)

    def _knowing(self, happening: Happening) -> "Case":
        """The case with what gates look at besides, which moves nothing."""
        if happening.report is not None:
            return self._reported(happening.report, settled=happening.settled)
        if happening.steers is not None:
            return replace(self, steered=self.steered | {happening.steers})
        if happening.municipality is not None:
            others = self.set_aside - {happening.municipality}
            return replace(self, set_aside=others | {happening.municipality} if happening.set_aside else others)
        return self if happening.least is None else replace(self, least=happening.least)

    def _reported(self, number: int, *, settled: bool) -> "Case":
        reports = self.open_reports - {number} if settled else self.open_reports | {number}
        return replace(self, open_reports=reports)

    def _moved(self, step: Step, happening: Happening, gate: Gate | None = None) -> "Case":
        still = step in STANDING_STILL
        return replace(
            self,
            step=step,
            since=happening.on,
            stood_at=self.path_step if still else None,
            waits_for=gate if step is Step.WAITING else None,
            review_on=happening.review_on,
            pauses=self._pauses_until(happening.on),
        )

    def _pauses_until(self, day: date) -> tuple[Pause, ...]:
        """What leaves its step is paused no more."""
        return (*self.pauses[:-1], replace(self.pauses[-1], ends=day)) if self.paused else self.pauses


def _passed(taken: TakeOver) -> dict[Gate, Passed]:
    """The decisions that were taken before Samverka; none of them is a decision that was recorded in it."""
    passed: dict[Gate, Passed] = {}
    for each in sorted(taken.decisions, key=lambda each: each.decided_on):
        was = passed.get(each.gate)
        returned = (was.times_returned if was else 0) + (each.outcome is Outcome.RETURNED)
        happening = Happening(on=each.decided_on, gate=each.gate, outcome=each.outcome)
        passed[each.gate] = Passed(each.outcome, happening, returned, before=each)
    return passed
