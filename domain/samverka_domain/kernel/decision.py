"""Who decided, in which body, when and why; and what holds for every decision, whichever aggregate it concerns."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.rules import Rule, require, require_short, require_text


class Body(StrEnum):
    """The bodies that take decisions (DOMAIN: Who)."""

    E_RAD = "E_RAD"
    FORBUNDSLEDNING = "FORBUNDSLEDNING"
    KOMMUNDIREKTORER = "KOMMUNDIREKTORER"
    KOMMUNLEDNING = "KOMMUNLEDNING"


@dataclass(frozen=True)
class Decision:
    """Who decided, in which body, on which day, under which record number, and why."""

    body: Body
    decided_on: date
    record_number: str
    """Diarienummer at the deciding authority."""
    decided_by: str
    """Person id of the one who decided or presided; for another authority's decision, the function held."""
    reason: str = ""


@dataclass(frozen=True)
class Personal:
    """Personal data that an id could not replace; kept apart so that it can be encrypted per subject."""

    subject: str
    """Whom the value is about: a person id, or the name of the function."""
    value: str


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
