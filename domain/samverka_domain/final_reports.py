"""The final report that a stopped insats still owes, if municipalities have promised resources to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from samverka_domain.case import Case
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.steps import PHASES, STOPPABLE, Step

PATIENCE = timedelta(days=90)
"""How long who can write it is warned, before the auditor is told; a custom of Samverka."""


class ProcessWarning(StrEnum):
    """What an insats owes though no gate waits for it, told to those who can mend it."""

    FINAL_REPORT_MISSING = "final-report-missing"


@dataclass(frozen=True)
class OwedReport:
    """A final report that has not been written, with all its parts."""

    since: date
    """The day on which the insats was stopped."""

    @property
    def last_day(self) -> date:
        """On which it is in time."""
        return self.since + PATIENCE

    def is_overdue(self, day: date) -> bool:
        """Whether the auditor is told of it."""
        return self.last_day < day


def owed_report(case: Case) -> OwedReport | None:
    """The final report that the insats owes; None if it owes none, or it has been written."""
    stopped = case.step is Step.STOPPED and PHASES.get(case.path_step) in STOPPABLE
    if not stopped or not case.parties.promised or case.since is None or _is_written(case):
        return None
    return OwedReport(case.since)


def warnings_of(case: Case) -> Mapping[ProcessWarning, date]:
    """What is amiss with an insats, with the last day to mend it."""
    owed = owed_report(case)
    return {ProcessWarning.FINAL_REPORT_MISSING: owed.last_day} if owed else {}


def _is_written(case: Case) -> bool:
    passed, version = case.passed.get(Gate.FINAL_REPORT), case.at_hand.get(DocumentKind.FINAL_REPORT)
    approved = passed is not None and passed.outcome is Outcome.APPROVED
    return approved or (version is not None and not version.lacks)
