"""Reading a plan file: what a person who wrote it by hand is told."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from samverka_domain.steps import StartsWith
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.plan_import.reading import BadPlanFile, read_plan

Edit = Callable[[str], str]

SHIPPED = files("samverka_services").joinpath("demo/fyrbodal.yaml").read_text(encoding="utf-8")


def read(text: str | bytes, folder: Path, language: str = "sv") -> list[Mistake]:
    path = folder / "plan.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        read_plan(path, language)
    except BadPlanFile as bad:
        return bad.mistakes
    return []


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def replaced(old: str, new: str) -> str:
    assert SHIPPED.count(old) == 1, old
    return SHIPPED.replace(old, new)


def test_the_shipped_file_carries_the_facts_of_the_published_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(SHIPPED, encoding="utf-8")
    plan = read_plan(path, "sv")
    sizes = (len(plan.members), len(plan.content.focus_areas), len(plan.content.effect_goals), len(plan.insatser))
    assert sizes == (14, 5, 11, 5)
    assert sum(member.inhabitants for member in plan.members) == 273_837
    assert [insats.start() for insats in plan.insatser] == [
        StartsWith.PRE_STUDY,
        StartsWith.PROJECT,
        StartsWith.PROJECT,
        StartsWith.PROJECT,
        StartsWith.PRE_STUDY,
    ]
    areas = {area.code for area in plan.content.focus_areas}
    assert {goal.focus_area for goal in plan.content.effect_goals} == areas


@pytest.mark.parametrize(
    ("old", "new", "field", "part_of_message"),
    [
        ('kommunkod: "1460"', 'kommunkod: "1111"', "members.0.kommunkod", "1111"),
        ('kommunkod: "1460"', "kommunkod: 1460", "members.0.kommunkod", ""),
        ('kommunkod: "1460"', 'kommunkod: "146"', "members.0.kommunkod", "form"),
        ('"212000-1454"', '"212000-1455"', "members.0.organisationsnummer", "212000-1455"),
        ('"222000-1776"', '"222000-1777"', "forbund.organisationsnummer", "222000-1777"),
        ("inhabitants: 9750", "inhabitants: -3", "members.0.inhabitants", "från 1"),
        ("inhabitants: 9750", "inhabitants: många", "members.0.inhabitants", ""),
        ("effect_goals: [1B]", "effect_goals: [1B, 9Z]", "insatser.3.effect_goals", "9Z"),
        ("namn: Bengtsfors", "nam: Bengtsfors", "members.0.nam", "okänt fält"),
        ("date: 2019-10-31", "date: 2019-13-31", "action_plan.versions.0.date", ""),
        ('version: "0.1"', "version: första", "action_plan.versions.0.version", "form"),
        ("title: Digitala möten", "titel: Digitala möten", "insatser.3.titel", "okänt fält"),
    ],
)
def test_a_wrong_line_is_named_with_its_field(
    old: str, new: str, field: str, part_of_message: str, tmp_path: Path
) -> None:
    text = replaced(old, new)
    mistakes = [mistake for mistake in read(text, tmp_path) if mistake.field == field]
    assert [mistake.line for mistake in mistakes] == [line_of(text, new)]
    assert part_of_message in mistakes[0].message


def test_a_missing_field_is_named_at_the_entry_that_lacks_it(tmp_path: Path) -> None:
    text = replaced('kommunkod: "1492", ', "")
    (mistake,) = read(text, tmp_path)
    assert (mistake.line, mistake.field) == (line_of(text, "namn: Åmål"), "members.13.kommunkod")
    assert mistake.message == "fältet saknas"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = replaced("namn: Bengtsfors", "nam: Bengtsfors").replace("inhabitants: 4813", "inhabitants: 0")
    fields = {mistake.field for mistake in read(text, tmp_path)}
    assert fields == {"members.0.nam", "members.0.namn", "members.1.inhabitants"}


def test_what_only_the_whole_file_shows_is_told_at_once_too(tmp_path: Path) -> None:
    text = replaced('kommunkod: "1460"', 'kommunkod: "1111"').replace("effect_goals: [1B]", "effect_goals: [9Z]")
    fields = {mistake.field for mistake in read(text, tmp_path)}
    assert fields == {"members.0.kommunkod", "insatser.3.effect_goals"}


def test_messages_are_in_the_chosen_language(tmp_path: Path) -> None:
    (mistake,) = read(replaced('kommunkod: "1460"', 'kommunkod: "1111"'), tmp_path, "en")
    assert "No Swedish municipality" in mistake.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"forbund: [\n", 2),
        (b"forbund: a\nforbund: b\n", 2),
        (b"- just\n- a list\n", 1),
        (b"", 1),
        (b"forbund: a\nname: \xff\xfe\n", 2),
        (b"forbund: !!python/object:os.system {}\n", 1),
        (b"a: &a [1]\nb: *c\n", 2),
    ],
)
def test_a_file_that_is_no_plan_is_refused_at_its_line(text: bytes, line: int, tmp_path: Path) -> None:
    (mistake, *_rest) = read(text, tmp_path)
    assert mistake.line == line
    assert mistake.message
