"""Forms that carry a file (multipart/form-data, RFC 7578): a file is a text, whatever it is called."""

from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

UPLOAD = "/arshjul/hamta"
"""The address at which the days of a year wheel are brought."""
TAKE_OVERS = "/insatser/overta-fil"
"""The address at which insatser that are under way are."""
MULTIPART = "multipart/form-data"
_BREAK = b"\r\n"
_PACKED = b"PK\x03\x04"


def headed(content_type: str) -> Message:
    """A Content-Type header, taken apart."""
    found = Message()
    found["Content-Type"] = content_type
    return found


def pairs_of_parts(content_type: str, body: bytes, most: int) -> list[tuple[str, str]]:
    """The parts as names and texts. Raises ValueError for what is no such form, or has more parts."""
    boundary = headed(content_type).get_boundary()
    chunks = (_BREAK + body).split(_BREAK + b"--" + (boundary or "").encode("ascii"))
    if not boundary or len(chunks) < 2 or len(chunks) - 2 > most or not chunks[-1].startswith(b"--"):
        raise ValueError(MULTIPART)
    return list(_pairs(chunks[1:-1]))


def _pairs(chunks: list[bytes]) -> Iterator[tuple[str, str]]:
    for chunk in chunks:
        head, separator, content = chunk.removeprefix(_BREAK).partition(_BREAK * 2)
        name = HeaderParser().parsestr(head.decode()).get_param("name", header="content-disposition")
        if not separator or not isinstance(name, str):
            raise ValueError(MULTIPART)
        yield name, text_of(content)


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
