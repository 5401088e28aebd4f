"""`samverka remote`: the tables of a running server, as people, programs and spreadsheets read them."""

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic.alias_generators import to_camel

from samverka_services.cli.common import language, say
from samverka_services.cli.declared import Words, asked_for, chosen, in_address, needed, option, parameter, run
from samverka_services.cli.printing import print_json, print_table
from samverka_services.cli.server import Server, ServerAddress

if TYPE_CHECKING:
    from samverka_services.downloads.declared import TableFile

_TIMES = ("known_at", "decided_as_of", "on")
_MARK = "\ufeff"


class Form(StrEnum):
    """As what a table is written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


def remote(words: Words = None) -> None:
    """One table; without a name, which there are."""
    found = tables()
    name = chosen(found, words)
    if name is None:
        print_table(say("remote.title"), _heads(), [[each, table.address] for each, table in sorted(found.items())])
        return
    assert words is not None
    told = say("remote.told", address=found[name].address)
    run("remote", name, told, options(found[name]), lambda given: _read(found[name], given), words[1:])


def tables() -> dict[str, "TableFile"]:
    """By what is typed: the last word of their address that names something."""
    from samverka_services.downloads.declared import table_files

    return {table.address.removesuffix("/own").rpartition("/")[2]: table for table in table_files()}


def options(table: "TableFile") -> Iterator[Parameter]:
    """What its address has to say, and which of it is asked for as what."""
    for name in _in_address(table):
        yield needed(name, in_address(name), asked_for(name))
    for time in _TIMES:
        yield option(time, say(f"remote.{time.replace('_', '-')}"))
    yield option("read_after", say("remote.read-after"))
    yield parameter("form", Annotated[Form, typer.Option("--format", help=say("remote.format"))], Form.TEXT)
    yield option("output", say("remote.output"), kind=Path | None)
    yield parameter("server", ServerAddress, None)


def _in_address(table: "TableFile") -> list[str]:
    return re.findall(r"{(\w+)}", table.address)


def _heads() -> list[str]:
    return [say(f"remote.{name}") for name in ("name", "address")]


def _read(table: "TableFile", given: Mapping[str, Any]) -> None:
    from samverka_services.http.reading_after import HEADER

    form, server = given["form"], Server.of(given["server"])
    path = table.address.format(**{name: _quoted(given[name]) for name in _in_address(table)})
    params = {to_camel(time): given[time] for time in _TIMES if given[time]}
    names = {to_camel(time): f"--{time.replace('_', '-')}" for time in _TIMES}
    names |= {name: f"--{in_address(name)}" for name in _in_address(table)} | {HEADER: "--read-after"}
    answer = server.ask(
        "GET",
        path,
        params=params | ({"file": "xlsx"} if form is Form.XLSX else {}),
        headers={HEADER: given["read_after"]} if given["read_after"] else {},
        names=names,
    )
    _write(table, form, answer.content, given["output"])


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def _write(table: "TableFile", form: Form, content: bytes, output: Path | None) -> None:
    if output is not None:
        output.write_bytes(_as_json(table, content).encode() if form is Form.JSON else content)
    elif form in {Form.CSV, Form.XLSX}:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif form is Form.JSON:
        print_json(_documents(table, content))
    else:
        heads, *rows = _lines(content)
        print_table(table.address, heads, rows)


def _as_json(table: "TableFile", content: bytes) -> str:
    import json

    return json.dumps(_documents(table, content), ensure_ascii=False, indent=2)


def _documents(table: "TableFile", content: bytes) -> list[dict[str, str | None]]:
    """A row each: by the columns' own names, and what the columns of this table alone are headed by."""
    names = dict(zip(table.columns.headings(language()), map(_named, table.columns.in_file), strict=True))
    heads, *rows = _lines(content)
    return [{names.get(head, head): cell or None for head, cell in zip(heads, row, strict=True)} for row in rows]


def _named(column: str) -> str:
    return to_camel(column.replace("-", "_"))


def _lines(content: bytes) -> list[list[str]]:
    from samverka_services.downloads.spreadsheet import looks_like_formula

    def as_it_was(cell: str) -> str:
        return cell[1:] if cell.startswith("'") and looks_like_formula(cell[1:]) else cell

    text = content.decode().removeprefix(_MARK)
    return [[as_it_was(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")]
