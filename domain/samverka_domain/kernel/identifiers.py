"""Swedish public identifiers: organisationsnummer (scheme SE-ON) and kommunkod."""

import re
from typing import Annotated

from samverka_domain.kernel.limits import Matching
from samverka_domain.kernel.rules import Rule, require

OrganisationNumber = Annotated[str, Matching(r"[0-9]{6}-?[0-9]{4}", "222000-1776")]
"""As people write it; `organisation_number` gives the ten digits."""
_TEN_DIGITS = re.compile("[1-9][0-9][2-9][0-9]{7}")
"""The first tells the kind of organisation; a third below 2 is the month of a personal identity number."""
Kommunkod = Annotated[str, Matching(r"[0-9]{4}", "1488")]
"""Four digits, kept as text because some begin with 0."""


def organisation_number(text: str) -> str:
    """The ten digits of an organisationsnummer, with or without the dash; not of a person's number."""
    digits = text.replace("-", "", 1) if text[6:7] == "-" else text
    valid = _TEN_DIGITS.fullmatch(digits) and _luhn_sum(digits) % 10 == 0
    require(valid, Rule.ORGANISATION_NUMBER_INVALID, value=text)
    return digits


def kommunkod(text: str) -> str:
    """A kommunkod: four digits, kept as text because some begin with 0."""
    valid = len(text) == 4 and text.isascii() and text.isdigit()
    require(valid, Rule.KOMMUNKOD_INVALID, value=text)
    return text


def kommunkod_if_any(text: str | None) -> str | None:
    """The kommunkod of an organisation that may have none; an empty text is not none, but wrong."""
    return None if text is None else kommunkod(text)


def _luhn_sum(digits: str) -> int:
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled)
