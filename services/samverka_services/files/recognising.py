"""What a file is, by what is in it, whatever it is called. Nothing is unpacked but one small part, and bounded."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from samverka_domain.attachments import MOST_BYTES, FileType
from samverka_domain.kernel.rules import Refused, Rule, require

MOST_UNPACKED = 40 * MOST_BYTES
"""Of what a packed file says that it unpacks to."""
_MOST_DIRECTORY = 1_000_000
"""Bytes of the list of what is packed: before it is read."""
_MOST_PART = 1_000_000
_END, _END_LENGTH, _LOCATOR = b"PK\x05\x06", 22, b"PK\x06\x07"
_ENCRYPTED = 0x1
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": FileType.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileType.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileType.ODP,
    b"application/vnd.oasis.opendocument.graphics": FileType.ODG,
}
_OPEN_XML = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileType.DOCX,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileType.XLSX,
    b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": FileType.PPTX,
}
_CONTENT_TYPE = re.compile(rb"""\bContentType\s*=\s*["']([^"']*)["']""")
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|activex|macrosheet", re.IGNORECASE)
_MACRO_PARTS = re.compile(r"(^|/)(vbaproject|vbadata|macrosheets/|activex/)|^(basic|scripts)/", re.IGNORECASE)
_CONTENT_TYPES, _MIMETYPE = "[Content_Types].xml", "mimetype"

_OTHERS: tuple[tuple[FileType, Callable[[bytes], bool]], ...] = (
    (FileType.PDF, lambda content: content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]),
    (FileType.PNG, lambda content: content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR"),
    (FileType.JPEG, lambda content: content.startswith(b"\xff\xd8\xff")),
    (FileType.GIF, lambda content: content[:6] in {b"GIF87a", b"GIF89a"}),
    (FileType.WEBP, lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP"),
)


def type_of(content: bytes) -> FileType:
    """What a file is. Raises Refused for one that is empty, too large, has macros, or is none that is taken."""
    require(content, Rule.FILE_EMPTY)
    require(len(content) <= MOST_BYTES, Rule.FILE_TOO_LARGE, megabytes=MOST_BYTES >> 20)
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    found = next((kind for kind, fits in _OTHERS if fits(content)), None)
    if found is None:
        raise _unknown()
    return found


def _packed(content: bytes) -> FileType:
    if not _is_directory_bounded(content):
        raise _unknown()
    try:
        with ZipFile(BytesIO(content)) as packed:
            return _office(packed)
    except (BadZipFile, LookupError, NotImplementedError, OSError, ValueError, RuntimeError, EOFError) as error:
        raise _unknown() from error


def _is_directory_bounded(content: bytes) -> bool:
    """Whether its list of parts says itself how long it is, and is not long: a longer one fills the memory."""
    end = content.rfind(_END)
    if end < 0 or len(content) < end + _END_LENGTH or content[max(end - 20, 0) : end].startswith(_LOCATOR):
        return False
    return int.from_bytes(content[end + 12 : end + 16], "little") <= _MOST_DIRECTORY


def _office(packed: ZipFile) -> FileType:
    parts = packed.infolist()
    names = [each.filename for each in parts]
    if len(set(names)) < len(names) or not all(map(_is_harmless, parts)):
        raise _unknown()
    if sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise _unknown()
    require(not any(map(_MACRO_PARTS.search, names)), Rule.FILE_WITH_MACROS)
    return _open_xml(packed) if _CONTENT_TYPES in names else _open_document(packed)


def _is_harmless(part: ZipInfo) -> bool:
    """Neither locked, nor to be unpacked elsewhere."""
    steps = part.filename.replace("\\", "/").split("/")
    return not part.flag_bits & _ENCRYPTED and ".." not in steps and steps[0] != ""


def _open_xml(packed: ZipFile) -> FileType:
    """By its declared types. A list with entities or comments is not read as programs would read it."""
    declared = _small_part(packed, _CONTENT_TYPES)
    if b"&" in declared or b"<!" in declared or b"\x00" in declared:
        raise _unknown()
    types = _CONTENT_TYPE.findall(declared)
    require(not any(map(_MACRO_TYPES.search, types)), Rule.FILE_WITH_MACROS)
    found = [_OPEN_XML[each] for each in types if each in _OPEN_XML]
    if len(found) != 1:
        raise _unknown()
    return found[0]


def _open_document(packed: ZipFile) -> FileType:
    return _OPEN_DOCUMENT[_small_part(packed, _MIMETYPE).strip()]


def _small_part(packed: ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        content = part.read(_MOST_PART + 1)
    if len(content) > _MOST_PART:
        raise _unknown()
    return content


def _unknown() -> Refused:
    return Refused(Rule.FILE_OF_UNKNOWN_TYPE, types=tuple(FileType))
