"""Sweden's 290 municipalities by kommunkod."""

import csv
from functools import cache
from importlib.resources import files

from samverka_domain.kernel.rules import Rule, require


@cache
def names_by_kommunkod() -> dict[str, str]:
    """Kommunkod → name, from the register that comes with Samverka."""
    text = files(__package__).joinpath("kommuner.csv").read_text(encoding="utf-8")
    return {row["kommunkod"]: row["namn"] for row in csv.DictReader(text.splitlines())}


def require_known(kommunkod: str) -> None:
    """Refuse a kommunkod that no Swedish municipality has."""
    require(kommunkod in names_by_kommunkod(), Rule.KOMMUNKOD_UNKNOWN, kommunkod=kommunkod)
