"""What a line of a file turns out to be."""

from dataclasses import dataclass

from samverka_domain.year_wheel import OwnDay


@dataclass(frozen=True)
class Found:
    """A day, not yet held to its limits."""

    line: int
    day: OwnDay


@dataclass(frozen=True)
class NotRead:
    """What cannot be read; `code` is a text of the year wheel in the catalogue. Line 0 is the whole file."""

    line: int
    field: str
    code: str
