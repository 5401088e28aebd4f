"""Taking over (övertagande): where an insats stands that began before Samverka, and what had come of it by then.

All of it is what the förbund says that it knows, marked as taken over: no decision of any body was made by it, and a
municipality's part is its own to confirm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from samverka_domain.answers import Stance
from samverka_domain.documents import MAY_STEER
from samverka_domain.gates import GATES, DocumentKind, Gate, Outcome
from samverka_domain.judgements import Interest
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.limits import Day, Id, Listed, Matching, Path, Text, Title, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.participation import Said
from samverka_domain.parties import NOBODY, Became, Parties
from samverka_domain.resources import YearHours, YearMoney
from samverka_domain.steps import Act, StartsWith, Step

RecordNumber = Annotated[str, Text(300)]
MOST_PAST = 200


@dataclass(frozen=True, kw_only=True)
class PastDecision(Value):
    """What a body had decided at a gate."""

    gate: Gate
    outcome: Outcome
    body: Body
    """Of a decision that a steering group takes: the group, or the body that acted as one."""
    decided_on: Day
    record_number: RecordNumber


@dataclass(frozen=True, kw_only=True)
class PastDocument(Value):
    """A document that had been approved; it lies where it was written."""

    kind: DocumentKind
    number: Annotated[str, Matching(r"[0-9]{1,5}\.[0-9]{1,5}", "1.0")]
    """Its version."""
    title: Title
    approved_on: Day
    record_number: RecordNumber


@dataclass(frozen=True, kw_only=True)
class PastAct(Value):
    """What had been done between the gates."""

    act: Act
    done_on: Day


@dataclass(frozen=True, kw_only=True)
class PastAnswer(Value):
    """What a municipality had answered to the latest request."""

    municipality_id: Id
    stance: Stance
    answered_on: Day


@dataclass(frozen=True, kw_only=True)
class PastPart(Value):
    """A municipality's part as the förbund knows it; its own decision is recorded by the municipality itself."""

    municipality_id: Id
    since: Day
    hours: Annotated[tuple[YearHours, ...], Listed(50)] = ()
    money: Annotated[tuple[YearMoney, ...], Listed(50)] = ()

    def require_sensible(self, path: Path) -> None:
        """Refuse a year that stands twice."""
        for name, lines in (("hours", self.hours), ("money", self.money)):
            _require_once([line.year for line in lines], (*path, name))


@dataclass(frozen=True, kw_only=True)
class TakeOver(Value):
    """Where an insats stands that began before Samverka, since when, and how it came there."""

    step: Step
    since: Day
    path: StartsWith | None = None
    """Another than that with which its idea was recorded."""
    stopped_at: Step | None = None
    """Of what was stopped: the step in which it was."""
    review_on: Day | None = None
    """Of what waits: the day on which it is taken up again."""
    decisions: Annotated[tuple[PastDecision, ...], Listed(MOST_PAST)] = ()
    """Those that are known; at least the one by which it came to its step."""
    acts: Annotated[tuple[PastAct, ...], Listed(MOST_PAST)] = ()
    documents: Annotated[tuple[PastDocument, ...], Listed(MOST_PAST)] = ()
    answers: Annotated[tuple[PastAnswer, ...], Listed(500)] = ()
    pre_study_steered_by: Body | None = None
    """The body that acts as steering group of the pre-study."""
    project_steered_by: Body | None = None
    """The body that acts as steering group of the project."""
    parts: Annotated[tuple[PastPart, ...], Listed(500)] = ()

    def require_sensible(self, path: Path) -> None:
        """Refuse waiting without a day, a body that steers nothing, and a municipality that stands twice."""
        waits = self.step is Step.WAITING
        require(self.review_on or not waits, Rule.REVIEW_DATE_MISSING, **place((*path, "review_on")))
        for name in ("pre_study_steered_by", "project_steered_by"):
            _require_may_act(getattr(self, name), (*path, name))
        for name in ("answers", "parts"):
            _require_once([each.municipality_id for each in getattr(self, name)], (*path, name))

    @property
    def latest(self) -> dict[Gate, PastDecision]:
        """The latest decision at each gate."""
        return {each.gate: each for each in sorted(self.decisions, key=lambda each: each.decided_on)}

    @property
    def waits_for(self) -> Gate | None:
        """The gate that let it wait, and is decided anew."""
        letting = [gate for gate, each in self.latest.items() if each.outcome is Outcome.WAIT]
        return letting[-1] if self.step is Step.WAITING and letting else None

    @property
    def path_step(self) -> Step | None:
        """The step of the path that it is in or stands still in; None if that has not been said."""
        match self.step:
            case Step.DECLINED:
                return Step.IDEA
            case Step.STOPPED:
                return self.stopped_at
            case Step.WAITING:
                return GATES[self.waits_for].steps[0] if self.waits_for else None
        return self.step

    @property
    def interest(self) -> Interest:
        """What the answers come to."""
        return Interest.of({each.municipality_id: Said(stance=each.stance) for each in self.answers}, left=0)

    @property
    def interested(self) -> frozenset[str]:
        """The municipalities that said yes, with conditions or not."""
        return frozenset(self.interest.interested)

    @property
    def parties(self) -> Parties:
        """What the municipalities were by then: conditions are settled, and who has a part may say so itself."""
        parts = {each.municipality_id for each in self.parts}
        known = NOBODY.judged(self.interested, ()).after(Became.ACCEPTED, parts)
        if Act.SEND_DIRECTIVE in self.done:
            known = known.after(Became.SENT, self.interested | parts)
        asked = self.path_step not in _SHAPED
        return known.after(Became.ASKED, self.interested) if asked else known

    @property
    def done(self) -> frozenset[Act]:
        """The acts that have been, also where the step says so by itself."""
        on_its_way = self.path_step in _AFTER_PARTICIPATION
        return frozenset(each.act for each in self.acts) | ({Act.SEND_DIRECTIVE} if on_its_way else frozenset())

    def steered_by(self, *, pre_study: bool) -> Body | None:
        """The body that acts as steering group of the pre-study, or of the project."""
        return self.pre_study_steered_by if pre_study else self.project_steered_by

    def part_of(self, municipality_id: str) -> PastPart | None:
        """The part of a municipality, if the förbund knows of one."""
        return next((each for each in self.parts if each.municipality_id == municipality_id), None)

    def days(self) -> tuple[tuple[Path, date], ...]:
        """All days that have been, each with its place."""
        listed = (("decisions", "decided_on"), ("acts", "done_on"), ("documents", "approved_on"))
        more = (("answers", "answered_on"), ("parts", "since"))
        return (
            (("since",), self.since),
            *(
                ((name, index, day), getattr(each, day))
                for name, day in (*listed, *more)
                for index, each in enumerate(getattr(self, name))
            ),
        )


_STEPS = list(Step)
_SHAPED = frozenset(_STEPS[: _STEPS.index(Step.DIRECTIVE_APPROVAL)])
"""Where a directive by which municipalities take part is still to be shaped."""
_AFTER_PARTICIPATION = frozenset(_STEPS[_STEPS.index(Step.PROJECT_PLAN) : _STEPS.index(Step.WAITING)])


def _require_may_act(body: Body | None, path: Path) -> None:
    allowed = tuple(each for each in MAY_STEER if each is not Body.STYRGRUPP)
    require(body is None or body in allowed, Rule.BODY_MAY_NOT_STEER, **place(path), body=body)


def _require_once(keys: Sequence[object], path: Path) -> None:
    for index, key in enumerate(keys):
        require(keys.index(key) == index, Rule.LISTED_TWICE, **place((*path, index)))
