"""The columns of the file, and what a line can tell of."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from samverka_services.catalogue import LANGUAGES, text


class RowKind(StrEnum):
    """What a line tells."""

    INSATS = "INSATS"
    """Where it stands; one line for each."""
    DECISION = "DECISION"
    ACT = "ACT"
    DOCUMENT = "DOCUMENT"
    ANSWER = "ANSWER"
    PART = "PART"
    """A municipality's part; a line for each year."""


ROW, CODE = "row", "code"
_OF_KIND: Mapping[RowKind, Sequence[str]] = {
    RowKind.INSATS: ("title", "what", "day", "path", "origin", "stopped-at", "review-on", "pre-study", "project"),
    RowKind.DECISION: ("what", "outcome", "body", "day", "record-number"),
    RowKind.ACT: ("what", "day"),
    RowKind.DOCUMENT: ("what", "number", "title", "day", "record-number"),
    RowKind.ANSWER: ("municipality", "outcome", "day"),
    RowKind.PART: ("municipality", "day", "year", "hours", "thousand-kronor"),
}
"""Which columns belong to which kind of line."""
COLUMNS = tuple(dict.fromkeys((ROW, CODE, *(name for names in _OF_KIND.values() for name in names))))
EXAMPLES: Sequence[Mapping[str, str]] = (
    {
        "row": RowKind.INSATS,
        "code": "9.7",
        "title": "Exempel: e-tjänster",
        "what": "EXECUTION",
        "day": "2025-03-12",
        "path": "PROJECT",
        "origin": "NETWORK",
        "project": "E_RAD",
    },
    {
        "row": RowKind.DECISION,
        "code": "9.7",
        "what": "PROJECT_PLAN",
        "outcome": "APPROVED",
        "body": "E_RAD",
        "day": "2025-03-10",
        "record-number": "2025/17",
    },
    {
        "row": RowKind.DOCUMENT,
        "code": "9.7",
        "what": "PROJECT_PLAN",
        "number": "1.0",
        "title": "Exempel: projektplan",
        "day": "2025-03-10",
        "record-number": "2025/17",
    },
    {
        "row": RowKind.PART,
        "code": "9.7",
        "municipality": "1484",
        "day": "2025-02-01",
        "year": "2025",
        "hours": "120",
        "thousand-kronor": "50",
    },
)
"""What stands in the file to begin with."""


def heading(column: str, language: str) -> str:
    """What a column is called."""
    return text(f"web.takeover-file.column.{column}", language)


def column_of(written: str) -> str | None:
    """The column with this heading, in either language."""
    wanted = written.strip().casefold()
    known = ((column, heading(column, language)) for column in COLUMNS for language in LANGUAGES)
    return next((column for column, called in known if called.casefold() == wanted), None)
