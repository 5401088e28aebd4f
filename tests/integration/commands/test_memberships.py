"""The förbund's members are organisations and municipalities that there are."""

import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.memberships import MemberDescription
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.memberships import StartMembership
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.support.world import ADMINISTRATOR, CHAIR, FYRBODAL, LEADER, SINCE, World

LYSEKIL = "2120001389"


def refusal(world: World, number: str, kommunkod: str) -> Refused:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    description = MemberDescription("Lysekil", kommunkod)
    command = StartMembership(
        organisation_number=number, description=description, valid_from=SINCE, decision=decision
    )
    with pytest.raises(Refused) as refused:
        world.do(LEADER, FYRBODAL, command)
    return refused.value


def test_a_kommunkod_that_no_municipality_has_is_refused(world: World) -> None:
    refused = refusal(world, LYSEKIL, "9999")
    assert (refused.rule, refused.params["pointer"]) == (Rule.KOMMUNKOD_UNKNOWN, "/kommunkod")


def test_a_kommunkod_of_another_member_is_refused(world: World) -> None:
    assert refusal(world, LYSEKIL, "1488").rule is Rule.ALREADY_MEMBER


def test_a_personal_identity_number_is_refused(world: World) -> None:
    refused = refusal(world, "640823-3234", "1484")
    assert (refused.rule, refused.params["pointer"]) == (Rule.ORGANISATION_NUMBER_INVALID, "/organisationNumber")


def test_no_organisation_is_given_a_kommunkod_that_no_municipality_has(world: World) -> None:
    tenant = Tenant(LYSEKIL, "Lysekil", OrganisationKind.KOMMUN, "9999", ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        provision(world.log, tenant, world.now, new_id)
    assert refused.value.rule is Rule.KOMMUNKOD_UNKNOWN
