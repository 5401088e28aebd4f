"""Each side of a membership records its own half: nobody is a member unasked, nor reads anything before it is one."""

from datetime import date, timedelta
from typing import Any

import pytest

from samverka_domain.belonging import MemberDescription
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.answers import RegisterAnswerOnBehalf
from samverka_services.commands.joining import (
    ConfirmMembership,
    CorrectOwnMembership,
    LeaveForbund,
    RefuseMembership,
)
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.memberships import CorrectMembership, EndMembership, InviteMember
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.support.queries import data
from tests.support.racing import RacingLog
from tests.support.world import (
    ADMINISTRATOR,
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    LEADER,
    OFFICER,
    SINCE,
    TROLLHATTAN,
    World,
    give_mandates,
)

LYSEKIL, LYSEKILS_KOD = "2120001389", "1484"
"""Not in Samverka."""
A_DAY = timedelta(days=1)
_MEMBERSHIPS = "{ municipality { memberships { regionId forbund status validFrom validTo ownVersion } } }"
_PAGE = """query($id: ID!, $after: String) { region(id: $id) { memberships(first: 1, after: $after) {
    edges { node { name status } } pageInfo { endCursor hasNextPage }
} } }"""
_REGION = """query($id: ID!, $on: Date) { region(id: $id, on: $on) {
    members { name notConnected } memberships { edges { node { name status } } }
    participationMatrix { municipalities { name notConnected } }
} }"""


def of_management(world: World) -> Decision:
    return world.decision(Body.KOMMUNLEDNING, DIRECTOR)


def refuse(world: World, member: str, reason: str = "Samverkar redan med andra") -> Outcome:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR, reason)
    return world.do(OFFICER, member, RefuseMembership(forbund=FYRBODAL, decision=decision))


def leave(world: World, member: str, last_day: date, version: int = 1) -> Outcome:
    command = LeaveForbund(forbund=FYRBODAL, valid_to=last_day, decision=of_management(world))
    return world.do(OFFICER, member, command, version=version)


def end(world: World, member: str, last_day: date) -> Outcome:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    command = EndMembership(organisation_number=member, valid_to=last_day, decision=decision)
    return world.do(LEADER, FYRBODAL, command)


def invitation_of_lysekil(world: World) -> InviteMember:
    description = MemberDescription("Lysekil", LYSEKILS_KOD)
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    return InviteMember(organisation_number=LYSEKIL, description=description, valid_from=SINCE, decision=decision)


def take_in_lysekil(world: World) -> None:
    world.do(LEADER, FYRBODAL, invitation_of_lysekil(world))


def let_lysekil_into_samverka(world: World) -> None:
    assert provision(
        world.log, Tenant(LYSEKIL, "Lysekil", OrganisationKind.KOMMUN, LYSEKILS_KOD, ADMINISTRATOR), new_id
    )
    give_mandates(world, LYSEKIL)


def memberships(world: World, member: str) -> list[dict[str, Any]]:
    world.project()
    found: list[dict[str, Any]] = data(world, member, _MEMBERSHIPS)["municipality"]["memberships"]
    return [each for each in found if each["regionId"] == FYRBODAL]


def status(world: World, member: str) -> str:
    return str(memberships(world, member)[0]["status"])


def region(world: World, reader: str = FYRBODAL, on: date | None = None) -> Any:
    world.project()
    return data(world, reader, _REGION, id=FYRBODAL, on=on and on.isoformat())["region"]


def names(world: World, on: date | None = None) -> list[str]:
    return [each["name"] for each in region(world, on=on)["members"]]


def rule_of(act: Any, *arguments: Any, **named: Any) -> Rule:
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)
    return refused.value.rule


def test_whoever_is_invited_reads_of_the_region_the_invitation_alone(world: World) -> None:
    world.sent_request(world.insats())
    before = {row.position for row in world.readable_by(GOTEBORG)}
    world.invite(FYRBODAL, GOTEBORG)
    new = [row for row in world.readable_by(GOTEBORG) if row.position not in before]
    assert [(row.type, row.tenant_id) for row in new] == [("KommunalforbundMemberInvited", FYRBODAL)]
    assert region(world, GOTEBORG) is None
    assert memberships(world, GOTEBORG)[0] == {
        "regionId": FYRBODAL,
        "forbund": "Fyrbodals kommunalförbund",
        "status": "INVITED",
        "validFrom": "2020-01-01",
        "validTo": None,
        "ownVersion": None,
    }


def test_whoever_is_invited_is_sent_no_request_and_answers_none(world: World) -> None:
    insats_id = world.insats()
    world.invite(FYRBODAL, GOTEBORG)
    assert rule_of(world.send, world.draft(insats_id), to=("1480",)) is Rule.RECIPIENT_NOT_A_MEMBER
    request_id = world.sent_request(insats_id)
    with pytest.raises(NotFound):
        world.answer(GOTEBORG, request_id)
    with pytest.raises(NotFound):
        world.take_part(GOTEBORG, insats_id)
    assert "Göteborg" not in names(world)
    pages: list[dict[str, Any]] = []
    after = None
    while after is not None or not pages:
        page = data(world, FYRBODAL, _PAGE, id=FYRBODAL, after=after)["region"]["memberships"]
        pages += page["edges"]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert pages == region(world)["memberships"]["edges"], "page by page the same"
    assert {"node": {"name": "Göteborg", "status": "INVITED"}} in region(world)["memberships"]["edges"]


