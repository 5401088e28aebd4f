"""An insats: an initiative that municipalities may choose to join. Here: its idea, and what the e-råd decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from eventsourcing.domain import event

from samverka_domain.agreements import Agreement
from samverka_domain.documents import MAY_STEER
from samverka_domain.gates import Gate
from samverka_domain.ideas import Description, Idea, require_plan
from samverka_domain.judgements import Counts, Interest, Judgement, Numbers, Threshold
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, DomainEvent, Thing
from samverka_domain.kernel.calendar import end_of_day, local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Day, Id, Listed, Reason, place, require_fitting
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.kernel.text import is_empty
from samverka_domain.steps import StartsWith, Step
from samverka_domain.takeover_rules import require_coherent
from samverka_domain.takeovers import TakeOver


class Priority(StrEnum):
    """The e-råd's judgement of an idea."""

    START_NOW = "START_NOW"
    WAIT = "WAIT"
    DECLINE = "DECLINE"


class Insats(Aggregate):
    """An initiative of a förbund, open to its region from the first idea."""

    class Event(Aggregate.Event):
        """Base of an insats's events: what all of them say."""

        audience = Audience.TO_REGION
        bodies: ClassVar[tuple[Body, ...]] = (Body.E_RAD,)
        thing = Thing("priority")
        region_id: str

    class IdeaReceived(Event, Aggregate.Created):
        """An idea reached the förbund."""

        idea: Idea

    class Described(Event):
        """Title, effect goals or gist were changed."""

        description: Description

    class Prioritised(Event):
        """The e-råd decided to start now, to wait, or to decline."""

        priority: Priority
        decision: Decision
        review_on: Day | None = None
        """Of what is to wait: the day on which it is taken up again."""

        @classmethod
        def needs_reason(cls, said: Mapping[str, Any]) -> bool:
            """Whether the e-råd said no or not yet."""
            return said["priority"] is not Priority.START_NOW

    class Judged(Event):
        """The e-råd judged the interest after a closed request; the answers are those at its place in the log."""

        thing = Thing("judgement", "gate")
        gate: Gate
        request_id: Id | None
        """None of an insats that was taken over with its answers."""
        judgement: Judgement
        threshold: Threshold
        counts: Counts
        interested: Numbers
        """The municipalities that had said yes, with conditions or not."""
        conditional: Numbers
        """Of these, those that had conditions."""
        review_on: Day | None
        instead: Id | None
        """Another insats that is carried out in its place."""
        decision: Decision

        @classmethod
        def needs_reason(cls, said: Mapping[str, Any]) -> bool:
            """Whether the e-råd does not go on."""
            return said["judgement"] is Judgement.NO_GO

    class DirectivePresented(Event):
        """The draft of a directive was presented (föredraget) to those who approve it."""

        document_id: Id
        number: str
        presented_on: Day

        @property
        def own_day(self) -> date:
            """The day on which it was."""
            return self.presented_on

    class ReportPresented(Event):
        """The pre-study's report was presented to the e-råd."""

        document_id: Id
        number: str
        presented_on: Day

        @property
        def own_day(self) -> date:
            """The day on which it was."""
            return self.presented_on

    class DirectiveSent(Event):
        """The approved directive was sent to those that were interested or conditional in the last request."""

        document_id: Id
        number: str
        recipients: Annotated[tuple[Id, ...], Listed(500, least=1)]
        answer_by: Day

    class ProjectStarted(Event):
        """The project was started, by its appointed leader."""

        started_on: Day

        @property
        def own_day(self) -> date:
            """The day on which it was."""
            return self.started_on

    class HandoverBegun(Event):
        """The handover of what the project has made was begun."""

        begun_on: Day

        @property
        def own_day(self) -> date:
            """The day on which it was."""
            return self.begun_on

    class AgreementRegistered(Event):
        """An agreement was signed, or it was stated that there is none to sign."""

        agreement: Agreement | None

    class Stopped(Event):
        """The e-råd stopped the insats on its way; what municipalities have set aside they end themselves."""

        thing = Thing("stop")
        reason_needed = True
        decision: Decision

    class PathChosen(Event):
        """The e-råd chose another path than the one that it was on."""

        thing = Thing("path")
        reason_needed = True
        path: StartsWith
        decision: Decision

    class Paused(Event):
        """Whoever steers it paused it, until it is resumed; it is taken up again on a day of review."""

        bodies = MAY_STEER
        thing = Thing("pause")
        reason_needed = True
        review_on: Day
        decision: Decision

    class Resumed(Event):
        """Whoever steers it resumed it after a pause."""

        bodies = MAY_STEER
        thing = Thing("pause")
        decision: Decision

    class TakenOver(Event):
        """It began before Samverka: where it stands, and what had come of it, as the förbund knows it."""

        taken: TakeOver

        @property
        def own_day(self) -> date:
            """The day since which it stands there."""
            return self.taken.since

    class Struck(Event):
        """The idea was a mistake and is struck; nothing had come of it."""

        reason: Reason

    class Corrected(Correction, Event):
        """A priority or a judgement was put right."""

        priority: Priority | None
        judgement: Judgement | None
        threshold: Threshold | None
        review_on: Day | None

    def __init__(self, region_id: str, idea: Idea) -> None:
        self.region_id = region_id
        self.idea = idea
        self.title = idea.title
        self.path = idea.starts_with
        self.priority: Priority | None = None
        self.taken: TakeOver | None = None
        self.struck = False

    @staticmethod
    def stream(insats_id: str) -> str:
        """The stream of an insats in its förbund's tenant."""
        return f"insats:{insats_id}"

    @classmethod
    def receive_idea(cls, insats_id: str, region_id: str, idea: Idea, at: datetime) -> Self:
        """Record an idea."""
        return cls.begin(cls.IdeaReceived, cls.stream(insats_id), at, region_id=region_id, idea=idea)

    def describe(self, description: Description, at: datetime) -> None:
        """Change title, effect goals or gist."""
        self.require_standing()
        require_plan(self.idea.plan_id, description.effect_goals, ())
        self.record(self.Described, at, description=description)

    def prioritise(
        self, priority: Priority, decision: Decision, at: datetime, *, review_on: date | None = None
    ) -> None:
        """Record the e-råd's priority; waiting and declining need a reason, and waiting a day of review."""
        self.require_standing()
        require(priority is not self.priority, Rule.PRIORITY_UNCHANGED, priority=priority)
        _require_review(review_on, waits=priority is Priority.WAIT)
        self.record(self.Prioritised, at, priority=priority, review_on=review_on, decision=decision)

    def judge(
        self,
        gate: Gate,
        request_id: str | None,
        judgement: Judgement,
        threshold: Threshold,
        interest: Interest,
        decision: Decision,
        at: datetime,
        *,
        review_on: date | None = None,
        instead: str | None = None,
    ) -> None:
        """Record the e-råd's judgement of the answers to a closed request; against its threshold with a reason."""
        self.require_standing()
        _require_review(review_on, waits=judgement is Judgement.WAIT)
        explained = not is_empty(decision.reason) or not interest.counts.speak_against(judgement, threshold)
        where = place(("decision", "reason"))
        require(explained, Rule.OUTCOME_AGAINST_THRESHOLD_NEEDS_REASON, **where, least=threshold.least)
        judged = {"gate": gate, "request_id": request_id, "judgement": judgement, "threshold": threshold}
        said = {"counts": interest.counts, "interested": interest.interested, "conditional": interest.conditional}
        more = {**said, "review_on": review_on, "instead": instead}
        self.record(self.Judged, at, **judged, **more, decision=decision)

    def present_directive(self, document_id: str, number: str, presented_on: date, at: datetime) -> None:
        """Record that this version of its draft was presented."""
        self._present(self.DirectivePresented, document_id, number, presented_on, at)

    def present_report(self, document_id: str, number: str, presented_on: date, at: datetime) -> None:
        """Record that this version of the report was presented."""
        self._present(self.ReportPresented, document_id, number, presented_on, at)

    def send_directive(
        self, document_id: str, number: str, recipients: tuple[str, ...], answer_by: date, at: datetime
    ) -> None:
        """Send the approved directive to these municipalities, which answer by a day."""
        self.require_standing()
        require(recipients, Rule.RECIPIENTS_MISSING)
        in_time, where = answer_by >= local_day(at), place(("answer_by",))
        require(in_time, Rule.DEADLINE_IN_THE_PAST, **where, closes_at=end_of_day(answer_by))
        said = {"document_id": document_id, "number": number, "recipients": recipients}
        self.record(self.DirectiveSent, at, **said, answer_by=answer_by)

    def start_project(self, started_on: date, at: datetime, *, is_led: bool) -> None:
        """Start the project; not before somebody has been appointed to lead it."""
        self.require_standing()
        require(is_led, Rule.PROJECT_LEADER_MISSING, title=self.title)
        _require_come(started_on, "started_on", at)
        self.record(self.ProjectStarted, at, started_on=started_on)

    def begin_handover(self, begun_on: date, at: datetime) -> None:
        """Begin to hand over what the project has made."""
        self.require_standing()
        _require_come(begun_on, "begun_on", at)
        self.record(self.HandoverBegun, at, begun_on=begun_on)

    def register_agreement(self, agreement: Agreement | None, at: datetime) -> None:
        """Record a signed agreement; None: there is none to sign."""
        self.require_standing()
        if agreement is not None:
            _require_come(agreement.signed_on, "signed_on", at, "agreement")
        self.record(self.AgreementRegistered, at, agreement=agreement)

    def stop(self, decision: Decision, at: datetime) -> None:
        """Stop it, and say why."""
        self.require_standing()
        self.record(self.Stopped, at, decision=decision)

    def choose_path(self, path: StartsWith, decision: Decision, at: datetime) -> None:
        """Go another way from now on: by a pre-study, as a project or as an assignment."""
        self.require_standing()
        require(path is not self.path, Rule.PATH_UNCHANGED, path=path)
        self.record(self.PathChosen, at, path=path, decision=decision)

    def pause(self, review_on: date, decision: Decision, at: datetime) -> None:
        """Pause it until it is resumed, and say why and when it is taken up again."""
        self.require_standing()
        later, where = review_on > decision.decided_on, place(("review_on",))
        require(later, Rule.REVIEW_BEFORE_DECISION, **where, decided_on=decision.decided_on)
        self.record(self.Paused, at, review_on=review_on, decision=decision)

    def resume(self, decision: Decision, at: datetime) -> None:
        """Resume it."""
        self.require_standing()
        self.record(self.Resumed, at, decision=decision)

    def _present(
        self, event_class: type[DomainEvent], document_id: str, number: str, presented_on: date, at: datetime
    ) -> None:
        self.require_standing()
        _require_come(presented_on, "presented_on", at)
        self.record(event_class, at, document_id=document_id, number=number, presented_on=presented_on)

    def take_over(self, taken: TakeOver, at: datetime) -> None:
        """Enter it at its step; once more, in place of what was entered, until something has happened to it."""
        self.require_standing()
        untouched = all(isinstance(each, _BEFORE_ANYTHING) for each in self.past)
        require(untouched, Rule.INSATS_UNDER_WAY, title=self.title)
        taken = replace(taken, path=taken.path or self.idea.starts_with)
        require_fitting(taken)
        require_coherent(taken, local_day(at))
        self.record(self.TakenOver, at, taken=taken)

    def strike(self, reason: str, at: datetime) -> None:
        """Strike a mistaken idea, before anything has been decided about it."""
        self.require_standing()
        require(self.priority is None, Rule.INSATS_IN_USE, title=self.title)
        self.record(self.Struck, at, reason=reason)

    def require_started(self) -> None:
        """Refuse what presupposes that the e-råd has decided to start."""
        self.require_standing()
        require(self.priority is not Priority.DECLINE, Rule.INSATS_DECLINED, title=self.title)
        require(self.started, Rule.INSATS_NOT_PRIORITISED, title=self.title)

    @property
    def started(self) -> bool:
        """Whether the e-råd has decided to start."""
        return self.priority is Priority.START_NOW

    def require_standing(self) -> None:
        """Refuse what is about an idea that was struck."""
        require(not self.struck, Rule.INSATS_STRUCK, title=self.title)

    @event(Described)
    def _when_described(self, description: Description) -> None:
        self.title = description.title

    @event(Prioritised)
    def _when_prioritised(self, priority: Priority) -> None:
        self.priority = priority

    @event(PathChosen)
    def _when_path_chosen(self, path: StartsWith) -> None:
        self.path = path

    @event(TakenOver)
    def _when_taken_over(self, taken: TakeOver) -> None:
        self.taken, self.path = taken, taken.path or self.path
        self.priority = priority_of(taken)

    @event(Struck)
    def _when_struck(self) -> None:
        self.struck = True


_BEFORE_ANYTHING = (Insats.IdeaReceived, Insats.Described, Insats.TakenOver)


def priority_of(taken: TakeOver) -> Priority | None:
    """What the e-råd has made of an insats that is taken over; None of an idea that it has not judged."""
    at_once = {Step.IDEA: None, Step.DECLINED: Priority.DECLINE}
    waits = taken.step is Step.WAITING and taken.path_step is Step.IDEA
    return at_once.get(taken.step, Priority.WAIT if waits else Priority.START_NOW)


def _require_come(day: date, field: str, at: datetime, *within: str) -> None:
    require(day <= local_day(at), Rule.DAY_NOT_COME, **place((*within, field)), day=day)


def _require_review(review_on: date | None, *, waits: bool) -> None:
    """Refuse to let something wait without a day on which it is taken up again."""
    require(review_on or not waits, Rule.REVIEW_DATE_MISSING, **place(("review_on",)))
