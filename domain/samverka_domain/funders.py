"""Funders (finansiärer): which organisation elsewhere reads the reports of an insats, on which days."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.kernel.limits import Day, Name, Reason, Title, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.steps import PHASES, Phase, Step

TOLD_OF_STOPS_IN = frozenset({Phase.ETABLERA, Phase.GENOMFORANDE, Phase.AVVECKLING})


class Funder(Aggregate):
    """An organisation that reads the reports of one insats; in the förbund's log, and told to the organisation."""

    class Event(Aggregate.Event):
        """Base of a funder's events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.FORBUNDSLEDNING,)
        thing = Thing("funder")
        region_id: str
        addressed_to: tuple[str, ...]
        """The organisation, by its number."""
        insats_id: str

    class LetIn(Event, Aggregate.Created):
        """An organisation was let in to read the reports of an insats; both days inclusive."""

        funder: Name
        """What the organisation is called."""
        forbund: Name
        insats: Title
        """What the insats was called."""
        valid_from: Day
        valid_to: Day | None
        decision: Decision

    class Ended(Event):
        """The reading ends with this day; a day before its first means that it never held."""

        valid_to: Day
        decision: Decision

    class ToldOfStop(Event):
        """The organisation was told that the insats was stopped."""

        stopped_on: Day
        why: Reason

        @property
        def own_day(self) -> date:
            """The day of the stop."""
            return self.stopped_on

    class Corrected(Correction, Event):
        """The days of a reading, or its end, were put right."""

        valid_from: Day | None
        valid_to: Day | None

    def __init__(
        self,
        region_id: str,
        addressed_to: tuple[str, ...],
        insats_id: str,
        valid_from: date,
        valid_to: date | None,
    ) -> None:
        self.region_id = region_id
        self.addressed_to = addressed_to
        self.insats_id = insats_id
        self.valid_from = valid_from
        self.valid_to = valid_to
        self.ended: date | None = None

    @staticmethod
    def stream(funder_id: str) -> str:
        """The stream of a funder in its förbund's tenant."""
        return f"funder:{funder_id}"

    @property
    def organisation(self) -> str:
        """Its organisationsnummer."""
        return self.addressed_to[0]

    @property
    def last_day(self) -> date | None:
        """On which it reads; None while nobody has said."""
        return min((day for day in (self.valid_to, self.ended) if day is not None), default=None)

    @classmethod
    def let_in(
        cls,
        funder_id: str,
        region_id: str,
        insats_id: str,
        number: str,
        called: tuple[str, str, str],
        days: tuple[date, date | None],
        decision: Decision,
        at: datetime,
    ) -> Self:
        """Let an organisation in, from one day to another; `called`: what it, the förbund and the insats are."""
        _require_in_order(*days)
        (funder, forbund, insats), (valid_from, valid_to) = called, days
        about = {"region_id": region_id, "addressed_to": (organisation_number(number),), "insats_id": insats_id}
        named = {"funder": funder, "forbund": forbund, "insats": insats}
        said = {"valid_from": valid_from, "valid_to": valid_to, "decision": decision}
        return cls.begin(cls.LetIn, cls.stream(funder_id), at, **about, **named, **said)

    def reads_on(self, day: date) -> bool:
        """Whether it reads on this day."""
        return self.valid_from <= day and (self.last_day is None or day <= self.last_day)

    def require_apart(self, others: Iterable["Funder"]) -> None:
        """Refuse an organisation that is let in to the same insats on some of the same days."""
        for other in others:
            first = max(self.valid_from, other.valid_from)
            twice = other.organisation == self.organisation and self.reads_on(first) and other.reads_on(first)
            require(not twice, Rule.FUNDER_LET_IN_ALREADY, valid_from=other.valid_from)

    def end(self, valid_to: date, decision: Decision, at: datetime) -> None:
        """End the reading with a day as its last."""
        sooner = self.last_day is None or valid_to < self.last_day
        require(sooner, Rule.FUNDER_ENDED, **place(("valid_to",)), valid_to=self.last_day)
        self.record(self.Ended, at, valid_to=valid_to, decision=decision)

    def tell_of_stop(self, step: Step, stop: Decision, at: datetime) -> None:
        """Tell it that the insats was stopped in this step: of a project, and while it reads."""
        if PHASES.get(step) in TOLD_OF_STOPS_IN and self.reads_on(local_day(at)):
            self.record(self.ToldOfStop, at, stopped_on=stop.decided_on, why=stop.reason)

    def require_coherent(self, day: date) -> None:  # noqa: ARG002
        """Refuse days that are let in in the wrong order."""
        _require_in_order(self.valid_from, self.valid_to)

    @event(Ended)
    def _when_ended(self, valid_to: date) -> None:
        self.ended = valid_to


def _require_in_order(valid_from: date, valid_to: date | None) -> None:
    in_order = valid_to is None or valid_from <= valid_to
    require(in_order, Rule.ENDS_BEFORE_IT_STARTS, **place(("valid_to",)))
