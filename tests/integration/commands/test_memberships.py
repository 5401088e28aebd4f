"""Members are municipalities that there are; who has left ends its parts, and writes nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from samverka_domain.answers import Reply, Stance
from samverka_domain.belonging import MemberDescription
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.organisations import OrganisationKind
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_services.commands.answers import CorrectAnswer, WithdrawAnswer
from samverka_services.commands.commitments import (
    AdjustCommitment,
    CorrectCommitment,
    EndCommitment,
    SetResourcesAside,
)
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.memberships import EndMembership, InviteMember
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.support.racing import RacingLog
from tests.support.world import (
    ADMINISTRATOR,
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    LEADER,
    OFFICER,
    SINCE,
    TROLLHATTAN,
    World,
)

LYSEKIL = "2120001389"


@pytest.fixture
def world(world: World) -> World:
    """Who leaves has a part and an answer, wherever the insats stands."""
    return world.wherever_insatser_stand()


def refusal(world: World, number: str, kommunkod: str) -> Refused:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    description = MemberDescription("Lysekil", kommunkod)
    command = InviteMember(organisation_number=number, description=description, valid_from=SINCE, decision=decision)
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
        provision(world.log, tenant, new_id)
    assert refused.value.rule is Rule.KOMMUNKOD_UNKNOWN


def test_a_kommunkod_is_one_organisations(world: World) -> None:
    """Uddevalla's; the refusal names neither it nor its number."""
    before = world.head()
    with pytest.raises(Refused) as refused:
        registered(world.log, world, "1485")
    assert (refused.value.rule, refused.value.params) == (Rule.KOMMUNKOD_TAKEN, {"kommunkod": "1485"})
    assert world.head() == before
    assert registered(world.log, world, "1484")


def test_of_two_that_come_at_once_with_one_kommunkod_one_is_registered(world: World) -> None:
    racing = RacingLog(world.log, lambda: registered(world.log, world, "1430", "2120001330"))
    with pytest.raises(Refused) as refused:
        registered(racing, world, "1430")
    assert refused.value.rule is Rule.KOMMUNKOD_TAKEN
    assert registered(racing, world, "1484")


def registered(log: EventLog, world: World, kommunkod: str, number: str = LYSEKIL) -> bool:
    return provision(log, Tenant(number, "Exempel", OrganisationKind.KOMMUN, kommunkod, ADMINISTRATOR), new_id)


Act = Callable[[World, str, str], object]
"""Something that Trollhättan does about an insats and the request about it."""


def decision(world: World) -> Decision:
    return world.decision(Body.KOMMUNLEDNING, DIRECTOR)


def adjust(world: World, insats_id: str, _: str) -> None:
    command = AdjustCommitment(insats_id=insats_id, resources=world.resources(hours=20_000), decision=decision(world))
    world.do(OFFICER, TROLLHATTAN, command, version=2)


def set_aside_anew(world: World, insats_id: str, _: str) -> None:
    end(world, insats_id, "")
    command = SetResourcesAside(insats_id=insats_id, resources=world.resources(), decision=decision(world))
    world.do(OFFICER, TROLLHATTAN, command, version=3)


def put_part_right(world: World, insats_id: str, _: str) -> None:
    command = CorrectCommitment(
        insats_id=insats_id,
        version=2,
        corrected=decision(world),
        decision=decision(world),
        content={"resources": world.resources(hours=20_000)},
    )
    world.do(OFFICER, TROLLHATTAN, command, version=2)


def withdraw(world: World, _: str, request_id: str) -> None:
    today = world.now.date()
    command = WithdrawAnswer(request_id=request_id, effective_from=today, decision=decision(world))
    world.do(OFFICER, TROLLHATTAN, command, version=1)


def change(world: World, _: str, request_id: str) -> None:
    world.change(TROLLHATTAN, request_id, Stance.DECLINED)


def put_answer_right(world: World, _: str, request_id: str) -> None:
    said = decision(world)
    content = {"reply": Reply(Stance.DECLINED)}
    command = CorrectAnswer(request_id=request_id, version=1, corrected=said, decision=said, content=content)
    world.do(OFFICER, TROLLHATTAN, command, version=1)


def take_part_elsewhere(world: World, _: str, __: str) -> None:
    world.take_part(TROLLHATTAN, world.insats())


def end(world: World, insats_id: str, _: str) -> None:
    command = EndCommitment(insats_id=insats_id, valid_to=world.now.date(), decision=decision(world))
    world.do(OFFICER, TROLLHATTAN, command, version=2)


@pytest.fixture
def left(world: World) -> tuple[str, str]:
    """An insats in which Trollhättan has a part, and the request that it answered, before it left."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    decided = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    yesterday = world.now.date() - timedelta(days=1)
    ending = EndMembership(organisation_number=TROLLHATTAN, valid_to=yesterday, decision=decided)
    world.do(LEADER, FYRBODAL, ending)
    return insats_id, request_id


@pytest.mark.parametrize("act", [adjust, put_part_right, withdraw])
def test_who_has_left_changes_nothing_of_its_own_in_the_region(world: World, left: tuple[str, str], act: Act) -> None:
    with pytest.raises(Refused) as refused:
        act(world, *left)
    assert refused.value.rule is Rule.HAS_LEFT


@pytest.mark.parametrize("act", [change, put_answer_right, take_part_elsewhere, set_aside_anew])
def test_who_has_left_finds_nothing_of_others_in_the_region(world: World, left: tuple[str, str], act: Act) -> None:
    with pytest.raises(NotFound):
        act(world, *left)


def test_who_has_left_ends_its_running_parts(world: World, left: tuple[str, str]) -> None:
    end(world, *left)
    assert len(world.events(TROLLHATTAN, f"commitment:{left[0]}")) == 3
