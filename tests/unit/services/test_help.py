"""What `--help` says of the command line comes from the catalogue, in the chosen language alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.catalogue import LANGUAGES, texts
from samverka_services.cli import app
from samverka_services.cli.common import language
from tests.support.patience import PATIENCE_SECONDS

VIEWS = ", ".join(each.name for each in PROJECTIONS)
WIDE = "500"
"""Columns: nothing is broken into lines."""


def catalogued(chosen: str, section: str) -> dict[str, str]:
    """The texts of a section of the help, as they are shown."""
    return {key: entry.format(names=VIEWS) for key, entry in texts(chosen)["cli"]["help"][section].items()}


def commands(command: Any, name: str = "samverka") -> Iterator[tuple[str, Any]]:
    """The command and those below it, by what is typed."""
    yield name, command
    for below, each in getattr(command, "commands", {}).items():
        yield from commands(each, f"{name} {below}")


TREE = dict(commands(typer.main.get_command(app)))


def parameters() -> Iterator[tuple[str, str | None]]:
    """All that people may write after a command, with its help."""
    for name, command in TREE.items():
        yield from (
            (f"{name} {each.name}", each.help) for each in command.params if not getattr(each, "hidden", False)
        )


def shown(chosen: str, *arguments: str) -> str:
    environment = {**os.environ, "SAMVERKA_LANGUAGE": chosen, "COLUMNS": WIDE, "TERMINAL_WIDTH": WIDE}
    command = [sys.executable, "-m", "samverka_services.cli", *arguments, "--help"]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS
    ).stdout


def test_every_command_has_help_from_the_catalogue_and_nothing_there_is_left_over() -> None:
    typed = {name.removeprefix("samverka ").replace(" ", "-"): command.help for name, command in TREE.items()}
    assert typed == catalogued(language(), "command")


def test_every_argument_and_option_has_help_from_the_catalogue_and_nothing_there_is_left_over() -> None:
    known = set(catalogued(language(), "parameter").values())
    assert [name for name, told in parameters() if told not in known] == []
    assert {told for _, told in parameters()} == known


def test_no_text_of_the_help_is_the_same_in_both_languages() -> None:
    for section in ("command", "parameter"):
        swedish, english = (catalogued(each, section) for each in LANGUAGES)
        assert [key for key in swedish if swedish[key] == english[key]] == []


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize(
    ("group", "below"),
    [
        ((), {name for name in TREE if name.count(" ") == 1} | {"samverka"}),
        (("tenants",), {name for name in TREE if name.startswith("samverka tenants")}),
        (("projections",), {name for name in TREE if name.startswith("samverka projections")}),
    ],
    ids=["samverka", "tenants", "projections"],
)
def test_help_is_in_the_chosen_language_and_not_in_the_other(
    chosen: str, group: tuple[str, ...], below: set[str]
) -> None:
    (other,) = set(LANGUAGES) - {chosen}
    keys = {name.removeprefix("samverka ").replace(" ", "-") for name in below}
    page = shown(chosen, *group)
    assert [key for key in keys if catalogued(chosen, "command")[key] not in page] == []
    assert [key for key, told in catalogued(other, "command").items() if told in page] == []


@pytest.mark.parametrize(("chosen", "told"), [("sv", "Bara det som nekades"), ("en", "Refusals only")])
def test_options_are_explained_in_the_chosen_language_and_not_in_the_other(chosen: str, told: str) -> None:
    (other,) = set(LANGUAGES) - {chosen}
    page = shown(chosen, "access-log")
    assert told in page
    assert [key for key, foreign in catalogued(other, "parameter").items() if foreign in page] == []


def test_a_language_that_is_none_gives_swedish_help() -> None:
    assert catalogued("sv", "command")["serve"] in shown("de")
