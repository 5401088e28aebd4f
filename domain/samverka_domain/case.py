"""A case: all that gates look at of one insats, folded from what has happened to it, wherever that was recorded.

Commands fold it from the streams of the insats and of what is about it, queries from the views' rows of the same
happenings: so what is allowed and what is refused cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from samverka_domain.gates import GATES, Gate, Missing, Outcome, gates_at
from samverka_domain.insatser import Insats, StartsWith
from samverka_domain.judgements import Counts, Judgement, Threshold
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.order import decision_of, taken_on
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.requests import InterestRequest
from samverka_domain.steps import ACTS, PHASES, STANDING_STILL, Act, Phase, Step


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What was decided at a gate or done between gates, on its day."""

    on: date = date.min
    gate: Gate | None = None
    outcome: Outcome | None = None
    act: Act | None = None
    about: str | None = None
    """The request that it is about."""
    review_on: date | None = None
    starts_with: StartsWith | None = None
    """Of an idea, with which everything begins."""
    threshold: Threshold | None = None
    counts: Counts | None = None
    """Of a judgement of interest, both."""
    decision: Decision | None = None


@dataclass(frozen=True)
class Passed:
    """The latest decision at a gate."""

    outcome: Outcome
    happening: Happening
    times_returned: int = 0

    @property
    def deviates(self) -> bool:
        """Whether interest was judged otherwise than by the threshold (avviker från tröskeln)."""
        counts, threshold = self.happening.counts, self.happening.threshold
        if counts is None or threshold is None:
            return False
        return counts.speak_against(Judgement(self.outcome), threshold)


@dataclass(frozen=True)
class Allowed:
    """A gate that may be decided now, or next, and what it lacks."""

    gate: Gate
    body: Body
    outcomes: tuple[Outcome, ...]
    missing: tuple[Missing, ...]

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

    @property
    def phase(self) -> Phase | None:
        """The phase that it is in or stands still in; None once it is finished."""
        return PHASES.get(self.path_step)

    @property
    def path_step(self) -> Step:
        """The step of the path that it is in or stands still in."""
        return self.stood_at or self.step

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
        return () if gate in self.open_gates else (self._why_closed(gate),)

    def require_open(self, gate: Gate) -> None:
        """Refuse a decision at a gate that lacks something, and say all that it lacks."""
        missing = self.missing(gate)
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
        if happening.gate and happening.outcome:
            return self._decided(happening.gate, happening.outcome, happening)
        return self._acted(happening) if happening.act else self

    @staticmethod
    def of(happenings: Iterable[Happening]) -> "Case":
        """Folded from all that happened, in the order of the log."""
        case = Case()
        for happening in happenings:
            case = case.after(happening)
        return case

    def _allowed(self, gate: Gate) -> Allowed:
        rule = GATES[gate]
        return Allowed(gate, rule.body, tuple(rule.outcomes), self.missing(gate))

    def _next_gates(self) -> list[Gate]:
        reached = [self._led_by(act) for act in _LACKED]
        return [gate for step in reached if step for gate in gates_at(step)]

    def _why_closed(self, gate: Gate) -> Missing:
        was = self.passed.get(gate)
        if was and was.outcome in _JUDGED:
            return Missing.ALREADY_JUDGED
        lacked = (lack for act, lack in _LACKED.items() if self._led_by(act) in GATES[gate].steps)
        return next(lacked, Missing.WRONG_STEP)

    def _led_by(self, act: Act) -> Step | None:
        straight = act is Act.PRESENT_DIRECTIVE and self.starts_with is not StartsWith.PRE_STUDY
        step = Step.PROJECT_DIRECTIVE_DRAFT if straight and self.step is Step.DIRECTIVE_DRAFT else self.step
        return ACTS[act].get(step)

    def _decided(self, gate: Gate, outcome: Outcome, happening: Happening) -> "Case":
        gate = _WORDINGS.get(self.step, gate) if gate is Gate.FIRST_WORDING else gate
        was = self.passed.get(gate)
        returned = (was.times_returned if was else 0) + (outcome is Outcome.RETURNED)
        passed = Passed(outcome, happening, returned)
        known = replace(self, passed={**self.passed, gate: passed})
        step = known._prioritised(outcome) if gate is Gate.PRIORITY else self._led_to(gate, outcome)
        return known._moved(step, happening, gate) if step else known

    def _led_to(self, gate: Gate, outcome: Outcome) -> Step | None:
        return GATES[gate].outcomes.get(outcome) if gate in self.open_gates else None

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
        moved = self._moved(step, happening)
        return replace(moved, request=happening.about) if act is Act.SEND_REQUEST else moved

    def _moved(self, step: Step, happening: Happening, gate: Gate | None = None) -> "Case":
        still = step in STANDING_STILL
        return replace(
            self,
            step=step,
            since=happening.on,
            stood_at=self.path_step if still else None,
            waits_for=gate if step is Step.WAITING else None,
            review_on=happening.review_on,
        )


def happening_of(event: DomainEvent) -> Happening | None:
    """What an event means to the insats that it is about; None if it moves nothing."""
    meaning = _MEANINGS.get(type(event))
    found = meaning(event) if meaning else None
    return found and replace(found, on=taken_on(event), decision=decision_of(event))


def insats_of(event: DomainEvent) -> str:
    """The id of the insats that an event is about."""
    about: str | None = getattr(event, "insats_id", None)
    return about or _own_id(event)


def _own_id(event: DomainEvent) -> str:
    return event.originator_id.partition(":")[2]


def _began(event: Insats.IdeaReceived) -> Happening:
    return Happening(starts_with=event.idea.starts_with)


def _prioritised(event: Insats.Prioritised) -> Happening:
    return Happening(gate=Gate.PRIORITY, outcome=Outcome(event.priority), review_on=event.review_on)


def _judged(event: Insats.Judged) -> Happening:
    decided = Happening(gate=event.gate, outcome=Outcome(event.judgement), review_on=event.review_on)
    return replace(decided, threshold=event.threshold, counts=event.counts)


def _approved(event: InterestRequest.Approved) -> Happening:
    return Happening(gate=Gate.FIRST_WORDING, outcome=Outcome.APPROVED, about=_own_id(event))


def _did(act: Act) -> Callable[[DomainEvent], Happening]:
    return lambda event: Happening(act=act, about=_own_id(event))


_MEANINGS: Mapping[type[DomainEvent], Callable[[Any], Happening]] = {
    Insats.IdeaReceived: _began,
    Insats.Prioritised: _prioritised,
    Insats.Judged: _judged,
    InterestRequest.Drafted: _did(Act.DRAFT_REQUEST),
    InterestRequest.Approved: _approved,
    InterestRequest.Sent: _did(Act.SEND_REQUEST),
    InterestRequest.Closed: _did(Act.CLOSE_REQUEST),
    InterestRequest.Withdrawn: _did(Act.WITHDRAW_REQUEST),
}

MOVING = tuple(_MEANINGS)
"""The events that mean something to an insats."""
