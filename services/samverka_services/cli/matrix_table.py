"""The matrix as a table that a municipal director understands in ten seconds: a symbol, a word, hours and money."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from samverka_domain.participation import JOINED
from samverka_services.cli.common import say
from samverka_services.cli.printing import console, fits, harmless, print_table
from samverka_services.kernel.participation_signs import SIGNS, word_of

_STYLES = {
    "RESOURCES_SET_ASIDE": "bold green",
    "TAKING_PART": "green",
    "INTERESTED": "cyan",
    "CONDITIONAL": "yellow",
    "DECLINED": "red",
    "WITHDRAWN": "red",
    "OVERDUE": "bold red",
}
_LEGEND = (
    "RESOURCES_SET_ASIDE",
    "TAKING_PART",
    "INTERESTED",
    "CONDITIONAL",
    "DECLINED",
    "WITHDRAWN",
    "OVERDUE",
    "NO_ANSWER",
    "UNANSWERED",
)


INSATSER_SIDE_BY_SIDE = 6
"""In one table at most; where there are more, or less room, there are several, one below the other."""

Insatser = Sequence[dict[str, Any]]
Lines = list[list[Text]]


def print_matrix(region: dict[str, Any], title: str) -> None:
    """Print the answer to the matrix document under a title."""
    matrix, shown = region["participationMatrix"], 0
    while True:
        heads, *rows = _that_fit(matrix, matrix["insatser"][shown:])
        print_table(title, heads, rows)
        shown += len(heads) - 1
        if shown >= len(matrix["insatser"]):
            break
    legend = [Text(" ").join((_symbol(status), Text(say(f"status.{status}")))) for status in _LEGEND]
    console().print(Text("   ").join([Text(say("legend")), *legend]))


def _that_fit(matrix: dict[str, Any], insatser: Insatser) -> Lines:
    """The lines of a table of as many of the insatser as there is room for: one at least."""
    for count in range(min(len(insatser), INSATSER_SIDE_BY_SIDE), 1, -1):
        heads, *rows = _lines(matrix, insatser[:count])
        if fits(heads, rows):
            return [heads, *rows]
    return _lines(matrix, insatser[:1])


def _lines(matrix: dict[str, Any], insatser: Insatser) -> Lines:
    cells = {(cell["municipalityId"], cell["insatsId"]): cell for cell in matrix["cells"]}
    heads = [say("municipality"), *(f"{insats['code']}\n{insats['title']}" for insats in insatser)]
    rows = [
        [_municipality(each), *(_cell(cells.get((each["id"], insats["id"]))) for insats in insatser)]
        for each in matrix["municipalities"]
    ]
    sums = [say("joined"), *(_sum_up(matrix["cells"], insats["id"]) for insats in insatser)]
    return [[_text(head) for head in heads], *rows, [_text(each, "bold") for each in sums]]


def _municipality(row: dict[str, Any]) -> Text:
    mark = say("left", day=row["validTo"]) if row["hasLeft"] else say("not-connected") if row["notConnected"] else ""
    return _text(row["name"]) + Text(mark and f" ({mark})", "dim")


def _text(value: str, style: str = "") -> Text:
    return Text(harmless(value), style)


def _symbol(status: str) -> Text:
    return Text(SIGNS[status], _STYLES.get(status, "dim"))


def _cell(cell: dict[str, Any] | None) -> Text:
    if cell is None:
        return Text()
    status = cell["status"]
    words = say(f"short.{word_of(status, declined_part=cell['declinedPart'])}")
    if status == "RESOURCES_SET_ASIDE":
        words = say("resources", hours=cell["hours"], money=cell["thousandKronor"])
    marks = [say(mark) for mark, holds in (("late", cell["late"]), ("on-behalf", cell["onBehalf"])) if holds]
    return Text(" ").join([_symbol(status), Text(words), *(Text(f"({mark})", "dim") for mark in marks)])


def _sum_up(cells: list[dict[str, Any]], insats_id: str) -> str:
    own = [cell for cell in cells if cell["insatsId"] == insats_id]
    joined = [cell for cell in own if cell["status"] in JOINED]
    hours = sum(cell["hours"] or 0 for cell in joined)
    money = sum(cell["thousandKronor"] or 0 for cell in joined)
    return say("sum", joined=len(joined), all=len(own), hours=hours, money=money)
