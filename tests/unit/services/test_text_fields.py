"""One rule for the text fields of all commands, however deep they stand."""

import unicodedata

import pytest

from samverka_domain.status_lights import LAMPS
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.http.invalid_fields import InvalidField
from tests.support.bodies import TextField, read, text_fields

FIELDS = [field for handling in COMMANDS.values() for field in text_fields(handling)]
TEXTS = [field for field in FIELDS if "maxLength" in field.schema and "pattern" not in field.schema]
UNREADABLE = {
    "NUL": "a\x00b",
    "escape": "a\x1bb",
    "C1 control": "a\x85b",
    "lone surrogate": "a\ud800b",
    "right to left override": "a\u202eb",
    "left to right mark": "a\u200eb",
    "isolate": "a\u2066b",
    "non-character": "a\uffffb",
}
INVISIBLE = {
    "nothing": "",
    "spaces": "   ",
    "no-break space": "\u00a0",
    "zero width space": "\u200b",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "Hangul filler": "\u3164",
    "braille blank": "\u2800",
    "variation selector": "\ufe0f",
}
MANY_LINED = {
    "/addendum",
    "/explanation",
    "/mark/explanation",
    "/surroundings",
    "/needsByNetwork/0/need",
    "/proposedFocusAreas/0/why",
    "/statement",
    "/text",
    "/reason",
    "/conditions",
    "/decision/reason",
    "/corrected/reason",
    "/questions/0/text",
    "/answers/0/value",
    "/answers/0/value/0",
    "/reply/conditions",
    "/reply/answers/0/value",
    "/reply/answers/0/value/0",
    "/summary",
    "/resolved",
    "/reservations/0/statement",
    "/scope",
    "/seating/scope",
    "/remarks/0",
    "/threats/0/threat",
    "/threats/0/measure",
    "/escalations/0/asked",
    *(f"/lights/{lamp}/{part}" for lamp in LAMPS for part in ("cause", "measure")),
    "/agreements",
    "/alternatives",
    "/background",
    "/benefitPlan/0/activity",
    "/benefitPlan/0/baseline",
    "/benefitPlan/0/change",
    "/benefitPlan/0/dependencies",
    "/benefitPlan/0/enabler",
    "/benefitPlan/0/how",
    "/benefitPlan/0/indicator",
    "/benefitPlan/0/target",
    "/benefits/0/change",
    "/benefits/0/enables",
    "/benefits/0/goal",
    "/client",
    "/communication/0/message",
    "/conclusion",
    "/cost",
    "/costKey",
    "/delimitation",
    "/deliveries",
    "/deliveryGoals",
    "/earlierAttempts",
    "/effectGoals",
    "/effects/0/fullEffect",
    "/effects/0/gainRule",
    "/effects/0/realised",
    "/effects/0/source",
    "/evaluation",
    "/experiences",
    "/funding",
    "/handled",
    "/handover",
    "/method",
    "/outcome",
    "/projectLeader",
    "/purpose",
    "/questions",
    "/receivingOwner",
    "/recommendation",
    "/referenceGroup",
    "/remarks/0/text",
    "/resources",
    "/risks",
    "/scalingUp",
    "/steering",
    "/timePlan",
    "/tolerances",
}
WITHOUT_TEXT = {"BeginHandover", "CastVote", "ReceiveStatusReport", "SetReportingRhythm", "StartProject"}
"""Commands that give a day or one of a list of words."""


def told(field: TextField, text: str) -> list[tuple[str, str]]:
    found = read(field.handling, field.holding(text))
    return [(each.pointer, each.code) for each in found] if isinstance(found, list) else []


def named(field: TextField) -> str:
    return field.name


def test_there_are_text_fields_to_try() -> None:
    assert len(TEXTS) > 150
    named = {handling.command.__name__ for handling in COMMANDS.values() if handling.example}
    assert {field.handling.command.__name__ for field in FIELDS} == named - WITHOUT_TEXT


@pytest.mark.parametrize("field", FIELDS, ids=named)
def test_a_text_that_cannot_be_read_is_refused_once_and_where_it_stands(field: TextField) -> None:
    for what, text in UNREADABLE.items():
        assert len(text) <= field.schema.get("maxLength", 4)
        expected = "text-unreadable" if "maxLength" in field.schema else "text-malformed"
        assert told(field, text) == [(field.pointer, expected)], what


@pytest.mark.parametrize("field", TEXTS, ids=named)
def test_a_text_of_which_nothing_is_visible_counts_as_empty(field: TextField) -> None:
    expected = [(field.pointer, "text-missing")] if "minLength" in field.schema else []
    for what, text in INVISIBLE.items():
        assert told(field, text) == expected, what


@pytest.mark.parametrize("field", TEXTS, ids=named)
def test_line_breaks_stand_only_where_a_field_has_lines(field: TextField) -> None:
    in_row = field.pointer.removeprefix("/received/0")
    expected = [] if in_row in MANY_LINED else [(field.pointer, "text-unreadable")]
    for text in ("a\nb", "a\r\nb", "a\rb", "a\u2028b", "a\tb"):
        assert told(field, text) == expected, repr(text)


@pytest.mark.parametrize("field", TEXTS, ids=named)
def test_a_text_is_composed_before_it_is_measured(field: TextField) -> None:
    longest = field.schema["maxLength"]
    assert told(field, unicodedata.normalize("NFD", "å") * longest) == []
    assert told(field, "å" * (longest + 1)) == [(field.pointer, "text-too-long")]


@pytest.mark.parametrize("field", TEXTS, ids=named)
def test_a_field_that_is_no_text_is_refused_once(field: TextField) -> None:
    body = field.holding("")
    node = body
    for step in field.path[:-1]:
        node = node[step]  # type: ignore[index]
    node[field.path[-1]] = {"text": "a"}  # type: ignore[index]
    found = read(field.handling, body)
    assert isinstance(found, list)
    assert [each.pointer for each in found] == [field.pointer], found
    assert all(isinstance(each, InvalidField) for each in found)
