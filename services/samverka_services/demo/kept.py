"""What a demonstration's folder says of its database: to which day the story is played in it, and whether it is."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


class NotTheDemonstrations(Exception):
    """The folder's database holds something that the demonstration did not put there; the text is the folder."""


class PlayedToAnotherDay(Exception):
    """The folder holds the story up to another day; the text is that day."""


@dataclass(frozen=True)
class Kept:
    """Two small files beside the database."""

    folder: Path

    def begin(self, until: date, *, is_empty: bool) -> None:
        """Before anything is played. Raises NotTheDemonstrations and PlayedToAnotherDay."""
        if is_empty:
            self._until.write_text(until.isoformat(), encoding="utf-8")
        if not self._until.exists():
            raise NotTheDemonstrations(str(self.folder))
        known = self._until.read_text(encoding="utf-8").strip()
        if known != until.isoformat():
            raise PlayedToAnotherDay(known)

    def end(self) -> None:
        """When all has been played."""
        self._played.touch()

    @property
    def is_played(self) -> bool:
        """Whether it has been played to its end, whatever came later."""
        return self._played.exists()

    @property
    def _until(self) -> Path:
        return self.folder / "story-until"

    @property
    def _played(self) -> Path:
        return self.folder / "story-played"
