"""What the access log says that somebody asked: fields and ids, never a text."""

from typing import Any

import pytest

from samverka_graphql.kernel.limits import parse_within_limits
from samverka_graphql.kernel.query_summary import Asked, asked, asked_by_name

INSATS = "01900000-0000-7000-8000-000000000002"
OTHER = "01900000-0000-7000-8000-000000000003"


def described(query: str, name: str | None = None, **variables: Any) -> Asked:
    return asked(parse_within_limits(query), name, variables)


def test_fields_at_the_root_are_named_once_and_by_their_own_names() -> None:
    assert described("{ a: regions { id } b: regions { name } me { personId } }") == Asked("regions me", "")


def test_an_operation_is_named_and_others_beside_it_do_not_count() -> None:
    query = 'query Mine { me { personId } } query Other { region(id: "2220001776") { id } }'
    assert described(query, "Mine") == Asked("Mine: me", "")


def test_no_alias_hides_an_id() -> None:
    query = f'{{ a: insats(id: "{INSATS}") {{ id }} b: insats(id: "{OTHER}") {{ id }} }}'
    assert described(query) == Asked("insats", f"insats.id={INSATS} insats.id={OTHER}")


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query($x: ID!) { insats(id: $x) { id } }", {"x": INSATS}),
        (f'query($x: ID = "{INSATS}") {{ insats(id: $x) {{ id }} }}', {}),
        (f'{{ ...F }} fragment F on Query {{ insats(id: "{INSATS}") {{ id }} }}', {}),
        (f'{{ ... on Query {{ insats(id: "{INSATS}") {{ id }} }} }}', {}),
        (f'{{ ...F ...F }} fragment F on Query {{ insats(id: "{INSATS}") {{ id }} }}', {}),
    ],
)
def test_ids_are_found_wherever_they_are_given(query: str, variables: dict[str, str]) -> None:
    assert described(query, **variables) == Asked("insats", f"insats.id={INSATS}")


@pytest.mark.parametrize("given", ['"Anna Andersson bor i Åmål"', "7.5", "true", "null", '[{id: "x"}]', '""'])
def test_what_is_no_id_is_not_repeated(given: str) -> None:
    assert described(f"{{ insats(id: {given}) {{ id }} }}").target in {"", "insats.id=7.5"}


def test_other_arguments_are_not_repeated() -> None:
    assert described('{ region(id: "1") { insatser(first: 7, after: "hemligt") { edges { cursor } } } }').target == (
        "region.id=1"
    )


def test_a_named_document_is_told_by_its_name() -> None:
    assert asked_by_name("participation_matrix", {"regionId": "2220001776", "knownAt": "2026-11-23"}) == Asked(
        "participation_matrix", "regionId=2220001776"
    )
