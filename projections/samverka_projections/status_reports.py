"""Status reports of insatser: what each says, how far it has come, to whom it went, and which is due next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from psycopg import AsyncConnection

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.reporting_rhythm import REPORTING, Due, Pause, Rhythm, due_of, next_due
from samverka_domain.status_lights import LAMPS, Lamp, Light, Trend, trend
from samverka_domain.status_report_content import Escalation, StatusReport
from samverka_domain.status_reports import Onward, ReportState, StatusReports
from samverka_domain.steps import Phase
from samverka_projections.gates import pauses
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Seen, Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest

_OF = ("insats_id", "number")
_KEYS = (("insats_id", "number", "position"), ("region_id", "insats_id", "number"))


@fact("status_reports", of=_OF, keys=_KEYS)
class ReportFact(Shared):
    """What a report says, as it was last written."""

    reports = True

    insats_id: str
    number: int
    report: StatusReport


@fact("status_report_submissions", of=_OF, keys=_KEYS)
class SubmissionFact(Shared):
    """That a report was sent up for the first time."""

    reports = True

    insats_id: str
    number: int


@fact("status_report_states", of=_OF, keys=_KEYS)
class ReportStateFact(Shared):
    """How far a report has come."""

    reports = True

    insats_id: str
    number: int
    state: ReportState
    event_version: int
    remarks: int | None = None
    """Of one that was returned: how many."""
    received_on: date | None = None


@fact("status_report_remarks", of=_OF, keys=(("tenant_id", "insats_id", "number", "position"),))
class RemarksFact(Fact):
    """What the remarks on a returned report say; the förbund's own."""

    insats_id: str
    number: int
    remarks: tuple[str, ...]


@fact("status_reports_passed_on", of=(*_OF, "to_whom"), keys=(("insats_id", "number", "to_whom", "position"),))
class PassedOnFact(Shared):
    """To whom a report was passed on, and when."""

    insats_id: str
    number: int
    to_whom: Onward
    passed_on: date
    channel: str


@fact("reporting_rhythms", of=("insats_id",), keys=(("insats_id", "position"),))
class RhythmFact(Shared):
    """In which rhythm the reports of an insats are due, if that was decided."""

    reports = True

    insats_id: str
    rhythm: Rhythm
    since: date


@dataclass(frozen=True)
class Trends:
    """How each light has changed since the report before; null of the first."""

    time: Trend | None
    cost: Trend | None
    scope: Trend | None
    risk: Trend | None
    benefit: Trend | None


@dataclass(frozen=True)
class PassedOn:
    """To whom a report was passed on, on which day and how."""

    to: Onward
    passed_on: date
    channel: str


@dataclass(kw_only=True)
class ReportThen(Seen):
    """A status report: how an insats stands, period by period."""

    as_of: AsOf
    insats_id: str
    number: int
    report: StatusReport
    trends: Trends
    state: ReportState
    late: bool
    """Whether it was first submitted more than a week after it was due"""
    submitted_at: datetime
    """When it was last written"""
    received_on: date | None
    remarks: int | None
    """How many, of one that was returned and not written anew"""
    decision: Decision | None
    """By which it was approved or returned"""
    decision_version: int
    """The version of the event by which it stands as it does."""
    passed_on: list[PassedOn]
    version: int
    """Of the series, for If-Match"""

    @property
    def is_open(self) -> bool:
        """Whether nobody has approved or received it."""
        return self.state in {ReportState.SUBMITTED, ReportState.RETURNED}


@dataclass(frozen=True)
class Series:
    """The reports of an insats, newest first, and the rhythm in which they come."""

    insats_id: str
    reports: Sequence[ReportThen]
    decided: RhythmFact | None
    """None where it is the phase's own"""
    version: int
    """Of its stream; 0 if it has not begun."""
    pauses: Sequence[Pause] = ()
    """The days on which the insats was paused, when no report is due."""

    @property
    def latest(self) -> ReportThen | None:
        """The last by its period."""
        return next(iter(self.reports), None)

    @property
    def escalations(self) -> Sequence[Escalation]:
        """What is asked of others as of the latest report."""
        return self.latest.report.escalations if self.latest else ()

    @property
    def rhythm(self) -> Rhythm | None:
        """As decided, or as the phase of the latest report has it; None before anything is known."""
        phase = self.latest.report.phase if self.latest else None
        return self.decided.rhythm if self.decided else REPORTING[phase] if phase else None

    def due(self, begun_on: date | None = None, phase: Phase = Phase.UTREDA) -> Due | None:
        """The report that comes next, where reporting has begun: on `begun_on` at the latest, in that phase."""
        rhythm = self.rhythm or (REPORTING[phase] if begun_on else None)
        begun = [each for each in (self._day_after_the_last, self.decided and self.decided.since) if each]
        since = max(begun) if begun else begun_on
        last = self.pauses[-1] if self.pauses else None
        if rhythm is None or since is None or (last and last.ends is None):
            return None
        return next_due(rhythm, max(since, last.ends) if last and last.ends else since)

    @property
    def _day_after_the_last(self) -> date | None:
        return date.fromordinal(self.latest.report.period_to.toordinal() + 1) if self.latest else None


Written = StatusReports.Submitted | StatusReports.Revised


def _written(event: Written) -> Iterator[ReportFact]:
    yield ReportFact(insats_id=event.insats_id, number=event.number, report=event.report)


def _submitted(event: StatusReports.Submitted) -> Iterator[SubmissionFact]:
    yield SubmissionFact(insats_id=event.insats_id, number=event.number)


def _state(event: Written | StatusReports.Approved) -> Iterator[ReportStateFact]:
    state = ReportState.APPROVED if isinstance(event, StatusReports.Approved) else ReportState.SUBMITTED
    yield _stated(event, state)


