"""What happens to an insats: what each event about it means at its gates and between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from samverka_domain.commitments import Commitment, Receiving
from samverka_domain.conditions import ConditionConfirmation
from samverka_domain.document_parts import Solution, missing_parts
from samverka_domain.documents import Document
from samverka_domain.gates import DIRECTIVES, DocumentKind, Gate, Missing, Outcome
from samverka_domain.insatser import Insats
from samverka_domain.judgements import Counts, Threshold
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.order import decision_of, taken_on
from samverka_domain.kernel.text import is_empty
from samverka_domain.parties import Became
from samverka_domain.pre_study_hours import PreStudyHours
from samverka_domain.requests import InterestRequest
from samverka_domain.status_reports import StatusReports
from samverka_domain.steering import Stage, Steering
from samverka_domain.steps import Act, StartsWith
from samverka_domain.takeovers import TakeOver


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What was decided at a gate or done between gates, on its day."""

    on: date = date.min
    gate: Gate | None = None
    outcome: Outcome | None = None
    act: Act | None = None
    about: str | None = None
    """The request or document that it is about."""
    kind: DocumentKind | None = None
    number: str | None = None
    """Of a document: its kind, and the version that was written or decided about."""
    lacks: tuple[Missing, ...] = ()
    """Of a version that was written: what it lacks to be approved."""
    review_on: date | None = None
    path: StartsWith | None = None
    """The path that was chosen for it, another than it was on."""
    instead: str | None = None
    """Of a judgement: the insats that is carried out in its place."""
    steers: Stage | None = None
    """The stage for which it was decided who steers."""
    report: int | None = None
    """The status report that is on its way, or, if that is so, that nothing more is to be decided about."""
    settled: bool = False
    least: int | None = None
    """Of a directive that was approved: how many municipalities it demands."""
    delivers: bool = False
    """Of the same: whether something is built or bought."""
    cost_key: bool = False
    """Of the same: whether it says how the cost is shared."""
    became: Became | None = None
    """What these municipalities became."""
    municipalities: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    """Of those that are interested: who has conditions."""
    lines: int = 0
    """Of an effect report: how many organisations have a line."""
    starts_with: StartsWith | None = None
    """Of an idea, with which everything begins."""
    taken: TakeOver | None = None
    """Of what began before Samverka: how it came to where it stands."""
    threshold: Threshold | None = None
    counts: Counts | None = None
    """Of a judgement of interest, both."""
    decision: Decision | None = None


def happening_of(event: DomainEvent) -> Happening | None:
    """What an event means to the insats that it is about; None if it moves nothing."""
    meaning = _MEANINGS.get(type(event))
    found = meaning(event) if meaning else None
    return found and replace(found, on=event.own_day or taken_on(event), decision=decision_of(event))


def insats_of(event: DomainEvent) -> str:
    """The id of the insats that an event is about."""
    about: str | None = getattr(event, "insats_id", None)
    return about or _own_id(event)


def _own_id(event: DomainEvent) -> str:
    return event.originator_id.partition(":")[2]


def _began(event: Insats.IdeaReceived) -> Happening:
    return Happening(starts_with=event.idea.starts_with)


def _taken_over(event: Insats.TakenOver) -> Happening:
    return Happening(taken=event.taken)


def _prioritised(event: Insats.Prioritised) -> Happening:
    return Happening(gate=Gate.PRIORITY, outcome=Outcome(event.priority), review_on=event.review_on)


def _path_chosen(event: Insats.PathChosen) -> Happening:
    return Happening(path=event.path)


def _judged(event: Insats.Judged) -> Happening:
    decided = Happening(gate=event.gate, outcome=Outcome(event.judgement), review_on=event.review_on)
    said = replace(decided, threshold=event.threshold, counts=event.counts, instead=event.instead)
    return replace(said, became=Became.INTERESTED, municipalities=event.interested, conditional=event.conditional)


def _approved(event: InterestRequest.Approved) -> Happening:
    return Happening(gate=Gate.FIRST_WORDING, outcome=Outcome.APPROVED, about=_own_id(event))


def _written(event: Document.VersionWritten) -> Happening:
    lacks = tuple(dict.fromkeys(map(_lack, missing_parts(event.kind, event.content))))
    lines = len({each.organisation.strip().casefold() for each in event.content.effects})
    return Happening(kind=event.kind, about=_own_id(event), number=event.number, lacks=lacks, lines=lines)


def _lack(part: str) -> Missing:
    return Missing.BENEFIT_CASE_MISSING if part == "benefits" else Missing.PART_MISSING


