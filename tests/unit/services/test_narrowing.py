"""Every table about insatser is narrowed down by the same, as far as its rows have it."""

import pytest

from samverka_services.downloads.declared import table_files

TABLES = {each.operation: each for each in table_files()}
ALWAYS = {"phase", "focus-area", "effect-goals", "concerns"}
BESIDE = {
    "Phases": {"decides", "overdue"},
    "DecisionsToCome": {"decides", "overdue"},
    "Gates": {"decider"},
    "Documents": {"decider", "overdue"},
    "StatusReports": {"decider", "report-late"},
    "InsatsStatusReports": {"decider", "report-late"},
    "Steering": {"decider", "steered-by"},
    "Needs": {"needed-in"},
    "Insatser": set[str](),
}
"""By which body, and what is late, as the rows of each have it."""


def test_what_a_municipality_stands_in_is_narrowed_down_by_all_but_municipality() -> None:
    columns = TABLES["OwnCommitments"].columns
    assert set(columns.picked_by) >= {*ALWAYS, "standing", "year"} - {"concerns"}


@pytest.mark.parametrize("operation", BESIDE)
def test_a_table_about_insatser_is_narrowed_down_by_phase_goal_area_municipality_and_what_else_it_has(
    operation: str,
) -> None:
    assert set(TABLES[operation].columns.picked_by) >= ALWAYS | BESIDE[operation]