def test_a_membership_holds_when_both_have_recorded_it(world: World) -> None:
    world.invite(FYRBODAL, GOTEBORG)
    world.confirm(FYRBODAL, GOTEBORG)
    assert status(world, GOTEBORG) == "MEMBER"
    assert "Göteborg" in names(world)
    world.answer(GOTEBORG, world.sent_request(world.insats()))


def test_a_confirmation_may_begin_later_than_the_invitation_and_not_before(world: World) -> None:
    world.invite(FYRBODAL, GOTEBORG)
    later = world.now.date() + 3 * A_DAY
    early = ConfirmMembership(forbund=FYRBODAL, valid_from=SINCE - A_DAY, decision=of_management(world))
    with pytest.raises(Refused) as refused:
        world.do(OFFICER, GOTEBORG, early)
    assert (refused.value.rule, refused.value.params["pointer"]) == (Rule.BEFORE_THE_INVITATION, "/validFrom")
    world.do(OFFICER, GOTEBORG, early.model_copy(update={"valid_from": later}))
    assert status(world, GOTEBORG) == "COMING"
    assert region(world, GOTEBORG) is None
    assert "Göteborg" not in names(world, later - A_DAY)
    assert "Göteborg" in names(world, later)
    world.now += 3 * A_DAY
    assert region(world, GOTEBORG) is not None


def test_whoever_refuses_is_no_member_and_may_be_invited_anew(world: World) -> None:
    world.invite(FYRBODAL, GOTEBORG)
    assert rule_of(world.invite, FYRBODAL, GOTEBORG) is Rule.ALREADY_MEMBER
    assert rule_of(refuse, world, GOTEBORG, reason="") is Rule.REASON_MISSING
    refuse(world, GOTEBORG)
    assert status(world, GOTEBORG) == "REFUSED"
    assert "Göteborg" not in names(world)
    assert rule_of(world.confirm, FYRBODAL, GOTEBORG) is Rule.INVITATION_ANSWERED
    assert rule_of(end, world, GOTEBORG, world.now.date()) is Rule.NOT_A_MEMBER
    world.join(FYRBODAL, GOTEBORG)
    assert [each["status"] for each in memberships(world, GOTEBORG)[:2]] == ["MEMBER", "REFUSED"]


def test_an_invitation_that_was_taken_back_is_not_confirmed(world: World) -> None:
    world.invite(FYRBODAL, GOTEBORG)
    end(world, GOTEBORG, world.now.date())
    assert status(world, GOTEBORG) == "WITHDRAWN"
    assert rule_of(world.confirm, FYRBODAL, GOTEBORG) is Rule.INVITATION_WITHDRAWN
    assert rule_of(refuse, world, GOTEBORG) is Rule.INVITATION_WITHDRAWN
    world.join(FYRBODAL, GOTEBORG)
    assert status(world, GOTEBORG) == "MEMBER"


def test_whoever_was_not_invited_confirms_nothing(world: World) -> None:
    assert rule_of(world.confirm, FYRBODAL, GOTEBORG) is Rule.NOT_INVITED
    assert rule_of(leave, world, GOTEBORG, world.now.date()) is Rule.NOT_INVITED


def test_an_invitation_taken_back_meanwhile_is_not_confirmed(world: World) -> None:
    world.invite(FYRBODAL, GOTEBORG)
    racing = RacingLog(world.log, lambda: end(world, GOTEBORG, world.now.date()))
    executor = CommandExecutor(racing, COMMANDS, new_id)
    command = ConfirmMembership(forbund=FYRBODAL, decision=of_management(world))
    caller = Caller(OFFICER, GOTEBORG, "test")
    assert rule_of(executor.execute, command, caller, key="late") is Rule.INVITATION_WITHDRAWN
    assert status(world, GOTEBORG) == "WITHDRAWN"


