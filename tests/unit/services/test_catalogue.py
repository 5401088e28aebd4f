"""Every string for people is in the catalogue, in both languages, with the placeholders that the code fills in."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samverka_domain.kernel.registry import AGGREGATES
from samverka_domain.kernel.rules import Rule
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.settings import Settings, variable_of
from samverka_services.catalogue import LANGUAGES, field_message, text, texts, topics
from samverka_services.http.language import preferred_language

ROOT = Path(__file__).parents[3]
SOURCES = [
    path for folder in ("domain", "graphql", "services") for path in (ROOT / folder).rglob("samverka_*/**/*.py")
]


def flat(entry: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in entry.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, dict):
            yield from flat(value, key)
        else:
            yield key, value


def keys(entry: Any) -> Iterator[str]:
    return (key for key, _ in flat(entry))


def placeholders(message: str) -> set[str]:
    return set(re.findall(r"{(\w+)", message))


def test_both_languages_say_the_same_things_with_the_same_placeholders() -> None:
    sv, en = (dict(flat(texts(language))) for language in LANGUAGES)
    assert set(sv) == set(en)
    assert [key for key in sv if placeholders(sv[key]) != placeholders(en[key])] == []
    assert [key for key in sv if not sv[key].strip() or not en[key].strip()] == []


def test_a_topic_has_the_same_texts_in_both_languages() -> None:
    sv, en = ({name: set(keys(topic)) for name, topic in topics(language).items()} for language in LANGUAGES)
    assert sv == en


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    count = Counter(key for topic in topics(language).values() for key in keys(topic))
    assert count.keys() == set(keys(texts(language)))
    assert [key for key, times in count.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_explained(language: str) -> None:
    assert set(texts(language)["rule"]) == set(Rule)
    for rule in Rule:
        assert set(texts(language)["rule"][rule]) == {"title", "detail"}


def refusals() -> Iterator[tuple[str, set[str]]]:
    """Each place that refuses by a rule, with the names of the parameters that it gives."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = _keys_of_named_tables(tree)
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = set().union(*(_given(word, named) for word in node.keywords))
            if isinstance(node.func, ast.Name) and node.func.id == "Between":
                given |= {"value", "least", "most"}
            yield from ((rule, given) for arg in node.args for rule in _rule_named(arg))


def _keys_of_named_tables(tree: ast.AST) -> dict[str, set[str]]:
    """The keys of each table that has a name and is written out."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            tables = [each for each in ast.walk(node.value) if isinstance(each, ast.Dict)]
            keys = {str(key.value) for table in tables for key in table.keys if isinstance(key, ast.Constant)}
            found.setdefault(node.targets[0].id, set()).update(keys)
    return found


def _given(word: ast.keyword, named: dict[str, set[str]]) -> set[str]:
    """A named parameter, those of a table, or those of a place."""
    if word.arg is not None:
        return {word.arg}
    return named.get(word.value.id, set()) | {"field"} if isinstance(word.value, ast.Name) else {"field"}


def _rule_named(arg: ast.expr) -> Iterator[str]:
    if isinstance(arg, ast.Attribute) and isinstance(arg.value, ast.Name) and arg.value.id == "Rule":
        yield arg.attr


def test_every_refusal_gives_what_its_explanation_needs() -> None:
    for rule, given in refusals():
        entry = texts("sv")["rule"][Rule[rule]]
        needed = placeholders(entry["title"]) | placeholders(entry["detail"])
        assert needed <= given, (rule, needed - given)


def test_every_rule_is_used() -> None:
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    assert {rule for node in nodes if isinstance(node, ast.expr) for rule in _rule_named(node)} == set(
        Rule.__members__
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_explained_and_nothing_else(language: str) -> None:
    kinds = (Settings, KeycloakSettings)
    assert set(texts(language)["setting"]) == {
        variable_of(kind, name) for kind in kinds for name in kind.model_fields
    }


def test_the_settings_classes_keep_no_text() -> None:
    fields = [field for kind in (Settings, KeycloakSettings) for field in kind.model_fields.values()]
    assert [field.description for field in fields if field.description] == []


@pytest.mark.parametrize(("language", "listed"), [("sv", "'A', 'B' eller 'C'"), ("en", "'A', 'B' or 'C'")])
def test_what_was_expected_is_listed_in_the_language_of_the_reader(language: str, listed: str) -> None:
    assert listed in field_message(language, "enum", {"expected": "'A', 'B' or 'C'"})


CALLS = {
    "problem": ("problem", 2, "problem."),
    "Told": ("graphql", 0, "graphql."),
    "TokenRefused": ("token", 0, "token."),
    "say": ("cli", 0, "cli."),
}


def mentioned(function: str, argument: int) -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                given = node.args[argument] if len(node.args) > argument else None
                if isinstance(given, ast.Constant):
                    yield str(given.value)


@pytest.mark.parametrize("function", CALLS)
def test_every_text_that_the_code_asks_for_is_there(function: str) -> None:
    section, argument, prefix = CALLS[function]
    known = {key for key, _ in flat(texts("sv")[section])} | set(texts("sv")[section])
    asked = set(mentioned(function, argument))
    assert asked, function
    assert {key for key in asked if key not in known} == set(), prefix


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_thing_that_may_be_missing_has_a_word(language: str) -> None:
    assert {aggregate.__name__ for aggregate in AGGREGATES} <= set(texts(language)["word"]["thing"])


def test_why_a_token_is_refused_has_another_text_in_each_language() -> None:
    sv, en = (texts(language)["token"] for language in LANGUAGES)
    assert [code for code in sv if sv[code] == en[code]] == []


def test_placeholders_are_filled_in() -> None:
    assert "1488" in text("rule.kommunkod-unknown.detail", "sv", kommunkod="1488")
    with pytest.raises(KeyError):
        text("rule.no-such-rule.detail", "sv")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "sv"),
        ("", "sv"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("sv;q=0.3, en;q=0.8", "en"),
        ("de, fr;q=0.9", "sv"),
        ("de, en;q=0.1", "en"),
        ("en;q=0, sv", "sv"),
        ("en;q=nonsense", "sv"),
        ("*", "sv"),
        (",".join(["en"] * 5000), "en"),
    ],
)
def test_the_language_is_the_one_that_the_person_prefers(header: str | None, language: str) -> None:
    assert preferred_language(header) == language
