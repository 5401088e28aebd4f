"""What holds for every decision, whichever aggregate it concerns."""

from datetime import datetime

from samverka_domain.base import Body, Decision
from samverka_domain.calendar import local_day
from samverka_domain.rules import Rule, require, require_short, require_text


def require_decided_by(decision: Decision, *bodies: Body, at: datetime) -> None:
    """Refuse a decision of a body that may not take it, one not yet taken, or one that cannot be traced."""
    require(
        decision.body in bodies,
        Rule.BODY_MAY_NOT_DECIDE,
        body=decision.body,
        allowed=", ".join(bodies),
    )
    require(decision.decided_on <= local_day(at), Rule.DECIDED_IN_THE_FUTURE, decided_on=decision.decided_on)
    _require_traceable(decision)


def require_reason(decision: Decision) -> None:
    """Refuse a decision that others must be able to understand but that gives no reason."""
    require(decision.reason.strip(), Rule.REASON_MISSING)


def _require_traceable(decision: Decision) -> None:
    require(decision.record_number.strip(), Rule.RECORD_NUMBER_MISSING)
    require_short(decision.record_number, "recordNumber", longest=300)
    require_text(decision.decided_by, "decidedBy", longest=200)
    require_short(decision.reason, "reason")
