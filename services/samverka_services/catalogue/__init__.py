"""Every text that a person reads, in Swedish and English, by key."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("sv", "en")


@cache
def texts(language: str) -> dict[str, Any]:
    """The whole catalogue of one language, as nested tables."""
    content = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


def text(key: str, language: str, /, **params: Any) -> str:
    """The text of a dotted key, with its placeholders filled in (KeyError if there is none)."""
    entry: Any = texts(language)
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**params)
