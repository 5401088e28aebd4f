"""A case: all that gates look at of one insats, folded from what has happened to it, wherever that was recorded.

Commands fold it from the streams of the insats and of what is about it, queries from the views' rows of the same
happenings: so what is allowed and what is refused cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from samverka_domain.allowed import LACKED, NEEDED_ACTS, PASSABLE, Allowed, AtHand, Passed, passed_before
from samverka_domain.gates import BOTH_NEEDED, DIRECTIVES, GATES, DocumentKind, Gate, Missing, Outcome, gates_at
from samverka_domain.happenings import Happening
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.parties import KEEP_OUT, NOBODY, Became, Parties
from samverka_domain.reporting_rhythm import Pause
from samverka_domain.steering import Stage, stage_of
from samverka_domain.steps import ACTS, PHASES, STANDING_STILL, Act, Phase, StartsWith, Step
from samverka_domain.takeovers import TakeOver

WRITTEN_AS_DOCUMENTS = frozenset(DocumentKind) - {DocumentKind.INTEREST_REQUEST, DocumentKind.STATUS_REPORT}
"""Of requests and status reports, others know whether there is a version to decide about."""

_UNSENT = frozenset(list(Step)[: list(Step).index(Step.PARTICIPATION)])
_ANEW = frozenset({Step.PARTICIPATION, Step.PROJECT_PLAN, Step.EXECUTION})
"""Where a directive that was changed after its approval is presented anew."""
_LATE = (Step.PROJECT_PLAN, Step.EXECUTION, Step.CLOSING)
"""Where municipalities may still join; once the plan is approved, those whom who steers lets in."""
_OF_ANOTHER_PATH = {
    StartsWith.PROJECT: DocumentKind.ASSIGNMENT_DIRECTIVE,
    StartsWith.ASSIGNMENT: DocumentKind.PROJECT_DIRECTIVE,
}
"""After a pre-study, either directive is written."""

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
    presented_anew: bool = False
    """Whether a changed directive waits for its approval while the project goes on."""
    steered: frozenset[Stage] = frozenset()
    """The stages of which it has been decided who steers."""
    open_reports: frozenset[int] = frozenset()
    """The status reports that nobody has approved or received."""
    least: int = 1
    """How many municipalities the directive demands."""
    delivers: bool = False
    """Whether something is built or bought, by the directive."""
    cost_key: bool = True
    """Whether the directive says how the cost is shared."""
    lines: int = 0
    """How many organisations have a line in the effect report."""
    parties: Parties = NOBODY
    """What the municipalities have answered, been told and decided."""
    by: str | None = None
    """The municipality whose own decisions are asked about; None: those of the förbund."""
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
        joining = (Gate.PARTICIPATION,) if self.by and self.step in _LATE else ()
        return (*self._open_again, *gates_at(self.step), *joining)

    @property
    def _open_again(self) -> tuple[Gate, ...]:
        """Those that decide about something newer, and leave the insats where it is."""
        return gates_at(self.step, again=True) if self.presented_anew else ()

    @property
    def allowed(self) -> tuple[Allowed, ...]:
        """The gates that may be decided now, then those to which one act leads, each with what it lacks."""
        nearest = dict.fromkeys((*self.open_gates, *(gate for act in LACKED for gate in self.gates_after(act))))
        return tuple(self._allowed(gate) for gate in nearest)

    def missing(self, gate: Gate) -> tuple[Missing, ...]:
        """What a gate lacks; nothing if it may be decided now."""
        if gate is Gate.PARTICIPATION and self._confirms:
            return ()
        if gate is Gate.PARTICIPATION and self.path_step in _UNSENT:
            return (Missing.DIRECTIVE_NOT_SENT,)
        return self._lacks(gate) if gate in self.open_gates else (self._why_closed(gate),)

    def version_for(self, gate: Gate) -> AtHand | None:
        """The version that a gate would decide about."""
        return next((self.at_hand[kind] for kind in self.kinds_at(gate) if kind in self.at_hand), None)

    def kinds_at(self, gate: Gate) -> tuple[DocumentKind, ...]:
        """The kinds of document that a gate decides about: of directives, the one of the path."""
        other = _OF_ANOTHER_PATH.get(self.starts_with)
        return tuple(kind for kind in GATES[gate].kinds if kind is not other)

    def require_open(self, gate: Gate, outcome: Outcome | None = None) -> None:
        """Refuse a decision at a gate that lacks something, and say all that it lacks; a no may need less."""
        passable = PASSABLE.get(outcome, frozenset()) if outcome else frozenset()
        missing = tuple(lack for lack in self.missing(gate) if lack not in passable)
        stands = {"step": self.step, "open_gates": self.open_gates, "missing": missing}
        require(not missing, Rule.GATE_NOT_OPEN, gate=gate, **stands)

    @property
    def judgement(self) -> Gate:
        """The gate at which interest is judged next, or was judged last."""
        steps = list(Step)
        second = steps.index(self.path_step) >= steps.index(Step.SECOND_REQUEST_WORDING)
        return Gate.SECOND_JUDGEMENT if second else Gate.FIRST_JUDGEMENT

    @property
    def wording(self) -> Gate:
        """The gate at which a request's wording is approved next, or was approved last."""
        return Gate.SECOND_WORDING if self.judgement is Gate.SECOND_JUDGEMENT else Gate.FIRST_WORDING

    def after(self, happening: Happening) -> "Case":
        """The case as something that happened leaves it; what was out of place is known, and moves nothing."""
        if happening.became is not None:
            return self._with_parties(happening.became, happening)._after(happening)
        return self._after(happening)

    def _after(self, happening: Happening) -> "Case":
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
            passed=passed_before(taken),
            done=taken.done,
            parties=taken.parties,
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
        if need in NEEDED_ACTS:
            return NEEDED_ACTS[need] not in self.done
        if need is Missing.NO_STEERING_GROUP:
            return stage_of(gate) not in self.steered
        return need in _WANTING and _WANTING[need](self)

    @property
    def _confirms(self) -> bool:
        """Whether the municipality has a part that was taken over, and may confirm it wherever the insats stands."""
        known = self.by is not None and self.by in self.parties.accepted - self.parties.taking_part
        return known and self.taken is not None and self.taken.part_of(self.by or "") is not None

    def _keeps_out(self, need: Missing) -> bool:
        """Whether the municipality may not take part for this reason; who takes part already is not asked again."""
        if self.by is None or Act.SEND_DIRECTIVE not in self.done:
            return False
        planned = self.step in _LATE and Gate.PROJECT_PLAN in self.passed
        return need in self.parties.keep_out(self.by, planned=planned)

    def _not_written(self, gate: Gate) -> tuple[Missing, ...]:
        """What the document lacks that it decides about; of requests and status reports others know."""
        if not set(GATES[gate].kinds) & WRITTEN_AS_DOCUMENTS:
            return ()
        version = self.version_for(gate)
        return version.lacks if version else (Missing.DOCUMENT_MISSING,)

    def _why_closed(self, gate: Gate) -> Missing:
        was = self.passed.get(gate)
        if was and was.outcome in _JUDGED:
            return Missing.ALREADY_JUDGED
        lacked = (lack for act, lack in LACKED.items() if gate in self.gates_after(act))
        return next(lacked, Missing.WRONG_STEP)

    def require_in_place(self, act: Act) -> tuple[Gate, ...]:
        """The gates to which an act leads from where the insats stands; refused where it leads nowhere."""
        require(self.may(act), Rule.ACT_OUT_OF_PLACE, act=act, step=self.step)
        return self.gates_after(act)

    def gates_after(self, act: Act) -> tuple[Gate, ...]:
        """The gates to which an act leads from where the insats stands; none where it leads nowhere."""
        step = self._led_by(act)
        if step is None:
            return ()
        return gates_at(step, again=act is Act.PRESENT_DIRECTIVE) or gates_at(step)

    def may(self, act: Act) -> bool:
        """Whether an act leads somewhere from where the insats stands."""
        in_turn = {Act.PAUSE: not self.paused, Act.RESUME: self.paused, Act.BEGIN_HANDOVER: not self.paused}
        return in_turn.get(act, True) and self._led_by(act) is not None

    def _led_by(self, act: Act) -> Step | None:
        if act is Act.PRESENT_DIRECTIVE and self.step in _ANEW and not self._is_adjusted:
            return None
        straight = act is Act.PRESENT_DIRECTIVE and self.starts_with is not StartsWith.PRE_STUDY
        step = Step.PROJECT_DIRECTIVE_DRAFT if straight and self.step is Step.DIRECTIVE_DRAFT else self.step
        return ACTS[act].get(step)

    @property
    def _is_adjusted(self) -> bool:
        """Whether there is a version of the directive that was neither approved, nor sent, nor presented anew."""
        return self.version_for(Gate.PROJECT_DIRECTIVE) is not None and not self.presented_anew

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
        written = gate is None and kind is DocumentKind.EFFECT_REPORT
        return replace(known, at_hand=at_hand, lines=happening.lines if written else known.lines)

    def has_approved(self, kind: DocumentKind) -> bool:
        """Whether all gates about a kind of document have approved the version that was decided about last."""
        passed = [self.passed.get(gate) for gate, rule in GATES.items() if kind in rule.kinds]
        approved = [each for each in passed if each and each.outcome is Outcome.APPROVED]
        return len(approved) == len(passed) and len({each.happening.number for each in approved}) == 1

    def _decided(self, gate: Gate, outcome: Outcome, happening: Happening) -> "Case":
        gate = _WORDINGS.get(self.step, gate) if gate is Gate.FIRST_WORDING else gate
        was = self.passed.get(gate)
        returned = (was.times_returned if was else 0) + (outcome is Outcome.RETURNED)
        passed = Passed(outcome, happening, returned)
        waits = self.presented_anew and (gate is not Gate.PROJECT_DIRECTIVE or outcome is Outcome.RETURNED)
        known = replace(self, passed={**self.passed, gate: passed}, presented_anew=waits)
        step = known._prioritised(outcome) if gate is Gate.PRIORITY else known._led_to(gate, outcome)
        return known._moved(step, happening, gate) if step else known

    def _led_to(self, gate: Gate, outcome: Outcome) -> Step | None:
        waits = gate in BOTH_NEEDED and not self.has_approved(DocumentKind.EFFECT_REPORT)
        leads = gate in self.open_gates and gate not in gates_at(self.step, again=True)
        return GATES[gate].outcomes.get(outcome) if leads and not waits else None

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
        if act is Act.SEND_DIRECTIVE:
            known = replace(known, at_hand={kind: at for kind, at in self.at_hand.items() if kind not in DIRECTIVES})
        elif act is Act.PRESENT_DIRECTIVE:
            known = known._with_directive_anew()
        moved = known._moved(step, happening) if step is not self.step else known
        return replace(moved, request=happening.about) if act is Act.SEND_REQUEST else moved

    def _with_directive_anew(self) -> "Case":
        """Of a changed one: until the project starts, what was sent counts no more; who takes part already stays."""
        if self.step is not Step.PARTICIPATION:
            return replace(self, presented_anew=self.step in _ANEW)
        parties = replace(self.parties, sent=frozenset())
        return replace(self, done=self.done - {Act.SEND_DIRECTIVE}, parties=parties)

    def _with_parties(self, became: Became, happening: Happening) -> "Case":
        if became is Became.INTERESTED:
            return replace(self, parties=self.parties.judged(happening.municipalities, happening.conditional))
        return replace(self, parties=self.parties.after(became, happening.municipalities))

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
        if happening.path is not None:
            return replace(self, starts_with=happening.path)
        if happening.steers is not None:
            return replace(self, steered=self.steered | {happening.steers})
        if happening.least is None:
            return self
        return replace(self, least=happening.least, delivers=happening.delivers, cost_key=happening.cost_key)

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


def _lacks_communication_plan(case: Case) -> bool:
    plan = case.at_hand.get(DocumentKind.COMMUNICATION_PLAN)
    return plan is None or bool(plan.lacks)


_WANTING: Mapping[Missing, Callable[[Case], bool]] = {
    Missing.COMMUNICATION_PLAN_MISSING: _lacks_communication_plan,
    Missing.STATUS_REPORT_OPEN: lambda case: bool(case.open_reports),
    Missing.TOO_FEW_TAKE_PART: lambda case: len(case.parties.set_aside) < case.least,
    Missing.INTERESTED_NOT_ASKED: lambda case: not case.parties.interested <= case.parties.asked,
    Missing.COST_KEY_UNDECIDED: lambda case: case.delivers and not case.cost_key,
    Missing.OWNER_NOT_ACCEPTED: lambda case: case.delivers and not case.parties.owners,
    Missing.HANDOVER_OPEN: lambda case: not case.parties.taking_part <= case.parties.handed_over,
    Missing.BENEFIT_LINE_MISSING: lambda case: case.lines < len(case.parties.taking_part),
    **{need: partial(Case._keeps_out, need=need) for need in KEEP_OUT},
}
"""What an open gate lacks besides acts and documents, by what is known of the insats."""
