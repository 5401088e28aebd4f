"""S1 to S4 and S6: who steers an insats, of whom a group consists, and who chairs it."""

from dataclasses import replace
from datetime import datetime

import pytest

from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.steering import Charter, Stage, SteeredBy, Steering, SteeringGroup
from samverka_domain.steps import StartsWith
from tests.unit.domain.helpers import flawed
from tests.unit.support import FYRBODAL, NOW, TROLLHATTAN, UDDEVALLA, decided, fact, given

E_RAD = decided(Body.E_RAD, reason="Insatsen är slutförd")
OWN = replace(decided(Body.STYRGRUPP), body_id="stream:1")
ABOUT = {"region_id": FYRBODAL, "insats_id": "insats-1", "stage": Stage.PROJECT}
BOTH = (TROLLHATTAN, UDDEVALLA)
CHARTER = Charter(name="Styrgrupp för e-arkiv", seats=BOTH, adjuncts=("network-1",))
FORMED = fact(SteeringGroup.Formed, region_id=FYRBODAL, charter=CHARTER, decision=E_RAD)
FORM = (SteeringGroup.form, "group-1", FYRBODAL, CHARTER, BOTH)


def insats(priority: Priority | None = Priority.START_NOW, at: datetime = NOW) -> Insats:
    idea = Idea(code="4B1", title="E-arkiv", origin=Origin.NETWORK, starts_with=StartsWith.PROJECT)
    found = Insats.receive_idea("insats-1", FYRBODAL, idea, at)
    if priority is not None:
        found.prioritise(priority, E_RAD, at)
    return found


@pytest.mark.parametrize("body", [Body.E_RAD, Body.KOMMUNDIREKTORER, Body.FORBUNDSLEDNING])
def test_s1_a_body_acts_as_steering_group(body: Body) -> None:
    expected = fact(Steering.Arranged, **ABOUT, steered_by=SteeredBy(body), decision=E_RAD)
    when = given().when(Steering.arrange, "insats-1", insats(), Stage.PROJECT, SteeredBy(body), E_RAD)
    when.then(expected, stream="steering:insats-1:PROJECT")


@pytest.mark.parametrize("body", [Body.KOMMUNLEDNING, Body.FORBUNDSDIREKTION, Body.NATVERK])
def test_s1_no_other_body_acts_as_steering_group(body: Body) -> None:
    when = given().when(Steering.arrange, "insats-1", insats(), Stage.PROJECT, SteeredBy(body), E_RAD)
    when.then_refused(Rule.BODY_MAY_NOT_STEER, field="steeringBody", body=body)


def test_s1_a_group_steers_by_its_id_and_a_body_has_none() -> None:
    for by in (SteeredBy(Body.STYRGRUPP), SteeredBy(Body.E_RAD, "group-1")):
        when = given().when(Steering.arrange, "insats-1", insats(), Stage.PROJECT, by, E_RAD)
        when.then_refused(Rule.BODY_WITHOUT_ID, field="groupId")


def test_s1_another_steers_from_now_on_and_the_same_is_refused() -> None:
    past = given(fact(Steering.Arranged, **ABOUT, steered_by=SteeredBy(Body.E_RAD), decision=E_RAD))
    group = SteeredBy(Body.STYRGRUPP, "group-1")
    past.when(Steering.rearrange, group, E_RAD).then(
        fact(Steering.Rearranged, **ABOUT, steered_by=group, decision=E_RAD)
    )
    past.when(Steering.rearrange, SteeredBy(Body.E_RAD), E_RAD).then_refused(Rule.STEERING_UNCHANGED)


def test_s2_a_body_that_steers_decides_as_steering_group_and_a_group_in_its_own_name() -> None:
    acting = replace(E_RAD, acting_as=Body.STYRGRUPP)
    assert SteeredBy(Body.E_RAD).has_decided(acting)
    assert not SteeredBy(Body.E_RAD).has_decided(E_RAD)
    assert SteeredBy(Body.STYRGRUPP, "group-1").has_decided(replace(OWN, body_id="group-1"))
    assert not SteeredBy(Body.STYRGRUPP, "group-1").has_decided(replace(OWN, body_id="group-2"))


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.E_RAD))
def test_s3_only_the_e_råd_decides_who_steers_and_forms_groups(decision: Decision, rule: Rule) -> None:
    given().when(*FORM, decision).then_refused(rule)
    given(FORMED).when(SteeringGroup.compose, CHARTER, BOTH, decision).then_refused(rule)
    arrange = (Steering.arrange, "insats-1", insats(), Stage.PROJECT, SteeredBy(Body.E_RAD))
    given().when(*arrange, decision).then_refused(rule)


