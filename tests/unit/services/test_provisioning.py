"""A provisioning that fails halfway: what was done is counted, and each organisation not finished says why."""

import pytest
from keycloak.exceptions import KeycloakConnectionError, KeycloakPostError

from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.organisations import OrganisationKind
from samverka_services.tenants.directory import Directory, Person
from samverka_services.tenants.errors import DirectoryUnreachable, NotTried
from samverka_services.tenants.file import Administrator, TenantEntry
from samverka_services.tenants.provisioning import WORKERS, Provisioning, Step, TenantOutcome
from samverka_services.tenants.registration import Registration

DONE = [Step.PERSON, Step.ORGANISATION, Step.REGISTRATION, Step.INVITATION, Step.MEMBERSHIP]


class Kept(Directory):
    """Keeps organisations and people itself; one organisation's name it does not take, or goes away at."""

    def __init__(self, name: str, error: Exception) -> None:
        super().__init__("http://127.0.0.1:1", "exempel")
        self.people: dict[str, Person] = {}
        self._name = name
        self._error = error

    def organisations(self) -> dict[str, str]:
        """None at first."""
        return {}

    def person(self, mail: str) -> Person | None:
        """Who was added."""
        return self.people.get(mail)

    def add_person(self, administrator: Administrator) -> Person:
        """Always new."""
        person = Person(administrator.epost, awaits_actions=True, is_new=True)
        self.people[administrator.epost] = person
        return person

    def add_organisation(self, tenant: TenantEntry) -> str:
        """Unless it is that one."""
        if tenant.namn == self._name:
            raise self._error
        return tenant.number

    def members(self, organisation_id: str) -> set[str]:  # noqa: ARG002
        """None at first."""
        return set()

    def invite(self, person_id: str) -> None:
        """Nothing is sent."""

    def add_member(self, organisation_id: str, person_id: str) -> None:
        """Nothing more to keep."""


def tenants(count: int) -> list[TenantEntry]:
    numbers = (
        "212000-1546",
        "222000-1776",
        "212000-1355",
        "212000-1454",
        "212000-1413",
        "212000-1421",
        "212000-1389",
    )
    return [
        TenantEntry(
            organisationsnummer=number,
            namn=f"Exempel {place}",
            slag=OrganisationKind.BOLAG,
            administrator=Administrator(namn="A Exempel", epost=f"a{place}@exempel.se"),
        )
        for place, number in enumerate(numbers[:count])
    ]


def registered(_tenant: TenantEntry, _person_id: str) -> Registration:
    return Registration.NEW


def no_member(_tenant: TenantEntry) -> bool:
    return False


def run(directory: Directory, count: int) -> list[TenantOutcome]:
    return Provisioning(directory, registered, no_member).run(tenants(count), lambda _outcome: None)


def test_what_keycloak_does_not_take_is_told_of_that_organisation_and_the_others_are_done() -> None:
    refused = KeycloakPostError(error_message="no", response_code=400, response_body=b'{"errorMessage":"no"}')
    first, second, third = run(Kept("Exempel 1", refused), 3)
    assert (second.steps, second.problem) == ([Step.PERSON], refused)
    assert [each.steps for each in (first, third)] == [DONE, DONE]
    assert first.problem is third.problem is None


def test_what_was_done_before_keycloak_went_away_is_told() -> None:
    outcomes = run(Kept("Exempel 0", KeycloakConnectionError("away")), 7)
    assert outcomes[0].steps == [Step.PERSON]
    assert isinstance(outcomes[0].problem, DirectoryUnreachable)
    assert len(outcomes) == 7
    assert all(each.problem is None or isinstance(each.problem, NotTried) for each in outcomes[1:])
    assert all(each.steps == (DONE if each.problem is None else []) for each in outcomes[1:])


def test_what_the_log_refuses_is_told_of_that_organisation() -> None:
    def refusing(tenant: TenantEntry, _person_id: str) -> Registration:
        if tenant.namn == "Exempel 1":
            raise Refused(Rule.MUNICIPALITY_NEEDS_KOMMUNKOD)
        return Registration.NEW

    directory = Kept("", KeycloakConnectionError(""))
    first, second = Provisioning(directory, refusing, no_member).run(tenants(2), lambda _outcome: None)
    assert first.steps == DONE
    assert second.steps == [Step.PERSON, Step.ORGANISATION]
    assert isinstance(second.problem, Refused)


def test_nothing_is_begun_where_keycloak_is_away_from_the_start() -> None:
    assert WORKERS > 1
    with pytest.raises(DirectoryUnreachable):
        Provisioning(Directory("http://127.0.0.1:1", "exempel"), registered, no_member).run(
            tenants(2), lambda _outcome: None
        )
