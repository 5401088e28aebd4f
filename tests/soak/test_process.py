"""Many random histories of the process: every gate is decided at often, every rule refuses, and nothing diverges."""

import sys

import pytest

from tests.integration.model.process_runs import Seen, play
from tests.model.process import GATES
from tests.support.databases import Cluster
from tests.support.world import empty_world, populated, populated_before

MOST_HISTORIES, DEEDS, IN_ONE_DATABASE = 400, 30, 5
LEAST = 20
"""How often something is decided at each gate."""
_CODES = """
act-out-of-place adjusted-out-of-order agreement-unsigned already-answered already-judged
approved-another-version attendance-incomplete authority-too-low benefit-case-missing benefit-line-missing
body-may-not-decide body-may-not-steer body-without-id casting-vote-wrong chair-without-seat code-twice
commitment-ended commitment-exists communication-plan-missing condition-not-explained condition-not-marked
condition-open conflict-of-interest day-not-come deadline-in-the-past deputy-for-herself directive-not-sent
document-declined document-missing document-unchanged gate-not-open gate-of-another-document group-dissolved
handover-not-begun handover-open insats-asked-about insats-declined insats-not-prioritised
interested-not-asked late-joining-not-accepted light-not-explained mandate-held meeting-cancelled
meeting-held meeting-not-held meeting-not-yet minutes-are-adjusted needs-new-approval no-condition no-quorum
no-reports-in-phase no-seat-in-group no-seat-lapses no-steering-group no-such-item nobody-left-in-group
not-between-meetings not-interested-before not-present not-presented not-started not-the-latest-version
nothing-changed-since-return outcome-against-threshold-needs-reason outcome-not-of-the-gate owner-missing
part-missing part-of-another-kind period-overlaps priority-unchanged project-leader-missing reason-missing
recipients-missing remark-unknown remarks-missing remiss-open remiss-over report-needs-approval
report-not-approved report-not-presented report-only-received report-settled report-unknown request-closed
request-not-a-draft request-not-approved request-not-sent request-still-open request-withdrawn
review-date-missing role-missing seat-empty seat-not-of-participant somebody-objects status-report-open
steering-unchanged too-few-take-part two-adjust-minutes version-already-public voted-down
votes-do-not-add-up votes-without-vote wrong-step outside-pre-study
"""
CODES = frozenset(_CODES.split())


def lacking(seen: Seen) -> list[str]:
    """The gates that were decided at too seldom, and the rules that have refused nothing."""
    return [*(gate for gate in GATES if seen.gates[gate] < LEAST), *sorted(CODES - set(seen.codes))]


def test_the_process_goes_as_the_model_says(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    seen, first = Seen(), 0
    while lacking(seen) and first < MOST_HISTORIES and not seen.divergences:
        with cluster.database(populated) as database, empty_world(database) as bare:
            world = populated_before(bare)
            for seed in range(first, first + IN_ONE_DATABASE):
                play(world, seed, seen, DEEDS)
        first += IN_ONE_DATABASE
    told = f"{seen.tried} deeds\nby gate: {sorted(seen.gates.items())}\nby code: {sorted(seen.codes.items())}\n"
    with capsys.disabled():
        sys.stdout.write(told)
    assert seen.divergences == []
    assert lacking(seen) == []