def _received(event: StatusReports.Received) -> Iterator[ReportStateFact]:
    yield _stated(event, ReportState.RECEIVED, received_on=event.received_on)


def _returned(event: StatusReports.Returned) -> Iterator[ReportStateFact]:
    yield _stated(event, ReportState.RETURNED, remarks=event.remarks)


def _stated(
    event: Written | StatusReports.Approved | StatusReports.Received | StatusReports.Returned,
    state: ReportState,
    *,
    received_on: date | None = None,
    remarks: int | None = None,
) -> ReportStateFact:
    return ReportStateFact(
        insats_id=event.insats_id,
        number=event.number,
        state=state,
        event_version=event.originator_version,
        remarks=remarks,
        received_on=received_on,
    )


def _remarked(event: StatusReports.RemarksMade) -> Iterator[RemarksFact]:
    yield RemarksFact(insats_id=event.insats_id, number=event.number, remarks=event.remarks)


def _passed_on(event: StatusReports.PassedOn) -> Iterator[PassedOnFact]:
    yield PassedOnFact(
        insats_id=event.insats_id,
        number=event.number,
        to_whom=event.to,
        passed_on=event.passed_on,
        channel=event.channel,
    )


def _rhythm_set(event: StatusReports.RhythmSet) -> Iterator[RhythmFact]:
    yield RhythmFact(insats_id=event.insats_id, rhythm=event.rhythm, since=event.since)


_FOLDS = (_submitted, _written, _state, _received, _returned, _remarked, _passed_on, _rhythm_set)
PROJECTION = Projection("status_reports", 2, _FOLDS)


AnyFact = TypeVar("AnyFact", bound=Shared)


@dataclass(frozen=True)
class _Known:
    """The facts about the reports of some insatser, by insats, number and, of what was passed on, to whom."""

    submissions: Mapping[tuple[str, int], SubmissionFact]
    reports: Mapping[tuple[str, int], ReportFact]
    states: Mapping[tuple[str, int], ReportStateFact]
    passed_on: Sequence[PassedOnFact]
    rhythms: Mapping[str, RhythmFact]
    pauses: Mapping[str, Sequence[Pause]]

    @cached_property
    def versions(self) -> Mapping[str, int]:
        """Of the series' streams, by insats."""
        by_thing: tuple[Mapping[Any, Any], ...] = (self.submissions, self.reports, self.states, self.rhythms)
        facts = [*self.passed_on, *(each for known in by_thing for each in known.values())]
        return {each.insats_id: each.version for each in sorted(facts, key=attrgetter("version"))}

    def series(self, insats_id: str) -> Series:
        """Newest first."""
        numbers = sorted(number for of, number in self.reports if of == insats_id)
        found = [self._report(insats_id, number) for number in numbers]
        rhythm, version = self.rhythms.get(insats_id), self.versions.get(insats_id, 0)
        return Series(insats_id, found[::-1], rhythm, version, self.pauses.get(insats_id, ()))

    def _report(self, insats_id: str, number: int) -> ReportThen:
        key = insats_id, number
        written, state, first = self.reports[key], self.states[key], self.submissions[key]
        passed_on = [each for each in self.passed_on if (each.insats_id, each.number) == key]
        return ReportThen(
            as_of=written.as_of,
            insats_id=insats_id,
            number=number,
            report=written.report,
            trends=self._trends(insats_id, number),
            state=state.state,
            late=self._due(insats_id, written.report).is_late(
                local_day(first.recorded_at), self.pauses.get(insats_id, ())
            ),
            submitted_at=written.recorded_at,
            received_on=state.received_on,
            remarks=state.remarks,
            decision=state.decision,
            decision_version=state.event_version,
            passed_on=[PassedOn(each.to_whom, each.passed_on, each.channel) for each in passed_on],
            version=self.versions[insats_id],
        )

    def _due(self, insats_id: str, report: StatusReport) -> Due:
        decided = self.rhythms.get(insats_id)
        return due_of(decided.rhythm if decided else REPORTING[report.phase], report.period_to)

    def _trends(self, insats_id: str, number: int) -> Trends:
        now, before = self.reports[insats_id, number], self.reports.get((insats_id, number - 1))
        return Trends(**{name: trend(_light(before, name), _light(now, name)) if before else None for name in LAMPS})


async def status_reports(connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf) -> dict[str, Series]:
    """The series of each of these insatser, as far as the caller may see it; one without reports too."""

    async def found(kind: type[AnyFact]) -> list[AnyFact]:
        query = latest(kind, as_of, "insats_id = any (%(ids)s)")
        return await ask(connection, kind, query, as_of, ids=list(insats_ids))

    known = _Known(
        {(each.insats_id, each.number): each for each in await found(SubmissionFact)},
        {(each.insats_id, each.number): each for each in await found(ReportFact)},
        {(each.insats_id, each.number): each for each in await found(ReportStateFact)},
        await found(PassedOnFact),
        {each.insats_id: each for each in await found(RhythmFact)},
        await pauses(connection, insats_ids, as_of),
    )
    return {insats_id: known.series(insats_id) for insats_id in insats_ids}


async def remarks_on(connection: AsyncConnection, insats_id: str, number: int, as_of: AsOf) -> tuple[str, ...]:
    """What the remarks on a returned report say; nothing to others than its förbund."""
    query = latest(RemarksFact, as_of, "insats_id = %(insats_id)s and number = %(number)s")
    found = await ask(connection, RemarksFact, query, as_of, insats_id=insats_id, number=number)
    return found[0].remarks if found else ()


def _light(fact: ReportFact, name: str) -> Light:
    lamp: Lamp = getattr(fact.report.lights, name)
    return lamp.light
