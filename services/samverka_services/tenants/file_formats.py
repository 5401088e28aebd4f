"""A file of tenants as it lies on the disk: values, and the line and name of each field."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

LIST = "organisationer"
"""The key of the list in YAML."""
NESTED = "administrator"
"""In CSV its fields are the columns `administrator_…`."""

Path = tuple[int | str, ...]


class Unreadable(Exception):
    """The file is not of its form; `code` is a text of the catalogue's section `field`."""

    def __init__(self, line: int, code: str) -> None:
        super().__init__(line, code)
        self.line = line
        self.code = code


@dataclass(frozen=True)
class Entry:
    """One tenant's fields, and where they stand."""

    values: object
    line: Callable[[Path], int]
    field: Callable[[Path], str]


def yaml_entries(content: bytes) -> list[Entry]:
    """The members of the list `organisationer`."""
    tree = _parsed(_decoded(content))
    if not isinstance(tree, CommentedMap) or not isinstance(tree.get(LIST), CommentedSeq):
        raise Unreadable(1, "mapping")
    entries: CommentedSeq = tree[LIST]
    return [_yaml_entry(entries, index) for index in range(len(entries))]


def csv_entries(content: bytes) -> list[Entry]:
    """The rows; the first line names the columns, separated by comma or semicolon."""
    text = _decoded(content)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter, restkey="?")
    return [_csv_entry(row, rows.line_num) for row in rows]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(content[: error.start].count(b"\n") + 1, "utf8") from error


def _parsed(text: str) -> object:
    try:
        return YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(mark.line + 1 if mark else 1, "yaml") from error


def _yaml_entry(entries: CommentedSeq, index: int) -> Entry:
    start = int(entries.lc.item(index)[0]) + 1

    def line(path: Path) -> int:
        return _line(entries[index], path, start)

    return Entry(_plain(entries[index]), line, lambda path: ".".join(str(step) for step in path))


def _line(node: Any, path: Path, line: int) -> int:
    for step in path:
        if not isinstance(node, CommentedMap) or step not in node:
            break
        line = int(node.lc.key(step)[0]) + 1
        node = node[step]
    return line


def _csv_entry(row: Mapping[str | Any, Any], line: int) -> Entry:
    filled = {name: value.strip() for name, value in row.items() if isinstance(value, str) and value.strip()}
    nested = {name: filled.pop(name) for name in list(filled) if name.startswith(f"{NESTED}_")}
    values = {**filled, NESTED: {name.removeprefix(f"{NESTED}_"): value for name, value in nested.items()}}
    if "?" in row:
        values["?"] = row["?"]
    return Entry(values, lambda _path: line, lambda path: "_".join(str(step) for step in path))


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    return str(node) if isinstance(node, str) else node
