"""`samverka give`: any command of the REST API, its fields read off its declaration."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import typer
from pydantic.alias_generators import to_snake

from samverka_services.catalogue import word
from samverka_services.cli.common import AsJson, language, say
from samverka_services.cli.declared import (
    Words,
    asked_for,
    chosen,
    in_address,
    kebab,
    needed,
    option,
    parameter,
    run,
)
from samverka_services.cli.printing import print_json, print_table, tell
from samverka_services.cli.server import Server, ServerAddress, ServerAway, ServerRefused, ServerUnreachable
from samverka_services.kernel.timing import new_id

if TYPE_CHECKING:
    from httpx import Response

    from samverka_services.commands.kernel.topic import Handling

Schema = Mapping[str, Any]
_STDIN = "-"
_VERSION_MISSING = 428
_HEADERS = {"Idempotency-Key": "--key", "If-Match": "--if-match"}


def give(words: Words = None) -> None:
    """One command; without a name, which there are."""
    found = commands()
    name = chosen(found, words)
    if name is None:
        print_table(say("give.title"), _heads(), [_line(each, handling) for each, handling in sorted(found.items())])
        return
    assert words is not None
    handling = found[name]
    told = say("give.told", method=handling.method, address=handling.path, who=_who(handling))
    run("give", name, told, options(handling), lambda given: _give(handling, given), words[1:])


def commands() -> dict[str, "Handling"]:
    """By what is typed."""
    from samverka_services.commands.kernel.registry import COMMANDS

    return {kebab(command.__name__): handling for command, handling in COMMANDS.items()}


def options(handling: "Handling") -> Iterator[Parameter]:
    """What stands in the address, each field that is one value, a file for the rest, and how it is sent."""
    for name in _in_address(handling):
        yield needed(name, in_address(name), asked_for(to_snake(name)))
    for field in fields(handling):
        yield option(field.parameter, _asked(field), typed=field.typed)
    yield option("file", say("give.file"), kind=Path | None)
    if handling.changes:
        yield option("if_match", say("give.if-match"))
    yield option("key", say("give.key"))
    yield parameter("as_json", AsJson, default=False)
    yield parameter("server", ServerAddress, None)


@dataclass(frozen=True)
class Field:
    """One value in a body, however deep below other fields; what lies in a list is none."""

    path: tuple[str, ...]
    kind: str
    """As JSON schema calls it."""
    choices: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """As an option: of /decision/decidedOn, decision-decided-on."""
        return "-".join(kebab(step) for step in self.path)

    @property
    def parameter(self) -> str:
        """Of the function that takes it."""
        return "field_" + self.typed.replace("-", "_")

    @property
    def pointer(self) -> str:
        """As the server names it."""
        return "/" + "/".join(self.path)

    def value(self, given: str) -> Any:
        """What is sent; the server says what is wrong with a text that is no number."""
        if self.kind == "boolean" and given in {"true", "false"}:
            return given == "true"
        if self.kind in {"integer", "number"} and re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]+)?", given):
            return json.loads(given)
        return given


def fields(handling: "Handling") -> list[Field]:
    """Those that can be given by options."""
    from samverka_services.commands.kernel.bodies import body_of

    schema = body_of(handling).model.model_json_schema()
    return [*_values(schema, schema.get("$defs", {}), ())]


def _values(schema: Schema, known: Schema, path: tuple[str, ...]) -> Iterator[Field]:
    schema = _only(schema, known)
    kind = "string" if "enum" in schema or "oneOf" in schema else schema.get("type", "")
    if path and kind in {"string", "integer", "number", "boolean"}:
        yield Field(path, kind, tuple(schema.get("enum", ())))
    for name, part in schema.get("properties", {}).items():
        yield from _values(part, known, (*path, name))


def _only(schema: Schema, known: Schema) -> Schema:
    """Where a part may be left out, what it is otherwise; of several things that it may be, none."""
    if "$ref" in schema:
        return _only(known[schema["$ref"].rpartition("/")[2]], known)
    may_be = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return _only(may_be[0], known) if len(may_be) == 1 else schema


def _asked(field: Field) -> str:
    name = asked_for(field.path[-1])
    return say("declared.one-of", name=name, choices=", ".join(field.choices)) if field.choices else name


def _give(handling: "Handling", given: Mapping[str, Any]) -> None:
    answer = _sent(handling, given, given["key"] or new_id())
    if given["as_json"]:
        print_json(answer.json())
    else:
        done = "give.replayed" if "Idempotent-Replayed" in answer.headers else "give.done"
        tell(say(done, **{name: answer.json()[name] for name in ("id", "version")}))


def _sent(handling: "Handling", given: Mapping[str, Any], key: str) -> "Response":
    server = Server.of(given["server"])
    path = handling.path.format(**{name: quote(given[name], safe="") for name in _in_address(handling)})
    headers = {"Idempotency-Key": key} | _seen(given.get("if_match"))
    fields_of, names = body(handling, given), _names(handling)
    try:
        return server.ask(handling.method, path, headers=headers, body=fields_of, names=names)
    except (ServerAway, ServerUnreachable):
        tell(say("give.again", sent=key), stderr=True)
        raise
    except ServerRefused as refused:
        if refused.status == _VERSION_MISSING:
            tell(say("give.needs-version"), stderr=True)
        raise


def _seen(version: str | None) -> dict[str, str]:
    if version is None:
        return {}
    return {"If-Match": version if version == "*" else f'"{version}"'}


def body(handling: "Handling", given: Mapping[str, Any]) -> dict[str, Any]:
    """What the file and the options say together. Raises BadParameter."""
    found = {} if given["file"] is None else _document(given["file"])
    for field in fields(handling):
        if given[field.parameter] is not None:
            _put(found, field, given[field.parameter])
    return found


def _put(found: dict[str, Any], field: Field, given: str) -> None:
    node = found
    for step in field.path[:-1]:
        if not isinstance(node.get(step), dict):
            node[step] = {}
        node = node[step]
    node[field.path[-1]] = field.value(given)


def _document(file: Path) -> dict[str, Any]:
    """Raises BadParameter."""
    content = sys.stdin.read() if str(file) == _STDIN else file.read_text(encoding="utf-8")
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise typer.BadParameter(say("give.no-object"), param_hint="--file")
    return found


def _names(handling: "Handling") -> dict[str, str]:
    """By what the server calls a field: the option that gives it."""
    in_body = {field.pointer: f"--{field.typed}" for field in fields(handling)}
    return in_body | _HEADERS | {name: f"--{in_address(name)}" for name in _in_address(handling)}


def _in_address(handling: "Handling") -> list[str]:
    return re.findall(r"{(\w+)}", handling.path)


def _heads() -> list[str]:
    return [say(f"give.{name}") for name in ("command", "address", "who")]


def _line(name: str, handling: "Handling") -> list[str]:
    return [name, f"{handling.method} {handling.path}", _who(handling)]


def _who(handling: "Handling") -> str:
    return ", ".join(word(role, language()) for role in sorted(handling.roles))
