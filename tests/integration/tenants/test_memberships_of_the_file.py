"""Provisioning records both halves of the memberships that its file names, as the operator's act, once."""

from collections.abc import Callable
from datetime import date

import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.joining import LeaveForbund, RefuseMembership
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.errors import UnknownForbund
from samverka_services.tenants.file import Administrator, TenantEntry
from samverka_services.tenants.joining import Join, joining, rehearsing_joining
from samverka_services.tenants.registration import registering
from samverka_services.tenants.tenant import OPERATOR
from tests.support.queries import data
from tests.support.world import DIRECTOR, FYRBODAL, GOTEBORG, GOTEBORGSREGIONEN, OFFICER, World, populate

LYSEKIL = TenantEntry(
    organisationsnummer="212000-1389",
    namn="Lysekil",
    slag=OrganisationKind.KOMMUN,
    kommunkod="1484",
    forbund="222000-1776",
    medlem_fran=date(2018, 10, 1),
    administrator=Administrator(namn="A Exempel", epost="a@exempel.se"),
)
_MEMBERSHIPS = "{ municipality { memberships { regionId status validFrom forbundDecision { recordNumber } } } }"


@pytest.fixture
def join(world: World) -> Join:
    registering(world.log, new_id)(LYSEKIL, "exempel-administrator")
    return joining(world.log)


def test_both_halves_are_the_operators_recorded_act(world: World, join: Join) -> None:
    before = world.head()
    assert join(LYSEKIL)
    ((invited,), (confirmed,)) = (
        [each for each in world.events(FYRBODAL, Kommunalforbund.stream(FYRBODAL)) if each.position > before],
        world.events(LYSEKIL.number, f"membership:{FYRBODAL}:5"),
    )
    assert (invited.actor, confirmed.actor) == (OPERATOR, OPERATOR)
    assert (invited.tenant_id, confirmed.tenant_id) == (FYRBODAL, LYSEKIL.number)
    world.project()
    assert data(world, LYSEKIL.number, _MEMBERSHIPS)["municipality"]["memberships"] == [
        {
            "regionId": FYRBODAL,
            "status": "MEMBER",
            "validFrom": "2018-10-01",
            "forbundDecision": {"recordNumber": "Förbundsordningen"},
        }
    ]


def test_the_same_file_again_records_nothing(world: World, join: Join) -> None:
    join(LYSEKIL)
    head = world.head()
    assert not join(LYSEKIL)
    assert world.head() == head


def refused(world: World) -> None:
    world.invite(FYRBODAL, GOTEBORG)
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    world.do(OFFICER, GOTEBORG, RefuseMembership(forbund=FYRBODAL, decision=decision))


def left(world: World) -> None:
    world.join(FYRBODAL, GOTEBORG)
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    leaving = LeaveForbund(forbund=FYRBODAL, valid_to=world.now.date(), decision=decision)
    world.do(OFFICER, GOTEBORG, leaving, version=1)


@pytest.mark.parametrize("what", [refused, left])
def test_what_has_come_of_it_since_is_left_alone(world: World, join: Join, what: Callable[[World], None]) -> None:
    what(world)
    head = world.head()
    entry = LYSEKIL.model_copy(update={"organisationsnummer": GOTEBORG, "namn": "Göteborg", "kommunkod": "1480"})
    assert not join(entry)
    assert not rehearsing_joining(world.log)(entry)
    assert world.head() == head


def test_what_was_cut_off_between_the_halves_is_finished(world: World, join: Join) -> None:
    world.invite(FYRBODAL, GOTEBORG)
    entry = LYSEKIL.model_copy(update={"organisationsnummer": GOTEBORG, "namn": "Göteborg", "kommunkod": "1480"})
    assert rehearsing_joining(world.log)(entry)
    assert join(entry)
    assert len(world.events(GOTEBORG, f"membership:{FYRBODAL}:5")) == 1


def test_an_entry_without_a_forbund_joins_none(world: World, join: Join) -> None:
    head = world.head()
    assert not join(LYSEKIL.model_copy(update={"forbund": None, "medlem_fran": None}))
    assert world.head() == head


def test_a_forbund_that_is_not_in_samverka_is_told(bare: World) -> None:
    populate(bare, [GOTEBORGSREGIONEN, GOTEBORG])
    with pytest.raises(UnknownForbund, match=FYRBODAL):
        joining(bare.log)(LYSEKIL)
    assert rehearsing_joining(bare.log)(LYSEKIL)
