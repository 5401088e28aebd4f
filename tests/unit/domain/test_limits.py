"""Limits, said once on a value: each refuses what is outside it and tells where, however deep that is."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.limits import (
    Between,
    DaysBetween,
    Id,
    Listed,
    Matching,
    Path,
    Text,
    Value,
    Year,
    limits,
    place,
    require_fitting,
    require_parts_fitting,
)
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Mandates
from tests.unit.domain.helpers import accepted
from tests.unit.support import refused


@dataclass(frozen=True)
class Line(Value):
    """A value with limits of its own."""

    role_name: Annotated[str, Text(5)]
    year: Year = 2027

    def require_sensible(self, path: Path) -> None:
        require(self.role_name != "nej", Rule.LISTED_TWICE, **place((*path, "role_name")))


@dataclass(frozen=True)
class Sheet(Value):
    """A value with parts of every kind."""

    lines: Annotated[tuple[Line, ...], Listed(2, least=1)]
    words: Annotated[tuple[Annotated[str, Text(5)], ...], Listed(3)] = ()
    either: bool | int | Annotated[str, Text(5)] | Annotated[tuple[Annotated[str, Text(5)], ...], Listed(2)] = True
    first_line: Line | None = None
    share: Annotated[int, Between(1, 10, Rule.HOURS_OUT_OF_RANGE)] = 1
    day: Annotated[date, DaysBetween(date(2026, 1, 1), date(2026, 12, 31))] = date(2026, 1, 1)
    code: Annotated[str, Text(9), Matching(r"[0-9]+", "1488")] | None = None
    anything: str = ""


LINE = Line("a")


def test_what_keeps_to_its_limits_passes() -> None:
    require_fitting(Sheet((LINE,)))
    require_fitting(Sheet((LINE, Line("abcde")), ("a", "b", "c"), ("a", "b"), LINE, 10, date(2026, 12, 31), "1488"))


@pytest.mark.parametrize(
    ("sheet", "rule", "pointer", "params"),
    [
        (Sheet(()), Rule.LIST_LENGTH, "/lines", {"count": 0, "least": 1, "most": 2}),
        (Sheet((LINE,) * 3), Rule.LIST_LENGTH, "/lines", {"count": 3, "least": 1, "most": 2}),
        (Sheet((LINE, Line(" "))), Rule.TEXT_MISSING, "/lines/1/roleName", {}),
        (Sheet((LINE, Line("abcdef"))), Rule.TEXT_TOO_LONG, "/lines/1/roleName", {"longest": 5}),
        (Sheet((Line("a\nb"),)), Rule.TEXT_UNREADABLE, "/lines/0/roleName", {}),
        (Sheet((Line("a", 1999),)), Rule.NUMBER_OUT_OF_RANGE, "/lines/0/year", {"value": 1999, "least": 2000}),
        (Sheet((LINE, Line("nej"))), Rule.LISTED_TWICE, "/lines/1/roleName", {}),
        (Sheet((LINE,), ("a",) * 4), Rule.LIST_LENGTH, "/words", {"count": 4}),
        (Sheet((LINE,), ("a", "")), Rule.TEXT_MISSING, "/words/1", {}),
        (Sheet((LINE,), either="abcdef"), Rule.TEXT_TOO_LONG, "/either", {}),
        (Sheet((LINE,), either=("a", "")), Rule.TEXT_MISSING, "/either/1", {}),
        (Sheet((LINE,), either=("a",) * 3), Rule.LIST_LENGTH, "/either", {"count": 3, "most": 2}),
        (Sheet((LINE,), first_line=Line("")), Rule.TEXT_MISSING, "/firstLine/roleName", {}),
        (Sheet((LINE,), first_line=Line("nej")), Rule.LISTED_TWICE, "/firstLine/roleName", {}),
        (Sheet((LINE,), share=0), Rule.HOURS_OUT_OF_RANGE, "/share", {"value": 0, "least": 1, "most": 10}),
        (Sheet((LINE,), share=11), Rule.HOURS_OUT_OF_RANGE, "/share", {"value": 11}),
        (Sheet((LINE,), day=date(2025, 12, 31)), Rule.DAY_OUT_OF_RANGE, "/day", {"earliest": date(2026, 1, 1)}),
        (Sheet((LINE,), day=date(2027, 1, 1)), Rule.DAY_OUT_OF_RANGE, "/day", {"latest": date(2026, 12, 31)}),
        (Sheet((LINE,), code="14a8"), Rule.TEXT_MALFORMED, "/code", {"like": "1488"}),
        (Sheet((LINE,), code="1488 "), Rule.TEXT_MALFORMED, "/code", {}),
        (Sheet((LINE,), code=""), Rule.TEXT_MISSING, "/code", {}),
    ],
)
def test_what_is_outside_a_limit_is_told_by_its_place(sheet: Sheet, rule: Rule, pointer: str, params: Any) -> None:
    names = [step for step in pointer.split("/") if step and not step.isdigit()]
    with refused(rule, field=names[-1], pointer=pointer, **params):
        require_fitting(sheet)
    with refused(rule, pointer=f"/parts/3{pointer}"):
        require_fitting(sheet, "parts", 3)


@pytest.mark.parametrize("either", [False, 0, 10**9, "a", ()])
def test_of_a_union_the_kind_that_was_given_decides(either: Any) -> None:
    require_fitting(Sheet((LINE,), either=either))


def test_a_text_without_limits_is_anything() -> None:
    require_fitting(Sheet((LINE,), anything="\x00" * 100_000))


def test_the_first_mistake_in_the_order_of_the_fields_is_told() -> None:
    with refused(Rule.TEXT_MISSING, pointer="/lines/0/roleName"):
        require_fitting(Sheet((Line("", 1999), Line("nej")), ("",), share=0))


def test_what_an_event_says_keeps_to_its_limits_under_the_name_that_was_sent() -> None:
    require_parts_fitting(Mandates.Opened, {"first_administrator": "anna"})
    with refused(Rule.TEXT_MISSING, field="firstAdministrator", pointer="/firstAdministrator"):
        require_parts_fitting(Mandates.Opened, {"first_administrator": " "})
    with refused(Rule.TEXT_MISSING, pointer="/administrator"):
        require_parts_fitting(Mandates.Opened, {"first_administrator": " "}, {"first_administrator": "administrator"})


@pytest.mark.parametrize(
    ("path", "field", "pointer"),
    [
        ((), "", "/"),
        (("title",), "title", "/title"),
        (("decision", "record_number"), "recordNumber", "/decision/recordNumber"),
        (("answers", 2, "question_id"), "questionId", "/answers/2/questionId"),
        (("effect_goals", 6), "effectGoals", "/effectGoals/6"),
    ],
)
def test_a_place_is_named_as_its_sender_wrote_it(path: Path, field: str, pointer: str) -> None:
    assert place(path) == {"field": field, "pointer": pointer}


def test_other_floors_read_limits_off() -> None:
    assert limits(Id) == (Text(100), Matching(r"[A-Za-z0-9._:@-]+", "0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e"))
    assert limits(Annotated[str, "a note", Text(5)]) == (Text(5),)
    assert limits(str) == ()


def test_an_example_of_a_form_has_that_form() -> None:
    for limit in limits(Id):
        if isinstance(limit, Matching):
            limit.require(limit.like, ())


@every(st.integers(-5, 15))
def test_both_bounds_are_within(number: int) -> None:
    assert accepted(Between(0, 10).require, number, ("share",)) is (0 <= number <= 10)


@every(st.text(alphabet="ab \n", max_size=12), st.booleans(), st.booleans())
def test_a_text_is_as_long_as_its_characters(text: str, lines: bool, may_be_empty: bool) -> None:
    limit = Text(6, lines=lines, may_be_empty=may_be_empty)
    says_something = may_be_empty or bool(text.strip())
    fits = says_something and len(text) <= 6 and (lines or "\n" not in text)
    assert accepted(limit.require, text, ("text",)) is fits
