"""The matrix as a table that a municipal director understands in ten seconds: a symbol, a word, hours and money."""

from typing import Any

from rich.markup import escape
from rich.table import Table

from samverka_domain.participation import JOINED
from samverka_services.cli.common import console, say
from samverka_services.kernel.participation_signs import SIGNS

_STYLES = {
    "RESOURCES_SET_ASIDE": "bold green",
    "TAKING_PART": "green",
    "INTERESTED": "cyan",
    "CONDITIONAL": "yellow",
    "DECLINED": "red",
    "WITHDRAWN": "red",
    "OVERDUE": "bold red",
}
_SYMBOLS = {status: f"[{_STYLES.get(status, 'dim')}]{sign}[/]" for status, sign in SIGNS.items()}
_LEGEND = (
    "RESOURCES_SET_ASIDE",
    "TAKING_PART",
    "INTERESTED",
    "CONDITIONAL",
    "DECLINED",
    "WITHDRAWN",
    "OVERDUE",
    "UNANSWERED",
)


INSATSER_SIDE_BY_SIDE = 6
"""In one table; a region with more gets several, one below the other."""


def print_matrix(region: dict[str, Any], title: str) -> None:
    """Print the answer to the matrix document under a title."""
    matrix = region["participationMatrix"]
    insatser = matrix["insatser"]
    for first in range(0, max(len(insatser), 1), INSATSER_SIDE_BY_SIDE):
        console().print(_table(title, matrix, insatser[first : first + INSATSER_SIDE_BY_SIDE]))
    console().print(
        say("legend") + "  " + "   ".join(f"{_SYMBOLS[status]} {say(f'status.{status}')}" for status in _LEGEND)
    )


def _table(title: str, matrix: dict[str, Any], insatser: list[dict[str, Any]]) -> Table:
    cells = _by_place(matrix["cells"])
    table = Table(title=escape(title), title_justify="left", show_lines=False)
    table.add_column(say("municipality"), no_wrap=True)
    for insats in insatser:
        table.add_column(f"{insats['code']}\n{escape(insats['title'])}", ratio=1)
    for municipality in matrix["municipalities"]:
        row = [_cell(cells.get((municipality["id"], insats["id"]))) for insats in insatser]
        table.add_row(escape(municipality["name"]), *row)
    table.add_section()
    table.add_row(say("joined"), *(_sum_up(matrix["cells"], insats["id"]) for insats in insatser), style="bold")
    return table


def _by_place(cells: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(cell["municipalityId"], cell["insatsId"]): cell for cell in cells}


def _cell(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return ""
    status = cell["status"]
    words = [f"{_SYMBOLS[status]} {say(f'short.{status}')}"]
    if status == "RESOURCES_SET_ASIDE":
        resources = say("resources", hours=cell["hours"], money=cell["thousandKronor"])
        words = [f"{_SYMBOLS[status]} {resources}"]
    marks = [say(mark) for mark, holds in (("late", cell["late"]), ("on-behalf", cell["onBehalf"])) if holds]
    return " ".join([*words, *(f"[dim]({mark})[/]" for mark in marks)])


def _sum_up(cells: list[dict[str, Any]], insats_id: str) -> str:
    own = [cell for cell in cells if cell["insatsId"] == insats_id]
    joined = [cell for cell in own if cell["status"] in JOINED]
    hours = sum(cell["hours"] or 0 for cell in joined)
    money = sum(cell["thousandKronor"] or 0 for cell in joined)
    return say("sum", joined=len(joined), all=len(own), hours=hours, money=money)
