"""Rows of the story: something that is decided or done on a day, and recorded then or later."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from samverka_services.demo.playing.scene import Scene


@dataclass(frozen=True)
class StoryRow:
    """Base of all rows; days are written as 2020-04-16."""

    day: str
    recorded: str = field(default="", kw_only=True)
    """The day on which it was recorded, if that is a later one."""

    @property
    def on(self) -> date:
        """The day of it."""
        return date.fromisoformat(self.day)

    @property
    def recorded_on(self) -> date:
        """The day on which it is played."""
        return date.fromisoformat(self.recorded or self.day)

    def play(self, scene: Scene) -> None:
        """Give the commands of it."""
        raise NotImplementedError


def before(day: str, days: int) -> str:
    """The day so many days before another; negative: after it."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def in_order(rows: Iterable[tuple[str, int, StoryRow]], until: date) -> list[tuple[str, int, StoryRow]]:
    """Rows of chapters up to a day, by the day of their recording; those of one day as they are told."""
    told = (each for each in rows if each[2].recorded_on <= until)
    return sorted(told, key=lambda each: each[2].recorded_on)
