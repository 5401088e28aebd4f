"""Something that waits for somebody, as the first page lists it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Task:
    """Something that waits; `day` is its last one."""

    day: date | None
    is_late: bool
    title: str
    address: str
    explained: str
    button: str
    meetings: Sequence[str] = ()
    """Which of one's own is the last before the day."""
