"""Whether what is taken over fits together: the step, and the decisions, acts and documents by which it was reached.

Everything that does not is said at once, each with its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from samverka_domain.documents import deciders_at, gates_about
from samverka_domain.gates import BOTH_NEEDED, GATES, DocumentKind, Gate, Outcome
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.limits import Path, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.steps import ACTS, PHASES, STANDING_STILL, Act, Phase, StartsWith, Step
from samverka_domain.takeovers import PastDecision, TakeOver


class Contradiction(StrEnum):
    """What of a take-over does not fit together."""

    STEP_OFF_PATH = "step-off-path"
    """Without a pre-study there is no such step."""
    REQUEST_RUNS_ELSEWHERE = "request-runs-elsewhere"
    """A request is answered in Samverka, or has been judged by."""
    STOPPED_AT_MISSING = "stopped-at-missing"
    DECISION_BEHIND_IT_MISSING = "decision-behind-it-missing"
    """The decision by which it came to its step has not been given."""
    DECISION_AHEAD = "decision-ahead"
    """It belongs to a later step."""
    DECISION_OFF_PATH = "decision-off-path"
    DECISION_LEADS_ELSEWHERE = "decision-leads-elsewhere"
    DECISION_OF_ANOTHER = "decision-of-another"
    """A municipality decides it, in its own tenant, or it is about a status report."""
    OUTCOME_OF_ANOTHER_GATE = "outcome-of-another-gate"
    BODY_OF_ANOTHER_GATE = "body-of-another-gate"
    DECISIONS_OUT_OF_ORDER = "decisions-out-of-order"
    STEP_BEFORE_ITS_DECISION = "step-before-its-decision"
    DOCUMENT_AHEAD = "document-ahead"
    ACT_AHEAD = "act-ahead"
    ANSWER_AHEAD = "answer-ahead"
    PART_AHEAD = "part-ahead"
    DAY_TO_COME = "day-to-come"


@dataclass(frozen=True)
class Contradicts:
    """Something that does not fit, at its place."""

    what: Contradiction
    path: Path


_ORDER = {step: index for index, step in enumerate(Step)}
_ANSWERED_HERE = frozenset({Step.FIRST_ANSWERS, Step.SECOND_ANSWERS})


def require_coherent(taken: TakeOver, today: date) -> None:
    """Refuse what does not fit together, and say all of it."""
    found = contradictions(taken, today)
    places = [place(each.path) for each in found]
    where = places[0] if places else {}
    said = {"contradictions": tuple(each.what for each in found), "places": tuple(p["pointer"] for p in places)}
    require(not found, Rule.TAKE_OVER_CONTRADICTS, **where, **said)


def contradictions(taken: TakeOver, today: date) -> tuple[Contradicts, ...]:
    """All that does not fit together, or lies ahead."""
    to_come = [Contradicts(Contradiction.DAY_TO_COME, path) for path, day in taken.days() if day > today]
    return (*to_come, *_Comparing(taken).found())


@dataclass(frozen=True)
class _Comparing:
    """A take-over, compared with the tables of gates, steps and acts."""

    taken: TakeOver

    def found(self) -> Iterator[Contradicts]:
        wrong = self._step()
        if wrong is not None:
            yield wrong
            return
        yield from self._decisions()
        yield from self._behind()
        yield from self._rest()

    @cached_property
    def path(self) -> tuple[Step, ...]:
        """The steps of its path, in order."""
        skips = self.taken.path is not StartsWith.PRE_STUDY
        steps = [step for step in Step if step not in STANDING_STILL]
        return tuple(step for step in steps if not (skips and PHASES.get(step) is Phase.UTREDA))

    @property
    def where(self) -> int:
        """How far on the path it has come."""
        assert self.taken.path_step is not None
        return _ORDER[self.taken.path_step]

    def _step(self) -> Contradicts | None:
        step = self.taken.path_step
        if step is None:
            stopped = self.taken.step is Step.STOPPED
            return Contradicts(
                Contradiction.STOPPED_AT_MISSING if stopped else Contradiction.DECISION_BEHIND_IT_MISSING,
                ("stopped_at",) if stopped else ("decisions",),
            )
        if step in _ANSWERED_HERE:
            return Contradicts(Contradiction.REQUEST_RUNS_ELSEWHERE, ("step",))
        return None if step in self.path else Contradicts(Contradiction.STEP_OFF_PATH, ("step",))

    def _decisions(self) -> Iterator[Contradicts]:
        for index, decision in enumerate(self.taken.decisions):
            wrong = self._wrong_with(decision)
            if wrong is not None:
                yield Contradicts(wrong, ("decisions", index))
        yield from self._order()

    def _wrong_with(self, decision: PastDecision) -> Contradiction | None:
        rule, at = GATES[decision.gate], self._stands(decision.gate)
        checks = (
            (not _is_taken_over(decision.gate), Contradiction.DECISION_OF_ANOTHER),
            (decision.outcome not in rule.outcomes, Contradiction.OUTCOME_OF_ANOTHER_GATE),
            (decision.body not in deciders_at(decision.gate), Contradiction.BODY_OF_ANOTHER_GATE),
            (at is None, Contradiction.DECISION_OFF_PATH),
            (at is not None and _ORDER[at] > self.where, Contradiction.DECISION_AHEAD),
            (self._leads_elsewhere(decision), Contradiction.DECISION_LEADS_ELSEWHERE),
        )
        return next((what for wrong, what in checks if wrong), None)

    def _leads_elsewhere(self, decision: PastDecision) -> bool:
        """Whether the latest decision at its gate leads to another place than where the insats is said to stand."""
        if self.taken.latest[decision.gate] is not decision:
            return False
        stands_there = self.taken.path_step in GATES[decision.gate].steps
        target = GATES[decision.gate].outcomes.get(decision.outcome)
        if target is None:
            return decision.outcome is Outcome.RETURNED and not stands_there
        if target in STANDING_STILL:
            return not (target is self.taken.step and stands_there)
        return _ORDER[target] > self.where and not self._waits_for_the_other(decision.gate)

    def _waits_for_the_other(self, gate: Gate) -> bool:
        return gate in BOTH_NEEDED and not all(self._led(each) for each in BOTH_NEEDED)

    def _order(self) -> Iterator[Contradicts]:
        """Those whose gate was first decided before a gate of an earlier step was."""
        first: dict[Gate, date] = {}
        for each in sorted(self.taken.decisions, key=lambda each: each.decided_on):
            first.setdefault(each.gate, each.decided_on)
        gates = sorted((gate for gate in first if self._stands(gate)), key=self._place_of)
        for earlier, later in pairwise(gates):
            in_order = first[earlier] <= first[later] or self._place_of(earlier) == self._place_of(later)
            if not in_order:
                yield Contradicts(Contradiction.DECISIONS_OUT_OF_ORDER, self._index_of(later))

    def _behind(self) -> Iterator[Contradicts]:
        """The decisions by which it came to its step: given, and not later than its coming there."""
        behind = self._gates_behind()
        if not all(self._led(gate) for gate in behind):
            yield Contradicts(Contradiction.DECISION_BEHIND_IT_MISSING, ("decisions",))
        known = [self.taken.latest[gate] for gate in behind if gate in self.taken.latest]
        if any(each.decided_on > self.taken.since for each in known):
            yield Contradicts(Contradiction.STEP_BEFORE_ITS_DECISION, ("since",))

    def _gates_behind(self) -> list[Gate]:
        """Those that let it stand still, or else the nearest that led it on."""
        if self.taken.step in STANDING_STILL:
            still = [gate for gate, each in self.taken.latest.items() if _target(each) is self.taken.step]
            if still or self.taken.step is Step.DECLINED:
                return still or [Gate.PRIORITY]
        led = {gate: _ORDER[step] for gate in GATES for step in self._onward(gate) if _ORDER[step] <= self.where}
        return [gate for gate, order in led.items() if order == max(led.values())]

    def _rest(self) -> Iterator[Contradicts]:
        for index, document in enumerate(self.taken.documents):
            if not self._may_be_approved(document.kind):
                yield Contradicts(Contradiction.DOCUMENT_AHEAD, ("documents", index))
        for index, act in enumerate(self.taken.acts):
            if not self._may_be_done(act.act):
                yield Contradicts(Contradiction.ACT_AHEAD, ("acts", index))
        if self.taken.answers and self.where < _ORDER[Step.FIRST_JUDGEMENT]:
            yield Contradicts(Contradiction.ANSWER_AHEAD, ("answers",))
        if self.taken.parts and self.where < _ORDER[Step.PARTICIPATION]:
            yield Contradicts(Contradiction.PART_AHEAD, ("parts",))

    def _may_be_approved(self, kind: DocumentKind) -> bool:
        reached = [GATES[gate].outcomes.get(Outcome.APPROVED) or self._stands(gate) for gate in gates_about(kind)]
        return not reached or any(step in self.path and _ORDER[step] <= self.where for step in reached if step)

    def _may_be_done(self, act: Act) -> bool:
        reached = set(ACTS[act].values())
        return self.taken.step in reached or any(s in self.path and _ORDER[s] <= self.where for s in reached)

    def _led(self, gate: Gate) -> bool:
        decision = self.taken.latest.get(gate)
        return decision is not None and _target(decision) in {*self._onward(gate), *_still(gate, self.taken.step)}

    def _onward(self, gate: Gate) -> list[Step]:
        return [step for step in GATES[gate].outcomes.values() if step and step in self.path]

    def _stands(self, gate: Gate) -> Step | None:
        return next((step for step in GATES[gate].steps if step in self.path), None)

    def _place_of(self, gate: Gate) -> int:
        step = self._stands(gate)
        return _ORDER[step] if step else -1

    def _index_of(self, gate: Gate) -> Path:
        return ("decisions", self.taken.decisions.index(self.taken.latest[gate]))


def _target(decision: PastDecision) -> Step | None:
    return GATES[decision.gate].outcomes.get(decision.outcome)


def _still(gate: Gate, step: Step) -> Sequence[Step]:
    """That a gate has led to where the insats stands still."""
    return [step] if step in STANDING_STILL and step in GATES[gate].outcomes.values() else []


def _is_taken_over(gate: Gate) -> bool:
    return GATES[gate].body is not Body.KOMMUNLEDNING and gate is not Gate.STATUS_REPORT
