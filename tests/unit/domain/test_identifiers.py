"""Organisationsnummer and kommunkod."""

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.identifiers import kommunkod, kommunkod_if_any, organisation_number
from samverka_domain.kernel.rules import Refused, Rule
from tests.unit.support import refused

NINE_DIGITS = st.from_regex(r"[1-9][0-9][2-9][0-9]{6}", fullmatch=True)
DIGIT = st.sampled_from("0123456789")


def is_number(text: str) -> bool:
    try:
        organisation_number(text)
    except Refused:
        return False
    return True


def test_the_published_numbers_of_known_organisations_are_valid() -> None:
    assert organisation_number("222000-1776") == "2220001776"
    assert organisation_number("2120001546") == "2120001546"
    assert organisation_number("202100-5489") == "2021005489"


@every(NINE_DIGITS)
def test_exactly_one_check_digit_fits(nine: str) -> None:
    assert sum(is_number(f"{nine}{digit}") for digit in range(10)) == 1


@every(NINE_DIGITS, st.integers(0, 9), DIGIT)
def test_one_mistyped_digit_is_noticed(nine: str, place: int, digit: str) -> None:
    valid = next(f"{nine}{check}" for check in range(10) if is_number(f"{nine}{check}"))
    mistyped = valid[:place] + digit + valid[place + 1 :]
    assert not is_number(mistyped) or mistyped == valid


@every(NINE_DIGITS)
def test_the_dash_makes_no_difference(nine: str) -> None:
    with_dash = [f"{nine[:6]}-{nine[6:]}{digit}" for digit in range(10)]
    valid = [text for text in with_dash if is_number(text)]
    assert [organisation_number(text) for text in valid] == [text.replace("-", "") for text in valid]
    assert len(valid) == 1


@every(st.text(max_size=12))
def test_only_ten_ascii_digits_can_be_a_number(text: str) -> None:
    digits = text.replace("-", "")
    assert not is_number(text) or (len(digits) == 10 and digits.isascii() and digits.isdigit())


@pytest.mark.parametrize(
    "text",
    ["", "2220001776 ", "22200-01776", "2-220001776", "222000--1776", "222000-1776-", "٢٢٢٠٠٠١٧٧٦", "16222000-1776"],
)
def test_other_ways_of_writing_are_refused(text: str) -> None:
    with refused(Rule.ORGANISATION_NUMBER_INVALID, value=text):
        organisation_number(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("000000-0000", id="zeros"),
        pytest.param("0020000000", id="no kind of organisation"),
        pytest.param("640823-3234", id="a personal identity number"),
        pytest.param("811228-9874", id="one born in December"),
        pytest.param("701063-2391", id="a coordination number"),
    ],
)
def test_numbers_of_people_and_of_nobody_are_refused(text: str) -> None:
    """Their check digits fit."""
    with refused(Rule.ORGANISATION_NUMBER_INVALID, value=text):
        organisation_number(text)


@pytest.mark.parametrize("code", ["0114", "1488", "2584"])
def test_a_kommunkod_keeps_its_leading_zero(code: str) -> None:
    assert kommunkod(code) == code
    assert kommunkod_if_any(code) == code


@pytest.mark.parametrize("code", ["", "114", "01488", "14a8", " 1488", "١٤٨٨"])
def test_anything_but_four_digits_is_no_kommunkod(code: str) -> None:
    with refused(Rule.KOMMUNKOD_INVALID, value=code):
        kommunkod_if_any(code)


def test_an_organisation_may_have_no_kommunkod() -> None:
    assert kommunkod_if_any(None) is None
