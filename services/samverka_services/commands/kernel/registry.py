"""All commands, found by being declared in a topic's module."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from samverka_services import commands
from samverka_services.commands.kernel.topic import CommandTable, Handling, Topic


def _handlings() -> Iterator[Handling]:
    for found in iter_modules(commands.__path__, f"{commands.__name__}."):
        if not found.ispkg:
            declared = vars(import_module(found.name)).values()
            yield from (each for topic in declared if isinstance(topic, Topic) for each in topic.handlings)


COMMANDS: CommandTable = {handling.command: handling for handling in _handlings()}
"""How each command is handled, by its class."""
