"""Content of a status report: period, lights, money and hours, milestones, risks, and what is asked of others."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.limits import Between, Day, Id, Listed, Path, Text, Title, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.reporting_rhythm import REPORTING
from samverka_domain.status_lights import Explanation, Lights
from samverka_domain.steps import Phase

Tkr = Annotated[int, Between(0, 5_000_000)]
"""Whole thousands of kronor."""
WorkedHours = Annotated[int, Between(0, 500_000)]


@dataclass(frozen=True)
class Spending(Value):
    """The money of the insats as a whole, in thousands of kronor: what there is, what went, what will have gone."""

    budget: Tkr
    outcome: Tkr
    forecast: Tkr


@dataclass(frozen=True)
class Usage(Value):
    """What went of one municipality's hours and money, and will have gone; what it has set aside it says itself."""

    municipality: Id
    """Its organisationsnummer."""
    hours_used: WorkedHours
    hours_forecast: WorkedHours
    money_used: Tkr
    money_forecast: Tkr


@dataclass(frozen=True)
class Milestone(Value):
    """Something to be reached on a day."""

    milestone: Title
    planned: Day
    forecast_day: Day | None = None
    done: Day | None = None


class ThreatKind(StrEnum):
    """Whether it may happen or has happened."""

    RISK = "RISK"
    ISSUE = "ISSUE"


@dataclass(frozen=True)
class Threat(Value):
    """A risk, or an issue that is there already."""

    kind: ThreatKind
    threat: Annotated[str, Text(1000, lines=True)]
    measure: Explanation | None = None


@dataclass(frozen=True)
class Escalation(Value):
    """What a body is asked for, until a day."""

    body: Body
    asked: Annotated[str, Text(1000, lines=True)]
    due: Day


@dataclass(frozen=True, kw_only=True)
class ReportContent(Value):
    """How an insats stands, as who leads it tells it; both days of the period are inclusive."""

    period_from: Day
    period_to: Day
    as_of: Day
    """The day as of which everything is told."""
    summary: Annotated[str, Text(4000, lines=True)]
    lights: Lights
    spending: Spending | None = None
    usage: Annotated[tuple[Usage, ...], Listed(400)] = ()
    milestones: Annotated[tuple[Milestone, ...], Listed(100)] = ()
    threats: Annotated[tuple[Threat, ...], Listed(100)] = ()
    escalations: Annotated[tuple[Escalation, ...], Listed(20)] = ()

    def in_phase(self, phase: Phase | None) -> "StatusReport":
        """The report of an insats that stood in this phase on the day as of which it tells. Raises Refused."""
        said = {each.name: getattr(self, each.name) for each in fields(ReportContent)}
        require_reports_in(phase, ("report",))
        assert phase is not None
        return StatusReport(phase=phase, **said)

    def require_sensible(self, path: Path) -> None:
        """Refuse days in the wrong order, and a municipality that stands twice."""
        require(self.period_from <= self.period_to, Rule.ENDS_BEFORE_IT_STARTS, **place((*path, "period_to")))
        _require_once([each.municipality for each in self.usage], (*path, "usage"))


@dataclass(frozen=True, kw_only=True)
class StatusReport(ReportContent):
    """How an insats stands, and in which phase it stood then."""

    phase: Phase

    def require_sensible(self, path: Path) -> None:
        """Refuse a phase without reports besides."""
        super().require_sensible(path)
        require_reports_in(self.phase, path)

    @property
    def needs_approval(self) -> bool:
        """Whether a body approves it; in a pre-study it is received only."""
        return self.phase is not Phase.UTREDA


def require_reports_in(phase: Phase | None, path: Path) -> None:
    """Refuse a report as of a day on which the insats stood in a phase without any, or was finished."""
    where = place((*path, "as_of"))
    require(phase in REPORTING, Rule.NO_REPORTS_IN_PHASE, **where, allowed=tuple(REPORTING))


def _require_once(ids: Sequence[str], path: Path) -> None:
    for index, each in enumerate(ids):
        require(each not in ids[:index], Rule.LISTED_TWICE, **place((*path, index)))
