"""What a document says, before it is set."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec

from samverka_services.catalogue import text


@dataclass(frozen=True)
class Part:
    """A heading with what stands below it: facts with their labels, a table, sentences."""

    heading: str
    facts: Sequence[tuple[str, str]] = ()
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Document:
    """Everything that is set. All of it is text."""

    language: str
    title: str
    organisation: str
    """In whose name it was read."""
    about: Sequence[str]
    moment: str
    """As of when it was read, in a sentence."""
    read_at: datetime
    parts: Sequence[Part]
    is_example: bool = False
    wide: bool = False
    """Whether it needs the longer side of the paper."""

    def as_json(self) -> str:
        """As the typesetter reads it."""
        example = text("web.layout.example", self.language) if self.is_example else ""
        explained = text("web.layout.example-explained", self.language) if self.is_example else ""
        words = {name: text(f"document.{name}", self.language) for name in ("page", "of")}
        told = asdict(self) | {"example": example, "explained": explained} | words
        return msgspec.json.encode(told).decode()