def _at_gate(outcome: Outcome) -> Callable[[Any], Happening]:
    def happening(event: Document.Approved | Document.Returned | Document.Declined) -> Happening:
        about = Happening(kind=event.kind, about=_own_id(event), number=event.number)
        return replace(about, gate=event.gate, outcome=outcome)

    return happening


def _did(act: Act) -> Callable[[DomainEvent], Happening]:
    return lambda event: Happening(act=act, about=_own_id(event))


def _steered(event: Steering.Arranged | Steering.Rearranged) -> Happening:
    return Happening(steers=event.stage)


def _paused(event: Insats.Paused) -> Happening:
    return Happening(act=Act.PAUSE, about=_own_id(event), review_on=event.review_on)


def _reported(*, settled: bool) -> Callable[[Any], Happening]:
    def happening(event: StatusReports.Submitted | StatusReports.Approved) -> Happening:
        return Happening(report=event.number, settled=settled)

    return happening


def _made_public(event: Document.MadePublic) -> Happening | None:
    if event.kind not in DIRECTIVES:
        return None
    content = event.content
    delivers, cost_key = content.delivers_solution is Solution.DELIVERED, not is_empty(content.cost_key)
    return Happening(least=content.minimum_participants or 1, delivers=delivers, cost_key=cost_key)


def _asked(event: Document.RemissOpened) -> Happening | None:
    """About a directive by which municipalities take part."""
    asked = Happening(became=Became.ASKED, municipalities=event.addressed_to)
    return asked if event.kind in DIRECTIVES else None


def _sent(event: Insats.DirectiveSent) -> Happening:
    return replace(_did(Act.SEND_DIRECTIVE)(event), became=Became.SENT, municipalities=event.recipients)


def _one(became: Became) -> Callable[[Any], Happening]:
    def happening(event: Any) -> Happening:
        return Happening(became=became, municipalities=(event.municipality_id,))

    return happening


def _gave_hours(event: PreStudyHours.Decided | PreStudyHours.DecidedAnew) -> Happening | None:
    return _one(Became.GAVE_HOURS)(event) if event.hours else None


def _handed_over(event: Commitment.HandoverDecided) -> Happening:
    will_own = event.receiving is Receiving.WILL_OWN
    return _one(Became.OWNER if will_own else Became.HANDED_OVER)(event)


_MEANINGS: Mapping[type[DomainEvent], Callable[[Any], Happening | None]] = {
    Insats.IdeaReceived: _began,
    Insats.TakenOver: _taken_over,
    Insats.Prioritised: _prioritised,
    Insats.Judged: _judged,
    Insats.PathChosen: _path_chosen,
    Insats.DirectivePresented: _did(Act.PRESENT_DIRECTIVE),
    Insats.ReportPresented: _did(Act.PRESENT_REPORT),
    Insats.DirectiveSent: _sent,
    Insats.ProjectStarted: _did(Act.START_PROJECT),
    Insats.HandoverBegun: _did(Act.BEGIN_HANDOVER),
    Insats.AgreementRegistered: _did(Act.REGISTER_AGREEMENT),
    Insats.Paused: _paused,
    Insats.Resumed: _did(Act.RESUME),
    Insats.Stopped: _did(Act.STOP),
    Commitment.TakingPartDecided: _one(Became.TAKING_PART),
    Commitment.ResourcesSetAside: _one(Became.SET_ASIDE),
    Commitment.HandoverDecided: _handed_over,
    Commitment.Ended: _one(Became.ENDED),
    PreStudyHours.Decided: _gave_hours,
    PreStudyHours.DecidedAnew: _gave_hours,
    Steering.Arranged: _steered,
    Steering.Rearranged: _steered,
    Steering.LateJoiningAccepted: _one(Became.ACCEPTED),
    ConditionConfirmation.Given: _one(Became.SETTLED),
    ConditionConfirmation.GivenAnew: _one(Became.SETTLED),
    StatusReports.Submitted: _reported(settled=False),
    StatusReports.Received: _reported(settled=True),
    StatusReports.Approved: _reported(settled=True),
    InterestRequest.Drafted: _did(Act.DRAFT_REQUEST),
    InterestRequest.Approved: _approved,
    InterestRequest.Sent: _did(Act.SEND_REQUEST),
    InterestRequest.Closed: _did(Act.CLOSE_REQUEST),
    InterestRequest.Withdrawn: _did(Act.WITHDRAW_REQUEST),
    Document.VersionWritten: _written,
    Document.RemissOpened: _asked,
    Document.MadePublic: _made_public,
    Document.Approved: _at_gate(Outcome.APPROVED),
    Document.Returned: _at_gate(Outcome.RETURNED),
    Document.Declined: _at_gate(Outcome.DECLINED),
}

MOVING = tuple(_MEANINGS)
"""The events that mean something to an insats."""
