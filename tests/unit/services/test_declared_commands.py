"""What the command line reads off the declarations of commands and tables."""

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from samverka_services.cli import give, remote
from samverka_services.cli.kept_tokens import keep, kept
from samverka_services.cli.printing import harmless
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.downloads.declared import table_files

HERE, ELSEWHERE = "http://127.0.0.1:8321", "https://samverka.example.se"
FOR_EVER = 2**40
handlings = pytest.mark.parametrize("handling", COMMANDS.values(), ids=lambda handling: handling.command.__name__)


def test_every_command_can_be_given_and_every_table_read() -> None:
    assert list(give.commands().values()) == list(COMMANDS.values())
    assert list(remote.tables().values()) == list(table_files())


@handlings
def test_no_two_options_of_a_command_have_the_same_name(handling: Handling) -> None:
    told = [option.annotation.__metadata__[0] for option in give.options(handling)]
    names = [name for each in told for name in (each.default, *(each.param_decls or ()))]
    assert {"--key", "--server", "--json", "--file"} <= set(names)
    assert [name for name, times in Counter(names).items() if times > 1] == []


@handlings
def test_the_example_of_a_command_is_what_its_options_say(handling: Handling, tmp_path: Path) -> None:
    """What lies in lists, and may be several things, stands in the file."""
    file, given = tmp_path / "fields.json", {field.parameter: None for field in give.fields(handling)}
    rest = copy.deepcopy(dict(handling.example))
    for field in give.fields(handling):
        given[field.parameter] = _taken(rest, field.path)
    file.write_text(json.dumps(rest), encoding="utf-8")
    assert give.body(handling, {"file": file, **given}) == handling.example


def _taken(body: dict[str, Any], path: tuple[str, ...]) -> Any:
    node = body
    for step in path[:-1]:
        node = node.get(step) or {}
    value = node.pop(path[-1], None)
    return value if value is None else json.dumps(value) if not isinstance(value, str) else value


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_a_token_is_kept_for_one_server_and_read_by_its_owner_alone(state: Path) -> None:
    file = keep(HERE, "one", FOR_EVER)
    keep(ELSEWHERE, "two", FOR_EVER)
    assert (kept(HERE), kept(ELSEWHERE), kept("https://annan.example.se")) == ("one", "two", None)
    assert file.is_relative_to(state)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_token_that_has_ended_is_neither_sent_nor_kept_on(state: Path) -> None:
    file = keep(HERE, "ended", 1_700_000_000)
    assert kept(HERE) is None
    keep(ELSEWHERE, "good", FOR_EVER)
    assert "ended" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"http://127.0.0.1:8321": 1}', '{"http://127.0.0.1:8321": {"token": "x"}}']
)
def test_a_file_that_says_nothing_keeps_nothing(state: Path, content: str) -> None:
    file = keep(HERE, "one", FOR_EVER)
    file.write_text(content, encoding="utf-8")
    assert kept(HERE) is None


def test_no_help_is_obeyed_by_a_terminal() -> None:
    told = [option.annotation.__metadata__[0].help for each in COMMANDS.values() for option in give.options(each)]
    assert told == [harmless(each) for each in told]
