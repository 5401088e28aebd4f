"""Files of a version of a document: what each is called, what it is, and the sum that tells it from all others.

The bytes lie beside the log. An event says of which files a version is made, and they never change.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated

from samverka_domain.document_parts import DocumentContent
from samverka_domain.kernel.limits import Between, Listed, Matching, Path, Text, Value, place
from samverka_domain.kernel.rules import Rule, require

MOST_BYTES = 25 * 1024 * 1024
MOST_ATTACHMENTS = 50
SHA256 = r"[0-9a-f]{64}"
_EXAMPLE_SUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_NEVER = r'/\\:*?"<>|\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff'
"""What no system takes in a name, what leads to another folder, and signs that are not seen."""


class FileType(StrEnum):
    """What a file is, by what is in it."""

    PDF = "PDF"
    ODT = "ODT"
    ODS = "ODS"
    ODP = "ODP"
    ODG = "ODG"
    DOCX = "DOCX"
    XLSX = "XLSX"
    PPTX = "PPTX"
    PNG = "PNG"
    JPEG = "JPEG"
    GIF = "GIF"
    WEBP = "WEBP"

    @property
    def endings(self) -> tuple[str, ...]:
        """With which its name ends."""
        return (".jpg", ".jpeg") if self is FileType.JPEG else (f".{self.lower()}",)


FileName = Annotated[
    str,
    Text(150),
    Matching(rf"[^\s.{_NEVER}]([^{_NEVER}]*[^\s.{_NEVER}])?\.[A-Za-z0-9]{{2,5}}", "kostnadskalkyl.pdf"),
]
Sha256 = Annotated[str, Matching(SHA256, _EXAMPLE_SUM)]


@dataclass(frozen=True)
class NamedFile(Value):
    """A file that has been received, and what it is to be called."""

    name: FileName
    sha256: Sha256


@dataclass(frozen=True)
class Attachment(Value):
    """A file of a version."""

    name: FileName
    type: FileType
    size: Annotated[int, Between(1, MOST_BYTES)]
    """Bytes."""
    sha256: Sha256

    def require_sensible(self, path: Path) -> None:
        """Refuse a name by which it seems to be something else than it is."""
        fits = self.name.lower().endswith(self.type.endings)
        said = {"name": self.name, "type": self.type, "endings": self.type.endings}
        require(fits, Rule.FILE_NAMED_AS_ANOTHER_TYPE, **place((*path, "name")), **said)


Attachments = Annotated[tuple[Attachment, ...], Listed(MOST_ATTACHMENTS)]


@dataclass(frozen=True)
class AttachmentsCompared:
    """The names of files by what became of them from one version to another."""

    come: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    """Those under whose name there is another file now."""

    @classmethod
    def of(cls, before: tuple[Attachment, ...], after: tuple[Attachment, ...]) -> "AttachmentsCompared":
        """From one to the other."""
        old, new = _sums(before), _sums(after)
        come, gone = (tuple(name for name in one if name not in other) for one, other in ((new, old), (old, new)))
        return cls(come, gone, tuple(name for name in new if name in old and new[name] != old[name]))


def hash_of(content: DocumentContent, attachments: tuple[Attachment, ...]) -> str:
    """What tells one version from every other: SHA-256 of its parts and its files, as 64 hexadecimal digits."""
    if not attachments:
        return content.hash
    files = [asdict(each) for each in sorted(attachments, key=lambda each: each.name)]
    said = json.dumps([content.hash, files], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def require_told_apart(attachments: tuple[Attachment, ...]) -> None:
    """Refuse two files of one name, however it is written."""
    known = set[str]()
    for index, each in enumerate(attachments):
        name = each.name.casefold()
        require(name not in known, Rule.FILE_NAMED_TWICE, **place(("attachments", index, "name")), name=each.name)
        known.add(name)


def _sums(attachments: tuple[Attachment, ...]) -> Mapping[str, str]:
    return {each.name: each.sha256 for each in attachments}
