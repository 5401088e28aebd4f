"""What a case says of gates: what was decided at one, which version is on its way, and what may be decided now."""

from collections.abc import Mapping
from dataclasses import dataclass

from samverka_domain.gates import Gate, Missing, Outcome
from samverka_domain.happenings import Happening
from samverka_domain.judgements import Judgement
from samverka_domain.kernel.decision import Body
from samverka_domain.steps import Act
from samverka_domain.takeovers import PastDecision, TakeOver

LACKED: Mapping[Act, Missing] = {
    Act.DRAFT_REQUEST: Missing.DOCUMENT_MISSING,
    Act.SEND_REQUEST: Missing.REQUEST_NOT_SENT,
    Act.CLOSE_REQUEST: Missing.REQUEST_STILL_OPEN,
    Act.PRESENT_DIRECTIVE: Missing.NOT_PRESENTED,
    Act.START_PROJECT: Missing.NOT_STARTED,
    Act.BEGIN_HANDOVER: Missing.HANDOVER_NOT_BEGUN,
}
"""What a gate lacks as long as the act has not been done that leads to it."""

NEEDED_ACTS: Mapping[Missing, Act] = {
    Missing.REPORT_NOT_PRESENTED: Act.PRESENT_REPORT,
    Missing.DIRECTIVE_NOT_SENT: Act.SEND_DIRECTIVE,
    Missing.AGREEMENT_UNSIGNED: Act.REGISTER_AGREEMENT,
}
"""What an open gate lacks as long as an act has not been done that moves nothing."""

_TO_APPROVE = frozenset(
    {
        Missing.PART_MISSING,
        Missing.BENEFIT_CASE_MISSING,
        Missing.INTERESTED_NOT_ASKED,
        Missing.COST_KEY_UNDECIDED,
        Missing.OWNER_NOT_ACCEPTED,
        Missing.HANDOVER_OPEN,
        Missing.AGREEMENT_UNSIGNED,
        Missing.BENEFIT_LINE_MISSING,
    }
)
"""What may be missing of a document that is given back or declined."""

_TO_TAKE_PART = frozenset({Missing.CONDITION_OPEN, Missing.LATE_JOINING_NOT_ACCEPTED})
PASSABLE = {
    Outcome.RETURNED: _TO_APPROVE,
    Outcome.DECLINED: _TO_APPROVE,
    Outcome.DECLINES: _TO_TAKE_PART,
}
"""By outcome, what may be missing all the same."""


@dataclass(frozen=True)
class Passed:
    """The latest decision at a gate."""

    outcome: Outcome
    happening: Happening
    times_returned: int = 0
    before: PastDecision | None = None
    """What is known of it, if it was taken before Samverka; then no decision was recorded."""

    @property
    def deviates(self) -> bool:
        """Whether interest was judged otherwise than by the threshold (avviker från tröskeln)."""
        counts, threshold = self.happening.counts, self.happening.threshold
        if counts is None or threshold is None:
            return False
        return counts.speak_against(Judgement(self.outcome), threshold)


@dataclass(frozen=True)
class AtHand:
    """The latest version of a document that is on its way to a gate."""

    document_id: str
    number: str
    lacks: tuple[Missing, ...]


@dataclass(frozen=True)
class Allowed:
    """A gate that may be decided now, or next, about which version of a document, and what it lacks."""

    gate: Gate
    body: Body
    outcomes: tuple[Outcome, ...]
    missing: tuple[Missing, ...]
    version: AtHand | None = None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def passed_before(taken: TakeOver) -> dict[Gate, Passed]:
    """The decisions that were taken before Samverka; none of them is a decision that was recorded in it."""
    passed: dict[Gate, Passed] = {}
    for each in sorted(taken.decisions, key=lambda each: each.decided_on):
        was = passed.get(each.gate)
        returned = (was.times_returned if was else 0) + (each.outcome is Outcome.RETURNED)
        happening = Happening(on=each.decided_on, gate=each.gate, outcome=each.outcome)
        passed[each.gate] = Passed(each.outcome, happening, returned, before=each)
    return passed
