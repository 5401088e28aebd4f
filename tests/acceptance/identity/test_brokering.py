"""A municipality's own login lets in its own people, and nobody as somebody else."""

from collections.abc import Iterator

import pytest

from samverka_services.tenants.directory import alias
from tests.acceptance.identity.brokering import (
    REFUSED,
    Visit,
    opened,
    own,
    people_with,
    providers_of,
    refuse_address,
)
from tests.acceptance.identity.municipality import Municipality, OidcMunicipality
from tests.acceptance.identity.saml_municipality import SamlMunicipality
from tests.acceptance.identity.support import Identity, link_in


@pytest.fixture(scope="module", params=[OidcMunicipality, SamlMunicipality], ids=["oidc", "saml"])
def kind(request: pytest.FixtureRequest) -> type[Municipality]:
    found: type[Municipality] = request.param
    return found


@pytest.fixture(scope="module")
def municipalities(identity: Identity, kind: type[Municipality]) -> Iterator[tuple[Municipality, ...]]:
    with opened(own(identity, kind), own(identity, kind)) as found:
        yield found


@pytest.fixture
def ours(municipalities: tuple[Municipality, ...]) -> Municipality:
    return municipalities[0]


@pytest.fixture
def theirs(municipalities: tuple[Municipality, ...]) -> Municipality:
    return municipalities[1]


def test_her_mail_address_leads_her_to_her_own_login_and_back_to_her_own_tenant(
    identity: Identity, ours: Municipality
) -> None:
    mail = f"eva@{ours.domain}"
    ours.employ(mail)
    visit = Visit(identity, mail)
    assert visit.wanderer.realm == ours.realm
    visit.at_the_municipality(mail)
    found = identity.verifier("samverka-web").verify(visit.token())
    assert found.tenant_id == ours.tenant.number
    assert identity.directory().members(ours.organisation_id) >= {found.person_id}

    again = Visit(identity, mail)
    again.at_the_municipality(mail)
    assert identity.verifier("samverka-web").verify(again.token()).person_id == found.person_id


def test_she_is_not_let_into_another_tenant(identity: Identity, ours: Municipality, theirs: Municipality) -> None:
    mail, others = f"elsa@{ours.domain}", f"openid organization:{alias(theirs.tenant.number)}"
    ours.employ(mail)
    assert Visit(identity, mail, others).wanderer.realm == "samverka"
    visit = Visit(identity, mail)
    visit.at_the_municipality(mail)
    person_id = identity.verifier("samverka-web").verify(visit.token()).person_id
    assert Visit(identity, mail, others).wanderer.realm == "samverka"
    assert person_id not in identity.directory().members(theirs.organisation_id)


def test_somebody_of_another_domain_stays_at_samverkas_own_login(identity: Identity, ours: Municipality) -> None:
    guest = f"gast@annan-{ours.tenant.number}.exempel.se"
    identity.person(guest, ours.tenant)
    for mail in (guest, f"eva@sub.{ours.domain}", f"eva@x{ours.domain}"):
        visit = Visit(identity, mail)
        assert visit.wanderer.realm == "samverka"
        assert "password" in visit.wanderer.form.fields


def test_a_provider_cannot_log_in_as_somebody_of_another_municipality(
    identity: Identity, ours: Municipality, theirs: Municipality
) -> None:
    """The classic takeover: a provider that says of its own user that she has another's mail address."""
    victim = f"bo@{theirs.domain}"
    victim_id = identity.person(victim, theirs.tenant)
    ours.employ("mallory", email=victim)
    visit = Visit(identity, f"vem-som-helst@{ours.domain}")
    visit.at_the_municipality("mallory")
    refuse_address(visit, victim)
    assert providers_of(identity, victim_id) == []
    assert identity.mailbox.to(victim) == []


def test_a_provider_cannot_make_people_of_another_municipality(
    identity: Identity, ours: Municipality, theirs: Municipality
) -> None:
    invented = f"ny@{theirs.domain}"
    ours.employ("mallory-2", email=invented)
    before = identity.directory().members(theirs.organisation_id)
    visit = Visit(identity, f"vem-som-helst@{ours.domain}")
    visit.at_the_municipality("mallory-2")
    refuse_address(visit, invented)
    assert people_with(identity, invented) == []
    assert identity.directory().members(theirs.organisation_id) == before


def test_a_name_at_the_provider_is_nobodys_name_here(
    identity: Identity, ours: Municipality, theirs: Municipality
) -> None:
    victim = f"britt@{theirs.domain}"
    victim_id = identity.person(victim, theirs.tenant)
    mail = f"mallory-3@{ours.domain}"
    ours.employ(victim, email=mail)
    visit = Visit(identity, mail)
    visit.at_the_municipality(victim)
    found = identity.verifier("samverka-web").verify(visit.token())
    assert found.person_id != victim_id
    assert found.tenant_id == ours.tenant.number
    assert providers_of(identity, victim_id) == []


def test_a_mail_address_that_changes_at_the_provider_changes_nobody_here(
    identity: Identity, ours: Municipality, theirs: Municipality
) -> None:
    victim, mail = f"berit@{theirs.domain}", f"siv@{ours.domain}"
    victim_id = identity.person(victim, theirs.tenant)
    ours.employ(mail)
    first = Visit(identity, mail)
    first.at_the_municipality(mail)
    person_id = identity.verifier("samverka-web").verify(first.token()).person_id
    (employee,) = identity.administer("GET", f"users?email={mail}&exact=true", realm=f"/{ours.realm}").json()
    change = {**employee, "email": victim}
    identity.administer("PUT", f"users/{employee['id']}", change, realm=f"/{ours.realm}")
    second = Visit(identity, mail)
    second.at_the_municipality(mail)
    if second.wanderer.answer.is_redirect:
        assert identity.verifier("samverka-web").verify(second.token()).person_id == person_id
    assert people_with(identity, victim)[0]["id"] == victim_id
    assert providers_of(identity, victim_id) == []


def test_who_had_an_account_before_links_it_by_a_mail_to_her(identity: Identity, ours: Municipality) -> None:
    mail = f"anna@{ours.domain}"
    person_id = identity.person(mail, ours.tenant)
    ours.employ(mail)
    assert "password" in Visit(identity, mail).wanderer.form.fields
    (password,) = identity.administer("GET", f"users/{person_id}/credentials").json()
    identity.administer("DELETE", f"users/{person_id}/credentials/{password['id']}")

    visit = Visit(identity, mail)
    visit.at_the_municipality(mail)
    visit.wanderer.submit(submitAction="linkAccount")
    assert providers_of(identity, person_id) == []
    (sent,) = identity.mailbox.to(mail)
    visit.wanderer.open(link_in(sent))
    assert providers_of(identity, person_id) == [ours.realm]
    assert identity.verifier("samverka-web").verify(visit.token()).person_id == person_id

    again = Visit(identity, mail)
    again.at_the_municipality(mail)
    found = identity.verifier("samverka-web").verify(again.token())
    assert (found.person_id, found.tenant_id) == (person_id, ours.tenant.number)


def test_a_login_without_a_second_factor_at_the_municipality_is_refused(
    identity: Identity, kind: type[Municipality]
) -> None:
    with opened(own(identity, kind, second_factor=False)) as (careless,):
        mail = f"ulla@{careless.domain}"
        careless.employ(mail)
        visit = Visit(identity, mail)
        visit.at_the_municipality(mail)
        assert REFUSED in visit.wanderer.text
        assert people_with(identity, mail) == []
