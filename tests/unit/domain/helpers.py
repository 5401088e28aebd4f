"""Decisions that no aggregate accepts, and attempts that may be refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from samverka_domain.belonging import MemberDescription
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.memberships import Kommunalforbund
from tests.unit.support import TOMORROW, decided, which


def flawed(*allowed: Body) -> list[tuple[Decision, Rule]]:
    """What breaks which rule: decisions of other bodies, and of the first allowed one in every way out of order."""
    decision = decided(allowed[0], reason="Så blev det")
    wrong_bodies = [replace(decision, body=body, body_id=which(body)) for body in Body if body not in allowed]
    return [
        *((wrong, Rule.BODY_MAY_NOT_DECIDE) for wrong in wrong_bodies),
        (replace(decision, decided_on=TOMORROW), Rule.DECIDED_IN_THE_FUTURE),
        (replace(decision, record_number=" "), Rule.RECORD_NUMBER_MISSING),
        (replace(decision, record_number="x" * 301), Rule.TEXT_TOO_LONG),
        (replace(decision, decided_by=""), Rule.TEXT_MISSING),
        (replace(decision, decided_by="x" * 201), Rule.TEXT_TOO_LONG),
        (replace(decision, reason="x" * 4001), Rule.TEXT_TOO_LONG),
    ]


def accepted(command: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
    """Carry out the command, and tell whether it was accepted."""
    try:
        command(*arguments, **named)
    except Refused:
        return False
    return True


def take_in(
    forbund: Kommunalforbund,
    member_id: str,
    description: MemberDescription,
    valid_from: date,
    decision: Decision,
    at: datetime,
) -> None:
    """Invite an organisation that is not in Samverka: it is a member by the förbund's word alone."""
    forbund.invite(member_id, description, valid_from, decision, at, connected=False)
