"""Status reports (statusrapporter): the series of one insats, sent up by who leads it and approved by who steers it.

In a pre-study a report is received, without approval. One that is returned with remarks is written anew, under the
same number, before anything is decided about it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Day, Listed, Text, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.reporting_rhythm import Rhythm
from samverka_domain.status_report_content import StatusReport

Remark = Annotated[str, Text(2000, lines=True)]
Channel = Annotated[str, Text(200)]

STEERING = (Body.STYRGRUPP, Body.E_RAD, Body.KOMMUNDIREKTORER, Body.FORBUNDSLEDNING)
"""A steering group, or a body that acts as one."""


class ReportState(StrEnum):
    """How far a report has come."""

    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    RECEIVED = "RECEIVED"
    APPROVED = "APPROVED"


SETTLED = frozenset({ReportState.RECEIVED, ReportState.APPROVED})


class Onward(StrEnum):
    """To whom an approved report is passed on; steering group and e-råd get it when it is submitted."""

    FORBUNDSDIREKTION = "FORBUNDSDIREKTION"
    KOMMUNLEDNINGAR = "KOMMUNLEDNINGAR"
    FUNDERS = "FUNDERS"


@dataclass(frozen=True)
class Reported:
    """A report of the series, as it was last written, and how far it has come."""

    report: StatusReport
    state: ReportState


class StatusReports(Aggregate):
    """The series of an insats, in its förbund's tenant and open to the region."""

    drafts_count_at_once = True

    class Event(Aggregate.Event):
        """Base of a series' events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = STEERING
        thing = Thing("report", "number")
        region_id: str
        insats_id: str

    class Begun(Event, Aggregate.Created):
        """The series of an insats began."""

    class RhythmSet(Event):
        """From this day on reports are due in another rhythm than the phase's own."""

        rhythm: Rhythm
        since: Day

    class Submitted(Event):
        """A report was sent up."""

        number: int
        report: StatusReport

    class Revised(Event):
        """A report that nobody has approved or received was written anew."""

        number: int
        report: StatusReport

    class Received(Event):
        """The steering group took note of a report of the pre-study."""

        number: int
        received_on: Day

        @property
        def own_day(self) -> date:
            """The day on which it was received."""
            return self.received_on

    class Approved(Event):
        """The steering group approved a report."""

        number: int
        decision: Decision

    class Returned(Event):
        """The steering group sent a report back with remarks."""

        number: int
        remarks: int
        """How many."""
        decision: Decision

    class RemarksMade(Event):
        """What the remarks on a returned report say; working material of the förbund."""

        audience = Audience.PRIVATE
        number: int
        remarks: Annotated[tuple[Remark, ...], Listed(50)]

    class PassedOn(Event):
        """A report was passed on."""

        number: int
        to: Onward
        passed_on: Day
        channel: Channel

        @property
        def own_day(self) -> date:
            """The day on which it was passed on."""
            return self.passed_on

    class Corrected(Correction, Event):
        """A decision about a report was put right."""

    def __init__(self, region_id: str, insats_id: str) -> None:
        self.region_id = region_id
        self.insats_id = insats_id
        self.reports: dict[int, Reported] = {}

    @staticmethod
    def stream(insats_id: str) -> str:
        """The stream of an insats' reports in its förbund's tenant."""
        return f"status-reports:{insats_id}"

    @classmethod
    def start(cls, insats_id: str, region_id: str, at: datetime) -> Self:
        """Begin the series of an insats."""
        return cls.begin(cls.Begun, cls.stream(insats_id), at, region_id=region_id, insats_id=insats_id)

    @property
    def open_numbers(self) -> tuple[int, ...]:
        """The reports that nobody has approved or received: with one of them no final report is approved."""
        return tuple(number for number, each in self.reports.items() if each.state not in SETTLED)

    def set_rhythm(self, rhythm: Rhythm, since: date, at: datetime) -> None:
        """Say in which rhythm reports are due from a day on, as directive or plan has it."""
        self.record(self.RhythmSet, at, rhythm=rhythm, since=since)

    def submit(self, report: StatusReport, at: datetime) -> int:
        """Send up the next report; its period follows the last one's. Returns its number."""
        number = len(self.reports) + 1
        self._require_follows(number, report, at)
        self.record(self.Submitted, at, number=number, report=report)
        return number

    def revise(self, number: int, report: StatusReport, at: datetime) -> None:
        """Write a report anew, before it is approved or received."""
        reported = self._unsettled(number)
        require(report != reported.report, Rule.NOTHING_CHANGED_SINCE_RETURN, number=number, version=number)
        self._require_follows(number, report, at)
        self.record(self.Revised, at, number=number, report=report)

    def receive(self, number: int, received_on: date, at: datetime) -> None:
        """Take note of a report of the pre-study."""
        report = self._submitted(number).report
        require(not report.needs_approval, Rule.REPORT_NEEDS_APPROVAL, number=number)
        _require_not_ahead(received_on, at, "received_on")
        self.record(self.Received, at, number=number, received_on=received_on)

    def approve(self, number: int, decision: Decision, at: datetime) -> None:
        """Approve a report, as the steering group."""
        self._require_for_approval(number)
        self.record(self.Approved, at, number=number, decision=acting(decision))

    def send_back(self, number: int, remarks: tuple[str, ...], decision: Decision, at: datetime) -> None:
        """Send a report back with at least one remark."""
        self._require_for_approval(number)
        require(remarks, Rule.REMARKS_MISSING, field="remarks", pointer="/remarks")
        self.record(self.Returned, at, number=number, remarks=len(remarks), decision=acting(decision))
        self.record(self.RemarksMade, at, number=number, remarks=remarks)

    def pass_on(self, number: int, to: Onward, passed_on: date, channel: str, at: datetime) -> None:
        """Note to whom an approved report went, on which day and how."""
        settled = self._reported(number).state in SETTLED
        require(settled, Rule.REPORT_NOT_APPROVED, number=number)
        _require_not_ahead(passed_on, at, "passed_on")
        self.record(self.PassedOn, at, number=number, to=to, passed_on=passed_on, channel=channel)

    def correct(
        self,
        version: int,
        corrected: Decision,
        decision: Decision,
        at: datetime,
        content: Mapping[str, Any],
        **more: Any,
    ) -> None:
        """Put right a decision, which was the steering group's."""
        super().correct(version, acting(corrected), acting(decision), at, content, **more)

    def _require_follows(self, number: int, report: StatusReport, at: datetime) -> None:
        """Refuse a period that meets that of the report before or after it, and a day that has not come."""
        before, after = self.reports.get(number - 1), self.reports.get(number + 1)
        later = before is None or before.report.period_to < report.period_from
        ends = before.report.period_to if before else None
        require(later, Rule.PERIOD_OVERLAPS, **place(("report", "period_from")), number=number - 1, day=ends)
        earlier = after is None or report.period_to < after.report.period_from
        begins = after.report.period_from if after else None
        require(earlier, Rule.PERIOD_OVERLAPS, **place(("report", "period_to")), number=number + 1, day=begins)
        _require_not_ahead(report.as_of, at, "report", "as_of")

    def _require_for_approval(self, number: int) -> None:
        report = self._submitted(number).report
        require(report.needs_approval, Rule.REPORT_ONLY_RECEIVED, number=number)

    def _submitted(self, number: int) -> Reported:
        """One that can be decided about: after a return only when it has been written anew."""
        reported = self._unsettled(number)
        require(
            reported.state is not ReportState.RETURNED,
            Rule.NOTHING_CHANGED_SINCE_RETURN,
            number=number,
            version=number,
        )
        return reported

    def _unsettled(self, number: int) -> Reported:
        reported = self._reported(number)
        require(reported.state not in SETTLED, Rule.REPORT_SETTLED, number=number)
        return reported

    def _reported(self, number: int) -> Reported:
        require(number in self.reports, Rule.REPORT_UNKNOWN, number=number)
        return self.reports[number]

    @event(Submitted)
    def _when_submitted(self, number: int, report: StatusReport) -> None:
        self.reports[number] = Reported(report, ReportState.SUBMITTED)

    @event(Revised)
    def _when_revised(self, number: int, report: StatusReport) -> None:
        self.reports[number] = Reported(report, ReportState.SUBMITTED)

    @event(Received)
    def _when_received(self, number: int) -> None:
        self._now(number, ReportState.RECEIVED)

    @event(Approved)
    def _when_approved(self, number: int) -> None:
        self._now(number, ReportState.APPROVED)

    @event(Returned)
    def _when_returned(self, number: int) -> None:
        self._now(number, ReportState.RETURNED)

    def _now(self, number: int, state: ReportState) -> None:
        self.reports[number] = replace(self.reports[number], state=state)


def acting(decision: Decision) -> Decision:
    """The same, of a body that acts as steering group."""
    is_group = decision.body is Body.STYRGRUPP
    return decision if is_group else replace(decision, acting_as=Body.STYRGRUPP)


def _require_not_ahead(day: date, at: datetime, *path: str) -> None:
    require(day <= local_day(at), Rule.DAY_NOT_COME, **place(path), day=day)
