"""One rule for every text: which characters it may hold, in which form, and when it counts as empty."""

import unicodedata

import pytest
from hypothesis import example
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.text import counted_order, is_empty, is_readable, normalised

ANYWHERE = [
    ("letters and signs", "Åh! §87 – “så”"),
    ("no-break space", "4\u00a0000 kr"),
    ("soft hyphen", "sam\u00adverka"),
    ("zero-width joiner of an emoji", "👩\u200d💻"),
    ("variation selector of an emoji", "❤\ufe0f"),
    ("other scripts", "سامي 사미 саам"),
    ("a private sign", "\ue000"),
    ("a combining mark that has no composed form", "q\u0308"),
]
ONLY_IN_LINES = [("\t", "tab"), ("\n", "line feed"), ("\u2028", "line separator"), ("\u2029", "paragraph separator")]
NOWHERE = [
    ("\x00", "NUL"),
    ("\x07", "bell"),
    ("\x08", "backspace"),
    ("\x0b", "vertical tab"),
    ("\x0c", "form feed"),
    ("\x1b", "escape"),
    ("\x7f", "delete"),
    ("\x85", "next line"),
    ("\x9f", "last control character"),
    ("\u061c", "Arabic letter mark"),
    ("\u200e", "left-to-right mark"),
    ("\u200f", "right-to-left mark"),
    ("\u202a", "first embedding"),
    ("\u202e", "right-to-left override"),
    ("\u2066", "first isolate"),
    ("\u2069", "pop isolate"),
    ("\ud800", "first lone surrogate"),
    ("\udfff", "last lone surrogate"),
    ("\ufffe", "reversed byte order mark"),
    ("\uffff", "no character"),
]
NOTHING_VISIBLE = [
    "",
    " ",
    "\t\n",
    "\u00a0",
    "\u2003",
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\u3164",
    "\u2800",
    "\u115f",
    "\ufe0f",
]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in ANYWHERE])
def test_what_people_write_is_readable(text: str) -> None:
    assert is_readable(text, lines=False)
    assert is_readable(text, lines=True)
    assert normalised(text) == text


@pytest.mark.parametrize("character", [pytest.param(each, id=name) for each, name in ONLY_IN_LINES])
def test_breaks_are_readable_only_where_there_are_lines(character: str) -> None:
    assert is_readable(f"a{character}b", lines=True)
    assert not is_readable(f"a{character}b", lines=False)


@pytest.mark.parametrize("character", [pytest.param(each, id=name) for each, name in NOWHERE])
def test_what_controls_or_reverses_or_is_no_character_is_readable_nowhere(character: str) -> None:
    for text in [character, f"a{character}b"]:
        assert not is_readable(text, lines=True)
        assert not is_readable(text, lines=False)
        assert not is_readable(normalised(text), lines=True)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("A\u030angstro\u0308m", "Ångström"),
        ("\u212b", "Å"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\r\r\nb", "a\n\nb"),
    ],
)
def test_a_text_has_one_form(text: str, form: str) -> None:
    assert normalised(text) == form
    assert not is_readable(text, lines=True)
    assert is_readable(form, lines=True)


@pytest.mark.parametrize("text", NOTHING_VISIBLE, ids=ascii)
def test_what_shows_nothing_is_empty(text: str) -> None:
    assert is_empty(text)
    assert is_empty(text * 3)
    assert not is_empty(f"{text}a")


@pytest.mark.parametrize("text", ["a", "0", ".", "–", "§", "👍", " å ", "한"])
def test_what_shows_something_is_not_empty(text: str) -> None:
    assert not is_empty(text)


TEXTS = st.text(st.characters() | st.sampled_from([character for character, _ in (*NOWHERE, *ONLY_IN_LINES)]))


@every(TEXTS)
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@every(TEXTS)
@example("\u202c")
@example("\u2067")
def test_a_normalised_text_is_readable_unless_a_character_of_it_may_stand_nowhere(text: str) -> None:
    form = normalised(text)
    assert is_readable(form, lines=True) is not any(map(_stands_nowhere, form))


@every(TEXTS)
def test_what_is_readable_in_one_line_is_readable_in_several(text: str) -> None:
    breaks = any(character in "\t\n\r\u2028\u2029" for character in text)
    assert is_readable(text, lines=False) is (is_readable(text, lines=True) and not breaks)


@every(TEXTS)
def test_the_form_does_not_decide_whether_a_text_is_empty(text: str) -> None:
    assert is_empty(normalised(text)) is is_empty(text)


def _stands_nowhere(character: str) -> bool:
    """By Unicode's own properties: controls, what reorders, surrogates, and two that are no characters."""
    if character in "\t\n":
        return False
    reorders = unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    marks = character in "\u061c\u200e\u200f"
    return unicodedata.category(character) in {"Cc", "Cs"} or reorders or marks or character in "\ufffe\uffff"


def test_codes_stand_as_people_count() -> None:
    ordered = ["1A", "1B", "2", "4.1", "4.2", "4.2b", "4.10", "8.2", "8.2.1", "8.10", "10", "A2", "A10", "Ä1", "Ö1"]
    assert sorted(sorted(ordered), key=counted_order) == ordered
    assert counted_order("4.02") == counted_order("4.2")
