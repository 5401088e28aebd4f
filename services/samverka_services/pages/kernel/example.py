"""The example people of a demonstration, by a file that the demonstration has written; elsewhere there is none."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

from samverka_infra.mail_folder import Folder
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
class Example:
    """All of them."""

    people: tuple[ExamplePerson, ...]
    mail: Folder
    """In which the mail to them lies, where no mail server gets it."""

    @classmethod
    def read(cls, path: Path, mail: Folder) -> Self:
        """From the file."""
        return cls(msgspec.json.decode(path.read_bytes(), type=tuple[ExamplePerson, ...]), mail)

    def person(self, hint: str) -> ExamplePerson | None:
        """Who is let in by a hint."""
        return next((each for each in self.people if each.hint == hint), None)
