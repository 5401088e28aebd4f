"""What an insats serves, whom it concerns and where it stands: columns by which tables are narrowed down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samverka_domain.steps import Phase
from samverka_projections.concerning import MOST, Concern, concerns
from samverka_projections.gates import CaseThen, cases
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.participation.matrix import Cell, matrix, participants
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column
from samverka_services.downloads.declared import Inquiry


@dataclass(frozen=True)
class Known:
    """What the tables of a region tell of."""

    insatser: Sequence[InsatsThen]
    cases: Mapping[str, CaseThen]
    cells: Sequence[Cell]
    """Of the matrix."""
    concerns: Mapping[str, Concern]

    @property
    def ids(self) -> list[str]:
        """Of the insatser."""
        return [each.insats_id for each in self.insatser]


async def known(inquiry: Inquiry, region_id: str) -> Known:
    """A region's insatser, by code."""
    found = await insatser(inquiry.connection, region_id, inquiry.as_of, limit=MOST)
    return await _known(inquiry, region_id, found, await matrix(inquiry.connection, region_id, inquiry.as_of))


async def known_of(inquiry: Inquiry, region_id: str, found: Sequence[InsatsThen]) -> Known:
    """Of these alone."""
    ids = [each.insats_id for each in found]
    cells = await participants(inquiry.connection, region_id, ids, inquiry.as_of)
    return await _known(inquiry, region_id, found, cells)


async def _known(inquiry: Inquiry, region_id: str, found: Sequence[InsatsThen], cells: Sequence[Cell]) -> Known:
    standing = await cases(inquiry.connection, [each.insats_id for each in found], inquiry.as_of)
    about = await concerns(inquiry.connection, region_id, found, standing, cells, inquiry.as_of)
    return Known(found, standing, cells, about)


def serves(concern_of: Callable[[Any], Concern | None]) -> dict[str, Column[Any]]:
    """What an insats serves: columns of a file, by which the rows of a page can be picked too."""
    return {
        "focus-area": _several(concern_of, lambda concern: concern.focus_areas, "4"),
        "effect-goals": _several(concern_of, lambda concern: concern.effect_goals, "4B"),
    }


def concerned(concern_of: Callable[[Any], Concern | None]) -> dict[str, Column[Any]]:
    """The same, and whom it concerns; empty where a row is about no insats."""
    municipalities = _several(concern_of, lambda concern: concern.municipalities, "212000-1439")
    return {**serves(concern_of), "concerns": municipalities}


def _several(
    concern_of: Callable[[Any], Concern | None], told: Callable[[Concern], Mapping[str, str]], example: str
) -> Column[Any]:
    def codes(row: Any) -> Mapping[str, str]:
        concern = concern_of(row)
        return told(concern) if concern else {}

    return Column(lambda row, _: ", ".join(codes(row).values()) or None, codes=codes, example=example, on_page=False)


def in_phase(concern_of: Callable[[Any], Concern | None], *, on_page: bool = False) -> dict[str, Column[Any]]:
    """The phase in which the insats of a row stands."""

    def code(row: Any) -> Phase | None:
        concern = concern_of(row)
        return concern.phase if concern else None

    def told(row: Any, language: str) -> str | None:
        found = code(row)
        return word(found, language) if found else None

    return {"phase": Column(told, code=code, example="INITIERA", on_page=on_page)}


def overdue(is_overdue: Callable[[Any], bool]) -> dict[str, Column[Any]]:
    """Whether what a row tells of is late."""

    def code(row: Any) -> str:
        return "overdue" if is_overdue(row) else "in-time"

    return {
        "overdue": Column(
            lambda row, language: text(f"download.{code(row)}", language),
            code=code,
            example="overdue",
            on_page=False,
        )
    }
