"""Who holds which role or seat, from when to when, and who decides about it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from tests.unit.domain.helpers import accepted, flawed
from tests.unit.support import NOW, TODAY, TOMORROW, YESTERDAY, Fact, decided, fact, given, refused, which

A_DAY = timedelta(days=1)
NEW_YEAR = date(2026, 1, 1)
MANAGEMENT = decided(Body.KOMMUNLEDNING)
OPENED = fact(Mandates.Opened, mandate_id="first", first_administrator="anna", valid_from=NEW_YEAR)

SEATS = [(seat, [Body.FORBUNDSLEDNING]) for seat in Body if seat is not Body.KOMMUNLEDNING]
ROLES = [(role, [Body.KOMMUNLEDNING, Body.FORBUNDSLEDNING]) for role in Role if not role.is_of_an_insats]
DECIDERS = [(Body.KOMMUNLEDNING, [Body.KOMMUNLEDNING]), *SEATS, *ROLES]


def mandate(
    holds: Role | Body, valid_from: date = NEW_YEAR, valid_to: date | None = None, person_id: str = "bo"
) -> Mandate:
    role, seat = (holds, None) if isinstance(holds, Role) else (None, holds)
    return Mandate(person_id, role, seat, valid_from, valid_to, which(seat) if seat else None)


def got(
    holds: Role | Body,
    valid_from: date = NEW_YEAR,
    valid_to: date | None = None,
    decision: Decision = MANAGEMENT,
    mandate_id: str = "second",
    person_id: str = "bo",
) -> Fact:
    what = mandate(holds, valid_from, valid_to, person_id)
    return fact(Mandates.Given, mandate_id=mandate_id, mandate=what, decision=decision)


def ended(mandate_id: str, valid_to: date, ends: Mandate, decision: Decision = MANAGEMENT) -> Fact:
    return fact(Mandates.Ended, mandate_id=mandate_id, ends=ends, valid_to=valid_to, decision=decision)


def mandates(*facts: Fact) -> Any:
    return given(OPENED, *facts).state()


def test_a_tenant_opens_with_an_administrator_from_today() -> None:
    opened = fact(Mandates.Opened, mandate_id="first", first_administrator="anna", valid_from=TODAY)
    given().when(Mandates.open, "first", "anna").then(opened, stream=STREAM)
    assert given(opened).state().roles("anna", TODAY) == {Role.ADMINISTRATOR}


def test_today_is_the_swedish_day() -> None:
    new_year_in_sweden = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    given().at(new_year_in_sweden).when(Mandates.open, "first", "anna").then(OPENED)


@pytest.mark.parametrize(("person", "rule"), [(" ", Rule.TEXT_MISSING), ("x" * 201, Rule.TEXT_TOO_LONG)])
def test_a_person_has_an_id_of_at_most_200_characters(person: str, rule: Rule) -> None:
    given().when(Mandates.open, "first", person).then_refused(rule, field="firstAdministrator")
    give = given(OPENED).when(Mandates.give, "second", mandate(Role.OFFICER, person_id=person), MANAGEMENT)
    give.then_refused(rule, field="personId")


def test_a_person_may_have_an_id_of_200_characters() -> None:
    longest = "x" * 200
    opened = fact(Mandates.Opened, mandate_id="first", first_administrator=longest, valid_from=TODAY)
    given().when(Mandates.open, "first", longest).then(opened)
    give = given(OPENED).when(Mandates.give, "second", mandate(Role.OFFICER, person_id=longest), MANAGEMENT)
    give.then(got(Role.OFFICER, person_id=longest))


def test_the_operator_names_one_more_administrator_and_says_why() -> None:
    named = {"mandate_id": "second", "administrator": "bo", "valid_from": TODAY, "reason": "Anna har slutat."}
    naming = given(OPENED).when(Mandates.name_administrator, "second", "bo", "Anna har slutat.")
    naming.then(fact(Mandates.AdministratorNamed, **named))
    state = mandates(fact(Mandates.AdministratorNamed, **named))
    assert state.roles("bo", TODAY) == state.roles("anna", TODAY) == {Role.ADMINISTRATOR}
    assert state.roles("bo", YESTERDAY) == frozenset()
    assert not state.is_only_administrator("anna", TODAY)


def test_the_operator_says_why_an_administrator_is_named() -> None:
    naming = given(OPENED).when(Mandates.name_administrator, "second", "bo", " ")
    naming.then_refused(Rule.TEXT_MISSING, field="reason")


def test_who_holds_the_role_alone_is_the_only_administrator() -> None:
    until_yesterday = got(Role.ADMINISTRATOR, valid_to=YESTERDAY)
    assert mandates(until_yesterday).is_only_administrator("anna", TODAY)
    assert mandates(got(Role.ADMINISTRATOR, person_id="anna")).is_only_administrator("anna", TODAY)
    assert not mandates(got(Role.ADMINISTRATOR)).is_only_administrator("anna", TODAY)
    assert not mandates().is_only_administrator("bo", TODAY)


@pytest.mark.parametrize(("holds", "deciders"), DECIDERS)
def test_a_role_or_seat_is_given_by_those_who_decide_about_it(holds: Role | Body, deciders: list[Body]) -> None:
    for decision in map(decided, deciders):
        give = given(OPENED).when(Mandates.give, "second", mandate(holds, TODAY), decision)
        give.then(got(holds, TODAY, decision=decision))


@pytest.mark.parametrize(("holds", "deciders"), DECIDERS)
def test_a_role_or_seat_is_given_by_nobody_else(holds: Role | Body, deciders: list[Body]) -> None:
    for decision, rule in flawed(*deciders):
        give = given(OPENED).when(Mandates.give, "second", mandate(holds, TODAY), decision)
        give.then_refused(rule)


@pytest.mark.parametrize(("holds", "deciders"), DECIDERS)
def test_a_mandate_is_ended_by_those_who_decide_about_it(holds: Role | Body, deciders: list[Body]) -> None:
    for decision in map(decided, deciders):
        end = given(OPENED, got(holds)).when(Mandates.end, "second", TODAY, decision)
        end.then(ended("second", TODAY, mandate(holds), decision))


@pytest.mark.parametrize(("holds", "deciders"), DECIDERS)
def test_a_mandate_is_ended_by_nobody_else(holds: Role | Body, deciders: list[Body]) -> None:
    for decision, rule in flawed(*deciders):
        given(OPENED, got(holds)).when(Mandates.end, "second", TODAY, decision).then_refused(rule)


def test_a_mandate_lasts_at_least_a_day() -> None:
    tenant, give = given(OPENED), Mandates.give
    a_day = tenant.when(give, "second", mandate(Role.OFFICER, TODAY, TODAY), MANAGEMENT)
    a_day.then(got(Role.OFFICER, TODAY, TODAY))
    less = tenant.when(give, "second", mandate(Role.OFFICER, TODAY, YESTERDAY), MANAGEMENT)
    less.then_refused(Rule.ENDS_BEFORE_IT_STARTS)


def test_a_mandate_is_given_once() -> None:
    give = given(OPENED).when(Mandates.give, "first", mandate(Role.OFFICER, TODAY), MANAGEMENT)
    give.then_refused(Rule.MANDATE_EXISTS, mandate_id="first")


@pytest.mark.parametrize("holds", [Role.OFFICER, Role.ADMINISTRATOR, Body.KOMMUNLEDNING])
def test_a_person_holds_a_thing_once(holds: Role | Body) -> None:
    """Else she stays in when one of the two is ended."""
    tenant = given(OPENED, got(holds, NEW_YEAR, TODAY))
    for days in ((NEW_YEAR, None), (TODAY, TOMORROW), (NEW_YEAR - A_DAY, NEW_YEAR)):
        again = tenant.when(Mandates.give, "third", mandate(holds, *days), MANAGEMENT)
        again.then_refused(Rule.MANDATE_HELD, mandate_id="second", valid_from=NEW_YEAR)


def test_a_thing_is_held_again_after_its_end_and_by_others_meanwhile() -> None:
    tenant = given(OPENED, got(Role.OFFICER, NEW_YEAR, TODAY))
    again = mandate(Role.OFFICER, TOMORROW)
    tenant.when(Mandates.give, "third", again, MANAGEMENT).then(got(Role.OFFICER, TOMORROW, mandate_id="third"))
    another = mandate(Role.OFFICER, person_id="cilla")
    tenant.when(Mandates.give, "third", another, MANAGEMENT).then(
        got(Role.OFFICER, mandate_id="third", person_id="cilla")
    )


def test_what_never_held_is_not_held_twice() -> None:
    never = ended("second", YESTERDAY, mandate(Role.OFFICER, TODAY))
    give = given(OPENED, got(Role.OFFICER, TODAY), never).when(
        Mandates.give, "third", mandate(Role.OFFICER, TODAY), MANAGEMENT
    )
    give.then(got(Role.OFFICER, TODAY, mandate_id="third"))


def test_a_mandate_holds_from_its_first_day_to_its_last() -> None:
    tenant = mandates(got(Role.OFFICER, NEW_YEAR, TODAY))
    days = [NEW_YEAR - A_DAY, NEW_YEAR, TODAY, TOMORROW]
    assert [tenant.roles("bo", day) for day in days] == [set(), {Role.OFFICER}, {Role.OFFICER}, set()]


def test_a_mandate_without_last_day_goes_on() -> None:
    tenant = mandates(got(Body.KOMMUNLEDNING, TODAY))
    days = [YESTERDAY, TODAY, date(2126, 1, 1)]
    assert [tenant.seats("bo", day) for day in days] == [set(), {Body.KOMMUNLEDNING}, {Body.KOMMUNLEDNING}]


def test_a_person_may_hold_several_mandates() -> None:
    tenant = mandates(got(Role.OFFICER), got(Body.KOMMUNLEDNING, mandate_id="third"))
    assert tenant.of("bo", TODAY) == [mandate(Role.OFFICER), mandate(Body.KOMMUNLEDNING)]
    assert tenant.roles("bo", TODAY) == {Role.OFFICER}
    assert tenant.seats("bo", TODAY) == {Body.KOMMUNLEDNING}
    assert tenant.of("cilla", TODAY) == []


def test_one_of_the_roles_named_is_enough() -> None:
    mandates(got(Role.OFFICER)).require_role("bo", Role.ADMINISTRATOR, Role.OFFICER, at=NOW)


def test_the_refusal_names_every_role_that_would_do() -> None:
    with refused(Rule.ROLE_MISSING, needed=(Role.ADMINISTRATOR, Role.AUDITOR)):
        mandates(got(Role.OFFICER)).require_role("bo", Role.ADMINISTRATOR, Role.AUDITOR, at=NOW)


def test_a_seat_is_not_a_role_and_a_role_is_not_a_seat() -> None:
    with refused(Rule.ROLE_MISSING):
        mandates(got(Body.KOMMUNLEDNING)).require_role("bo", *Role, at=NOW)
    with refused(Rule.NO_SEAT_ON_THAT_DAY):
        mandates().require_seat(MANAGEMENT)


@pytest.mark.parametrize("valid_to", [YESTERDAY, NEW_YEAR])
def test_who_has_left_a_role_no_longer_has_it(valid_to: date) -> None:
    with refused(Rule.ROLE_MISSING, needed=(Role.OFFICER,)):
        mandates(got(Role.OFFICER), ended("second", valid_to, mandate(Role.OFFICER))).require_role(
            "bo", Role.OFFICER, at=NOW
        )


def test_a_role_begins_at_swedish_midnight() -> None:
    tenant = mandates(got(Role.OFFICER, TODAY))
    midnight = datetime(2026, 11, 22, 23, tzinfo=UTC)
    tenant.require_role("bo", Role.OFFICER, at=midnight)
    with refused(Rule.ROLE_MISSING):
        tenant.require_role("bo", Role.OFFICER, at=midnight - timedelta(microseconds=1))


def _by_bo(body: Body, day: date) -> Decision:
    return Decision(body, day, "2026/17", "bo")


@pytest.mark.parametrize("day", [NEW_YEAR, YESTERDAY])
def test_who_decides_had_a_seat_on_the_day_of_the_decision(day: date) -> None:
    mandates(got(Body.E_RAD, NEW_YEAR, YESTERDAY)).require_seat(_by_bo(Body.E_RAD, day))


@pytest.mark.parametrize("day", [NEW_YEAR - A_DAY, TODAY])
def test_who_had_no_seat_on_that_day_did_not_decide(day: date) -> None:
    with refused(Rule.NO_SEAT_ON_THAT_DAY, body=Body.E_RAD, decided_on=day):
        mandates(got(Body.E_RAD, NEW_YEAR, YESTERDAY)).require_seat(_by_bo(Body.E_RAD, day))


def test_a_seat_in_one_body_is_none_in_another() -> None:
    with refused(Rule.NO_SEAT_ON_THAT_DAY, body=Body.KOMMUNDIREKTORER, decided_on=TODAY):
        mandates(got(Body.E_RAD)).require_seat(_by_bo(Body.KOMMUNDIREKTORER, TODAY))


def test_only_a_known_mandate_can_end() -> None:
    given(OPENED).when(Mandates.end, "second", TODAY, MANAGEMENT).then_refused(
        Rule.MANDATE_UNKNOWN, mandate_id="second"
    )


def test_an_end_moves_earlier_but_not_later() -> None:
    tenant = given(OPENED, got(Role.OFFICER, NEW_YEAR, TODAY))
    tenant.when(Mandates.end, "second", YESTERDAY, MANAGEMENT).then(
        ended("second", YESTERDAY, mandate(Role.OFFICER, NEW_YEAR, TODAY))
    )
    for day in [TODAY, TOMORROW]:
        tenant.when(Mandates.end, "second", day, MANAGEMENT).then_refused(Rule.MANDATE_ALREADY_ENDED, valid_to=TODAY)


def test_a_mandate_ended_before_its_first_day_never_held() -> None:
    never = ended("second", NEW_YEAR - A_DAY, mandate(Role.OFFICER))
    given(OPENED, got(Role.OFFICER)).when(Mandates.end, "second", NEW_YEAR - A_DAY, MANAGEMENT).then(never)
    tenant = mandates(got(Role.OFFICER), never)
    assert not any(tenant.of("bo", day) for day in [NEW_YEAR - A_DAY, NEW_YEAR, TODAY])


@pytest.mark.parametrize("valid_to", [YESTERDAY, TODAY, date(2126, 1, 1)])
def test_the_last_administrator_stays(valid_to: date) -> None:
    officer = got(Role.OFFICER)
    given(OPENED, officer).when(Mandates.end, "first", valid_to, MANAGEMENT).then_refused(Rule.LAST_ADMINISTRATOR)


def test_an_administrator_who_leaves_some_day_is_not_enough() -> None:
    for_long = got(Role.ADMINISTRATOR, NEW_YEAR, date(2126, 1, 1))
    given(OPENED, for_long).when(Mandates.end, "first", TODAY, MANAGEMENT).then_refused(Rule.LAST_ADMINISTRATOR)


@pytest.mark.parametrize(
    ("last_day", "successor_starts"),
    [(TODAY, TOMORROW), (YESTERDAY, TODAY), (NEW_YEAR, TODAY), (TODAY, NEW_YEAR)],
)
def test_an_administrator_hands_over_to_a_successor(last_day: date, successor_starts: date) -> None:
    tenant = given(OPENED, got(Role.ADMINISTRATOR, successor_starts))
    tenant.when(Mandates.end, "first", last_day, MANAGEMENT).then(
        ended("first", last_day, mandate(Role.ADMINISTRATOR, person_id="anna"))
    )


@pytest.mark.parametrize(
    ("last_day", "successor_starts"), [(TODAY, TOMORROW + A_DAY), (YESTERDAY, TOMORROW), (NEW_YEAR, TOMORROW)]
)
def test_no_day_from_today_passes_between_two_mandates(last_day: date, successor_starts: date) -> None:
    tenant = given(OPENED, got(Role.ADMINISTRATOR, successor_starts))
    tenant.when(Mandates.end, "first", last_day, MANAGEMENT).then_refused(Rule.LAST_ADMINISTRATOR)


DAYS = st.integers(0, 12).map(lambda days: TODAY + timedelta(days=days))
ADMINISTRATOR = st.just(Role.ADMINISTRATOR)
GIVES = st.tuples(
    st.just(Mandates.give), st.sampled_from("abc"), st.builds(mandate, ADMINISTRATOR, DAYS, st.none() | DAYS)
)
ENDS = st.tuples(st.just(Mandates.end), st.sampled_from(["first", "a", "b", "c"]), DAYS)


@every(st.lists(st.tuples(st.integers(0, 3), GIVES | ENDS), max_size=10))
def test_there_is_an_administrator_every_day(moves: list[tuple[int, Any]]) -> None:
    tenant, clock = mandates(), NOW
    for days_later, (command, *arguments) in moves:
        clock += timedelta(days=days_later)
        accepted(command, tenant, *arguments, MANAGEMENT, at=clock)
        assert all(_has_administrator(tenant, clock.date() + timedelta(days=ahead)) for ahead in range(15))


def _has_administrator(tenant: Any, day: date) -> bool:
    return any(Role.ADMINISTRATOR in tenant.roles(person, day) for person in ["anna", "bo"])


def test_who_leaves_soon_is_no_reason_to_remove_the_other_administrator() -> None:
    leaving = mandates(got(Role.ADMINISTRATOR, valid_to=TODAY + 7 * A_DAY))
    assert leaving.is_only_administrator("anna", TODAY)
    assert not leaving.is_only_administrator("bo", TODAY)
    coming = mandates(got(Role.ADMINISTRATOR, valid_from=TOMORROW))
    assert coming.is_only_administrator("anna", TODAY)
    assert not coming.is_only_administrator("anna", TOMORROW)


def test_administrators_who_follow_upon_one_another_are_enough() -> None:
    first = got(Role.ADMINISTRATOR, valid_to=TODAY)
    second = got(Role.ADMINISTRATOR, valid_from=TOMORROW, mandate_id="third", person_id="eva")
    assert not mandates(first, second).is_only_administrator("anna", TODAY)


def test_an_administrator_who_cannot_act_is_none() -> None:
    both = mandates(got(Role.ADMINISTRATOR))
    assert both.is_only_administrator("anna", TODAY, among={"anna"})
    assert not both.is_only_administrator("anna", TODAY, among={"anna", "bo"})


def test_a_role_that_is_held_on_some_day_is_held_already() -> None:
    held = mandates(got(Role.OFFICER, valid_from=TOMORROW))
    assert held.holds_already(mandate(Role.OFFICER, TODAY))
    assert not held.holds_already(mandate(Role.AUDITOR, TODAY))
    assert not held.holds_already(mandate(Role.OFFICER, TODAY, person_id="eva"))
