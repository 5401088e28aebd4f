"""What a line of a file turns out to be."""

from dataclasses import dataclass

from samverka_domain.year_wheel import OwnDay

MOST_DAYS = 500
"""Of a file."""


@dataclass(frozen=True)
class FoundDay:
    """A day, not yet held to its limits."""

    line: int
    day: OwnDay


@dataclass(frozen=True)
class NotRead:
    """What cannot be read; `code` is a text of the year wheel in the catalogue. Line 0 is the whole file."""

    line: int
    field: str
    code: str
