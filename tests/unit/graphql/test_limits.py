"""Queries within limits, and queries that are meant to hurt."""

import sys

import pytest

from samverka_graphql.kernel.errors import Told
from samverka_graphql.kernel.limits import (
    MOST_ALIASES,
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_FIELDS,
    MOST_FRAGMENTS,
    MOST_OPERATIONS,
    MOST_REPEATS,
    parse_within_limits,
)


def code_of(query: str) -> str:
    with pytest.raises(Told) as told:
        parse_within_limits(query)
    return told.value.code


def nested(depth: int) -> str:
    return "{" + "a{" * (depth - 1) + "b" + "}" * depth


def fragment_bomb(levels: int) -> str:
    """Each fragment spreads the next one twice: 2 to the power of `levels` fields."""
    middle = "".join(f"fragment F{n} on Q {{...F{n + 1} ...F{n + 1}}}" for n in range(levels))
    return "{...F0}" + middle + f"fragment F{levels} on Q {{a}}"


def many_fragments(number: int) -> str:
    spreads = " ".join(f"...F{n}" for n in range(number))
    return "{" + spreads + "}" + " ".join(f"fragment F{n} on Q{{a{{b}}}}" for n in range(number))


def different(number: int) -> str:
    return " ".join(f"f{n}" for n in range(number))


@pytest.mark.parametrize(
    "query",
    [
        "{ me { personId } }",
        nested(MOST_DEPTH),
        "{" + " ".join(f"a{n}: me" for n in range(MOST_ALIASES)) + "}",
        "{" + different(MOST_FIELDS) + "}",
        "{" + "a " * MOST_REPEATS + "}",
        many_fragments(MOST_FRAGMENTS),
        "{...F} fragment F on Query {me}",
        "{ ... on Query { me } }",
        " ".join(f"query Q{n} {{me}}" for n in range(MOST_OPERATIONS)),
    ],
)
def test_what_is_at_the_limit_is_answered(query: str) -> None:
    assert parse_within_limits(query).definitions


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (nested(MOST_DEPTH + 1), "too-deep"),
        (nested(MOST_DEPTH * 10), "too-deep"),
        (nested(1_000), "syntax"),
        ("{" + "a{" * 3000, "syntax"),
        ("{" + " ".join(f"a{n}: me" for n in range(MOST_ALIASES + 1)) + "}", "too-many-aliases"),
        ("{" + different(MOST_FIELDS + 1) + "}", "too-wide"),
        ("{" + "a " * (MOST_REPEATS + 1) + "}", "too-many-repeats"),
        ("{" + "a:b " * MOST_ALIASES + "a}", "too-many-repeats"),
        ("{" + "a{b} " * MOST_REPEATS + "a{b}}", "too-many-repeats"),
        ("{" + "a{" * 3 + "b " * (MOST_REPEATS + 1) + "}" * 3 + "}", "too-many-repeats"),
        ("{" + ("a{" + "b " * 6 + "}") * 6 + "}", "too-many-repeats"),
        ("{" + "...{a} " * (MOST_REPEATS + 1) + "}", "too-many-repeats"),
        ("{" + "...F " * (MOST_REPEATS + 1) + "} fragment F on Q {a}", "too-many-repeats"),
        (many_fragments(MOST_FRAGMENTS + 1), "too-many-fragments"),
        (fragment_bomb(20).replace("{a}", "{...Nowhere}"), "too-wide"),
        ("{" + "a " * 3900 + "}", "too-wide"),
        ("#" * (MOST_CHARACTERS + 1), "too-long"),
        ("{" + "[" * 9000 + "}", "syntax"),
        ("{ me", "syntax"),
        ("", "syntax"),
        ("{...F} fragment F on Q {...G} fragment G on Q {...F}", "fragment-cycle"),
        ("{...F} fragment F on Q {...F}", "fragment-cycle"),
        (fragment_bomb(20), "too-wide"),
        (" ".join(f"query Q{n} {{me}}" for n in range(MOST_OPERATIONS + 1)), "too-many-operations"),
        ("fragment F on Q {" + "a " * (MOST_FIELDS + 1) + "} {me}", "too-wide"),
    ],
)
def test_what_is_over_the_limit_is_refused_with_its_name(query: str, code: str) -> None:
    assert code_of(query) == code


def test_the_work_grows_with_the_text_and_not_with_what_it_unfolds_into() -> None:
    """Twice the levels is four times the fields; the steps that measuring takes only double."""
    assert steps(fragment_bomb(MOST_FRAGMENTS - 1)) < 3 * steps(fragment_bomb(MOST_FRAGMENTS // 2))


def test_comparing_places_is_no_more_work_than_the_fields_that_are_allowed() -> None:
    """Also where one place is reached by many ways, and where fragments hold nothing."""
    for query in (
        many_fragments(MOST_FRAGMENTS),
        "{" + ("a{" + "b " * 5 + "}") * 6 + "}",
        fragment_bomb(20).replace("{a}", "{...Nowhere}"),
        "{" + "...Nowhere " * 1300 + "}",
    ):
        assert steps(query) < 100 * len(query)


def steps(query: str) -> int:
    """How many function calls the check makes."""
    calls = [0]

    def count(_frame: object, event: str, _arg: object) -> None:
        calls[0] += event == "call"

    sys.setprofile(count)
    try:
        parse_within_limits(query)
    except Told:
        pass
    finally:
        sys.setprofile(None)
    return calls[0]
