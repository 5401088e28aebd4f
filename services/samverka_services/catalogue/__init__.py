"""Every text that a person reads, by key: a folder for each language, and in it a file for each topic."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from samverka_domain.kernel.calendar import STOCKHOLM

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
    """The text of a dotted key, with its placeholders filled in as the reader writes (KeyError if there is none)."""
    return raw(key, language).format(**{name: written(each, language) for name, each in params.items()})


def raw(key: str, language: str) -> str:
    """The text of a dotted key, with its placeholders as they stand there (KeyError if there is none)."""
    return str(_entry(key, language))


def word(value: StrEnum, language: str) -> str:
    """What a value of a domain's list is called in a sentence."""
    return str(written(value, language))


def written(value: Any, language: str) -> Any:
    """A value as it stands in a sentence."""
    match value:
        case bool():
            return text("listing.yes" if value else "listing.no", language)
        case StrEnum():
            words = texts(language)["word"].get(_snake(type(value).__name__), {})
            return words.get(value, str(value))
        case datetime():
            return _moment(value, language)
        case date.min | date.max:
            return text("listing.no-limit", language)
        case tuple() | list():
            return _listing([str(written(each, language)) for each in value], language)
    return value


def refusal(code: str, language: str) -> str:
    """What a refusal is called by its code; the code itself where no text knows it any more."""
    known = (texts(language)[section].get(code) for section in ("rule", "problem"))
    return next((str(each["title"]) for each in known if each), code)


def field_message(language: str, code: str, context: Mapping[str, Any]) -> str:
    """What the catalogue says of one kind of field error: shortly, or as it says of the rule."""
    known = f"field.{code}" if is_told_of_any_field(code) else f"rule.{code}.detail"
    key = known if code in {**texts(language)["field"], **texts(language)["rule"]} else "field.other"
    return text(key, language, **{**context, **_expected(language, context)})


def is_told_of_any_field(code: str) -> bool:
    """Whether a kind of error can befall many fields, so that it is told shortly beside the field."""
    return code in texts(LANGUAGES[0])["field"]


def _entry(key: str, language: str) -> Any:
    entry: Any = texts(language)
    for part in key.split("."):
        entry = entry[part]
    return entry


def _moment(moment: datetime, language: str) -> str:
    """A moment as the clock shows it in Sweden; midnight as the end of the day before."""
    local = moment.astimezone(STOCKHOLM)
    day, hour = local.date(), f"{local:%H}"
    if local.time() == time():
        day, hour = day - timedelta(days=1), "24"
    return text("listing.moment", language, day=day, hour=hour, minute=f"{local:%M}")


def _listing(written: Sequence[str], language: str) -> str:
    *others, last = written or [""]
    return f"{', '.join(others)} {_entry('listing.or', language)} {last}" if others else last


def _expected(language: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """Pydantic lists what it expected as "'A', 'B' or 'C'"."""
    expected = context.get("expected", "")
    listed = re.findall("'[^']*'", expected) if isinstance(expected, str) else [f"'{each}'" for each in expected]
    return {"expected": _listing(listed, language) or str(expected)}


def _snake(name: str) -> str:
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()
