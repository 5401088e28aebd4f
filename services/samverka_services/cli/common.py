"""What the commands of the command line share: language, settings, exit codes."""

import os
from enum import IntEnum
from typing import Annotated, Any

import typer

from samverka_infra.database import refuse_unfit
from samverka_infra.settings import Settings
from samverka_services.catalogue import LANGUAGES, text


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
Limit = Annotated[int, typer.Option(min=1, max=100_000, help=say("help.parameter.limit"))]
Number = Annotated[str, typer.Argument(help=say("help.parameter.organisation"))]
Tenant = Annotated[str, typer.Option(help=say("help.parameter.organisation"))]


def fit(url: str) -> str:
    """An address of the database for commands and queries, if it may be used. Raises as `refuse_unfit` does."""
    refuse_unfit(url)
    return url


def settings() -> Settings:
    """The settings of this process."""
    return Settings()
