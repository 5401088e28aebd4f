"""The matrix as rows of a table: in each cell a sign and a word, and hours and money where they are set aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from samverka_domain.participation import JOINED
from samverka_services.kernel.participation_signs import SIGNS

Text = Callable[..., str]


@dataclass(frozen=True)
class CellShown:
    """One cell; `kind` is the name of its look."""

    kind: str
    sign: str
    word: str
    details: Sequence[str]


@dataclass(frozen=True)
class RowShown:
    """One municipality."""

    name: str
    own: bool
    left: str
    """Since when it has been no member, if it has left."""
    cells: Sequence[CellShown | None]


@dataclass(frozen=True)
class MatrixShown:
    """One region."""

    region_id: str
    name: str
    insatser: Sequence[dict[str, Any]]
    rows: Sequence[RowShown]
    sums: Sequence[str]


def matrix_shown(region: dict[str, Any], own: str, text: Text) -> MatrixShown:
    """Of an answer to the matrix document; `own` is the reader's organisation, `text` gives texts by key."""
    matrix = region["participationMatrix"]
    cells = {(cell["municipalityId"], cell["insatsId"]): cell for cell in matrix["cells"]}
    insatser = matrix["insatser"]
    rows = [
        RowShown(
            municipality["name"],
            municipality["id"] == own,
            _mark(municipality, text),
            [_cell(cells.get((municipality["id"], insats["id"])), text) for insats in insatser],
        )
        for municipality in matrix["municipalities"]
    ]
    sums = [_sum(matrix["cells"], insats["id"], text) for insats in insatser]
    return MatrixShown(region["id"], region["name"], insatser, rows, sums)


def _mark(municipality: dict[str, Any], text: Text) -> str:
    if municipality["hasLeft"]:
        return text("matrix.left", day=municipality["validTo"])
    return text("matrix.not-connected") if municipality["notConnected"] else ""


def _cell(cell: dict[str, Any] | None, text: Text) -> CellShown | None:
    if cell is None:
        return None
    status = cell["status"]
    details = [text("matrix.set-aside", hours=cell["hours"], money=cell["thousandKronor"])] if cell["hours"] else []
    details += [
        text(f"matrix.{mark}") for mark, holds in (("late", cell["late"]), ("behalf", cell["onBehalf"])) if holds
    ]
    return CellShown(status.lower().replace("_", "-"), SIGNS[status], text(f"status.{status}"), details)


def _sum(cells: Sequence[dict[str, Any]], insats_id: str, text: Text) -> str:
    asked = [cell for cell in cells if cell["insatsId"] == insats_id]
    return text("matrix.sum", joined=sum(cell["status"] in JOINED for cell in asked), all=len(asked))
