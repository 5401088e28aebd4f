"""Forms that carry files (multipart/form-data, RFC 7578)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

UPLOAD = "/arshjul/hamta"
"""The address at which the days of a year wheel are brought."""
TAKE_OVERS = "/insatser/overta-fil"
"""The address at which insatser that are under way are."""
FILES = re.compile(r"/dokument/[^/]+/bilagor")
"""Those of forms with files of any kind."""
MULTIPART = "multipart/form-data"
_BREAK = b"\r\n"
_PACKED = b"PK\x03\x04"


def headed(content_type: str) -> Message:
    """A Content-Type header, taken apart."""
    found = Message()
    found["Content-Type"] = content_type
    return found


@dataclass(frozen=True)
class SentPart:
    """A field of such a form."""

    name: str
    content: bytes
    file_name: str | None
    """What a file is called, as its sender says; None for a field that is none."""


def takes_forms_with_files(path: str) -> bool:
    """Whether such a form may be sent to an address."""
    return path in {UPLOAD, TAKE_OVERS} or FILES.fullmatch(path) is not None


def pairs_of_parts(content_type: str, body: bytes, most: int) -> list[tuple[str, str]]:
    """The parts as names and texts, whatever they are. Raises ValueError as parts_of does."""
    return [(part.name, text_of(part.content)) for part in parts_of(content_type, body, most)]


def parts_of(content_type: str, body: bytes, most: int, *, whole: bool = True) -> list[SentPart]:
    """The parts; of a body that was cut off (not `whole`), those that had come completely.

    Raises ValueError for what is no such form, or has more parts.
    """
    boundary = headed(content_type).get_boundary()
    chunks = (_BREAK + body).split(_BREAK + b"--" + (boundary or "").encode("ascii"))
    if not boundary or len(chunks) < 2 or len(chunks) - 2 > most or (whole and not chunks[-1].startswith(b"--")):
        raise ValueError(MULTIPART)
    return list(_parts(chunks[1:-1]))


def _parts(chunks: list[bytes]) -> Iterator[SentPart]:
    for chunk in chunks:
        head, separator, content = chunk.removeprefix(_BREAK).partition(_BREAK * 2)
        headers = HeaderParser().parsestr(head.decode())
        name = headers.get_param("name", header="content-disposition")
        if not separator or not isinstance(name, str):
            raise ValueError(MULTIPART)
        yield SentPart(name, content, headers.get_filename())


def text_of(content: bytes) -> str:
    """UTF-8, with or without its mark; or else what older programs of Windows write.

    Of a packed file, such as a workbook, each sign is a byte.
    """
    if content.startswith(_PACKED):
        return content.decode("latin-1")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