def test_a_member_leaves_by_its_own_decision_from_a_day_on(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    last_day = world.now.date() + A_DAY
    leave(world, TROLLHATTAN, last_day)
    assert rule_of(leave, world, TROLLHATTAN, last_day, version=2) is Rule.NOT_A_MEMBER
    world.answer(TROLLHATTAN, request_id)
    assert (names(world, last_day)[0], "Trollhättan" in names(world, last_day + A_DAY)) == ("Trollhättan", False)
    world.now += 2 * A_DAY
    assert status(world, TROLLHATTAN) == "LEFT"
    assert region(world, TROLLHATTAN) is None
    with pytest.raises(NotFound):
        world.take_part(TROLLHATTAN, insats_id)
    assert "Trollhättan" not in names(world)


def test_whoever_has_left_comes_back_when_both_record_it_again(world: World) -> None:
    today = world.now.date()
    leave(world, TROLLHATTAN, today - A_DAY)
    assert region(world, TROLLHATTAN) is None
    world.invite(FYRBODAL, TROLLHATTAN, today + A_DAY)
    assert status(world, TROLLHATTAN) == "INVITED"
    world.confirm(FYRBODAL, TROLLHATTAN)
    assert ["Trollhättan" in names(world, today + days * A_DAY) for days in (-1, 0, 1)] == [True, False, True]


def test_nobody_leaves_before_the_first_day(world: World) -> None:
    assert rule_of(leave, world, TROLLHATTAN, SINCE - A_DAY) is Rule.ENDS_BEFORE_IT_STARTS


def test_whoever_comes_to_samverka_meanwhile_is_asked_after_all(world: World) -> None:
    racing = RacingLog(world.log, lambda: let_lysekil_into_samverka(world))
    executor = CommandExecutor(racing, COMMANDS, new_id)
    executor.execute(invitation_of_lysekil(world), Caller(LEADER, FYRBODAL, "test"), key="meanwhile")
    assert (racing.attempts, status(world, LYSEKIL)) == (2, "INVITED")
    assert "Lysekil" not in names(world)


def test_a_member_that_is_not_in_samverka_is_one_by_the_forbunds_word_and_marked_so(world: World) -> None:
    take_in_lysekil(world)
    shown = region(world, TROLLHATTAN)
    assert {"name": "Lysekil", "notConnected": True} in shown["members"]
    assert {"name": "Lysekil", "notConnected": True} in shown["participationMatrix"]["municipalities"]
    assert {"name": "Trollhättan", "notConnected": False} in shown["members"]
    request_id = world.sent_request(world.insats())
    answer = RegisterAnswerOnBehalf(
        request_id=request_id, kommunkod=LYSEKILS_KOD, source="Brev från kommunen", **world.reply()
    )
    world.do(LEADER, FYRBODAL, answer)


def test_it_confirms_when_it_has_come_to_samverka_and_reads_nothing_before(world: World) -> None:
    take_in_lysekil(world)
    let_lysekil_into_samverka(world)
    assert "Lysekil" in names(world)
    assert status(world, LYSEKIL) == "NOT_CONNECTED"
    assert region(world, LYSEKIL) is None
    world.confirm(FYRBODAL, LYSEKIL)
    assert status(world, LYSEKIL) == "MEMBER"
    assert {"name": "Lysekil", "notConnected": False} in region(world, LYSEKIL)["members"]


def test_or_it_refuses_and_is_no_member_any_more(world: World) -> None:
    take_in_lysekil(world)
    let_lysekil_into_samverka(world)
    refuse(world, LYSEKIL)
    assert "Lysekil" not in names(world)


def test_what_the_forbund_recorded_wrongly_of_an_invitation_is_put_right(world: World) -> None:
    world.invite(FYRBODAL, GOTEBORG, date(2062, 1, 1))
    said = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    version = len(world.events(FYRBODAL, Kommunalforbund.stream(FYRBODAL)))
    about = {"version": version, "corrected": said, "decision": said}
    world.do(LEADER, FYRBODAL, CorrectMembership(**about, content={"valid_from": date(2026, 1, 1)}))
    assert memberships(world, GOTEBORG)[0]["validFrom"] == "2026-01-01"
    world.confirm(FYRBODAL, GOTEBORG)
    assert status(world, GOTEBORG) == "MEMBER"
    world.do(LEADER, FYRBODAL, CorrectMembership(**about, content={"valid_from": world.now.date() + 5 * A_DAY}))
    assert status(world, GOTEBORG) == "COMING"
    assert region(world, GOTEBORG) is None


def test_whoever_is_meant_by_a_correction_is_invited_by_it_and_the_other_is_no_member(world: World) -> None:
    said = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    content = {"member_id": GOTEBORG, "description": MemberDescription("Göteborg", "1480")}
    command = CorrectMembership(version=2, corrected=said, decision=said, content=content)
    world.do(LEADER, FYRBODAL, command)
    assert region(world, TROLLHATTAN) is None
    assert (region(world, GOTEBORG), status(world, GOTEBORG)) == (None, "INVITED")
    world.confirm(FYRBODAL, GOTEBORG)
    assert region(world, GOTEBORG) is not None


def test_a_member_puts_its_own_leaving_right(world: World) -> None:
    last_day = world.now.date() - A_DAY
    leave(world, TROLLHATTAN, last_day)
    said = of_management(world)
    content = {"valid_to": last_day + 9 * A_DAY}
    correct = CorrectOwnMembership(forbund=FYRBODAL, version=2, corrected=said, decision=said, content=content)
    assert region(world, TROLLHATTAN) is None
    world.do(OFFICER, TROLLHATTAN, correct, version=2)
    assert status(world, TROLLHATTAN) == "MEMBER"
    assert region(world, TROLLHATTAN) is not None
