"""How the command line is used, in the language of the process: `--help`, and what is told of a wrong one."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from typer import rich_utils
from typer._click import Context, HelpFormatter
from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption, UsageError
from typer.core import TyperCommand, TyperGroup, TyperOption

from samverka_services.catalogue import field_message
from samverka_services.cli.common import language, say
from samverka_services.cli.printing import tell

rich_utils.ARGUMENTS_PANEL_TITLE = say("usage.arguments")
rich_utils.OPTIONS_PANEL_TITLE = say("usage.options")
rich_utils.COMMANDS_PANEL_TITLE = say("usage.commands")
rich_utils.REQUIRED_LONG_STRING = say("usage.required")
rich_utils.DEFAULT_STRING = say("usage.default", value="{}")


AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


class _Worded:
    """What a command and a group of commands say of themselves beside the help that each has of its own."""

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """One line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), say("usage.prefix"))  # type: ignore[attr-defined]

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """`--help`."""
        found: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]
        if found is not None:
            found.help = say("usage.help")
        return found


class WordedCommand(_Worded, TyperCommand):
    """A command."""


class WordedGroup(_Worded, TyperGroup):
    """Commands that stand below another."""


class App(typer.Typer):
    """Typer, worded from the catalogue."""

    def __init__(self, **more: Any) -> None:
        more |= {"options_metavar": say("usage.options-metavar"), "subcommand_metavar": say("usage.command-metavar")}
        super().__init__(cls=WordedGroup, no_args_is_help=True, **more)

    def command(self, name: str | None = None, **more: Any) -> Callable[[AnyFunction], AnyFunction]:
        """As Typer's."""
        return super().command(name, cls=WordedCommand, options_metavar=say("usage.options-metavar"), **more)


def show_version(asked: bool) -> None:
    """`--version`: which version of Samverka this is."""
    if asked:
        tell(f"samverka {version('samverka')}")
        raise typer.Exit


def told_usage(error: UsageError) -> str:
    """What is wrong with a command line, and how it is used."""
    if error.ctx is None:
        return _wrong(error)
    more = say("usage.see-help", command=error.ctx.command_path)
    return "\n".join([error.ctx.get_usage(), _wrong(error), more])


def _wrong(error: UsageError) -> str:
    match error:
        case MissingParameter(param=parameter) if parameter is not None:
            return say(f"usage.missing-{parameter.param_type_name}", name=_named(parameter))
        case BadParameter():
            return say("usage.bad-value", name=_hint(error), what=_expected(error))
        case NoSuchOption():
            return say("usage.no-such-option", name=error.option_name)
        case BadOptionUsage():
            return say("usage.bad-option", name=error.option_name)
        case UsageError(ctx=Context(command=TyperGroup() as group)):
            return say("usage.no-such-command", names=", ".join(group.commands))
    return say("usage.too-many")


def _hint(error: BadParameter) -> str:
    if isinstance(error.param_hint, str):
        return error.param_hint
    return _named(error.param) if error.param is not None else ""


def _named(parameter: Any) -> str:
    """As it is typed."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name)


def _expected(error: BadParameter) -> str:
    _, is_choice, choices = error.message.partition(" is not one of ")
    if is_choice:
        return field_message(language(), "enum", {"expected": choices})
    if isinstance(error.__cause__, ValidationError):
        found = error.__cause__.errors()[0]
        return field_message(language(), found["type"], found.get("ctx", {}))
    return error.message