def test_s3_nobody_steers_what_has_not_been_started() -> None:
    arrange = (Steering.arrange, "insats-1", insats(None), Stage.PROJECT, SteeredBy(Body.E_RAD))
    given().when(*arrange, E_RAD).then_refused(Rule.INSATS_NOT_PRIORITISED)


def test_s4_a_seat_belongs_to_one_that_takes_part() -> None:
    given().when(*FORM, E_RAD).then(FORMED, stream="steering-group:group-1")
    form = (SteeringGroup.form, "group-1", FYRBODAL, CHARTER, {TROLLHATTAN})
    given().when(*form, E_RAD).then_refused(
        Rule.SEAT_NOT_OF_PARTICIPANT, organisation=UDDEVALLA, pointer="/charter/seats/1"
    )


def test_s4_who_takes_no_part_sits_there_without_a_vote() -> None:
    charter = replace(CHARTER, seats=(TROLLHATTAN,), adjuncts=("network-1", UDDEVALLA))
    given().when(SteeringGroup.form, "group-1", FYRBODAL, charter, {TROLLHATTAN}, E_RAD).then(
        fact(SteeringGroup.Formed, region_id=FYRBODAL, charter=charter, decision=E_RAD)
    )


def test_s4_nobody_has_two_seats() -> None:
    for charter in (replace(CHARTER, seats=(*BOTH, UDDEVALLA)), replace(CHARTER, adjuncts=(UDDEVALLA,))):
        given().when(SteeringGroup.form, "group-1", FYRBODAL, charter, BOTH, E_RAD).then_refused(Rule.CODE_TWICE)


def test_s4_seats_of_those_that_take_no_part_lapse() -> None:
    chaired = fact(
        SteeringGroup.ChairElected, region_id=FYRBODAL, chair=UDDEVALLA, deputy_chair=TROLLHATTAN, decision=E_RAD
    )
    lapsed = fact(SteeringGroup.SeatsLapsed, region_id=FYRBODAL, seats=(UDDEVALLA,))
    given(FORMED).when(SteeringGroup.lapse_seats, {TROLLHATTAN}).then(lapsed)
    left = given(FORMED, chaired, lapsed).state().charter
    assert (left.seats, left.chair, left.deputy_chair) == ((TROLLHATTAN,), None, TROLLHATTAN)


def test_s4_no_seat_lapses_where_all_take_part_or_nobody_does_yet() -> None:
    given(FORMED).when(SteeringGroup.lapse_seats, BOTH).then_refused(Rule.NO_SEAT_LAPSES)
    given(FORMED).when(SteeringGroup.lapse_seats, ()).then_refused(Rule.NOBODY_LEFT_IN_GROUP)


@pytest.mark.parametrize("decision", [E_RAD, OWN])
def test_s6_the_group_elects_its_chair_or_the_e_råd_names_it(decision: Decision) -> None:
    says = {"region_id": FYRBODAL, "chair": UDDEVALLA, "deputy_chair": TROLLHATTAN, "decision": decision}
    elect = (SteeringGroup.elect_chair, UDDEVALLA, TROLLHATTAN, decision)
    given(FORMED, stream="stream:1").when(*elect).then(fact(SteeringGroup.ChairElected, **says))


def test_s6_no_other_group_elects_it() -> None:
    elect = (SteeringGroup.elect_chair, UDDEVALLA, None, replace(OWN, body_id="group-2"))
    given(FORMED).when(*elect).then_refused(Rule.BODY_MAY_NOT_DECIDE, field="bodyId")


@pytest.mark.parametrize(("chair", "deputy"), [("network-1", None), (UDDEVALLA, UDDEVALLA), (UDDEVALLA, FYRBODAL)])
def test_s6_chair_and_deputy_have_a_seat_each(chair: str, deputy: str | None) -> None:
    given(FORMED).when(SteeringGroup.elect_chair, chair, deputy, E_RAD).then_refused(Rule.CHAIR_WITHOUT_SEAT)


def test_nothing_happens_to_a_dissolved_group() -> None:
    dissolved = fact(SteeringGroup.Dissolved, region_id=FYRBODAL, decision=E_RAD)
    given(FORMED).when(SteeringGroup.dissolve, E_RAD).then(dissolved)
    past = given(FORMED, dissolved)
    past.when(SteeringGroup.compose, CHARTER, BOTH, E_RAD).then_refused(Rule.GROUP_DISSOLVED)
    past.when(SteeringGroup.elect_chair, UDDEVALLA, None, E_RAD).then_refused(Rule.GROUP_DISSOLVED)
    past.when(SteeringGroup.lapse_seats, {UDDEVALLA}).then_refused(Rule.GROUP_DISSOLVED)
    given(FORMED).when(SteeringGroup.dissolve, decided(Body.E_RAD)).then_refused(Rule.REASON_MISSING)
