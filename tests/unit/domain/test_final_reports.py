"""A stopped insats to which resources were promised owes a final report, and the auditor is told after 90 days."""

from datetime import timedelta

import pytest

from samverka_domain.final_reports import PATIENCE, OwedReport, ProcessWarning, owed_report, warnings_of
from samverka_domain.gates import DocumentKind, Gate, Missing, Outcome
from samverka_domain.happenings import Happening
from samverka_domain.parties import Became
from samverka_domain.steps import Act
from tests.unit.domain.test_case import (
    GO,
    PATH,
    TO_JUDGEMENT,
    at_gate,
    became,
    before,
    case_after,
    decides,
    does,
    sets_aside,
    writes,
)
from tests.unit.support import TODAY, TROLLHATTAN

PROMISED = (*PATH[: before(at_gate(Gate.PROJECT_PLAN))], sets_aside(TROLLHATTAN))
STOPPED = (*PROMISED, does(Act.STOP))


def test_a_stopped_insats_owes_a_final_report_if_resources_were_promised_to_it() -> None:
    assert owed_report(case_after(*STOPPED)) == OwedReport(TODAY)
    assert warnings_of(case_after(*STOPPED)) == {ProcessWarning.FINAL_REPORT_MISSING: TODAY + timedelta(days=90)}


def test_it_does_so_also_when_the_municipality_has_ended_its_part_since() -> None:
    assert owed_report(case_after(*STOPPED, sets_aside(TROLLHATTAN, still=False))) is not None


def test_hours_given_to_a_pre_study_count_as_promised() -> None:
    begun = PATH[: before(at_gate(Gate.PRE_STUDY_REPORT))]
    assert owed_report(case_after(*begun, does(Act.STOP))) is None, "nothing was promised"
    assert owed_report(case_after(*begun, became(Became.GAVE_HOURS, TROLLHATTAN), does(Act.STOP))) is not None


@pytest.mark.parametrize(
    "happened",
    [
        PROMISED,
        (*TO_JUDGEMENT, became(Became.GAVE_HOURS, TROLLHATTAN), decides(Gate.FIRST_JUDGEMENT, Outcome.NO_GO)),
        (*TO_JUDGEMENT, GO),
    ],
)
def test_what_goes_on_or_was_stopped_before_it_was_looked_into_owes_none(happened: tuple[Happening, ...]) -> None:
    assert owed_report(case_after(*happened)) is None


def test_it_is_owed_until_it_has_been_written_with_all_its_parts() -> None:
    unfinished = case_after(*STOPPED, writes(DocumentKind.FINAL_REPORT, "0.1", Missing.PART_MISSING))
    assert owed_report(unfinished) is not None
    assert owed_report(unfinished.after(writes(DocumentKind.FINAL_REPORT, "0.2"))) is None


def test_the_auditor_is_told_after_ninety_days() -> None:
    owed = OwedReport(TODAY)
    assert not owed.is_overdue(TODAY + PATIENCE)
    assert owed.is_overdue(TODAY + PATIENCE + timedelta(days=1))
