"""The tables of domain/README.md name what there is, and nothing else."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from samverka_domain.final_reports import ProcessWarning
from samverka_domain.gates import GATES, Gate, Missing, Outcome
from samverka_domain.kernel.aggregate import EVENT_TYPES, Aggregate
from samverka_domain.kernel.registry import AGGREGATES
from samverka_domain.kernel.rules import Rule
from samverka_domain.steps import ACTS, Act, Step
from samverka_domain.takeover_rules import Contradiction

README = (Path(__file__).parents[3] / "domain/README.md").read_text(encoding="utf-8")
BY_NAME = {aggregate.__name__: aggregate for aggregate in AGGREGATES}
HEADING = re.compile(r"## (\w+)")
QUOTED = re.compile(r"`([^`]+)`")
RULE = re.compile(r"[a-z]+(?:-[a-z]+)+")


def rows() -> Iterator[tuple[str, list[str]]]:
    """The aggregate and the cells of each line of the tables: state, command, who, event, next, refused by."""
    name, told = "", False
    for line in README.splitlines():
        heading = HEADING.match(line)
        name = heading.group(1) if heading else name
        begins = line.startswith("| State")
        if told and line.startswith("| ") and not begins:
            yield name, line.strip("|").split("|")
        told = begins or (told and line.startswith("|"))


def test_every_aggregate_has_its_table_and_no_other() -> None:
    assert {name for name, _ in rows()} == set(BY_NAME)


def test_every_event_is_named_and_no_other() -> None:
    named = {f"{name}{event}" for name, cells in rows() for event in QUOTED.findall(cells[3])}
    assert named == set(EVENT_TYPES)


def test_every_rule_is_named_and_no_other() -> None:
    assert {word for word in QUOTED.findall(README) if RULE.fullmatch(word)} == {
        *Rule,
        *Missing,
        *Contradiction,
        *ProcessWarning,
    }


def quoted(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def leads(outcome: Outcome, step: Step | None) -> str:
    return f"`{outcome}`{f' → `{step}`' if step else ''}"


def gate_line(gate: Gate) -> str:
    """What the table of gates says of one."""
    rule = GATES[gate]
    outcomes = ", ".join(leads(*each) for each in rule.outcomes.items())
    cells = (
        f"{rule.label} `{gate}`",
        ", again in ".join(filter(None, (quoted(rule.steps), quoted(rule.again)))),
        f"`{rule.body}`",
        quoted(rule.recorders),
        outcomes,
        quoted(rule.kinds),
        quoted(rule.needs),
    )
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("gate", Gate)
def test_the_table_of_gates_says_what_the_code_says(gate: Gate) -> None:
    assert gate_line(gate) in README.splitlines()


def test_the_table_of_gates_has_no_other_rows_and_goes_along_the_path() -> None:
    shown = [line for line in README.splitlines() if re.match(r"\| G\d", line)]
    assert shown == [gate_line(gate) for gate in Gate]


@pytest.mark.parametrize("act", Act)
def test_the_table_of_acts_says_what_the_code_says(act: Act) -> None:
    moves = ", ".join(f"`{step}` → `{to}`" for step, to in ACTS[act].items())
    assert f"| `{act}` | {moves} |" in README.splitlines()


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda found: found.__name__)
def test_every_command_of_a_table_is_one(aggregate: type[Aggregate]) -> None:
    commands = {word for name, cells in rows() if name == aggregate.__name__ for word in QUOTED.findall(cells[1])}
    assert [command for command in sorted(commands) if not callable(getattr(aggregate, command, None))] == []
