"""Commands of the command line that nobody wrote: their names, options and help are read off other declarations."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

import typer
from pydantic.alias_generators import to_camel, to_snake

from samverka_services.catalogue import texts
from samverka_services.cli.common import language, say
from samverka_services.cli.usage import App

Words = Annotated[list[str] | None, typer.Argument(help=say("help.parameter.declared"))]
TAKE_ALL: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Of the command before: whatever follows is the declared one's."""


def kebab(name: str) -> str:
    """As it is typed: AnswerInterestRequest is answer-interest-request."""
    return to_snake(name).replace("_", "-")


def option(name: str, help: str, *, typed: str = "", kind: Any = str | None, **more: Any) -> inspect.Parameter:
    """An option of a name; one that is not given is None."""
    told = typer.Option(f"--{typed or name.replace('_', '-')}", help=help, **more)
    return parameter(name, Annotated[kind, told], None)


def needed(name: str, typed: str, help: str) -> inspect.Parameter:
    """An option that must be given."""
    return parameter(name, Annotated[str, typer.Option(f"--{typed}", help=help)])


def parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    """Of a function that Typer reads."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def in_address(name: str) -> str:
    """What stands in braces in an address, as an option is called: of requestId, request."""
    return kebab(name.removesuffix("Id"))


def asked_for(name: str) -> str:
    """The help of an option for what stands in an address, or is a field of a body."""
    labels = texts(language())["web"]["label"]
    return str(labels.get(name) or labels.get(to_camel(name)) or say("declared.of-that-name", name=name))


def run(
    beneath: str,
    name: str,
    told: str,
    options: Iterable[inspect.Parameter],
    act: Callable[..., None],
    words: list[str],
) -> None:
    """Read the rest of the command line by these options, and act on what it gives."""

    def command(**given: Any) -> None:
        act(given)

    signature = inspect.Signature([*options])
    command.__signature__ = signature  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    app = App(add_completion=False, pretty_exceptions_enable=False)
    app.command(help=told)(command)
    app(words, prog_name=f"samverka {beneath} {name}", standalone_mode=False)


def chosen(names: Mapping[str, Any], words: list[str] | None) -> str | None:
    """The declared command that the words name; None if they name none. Raises BadParameter."""
    if not words or words[0] == "--help":
        return None
    if words[0] not in names:
        raise typer.BadParameter(say("usage.no-such-command", names=", ".join(sorted(names))))
    return words[0]
