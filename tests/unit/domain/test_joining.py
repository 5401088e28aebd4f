"""A member's own half of its membership, and what both halves come to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samverka_domain.belonging import Belonging, Consent, Invited, MemberDescription, MembershipStatus, OwnHalf
from samverka_domain.joining import Membership, invitations_to
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.memberships import Kommunalforbund
from tests.unit.domain.helpers import take_in
from tests.unit.support import (
    FYRBODAL,
    NOW,
    TODAY,
    TOMORROW,
    TROLLHATTAN,
    UDDEVALLA,
    YESTERDAY,
    Fact,
    Scenario,
    decided,
    fact,
    given,
)

NEW_YEAR = date(2020, 1, 1)
A_DAY = timedelta(days=1)
MANAGEMENT = decided(Body.FORBUNDSLEDNING)
MUNICIPALITY = decided(Body.KOMMUNLEDNING, "Så blev det")
DESCRIBED = MemberDescription("Trollhättan", "1488", 59_058)
INVITED = Invited(2, TROLLHATTAN, DESCRIBED, True, NEW_YEAR)
_HALF = {"region_id": FYRBODAL, "member_id": TROLLHATTAN, "invitation": 2, "decision": MUNICIPALITY}


def answered(consent: Consent = Consent.CONFIRMED, valid_from: date | None = None) -> Fact:
    return fact(Membership.Answered, **_HALF, consent=consent, valid_from=valid_from)


def left(valid_to: date) -> Fact:
    return fact(Membership.Left, **_HALF, valid_to=valid_to)


def invited(member_id: str = TROLLHATTAN, valid_from: date = NEW_YEAR, *, connected: bool = True) -> Fact:
    about = {"region_id": FYRBODAL, "addressed_to": (member_id,), "forbund": "Fyrbodal", "member_id": member_id}
    said = {"description": DESCRIBED, "connected": connected, "valid_from": valid_from}
    return fact(Kommunalforbund.MemberInvited, **about, **said, decision=MANAGEMENT)


FOUNDED = fact(Kommunalforbund.Founded, region_id=FYRBODAL, name="Fyrbodal")


def test_an_organisation_confirms_in_a_stream_for_the_invitation() -> None:
    confirmed = given().when(Membership.confirm, FYRBODAL, INVITED, None, MUNICIPALITY)
    confirmed.then(answered(), stream=Membership.stream(FYRBODAL, 2))
    later = given().when(Membership.confirm, FYRBODAL, INVITED, TOMORROW, MUNICIPALITY)
    later.then(answered(valid_from=TOMORROW))


def test_a_confirmation_is_not_from_before_the_invitation() -> None:
    early = given().when(Membership.confirm, FYRBODAL, INVITED, NEW_YEAR - A_DAY, MUNICIPALITY)
    early.then_refused(Rule.BEFORE_THE_INVITATION, pointer="/validFrom", valid_from=NEW_YEAR)
    same_day = given().when(Membership.confirm, FYRBODAL, INVITED, NEW_YEAR, MUNICIPALITY)
    same_day.then(answered(valid_from=NEW_YEAR))


def test_a_refusal_gives_its_reason() -> None:
    given().when(Membership.refuse, FYRBODAL, INVITED, MUNICIPALITY).then(answered(Consent.REFUSED))
    given().when(Membership.refuse, FYRBODAL, INVITED, decided(Body.KOMMUNLEDNING)).then_refused(Rule.REASON_MISSING)


@pytest.mark.parametrize("body", sorted(set(Body) - {Body.KOMMUNLEDNING}))
def test_only_the_members_own_management_decides(body: Body) -> None:
    wrong = decided(body, "Så blev det")
    given().when(Membership.confirm, FYRBODAL, INVITED, None, wrong).then_refused(Rule.BODY_MAY_NOT_DECIDE)
    given().when(Membership.refuse, FYRBODAL, INVITED, wrong).then_refused(Rule.BODY_MAY_NOT_DECIDE)
    given(answered()).when(Membership.leave, INVITED, TODAY, wrong).then_refused(Rule.BODY_MAY_NOT_DECIDE)


def test_what_was_taken_back_is_not_answered() -> None:
    over = Invited(2, TROLLHATTAN, DESCRIBED, True, NEW_YEAR, valid_to=TOMORROW)
    given().when(Membership.confirm, FYRBODAL, over, None, MUNICIPALITY).then_refused(Rule.INVITATION_WITHDRAWN)
    given().when(Membership.refuse, FYRBODAL, over, MUNICIPALITY).then_refused(Rule.INVITATION_WITHDRAWN)


def test_a_member_leaves_once_and_not_before_it_began() -> None:
    given(answered()).when(Membership.leave, INVITED, TODAY, MUNICIPALITY).then(left(TODAY))
    late = given(answered(valid_from=TODAY))
    early = late.when(Membership.leave, INVITED, YESTERDAY, MUNICIPALITY)
    early.then_refused(Rule.ENDS_BEFORE_IT_STARTS, field="validTo", pointer="/validTo")
    late.when(Membership.leave, INVITED, TODAY, MUNICIPALITY).then(left(TODAY))
    gone: Scenario
    for gone in (given(answered(), left(TODAY)), given(answered(Consent.REFUSED))):
        again = gone.when(Membership.leave, INVITED, TODAY, MUNICIPALITY)
        again.then_refused(Rule.NOT_A_MEMBER, member_id=TROLLHATTAN)


def test_a_corrected_leaving_is_not_before_the_members_own_first_day() -> None:
    half = given(answered(valid_from=TODAY), left(TOMORROW))
    wrong = half.when(Membership.correct, 2, MUNICIPALITY, MUNICIPALITY, content={"valid_to": YESTERDAY})
    wrong.then_refused(Rule.ENDS_BEFORE_IT_STARTS)
    assert half.when(Membership.correct, 2, MUNICIPALITY, MUNICIPALITY, content={"valid_to": TODAY}).refusal is None


CONFIRMED, REFUSED = OwnHalf(Consent.CONFIRMED), OwnHalf(Consent.REFUSED)


@pytest.mark.parametrize(
    ("connected", "ends", "own", "day", "status"),
    [
        (True, None, None, TODAY, MembershipStatus.INVITED),
        (True, None, None, NEW_YEAR - A_DAY, MembershipStatus.INVITED),
        (True, TOMORROW, None, TODAY, MembershipStatus.WITHDRAWN),
        (True, None, REFUSED, TODAY, MembershipStatus.REFUSED),
        (False, None, REFUSED, TODAY, MembershipStatus.REFUSED),
        (True, None, CONFIRMED, NEW_YEAR, MembershipStatus.MEMBER),
        (True, None, CONFIRMED, NEW_YEAR - A_DAY, MembershipStatus.COMING),
        (True, None, OwnHalf(Consent.CONFIRMED, TODAY), YESTERDAY, MembershipStatus.COMING),
        (True, None, OwnHalf(Consent.CONFIRMED, TODAY), TODAY, MembershipStatus.MEMBER),
        (True, TODAY, CONFIRMED, TODAY, MembershipStatus.MEMBER),
        (True, TODAY, CONFIRMED, TOMORROW, MembershipStatus.LEFT),
        (True, None, OwnHalf(Consent.CONFIRMED, None, TODAY), TOMORROW, MembershipStatus.LEFT),
        (True, TODAY, OwnHalf(Consent.CONFIRMED, None, YESTERDAY), TODAY, MembershipStatus.LEFT),
        (True, YESTERDAY, OwnHalf(Consent.CONFIRMED, None, TODAY), TODAY, MembershipStatus.LEFT),
        (False, None, None, TODAY, MembershipStatus.NOT_CONNECTED),
        (False, None, None, NEW_YEAR - A_DAY, MembershipStatus.COMING),
        (False, TODAY, None, TOMORROW, MembershipStatus.LEFT),
        (False, None, CONFIRMED, TODAY, MembershipStatus.MEMBER),
    ],
)
def test_a_membership_is_what_both_halves_make_it(
    connected: bool, ends: date | None, own: OwnHalf | None, day: date, status: MembershipStatus
) -> None:
    belonging = Belonging(Invited(2, TROLLHATTAN, DESCRIBED, connected, NEW_YEAR, ends), own)
    assert belonging.status_on(day) is status
    members = {MembershipStatus.MEMBER, MembershipStatus.NOT_CONNECTED}
    assert belonging.covers(day) is (status in members)
    over = {MembershipStatus.LEFT, MembershipStatus.REFUSED, MembershipStatus.WITHDRAWN}
    assert belonging.may_last_until(day) is (status not in over)


def test_who_is_a_member_the_forbund_knows_when_it_has_heard_it() -> None:
    forbund = given(FOUNDED, invited()).state()
    assert not forbund.is_member(TROLLHATTAN, TODAY)
    assert forbund.hear({2: CONFIRMED}).is_member(TROLLHATTAN, TODAY)
    assert [each.member_id for each in forbund.members_on(TODAY)] == [TROLLHATTAN]
    assert forbund.member_by_kommunkod("1488", TODAY) == TROLLHATTAN
    assert not forbund.hear({2: REFUSED}).is_member(TROLLHATTAN, TODAY)


def test_who_has_refused_or_left_by_its_own_decision_may_be_invited_anew() -> None:
    for own in (REFUSED, OwnHalf(Consent.CONFIRMED, None, YESTERDAY)):
        forbund = given(FOUNDED, invited()).state().hear({2: own})
        take_in(forbund, TROLLHATTAN, DESCRIBED, TODAY, MANAGEMENT, NOW)
        assert [each.invitation for each in forbund.invited[TROLLHATTAN]] == [2, 3]


def test_two_memberships_that_follow_upon_one_another_are_put_right() -> None:
    """The first ended by the member's own decision: the förbund's half alone would overlap."""
    forbund = given(FOUNDED, invited(), invited(valid_from=TODAY)).state()
    forbund.hear({2: OwnHalf(Consent.CONFIRMED, None, YESTERDAY), 3: CONFIRMED})
    because = decided(Body.FORBUNDSLEDNING, "Fel dag")
    forbund.correct(3, MANAGEMENT, because, NOW, {"valid_from": TOMORROW})
    assert [forbund.is_member(TROLLHATTAN, day) for day in (YESTERDAY, TODAY, TOMORROW)] == [True, False, True]


def events(*facts: Fact) -> list[DomainEvent]:
    return given(*facts).history()


def test_of_the_forbunds_stream_a_member_reads_its_own_invitations() -> None:
    ended = {"region_id": FYRBODAL, "addressed_to": (TROLLHATTAN,), "member_id": TROLLHATTAN}
    history = events(
        FOUNDED,
        invited(),
        invited(UDDEVALLA),
        fact(Kommunalforbund.MembershipEnded, **ended, valid_to=YESTERDAY, decision=MANAGEMENT),
        invited(valid_from=TODAY),
    )
    told = [(each.invitation, each.valid_from, each.valid_to) for each in invitations_to(TROLLHATTAN, history)]
    assert told == [(2, NEW_YEAR, YESTERDAY), (5, TODAY, None)]
    assert invitations_to("2120001355", history) == []


def test_whoever_a_correction_means_is_told_the_whole_by_it() -> None:
    forbund = given(FOUNDED, invited(UDDEVALLA, connected=False)).state()
    because = decided(Body.FORBUNDSLEDNING, "Fel nummer")
    forbund.correct(2, MANAGEMENT, because, NOW, {"member_id": "212000-1546"}, connected=True)
    (correction,) = forbund.collect_events()
    assert correction.addressed_to == (UDDEVALLA, TROLLHATTAN)
    assert invitations_to(TROLLHATTAN, [correction]) == [INVITED]
    assert invitations_to(UDDEVALLA, [*events(FOUNDED, invited(UDDEVALLA)), correction]) == []
    assert forbund.invited[TROLLHATTAN][0].connected


def test_an_invitation_that_had_been_overtaken_when_it_was_recorded_is_none() -> None:
    forgotten = replace(MANAGEMENT, overtaken=True)
    said = {"decision": forgotten}
    overtaken = fact(Kommunalforbund.MemberInvited, **{**invited().says, **said})
    assert [each.invitation for each in invitations_to(TROLLHATTAN, events(FOUNDED, overtaken, invited()))] == [3]
    forbund = given(FOUNDED, fact(Kommunalforbund.MemberInvited, **{**invited(UDDEVALLA).says, **said})).state()
    because = decided(Body.FORBUNDSLEDNING, "Fel nummer")
    forbund.correct(2, forgotten, because, NOW, {"member_id": "212000-1546"}, connected=True)
    assert invitations_to(TROLLHATTAN, forbund.collect_events()) == []


def test_an_invitation_that_was_put_right_keeps_what_the_correction_does_not_say() -> None:
    forbund = given(FOUNDED, invited()).state()
    forbund.correct(2, MANAGEMENT, decided(Body.FORBUNDSLEDNING, "Fel dag"), NOW, {"valid_from": TODAY})
    history = [*events(FOUNDED, invited()), *forbund.collect_events()]
    assert invitations_to(TROLLHATTAN, history) == [replace(INVITED, valid_from=TODAY)]


def test_what_else_is_said_of_a_member_ends_no_invitation() -> None:
    described = {"region_id": FYRBODAL, "member_id": TROLLHATTAN}
    said = fact(Kommunalforbund.MemberDescribed, **described, description=DESCRIBED)
    assert invitations_to(TROLLHATTAN, events(FOUNDED, invited(), said)) == [INVITED]
