"""An administrator invites a colleague once; the invitation is carried out, or fails, once."""

import pytest

from samverka_domain.invitations import Invitation, Obstacle
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.mandates import Role
from tests.unit.domain.helpers import flawed
from tests.unit.support import decided, fact, given

ROLES = (Role.OFFICER, Role.AUDITOR)
MANAGEMENT = decided(Body.KOMMUNLEDNING)
INVITED = fact(Invitation.ColleagueInvited, roles=ROLES, grounds=MANAGEMENT)
CARRIED_OUT = fact(Invitation.CarriedOut, roles=ROLES, person_id="bo")
FAILED = fact(Invitation.Failed, roles=ROLES, obstacle=Obstacle.ACCOUNT_REFUSED)


def test_a_colleague_is_invited_by_decision() -> None:
    given().when(Invitation.invite, "1", ROLES, MANAGEMENT).then(INVITED, stream="invitation:1")


def test_a_role_that_is_named_twice_is_meant_once() -> None:
    given().when(Invitation.invite, "1", (*ROLES, Role.OFFICER), MANAGEMENT).then(INVITED, stream="invitation:1")


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.KOMMUNLEDNING, Body.FORBUNDSLEDNING))
def test_only_the_management_decides_it(decision: Decision, rule: Rule) -> None:
    given().when(Invitation.invite, "1", ROLES, decision).then_refused(rule)


@pytest.mark.parametrize("roles", [(), (Role.OFFICER,) * 0])
def test_nobody_is_invited_to_nothing(roles: tuple[Role, ...]) -> None:
    given().when(Invitation.invite, "1", roles, MANAGEMENT).then_refused(Rule.LIST_LENGTH, field="roles")


def test_an_invitation_is_carried_out() -> None:
    given(INVITED).when(Invitation.carry_out, "bo").then(CARRIED_OUT)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_an_invitation_fails(obstacle: Obstacle) -> None:
    given(INVITED).when(Invitation.fail, obstacle).then(fact(Invitation.Failed, roles=ROLES, obstacle=obstacle))


@pytest.mark.parametrize("over", [CARRIED_OUT, FAILED])
def test_it_is_over_once(over: object) -> None:
    past = given(INVITED, over)  # type: ignore[arg-type]
    past.when(Invitation.carry_out, "bo").then_refused(Rule.INVITATION_OVER)
    past.when(Invitation.fail, Obstacle.INVITER_MAY_NOT).then_refused(Rule.INVITATION_OVER)
