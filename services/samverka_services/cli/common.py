"""What the commands of the command line share: language, output, exit codes."""

import json
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from samverka_infra.database import refuse_unfit
from samverka_infra.settings import Settings
from samverka_services.catalogue import LANGUAGES, text

WIDTH = 118
"""Of tables where the output is not a terminal."""


class Exit(IntEnum):
    """Exit codes, for scripts."""

    OK = 0
    REFUSED = 1
    """The input or the command was refused; nothing was stored."""
    USAGE = 2
    """The command line was wrong."""
    UNAVAILABLE = 3
    """The database or a port is not available now."""
    SETTINGS = 4
    """A setting is missing or wrong."""


def language() -> str:
    """SAMVERKA_LANGUAGE, or Swedish; not by the settings, since that they are wrong must be told, too."""
    wished = os.environ.get("SAMVERKA_LANGUAGE", LANGUAGES[0])
    return wished if wished in LANGUAGES else LANGUAGES[0]


def say(key: str, **params: Any) -> str:
    """A text of the catalogue's section `cli`."""
    return text(f"cli.{key}", language(), **params)


def meaning_of(variable: str) -> str:
    """What a setting is for."""
    return text(f"setting.{variable}", language())


# Worded once, when the program starts: the language is that of the whole process.
AsJson = Annotated[bool, typer.Option("--json", help=say("help.parameter.json"))]
Number = Annotated[str, typer.Argument(help=say("help.parameter.organisation"))]
Tenant = Annotated[str, typer.Option(help=say("help.parameter.organisation"))]


def console(*, stderr: bool = False) -> Console:
    """Where people read; wide enough for the matrix when it is not a terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else WIDTH, highlight=False)


def print_json(value: object) -> None:
    """For scripts."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """For people."""
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console().print(table)


def fit(url: str) -> str:
    """An address of the database for commands and queries, if it may be used. Raises as `refuse_unfit` does."""
    refuse_unfit(url)
    return url


def settings() -> Settings:
    """The settings of this process."""
    return Settings()
