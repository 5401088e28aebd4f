"""What holds for every decision, whichever aggregate it concerns."""

from datetime import datetime

from samverka_domain.base import Body, Decision
from samverka_domain.calendar import local_day
from samverka_domain.rules import Rule, require


def require_decided_by(decision: Decision, *bodies: Body, at: datetime) -> None:
    """Refuse a decision of a body that may not take it, a decision not yet taken, or one without record number."""
    require(
        decision.body in bodies,
        Rule.BODY_MAY_NOT_DECIDE,
        body=decision.body,
        allowed=", ".join(bodies),
    )
    require(decision.decided_on <= local_day(at), Rule.DECIDED_IN_THE_FUTURE, decided_on=decision.decided_on)
    require(decision.record_number.strip(), Rule.RECORD_NUMBER_MISSING)


def require_reason(decision: Decision) -> None:
    """Refuse a decision that others must be able to understand but that gives no reason."""
    require(decision.reason.strip(), Rule.REASON_MISSING)
