"""Small files of each kind, made here: office files are packed, and tell what they are by their parts."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_XML = "application/vnd.openxmlformats-officedocument"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG, GIF = b"\xff\xd8\xff\xe0" + bytes(20), b"GIF89a" + bytes(20)
WEBP = b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(20)
WORD = f"{_XML}.wordprocessingml.document.main+xml"
EXCEL = f"{_XML}.spreadsheetml.sheet.main+xml"
POWERPOINT = f"{_XML}.presentationml.presentation.main+xml"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


def packed(parts: dict[str, str | bytes]) -> bytes:
    """These parts in a file."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return written.getvalue()


def open_xml(*types: str, **parts: str) -> bytes:
    """An Office file that declares these types; `__` in the name of a part is written `/`."""
    declared = "".join(f'<Override PartName="/{number}" ContentType="{each}"/>' for number, each in enumerate(types))
    more: dict[str, str | bytes] = {name.replace("__", "/"): content for name, content in parts.items()}
    return packed({"[Content_Types].xml": f'<?xml version="1.0"?><Types>{declared}</Types>', **more})


def open_document(mimetype: str = OPEN_TEXT, **parts: str) -> bytes:
    """An OpenDocument file."""
    more: dict[str, str | bytes] = {name.replace("__", "/"): content for name, content in parts.items()}
    return packed({"mimetype": mimetype, "content.xml": "<x/>", **more})
