"""The förbund and its members, from when to when."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.belonging import MemberDescription
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.memberships import Kommunalforbund
from tests.unit.domain.helpers import take_in
from tests.unit.support import FYRBODAL, NOW, TODAY, TROLLHATTAN, UDDEVALLA, Fact, decided, fact, given, refused

MOST_INHABITANTS = 3_000_000
TROLLHATTAN_MEMBER = MemberDescription("Trollhättan", "1488", 59058)
MANAGEMENT = decided(Body.FORBUNDSLEDNING)
FOUNDED = fact(Kommunalforbund.Founded, region_id=FYRBODAL, name="Fyrbodal")
NEW_YEAR = date(2020, 1, 1)
A_DAY = timedelta(days=1)


def started(
    valid_from: date = NEW_YEAR, description: MemberDescription = TROLLHATTAN_MEMBER, member_id: str = TROLLHATTAN
) -> Fact:
    return fact(
        Kommunalforbund.MemberInvited,
        region_id=FYRBODAL,
        addressed_to=(member_id,),
        forbund="Fyrbodal",
        member_id=member_id,
        description=description,
        connected=False,
        valid_from=valid_from,
        decision=MANAGEMENT,
    )


def ended(valid_to: date) -> Fact:
    return fact(
        Kommunalforbund.MembershipEnded,
        region_id=FYRBODAL,
        addressed_to=(TROLLHATTAN,),
        member_id=TROLLHATTAN,
        valid_to=valid_to,
        decision=MANAGEMENT,
    )


def described(name: str, inhabitants: int | None) -> Fact:
    description = MemberDescription(name, "1488", inhabitants)
    return fact(Kommunalforbund.MemberDescribed, region_id=FYRBODAL, member_id=TROLLHATTAN, description=description)


def test_a_forbund_is_founded_under_its_organisation_number() -> None:
    given().when(Kommunalforbund.found, "222000-1776", "Fyrbodal").then(
        FOUNDED, stream=Kommunalforbund.stream(FYRBODAL)
    )
    given().when(Kommunalforbund.found, "2220001775", "Fyrbodal").then_refused(Rule.ORGANISATION_NUMBER_INVALID)
    given().when(Kommunalforbund.found, FYRBODAL, " ").then_refused(Rule.TEXT_MISSING, field="name")


def test_a_municipality_becomes_a_member() -> None:
    given(FOUNDED).when(take_in, TROLLHATTAN, TROLLHATTAN_MEMBER, NEW_YEAR, MANAGEMENT).then(started())


def test_a_member_need_not_be_a_municipality() -> None:
    company = MemberDescription("Uddevalla Energi")
    start = given(FOUNDED).when(take_in, UDDEVALLA, company, NEW_YEAR, MANAGEMENT)
    start.then(started(NEW_YEAR, company, UDDEVALLA))


def test_the_organisation_number_is_recorded_without_its_dash() -> None:
    with_dash = ("212000-1546", TROLLHATTAN_MEMBER)
    given(FOUNDED).when(take_in, *with_dash, NEW_YEAR, MANAGEMENT).then(started())


@pytest.mark.parametrize("body", sorted(set(Body) - {Body.FORBUNDSLEDNING}))
def test_only_the_forbunds_management_decides_about_membership(body: Body) -> None:
    start = (take_in, TROLLHATTAN, TROLLHATTAN_MEMBER, TODAY, decided(body))
    given(FOUNDED).when(*start).then_refused(Rule.BODY_MAY_NOT_DECIDE)
    end = (Kommunalforbund.end_membership, TROLLHATTAN, TODAY, decided(body))
    given(FOUNDED, started()).when(*end).then_refused(Rule.BODY_MAY_NOT_DECIDE)


@pytest.mark.parametrize(
    ("member_id", "member", "rule"),
    [
        ("2120001547", MemberDescription("Trollhättan", "1488", 1), Rule.ORGANISATION_NUMBER_INVALID),
        (TROLLHATTAN, MemberDescription("Trollhättan", "", 1), Rule.KOMMUNKOD_INVALID),
        (TROLLHATTAN, MemberDescription("", "1488", 1), Rule.TEXT_MISSING),
        (TROLLHATTAN, MemberDescription("T" * 201, "1488", 1), Rule.TEXT_TOO_LONG),
        (TROLLHATTAN, MemberDescription("Trollhättan", "1488", 0), Rule.INHABITANTS_OUT_OF_RANGE),
        (TROLLHATTAN, MemberDescription("Trollhättan", "1488", -1), Rule.INHABITANTS_OUT_OF_RANGE),
        (TROLLHATTAN, MemberDescription("Trollhättan", "1488", MOST_INHABITANTS + 1), Rule.INHABITANTS_OUT_OF_RANGE),
    ],
)
def test_what_is_said_of_a_member_must_make_sense(member_id: str, member: MemberDescription, rule: Rule) -> None:
    given(FOUNDED).when(take_in, member_id, member, NEW_YEAR, MANAGEMENT).then_refused(rule)


def test_a_member_cannot_join_twice() -> None:
    join = given(FOUNDED, started()).when(take_in, TROLLHATTAN, TROLLHATTAN_MEMBER, TODAY, MANAGEMENT)
    join.then_refused(Rule.ALREADY_MEMBER, name="Trollhättan")


def test_whoever_has_no_kommunkod_cannot_join_twice_either() -> None:
    company = MemberDescription("Uddevalla Energi")
    join = given(FOUNDED, started(NEW_YEAR, company, UDDEVALLA)).when(
        take_in, "212000-1397", company, TODAY, MANAGEMENT
    )
    join.then_refused(Rule.ALREADY_MEMBER, name="Uddevalla Energi")


def test_one_kommunkod_belongs_to_one_member() -> None:
    impostor = MemberDescription("Uddevalla", "1488")
    forbund = given(FOUNDED, started())
    forbund.when(take_in, UDDEVALLA, impostor, TODAY, MANAGEMENT).then_refused(
        Rule.ALREADY_MEMBER, name="Trollhättan"
    )
    left = given(FOUNDED, started(), ended(NEW_YEAR))
    left.when(take_in, UDDEVALLA, impostor, TODAY, MANAGEMENT).then(started(TODAY, impostor, UDDEVALLA))


def test_two_members_may_both_lack_a_kommunkod() -> None:
    region = started(NEW_YEAR, MemberDescription("Västra Götalandsregionen"), "2321000131")
    company = MemberDescription("Uddevalla Energi")
    start = given(FOUNDED, region).when(take_in, UDDEVALLA, company, NEW_YEAR, MANAGEMENT)
    start.then(started(NEW_YEAR, company, UDDEVALLA))


def test_a_membership_ends_with_a_last_day() -> None:
    given(FOUNDED, started()).when(Kommunalforbund.end_membership, TROLLHATTAN, TODAY, MANAGEMENT).then(ended(TODAY))
    forbund = given(FOUNDED, started(), ended(TODAY)).state()
    assert forbund.is_member(TROLLHATTAN, TODAY)
    assert not forbund.is_member(TROLLHATTAN, TODAY + A_DAY)


def test_a_membership_cannot_end_before_it_started() -> None:
    end = given(FOUNDED, started(TODAY)).when(Kommunalforbund.end_membership, TROLLHATTAN, NEW_YEAR, MANAGEMENT)
    end.then_refused(Rule.ENDS_BEFORE_IT_STARTS, field="validTo", pointer="/validTo")


def test_a_membership_may_end_with_its_first_day() -> None:
    given(FOUNDED, started(TODAY)).when(Kommunalforbund.end_membership, TROLLHATTAN, TODAY, MANAGEMENT).then(
        ended(TODAY)
    )


def test_who_comes_and_goes_belonged_whenever_it_did() -> None:
    days = [NEW_YEAR + years * 365 * A_DAY for years in range(6)]
    spans = zip(days[::2], days[1::2], strict=True)
    forbund = given(FOUNDED, *(each for first, last in spans for each in (started(first), ended(last)))).state()
    assert [forbund.is_member(TROLLHATTAN, day + A_DAY) for day in days] == [True, False, True, False, True, False]


def test_only_a_membership_in_force_can_end() -> None:
    given(FOUNDED).when(Kommunalforbund.end_membership, TROLLHATTAN, TODAY, MANAGEMENT).then_refused(
        Rule.NOT_A_MEMBER, member_id=TROLLHATTAN
    )
    given(FOUNDED, started(), ended(NEW_YEAR)).when(
        Kommunalforbund.end_membership, TROLLHATTAN, TODAY, MANAGEMENT
    ).then_refused(Rule.NOT_A_MEMBER)


def test_who_has_left_may_come_back_on_a_later_day() -> None:
    left = given(FOUNDED, started(), ended(TODAY))
    come_back = take_in
    left.when(come_back, TROLLHATTAN, TROLLHATTAN_MEMBER, TODAY, MANAGEMENT).then_refused(Rule.ALREADY_MEMBER)
    left.when(come_back, TROLLHATTAN, TROLLHATTAN_MEMBER, TODAY + A_DAY, MANAGEMENT).then(started(TODAY + A_DAY))


def test_coming_back_later_does_not_cut_the_present_membership_short() -> None:
    spring = date(2027, 3, 1)
    forbund = given(FOUNDED, started(), ended(date(2026, 12, 31)), started(spring)).state()
    days = [TODAY, date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 28), spring]
    assert [forbund.is_member(TROLLHATTAN, day) for day in days] == [True, True, False, False, True]


def test_a_members_name_and_inhabitants_change() -> None:
    describe = Kommunalforbund.describe_member
    given(FOUNDED, started()).when(describe, TROLLHATTAN, "Trollhättans stad", 60_000).then(
        described("Trollhättans stad", 60_000)
    )
    given(FOUNDED, started()).when(describe, TROLLHATTAN, "Trollhättan", None).then(described("Trollhättan", None))
    forbund = given(FOUNDED, started(), described("Trollhättans stad", 60_000)).state()
    assert [member.description.name for member in forbund.members_on(TODAY)] == ["Trollhättans stad"]


def test_a_description_must_make_sense() -> None:
    forbund, describe = given(FOUNDED, started()), Kommunalforbund.describe_member
    forbund.when(describe, UDDEVALLA, "Uddevalla", 1).then_refused(Rule.NOT_A_MEMBER, member_id=UDDEVALLA)
    forbund.when(describe, TROLLHATTAN, "", 1).then_refused(Rule.TEXT_MISSING, field="name")
    forbund.when(describe, TROLLHATTAN, "Trollhättan", 0).then_refused(
        Rule.INHABITANTS_OUT_OF_RANGE, value=0, most=MOST_INHABITANTS
    )


def test_members_are_found_by_kommunkod_while_they_are_members() -> None:
    forbund = given(FOUNDED, started(), ended(TODAY)).state()
    assert forbund.member_by_kommunkod("1488", TODAY) == TROLLHATTAN
    for code, day in [("1488", TODAY + A_DAY), ("1485", TODAY)]:
        with refused(Rule.RECIPIENT_NOT_A_MEMBER, kommunkod=code, forbund=forbund.name):
            forbund.member_by_kommunkod(code, day)
    with refused(Rule.KOMMUNKOD_INVALID, value="148"):
        forbund.member_by_kommunkod("148", TODAY)


def test_a_correction_keeps_what_has_been_recorded_and_not_been_stored() -> None:
    forbund = given(FOUNDED, started()).state()
    forbund.end_membership(TROLLHATTAN, TODAY, MANAGEMENT, at=NOW)
    because = decided(Body.FORBUNDSLEDNING, reason="Fel dag")
    forbund.correct(3, MANAGEMENT, because, NOW, {"valid_to": TODAY - A_DAY})
    kinds = [type(event) for event in forbund.collect_events()]
    assert kinds == [Kommunalforbund.MembershipEnded, Kommunalforbund.Corrected]


def test_members_are_listed_by_name() -> None:
    uddevalla = started(NEW_YEAR, MemberDescription("Uddevalla", "1485", 56703), UDDEVALLA)
    bengtsfors = started(NEW_YEAR, MemberDescription("Bengtsfors", "1460", 9750), "2120001561")
    forbund = given(FOUNDED, uddevalla, started(), bengtsfors).state()
    assert [member.description.name for member in forbund.members_on(TODAY)] == [
        "Bengtsfors",
        "Trollhättan",
        "Uddevalla",
    ]


SOME_DAYS = st.lists(st.integers(0, 400), max_size=8)


@every(SOME_DAYS, st.integers(0, 400))
def test_comings_and_goings_never_overlap_and_cover_what_was_accepted(offsets: list[int], asked: int) -> None:
    """Join and leave by turns on arbitrary days: what was accepted is what the region sees, and nothing else."""
    forbund = given(FOUNDED).state()
    accepted = _play(forbund, [NEW_YEAR + timedelta(days=offset) for offset in offsets])
    day = NEW_YEAR + timedelta(days=asked)
    covering = [span for span in accepted if span[0] <= day and (span[1] is None or day <= span[1])]
    assert len(covering) <= 1
    assert forbund.is_member(TROLLHATTAN, day) is bool(covering)


def _play(forbund: Any, days: list[date]) -> list[tuple[date, date | None]]:
    accepted: list[tuple[date, date | None]] = []
    for turn, day in enumerate(days):
        joins = turn % 2 == 0
        try:
            if joins:
                take_in(forbund, TROLLHATTAN, TROLLHATTAN_MEMBER, day, MANAGEMENT, at=NOW)
                accepted.append((day, None))
            else:
                forbund.end_membership(TROLLHATTAN, day, MANAGEMENT, at=NOW)
                accepted[-1] = (accepted[-1][0], day)
        except Refused:
            continue
    return accepted
