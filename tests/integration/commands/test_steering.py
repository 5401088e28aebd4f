"""A steering group from its forming to a decision of its own, across its seats' tenants; who sees what of it."""

from dataclasses import replace
from datetime import date

import pytest

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.steering import Charter, Stage, SteeredBy
from samverka_domain.steering_seats import Seating
from samverka_projections.steering import GroupThen, steering, steering_groups
from samverka_services.commands.kernel.context import Outcome
from samverka_services.commands.steering import (
    ArrangeSteering,
    ComposeSteeringGroup,
    ElectChair,
    FormSteeringGroup,
    LapseSteeringSeats,
)
from samverka_services.commands.steering_seats import FillSteeringSeat, VacateSteeringSeat
from tests.support.views import ask
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

CHARTER = Charter(name="Styrgruppen", seats=(TROLLHATTAN, UDDEVALLA))
ANNA = Seating(person_id="anna", function="Kommundirektör", valid_from=date(2026, 1, 1))


def formed(world: World, insats_id: str, charter: Charter = CHARTER) -> Outcome:
    command = FormSteeringGroup(
        insats_id=insats_id, stage=Stage.PROJECT, charter=charter, decision=world.decision(Body.E_RAD, CHAIR)
    )
    return world.do(LEADER, FYRBODAL, command)


def filled(world: World, group_id: str, tenant: str = TROLLHATTAN) -> Outcome:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    return world.do(OFFICER, tenant, FillSteeringSeat(group_id=group_id, seating=ANNA, decision=decision))


def own(world: World, group_id: str, by: str) -> Decision:
    return replace(world.decision(Body.STYRGRUPP, by), body_id=group_id)


def interested(world: World) -> str:
    """An insats in which Trollhättan is interested, Uddevalla on conditions, and Vänersborg is not."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    for tenant, stance in (
        (TROLLHATTAN, Stance.INTERESTED),
        (UDDEVALLA, Stance.CONDITIONAL),
        (VANERSBORG, Stance.DECLINED),
    ):
        world.answer(tenant, request_id, stance)
    return insats_id


def groups(world: World, reader: str) -> list[GroupThen]:
    return ask(world, reader, lambda c, as_of: steering_groups(c, FYRBODAL, reader, as_of))


def test_a_group_is_formed_of_those_that_said_yes_and_decides_by_who_sits_in_it(world: World) -> None:
    insats_id = interested(world)
    with pytest.raises(Refused) as refusal:
        formed(world, insats_id, replace(CHARTER, seats=(TROLLHATTAN, VANERSBORG)))
    assert refusal.value.rule is Rule.SEAT_NOT_OF_PARTICIPANT
    group_id = formed(world, insats_id).id

    def elected(by: str) -> Outcome:
        command = ElectChair(group_id=group_id, chair=UDDEVALLA, decision=own(world, group_id, by))
        return world.do(LEADER, FYRBODAL, command, version=1)

    with pytest.raises(Refused) as refusal:
        elected("anna")
    assert refusal.value.rule is Rule.NO_SEAT_ON_THAT_DAY
    filled(world, group_id)
    elected("anna")
    world.project()
    (group,) = groups(world, FYRBODAL)
    assert [(seat.organisation_id, seat.is_chair) for seat in group.seats] == [
        (TROLLHATTAN, False),
        (UDDEVALLA, True),
    ]
    (steers,) = ask(world, UDDEVALLA, lambda c, as_of: steering(c, FYRBODAL, as_of))
    assert (steers.insats_id, steers.stage, steers.group_id) == (insats_id, Stage.PROJECT, group_id)


def test_who_sits_there_is_told_to_its_own_organisation_and_to_the_forbund(world: World) -> None:
    group_id = formed(world, interested(world)).id
    filled(world, group_id)
    world.project()
    known = {reader: groups(world, reader) for reader in (FYRBODAL, TROLLHATTAN, UDDEVALLA, GOTEBORG)}
    assert known.pop(GOTEBORG) == []
    seated = {reader: found[0].seats[0].seating for reader, found in known.items()}
    assert seated == {FYRBODAL: ANNA, TROLLHATTAN: ANNA, UDDEVALLA: None}
    amiss = {reader: [seat.warnings for seat in found[0].seats] for reader, found in known.items()}
    assert amiss == {
        FYRBODAL: [(), ("SEAT_WITHOUT_HOLDER",)],
        TROLLHATTAN: [(), ()],
        UDDEVALLA: [(), ("SEAT_WITHOUT_HOLDER",)],
    }
    assert [found[0].warnings for found in known.values()] == [("CHAIR_MISSING",), (), ()]


def test_seats_of_those_that_take_no_part_lapse_and_a_seat_is_left(world: World) -> None:
    insats_id = interested(world)
    group_id = formed(world, insats_id).id
    seat = filled(world, group_id)
    with pytest.raises(Refused) as refusal:
        filled(world, group_id, VANERSBORG)
    assert refusal.value.rule is Rule.NO_SEAT_IN_GROUP
    world.wherever_insatser_stand().take_part(TROLLHATTAN, insats_id)
    world.do(LEADER, FYRBODAL, LapseSteeringSeats(group_id=group_id), version=1)
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    vacate = VacateSteeringSeat(group_id=group_id, valid_to=world.now.date(), decision=decision)
    world.do(OFFICER, TROLLHATTAN, vacate, version=seat.version)
    composed = ComposeSteeringGroup(
        group_id=group_id,
        charter=replace(CHARTER, seats=(TROLLHATTAN,), months_between=2),
        decision=world.decision(Body.E_RAD, CHAIR),
    )
    world.do(LEADER, FYRBODAL, composed, version=2)
    world.project()
    (group,) = groups(world, FYRBODAL)
    assert [each.organisation_id for each in group.seats] == [TROLLHATTAN]
    assert group.seats[0].warnings == ("MANDATE_ENDS_SOON",)
    assert group.without_seat == ()


def test_a_body_takes_over_from_a_group(world: World) -> None:
    insats_id = interested(world)
    formed(world, insats_id)
    by = SteeredBy(Body.KOMMUNDIREKTORER)
    decision = world.decision(Body.E_RAD, CHAIR)
    command = ArrangeSteering(insats_id=insats_id, stage=Stage.PROJECT, steered_by=by, decision=decision)
    world.do(LEADER, FYRBODAL, command)
    with pytest.raises(Refused) as refusal:
        world.do(LEADER, FYRBODAL, command)
    assert refusal.value.rule is Rule.STEERING_UNCHANGED
    world.project()
    (steers,) = ask(world, FYRBODAL, lambda c, as_of: steering(c, FYRBODAL, as_of))
    assert (steers.steering_body, steers.group_id) == (Body.KOMMUNDIREKTORER, None)
