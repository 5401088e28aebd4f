"""The example people of a demonstration, by a file that the demonstration has written; elsewhere there is none."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Self

import msgspec

from samverka_domain.kernel.calendar import local_day
from samverka_infra.mail_folder import Folder
from samverka_services.kernel.timing import clock
from samverka_services.login.demo_code_flow import hint_of


@dataclass(frozen=True)
class ExamplePerson:
    """One whom everybody may be."""

    person_id: str
    name: str
    organisation_id: str
    organisation: str
    part: str
    """What she does; the catalogue has a word for it, and a sentence on what to try as her."""
    mail: str = ""
    """Her address, at which no mail ever arrives."""

    @property
    def hint(self) -> str:
        """Which the issuer of the demonstration lets in without a question."""
        return hint_of(self.person_id, self.organisation_id)


@dataclass(frozen=True)
class ExampleFile:
    """What the demonstration has written."""

    people: tuple[ExamplePerson, ...]
    seconds_behind: float
    """How far the log's clock, which goes on from the last day of the story, is behind the world's."""


@dataclass(frozen=True)
class Example:
    """All of them, and the demonstration's time."""

    people: tuple[ExamplePerson, ...]
    mail: Folder
    """In which the mail to them lies, where no mail server gets it."""
    behind: timedelta

    @classmethod
    def read(cls, path: Path, mail: Folder) -> Self:
        """From the file."""
        file = msgspec.json.decode(path.read_bytes(), type=ExampleFile)
        return cls(file.people, mail, timedelta(seconds=file.seconds_behind))

    @property
    def today(self) -> date:
        """The demonstration's day."""
        return local_day(clock() - self.behind)

    def person(self, hint: str) -> ExamplePerson | None:
        """Who is let in by a hint."""
        return next((each for each in self.people if each.hint == hint), None)
