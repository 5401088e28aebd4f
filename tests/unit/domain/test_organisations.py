"""Organisations: who they are, and under which name."""

import pytest

from samverka_domain.kernel.rules import Rule
from samverka_domain.organisations import Organisation, OrganisationKind
from tests.unit.support import FYRBODAL, TROLLHATTAN, fact, given

REGISTERED = fact(
    Organisation.Registered,
    name="Trollhättan",
    kind=OrganisationKind.KOMMUN,
    organisation_number=TROLLHATTAN,
    kommunkod="1488",
)


def test_a_municipality_is_registered_with_its_kommunkod() -> None:
    given().when(Organisation.register, "212000-1546", "Trollhättan", OrganisationKind.KOMMUN, "1488").then(
        REGISTERED, stream=Organisation.stream(TROLLHATTAN)
    )


@pytest.mark.parametrize("kind", sorted(set(OrganisationKind) - {OrganisationKind.KOMMUN}))
def test_other_organisations_have_no_kommunkod(kind: OrganisationKind) -> None:
    registered = fact(
        Organisation.Registered, name="Fyrbodal", kind=kind, organisation_number=FYRBODAL, kommunkod=None
    )
    given().when(Organisation.register, FYRBODAL, "Fyrbodal", kind, None).then(registered)
    given().when(Organisation.register, FYRBODAL, "Fyrbodal", kind, "1488").then_refused(
        Rule.MUNICIPALITY_NEEDS_KOMMUNKOD
    )


def test_a_municipality_needs_a_kommunkod() -> None:
    register = given().when(Organisation.register, TROLLHATTAN, "Trollhättan", OrganisationKind.KOMMUN, None)
    register.then_refused(Rule.MUNICIPALITY_NEEDS_KOMMUNKOD)


@pytest.mark.parametrize("code", ["", "148", "14888", "abcd"])
def test_the_kommunkod_must_be_one(code: str) -> None:
    register = given().when(Organisation.register, TROLLHATTAN, "Trollhättan", OrganisationKind.KOMMUN, code)
    register.then_refused(Rule.KOMMUNKOD_INVALID, value=code)


def test_the_organisation_number_must_be_one() -> None:
    register = given().when(Organisation.register, "2120001547", "Trollhättan", OrganisationKind.KOMMUN, "1488")
    register.then_refused(Rule.ORGANISATION_NUMBER_INVALID, value="2120001547")


def test_a_new_name_holds_from_now_on() -> None:
    renamed = fact(Organisation.Renamed, name="Trollhättans stad")
    given(REGISTERED).when(Organisation.rename, "Trollhättans stad").then(renamed)
    assert given(REGISTERED, renamed).state().name == "Trollhättans stad"


@pytest.mark.parametrize(
    ("name", "rule"), [("", Rule.TEXT_MISSING), (" \n", Rule.TEXT_MISSING), ("x" * 201, Rule.TEXT_TOO_LONG)]
)
def test_a_name_is_a_text_of_at_most_200_characters(name: str, rule: Rule) -> None:
    given(REGISTERED).when(Organisation.rename, name).then_refused(rule, field="name")
    register = given().when(Organisation.register, TROLLHATTAN, name, OrganisationKind.KOMMUN, "1488")
    register.then_refused(rule, field="name")
