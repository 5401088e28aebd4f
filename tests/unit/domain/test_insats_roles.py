"""Roles in one insats: given by the e-råd, and meaning nothing where the matter is another."""

from dataclasses import replace
from datetime import date

import pytest

from samverka_domain.invitations import Invitation
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.mandates import ANY_INSATS, OF_AN_INSATS, Mandate, Mandates, Role
from tests.unit.domain.helpers import flawed
from tests.unit.support import NOW, TODAY, decided, fact, given, refused

NEW_YEAR = date(2026, 1, 1)
OPENED = fact(Mandates.Opened, mandate_id="first", first_administrator="anna", valid_from=NEW_YEAR)
LEADS = Mandate("bo", Role.PROJECT_LEADER, None, NEW_YEAR, insats_id="insats-1", external=True, thousand_kronor=450)
E_RAD = decided(Body.E_RAD)
GIVEN = fact(Mandates.Given, mandate_id="second", mandate=LEADS, decision=E_RAD)


def test_the_e_råd_appoints_who_leads_an_insats() -> None:
    given(OPENED).when(Mandates.give, "second", LEADS, E_RAD).then(GIVEN)


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.E_RAD, Body.STYRGRUPP))
def test_a_project_leader_is_appointed_by_the_e_råd_or_who_steers(decision: Decision, rule: Rule) -> None:
    given(OPENED).when(Mandates.give, "second", LEADS, decision).then_refused(rule)
    given(OPENED, GIVEN).when(Mandates.end, "second", TODAY, decision).then_refused(rule)


@pytest.mark.parametrize("role", sorted(OF_AN_INSATS - {Role.PROJECT_LEADER}))
def test_the_other_roles_are_the_e_råds_alone(role: Role) -> None:
    mandate = replace(LEADS, role=role)
    given(OPENED).when(Mandates.give, "second", mandate, decided(Body.STYRGRUPP)).then_refused(
        Rule.BODY_MAY_NOT_DECIDE
    )


def test_a_role_in_an_insats_names_it_and_no_other_role_does() -> None:
    nowhere, everywhere = replace(LEADS, insats_id=None), replace(LEADS, role=Role.OFFICER)
    for mandate, body in ((nowhere, Body.E_RAD), (everywhere, Body.FORBUNDSLEDNING)):
        given(OPENED).when(Mandates.give, "second", mandate, decided(body)).then_refused(
            Rule.ROLE_WITHOUT_INSATS, pointer="/mandate/insatsId"
        )


def test_a_role_counts_where_the_matter_is_its_insats() -> None:
    mandates = given(OPENED, GIVEN).state()
    assert mandates.roles("bo", TODAY, "insats-1") == {Role.PROJECT_LEADER}
    assert mandates.roles("bo", TODAY, ANY_INSATS) == {Role.PROJECT_LEADER}
    assert mandates.roles("bo", TODAY, "insats-2") == mandates.roles("bo", TODAY) == frozenset()
    assert mandates.roles("anna", TODAY, "insats-1") == {Role.ADMINISTRATOR}
    mandates.require_role("bo", Role.PROJECT_LEADER, at=NOW, insatser=("insats-2", "insats-1"))
    with refused(Rule.ROLE_MISSING):
        mandates.require_role("bo", Role.PROJECT_LEADER, at=NOW, insatser=("insats-2", None))


def test_one_person_leads_several_insatser() -> None:
    other = replace(LEADS, insats_id="insats-2")
    given(OPENED, GIVEN).when(Mandates.give, "third", other, E_RAD).then(
        fact(Mandates.Given, mandate_id="third", mandate=other, decision=E_RAD)
    )
    given(OPENED, GIVEN).when(Mandates.give, "third", replace(LEADS, valid_from=TODAY), E_RAD).then_refused(
        Rule.MANDATE_HELD
    )


def test_nobody_is_invited_to_a_role_in_an_insats() -> None:
    invited = given().when(Invitation.invite, "invitation-1", (Role.CLIENT,), decided(Body.FORBUNDSLEDNING))
    invited.then_refused(Rule.ROLE_WITHOUT_INSATS, pointer="/roles/0")
