"""A decision that has not gained legal force is told as such wherever the log is read."""

from datetime import timedelta

import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_services.cli.reading import _decided
from samverka_services.kernel.timing import clock

SAID = {"body": "KOMMUNLEDNING", "decided_on": "2026-11-20", "record_number": "KS 2026/1"}


@pytest.mark.parametrize(("days", "said"), [(1, True), (0, False), (-1, False), (None, False)])
def test_a_decision_without_legal_force_says_so(days: int | None, said: bool) -> None:
    in_force_on = None if days is None else (local_day(clock()) + timedelta(days=days)).isoformat()
    assert ("ej laga kraft" in _decided(SAID | {"in_force_on": in_force_on})) is said
