"""Every text that a person reads, by key: a folder for each language, and in it a file for each topic."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("sv", "en")


@cache
def texts(language: str) -> dict[str, Any]:
    """The whole catalogue of one language, as nested tables."""
    merged: dict[str, Any] = {}
    for topic in topics(language).values():
        _merge(merged, topic)
    return merged


def topics(language: str) -> dict[str, dict[str, Any]]:
    """What each topic's file says in one language; a file is found by lying in the language's folder."""
    found = files(__package__).joinpath(language).iterdir()
    return {
        file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in found if file.name.endswith(".toml")
    }


def _merge(tables: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, entry in more.items():
        if isinstance(entry, dict):
            _merge(tables.setdefault(name, {}), entry)
        else:
            tables[name] = entry


def text(key: str, language: str, /, **params: Any) -> str:
    """The text of a dotted key, with its placeholders filled in (KeyError if there is none)."""
    entry: Any = texts(language)
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**params)


def field_message(language: str, code: str, context: Mapping[str, Any]) -> str:
    """What the catalogue says of one kind of field error."""
    known = code if code in texts(language)["field"] else "other"
    return text(f"field.{known}", language, **{**context, **_expected(language, context)})


def _expected(language: str, context: Mapping[str, Any]) -> dict[str, str]:
    """Pydantic lists what it expected as "'A', 'B' or 'C'"."""
    listed = str(context.get("expected", ""))
    return {"expected": listed.replace("' or '", f"' {text('listing.or', language)} '")}
