"""What a file is, is told by what is in it; what cannot be looked into is not taken, and nothing is unpacked."""

import time
import tracemalloc

import pytest

from samverka_domain.attachments import MOST_BYTES, FileType
from samverka_domain.kernel.rules import Rule
from samverka_services.files.recognising import MOST_UNPACKED, type_of
from tests.support.files import (
    EXCEL,
    GIF,
    JPEG,
    OPEN_TEXT,
    PDF,
    PNG,
    POWERPOINT,
    WEBP,
    WORD,
    open_document,
    open_xml,
    packed,
)
from tests.unit.support import refused

MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileType.PDF),
        (PNG, FileType.PNG),
        (JPEG, FileType.JPEG),
        (GIF, FileType.GIF),
        (WEBP, FileType.WEBP),
        (open_xml(WORD, "application/xml"), FileType.DOCX),
        (open_xml(EXCEL), FileType.XLSX),
        (open_xml(POWERPOINT), FileType.PPTX),
        (open_document(), FileType.ODT),
        (open_document(OPEN_TEXT.replace("text", "spreadsheet")), FileType.ODS),
        (open_document(OPEN_TEXT.replace("text", "presentation")), FileType.ODP),
        (open_document(OPEN_TEXT.replace("text", "graphics")), FileType.ODG),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, kind: FileType) -> None:
    assert type_of(content) is kind


@pytest.mark.parametrize(
    "content",
    [
        open_xml(MACROS),
        open_xml(WORD, "application/vnd.ms-office.vbaProject"),
        open_xml(WORD, word__vbaProject_bin="x").replace(b"vbaProject_bin", b"vbaProject.bin"),
        open_xml(EXCEL, xl__macrosheets__sheet1="x"),
        open_xml(WORD, word__activeX__activeX1="x"),
        open_document(Basic__Standard__Module1="x"),
        open_document(Scripts__python__x="x"),
    ],
)
def test_a_file_with_macros_is_not_taken(content: bytes) -> None:
    with refused(Rule.FILE_WITH_MACROS):
        type_of(content)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + bytes(100),
        b"%PDF-1.7 utan slut",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"GIF87",
        packed({"a.txt": "x"}),
        open_xml("application/xml"),
        open_xml(WORD, EXCEL),
        open_document(f"{OPEN_TEXT}-template"),
        packed({"[Content_Types].xml": f'<!DOCTYPE x [<!ENTITY m "{MACROS}">]><Types ContentType="{WORD}"/>'}),
        packed({"[Content_Types].xml": f'<Types ContentType="{WORD}"/>', "../x": "x"}),
        packed({"[Content_Types].xml": f'<Types ContentType="{WORD}"/>', "/etc/x": "x"}),
        packed({"[Content_Types].xml": f'<Types ContentType="{WORD}"/>' + " " * 1_000_001}),
        open_xml(WORD)[:-30],
        open_xml(WORD)[:60],
        b"PK\x03\x04" + bytes(100),
        b"PK\x03\x04PK\x05\x06" + bytes(8) + b"\xff\xff\xff\x00" + bytes(6),
    ],
)
def test_what_is_none_of_them_is_not_taken_whatever_it_is_called(content: bytes) -> None:
    with refused(Rule.FILE_OF_UNKNOWN_TYPE):
        type_of(content)


def test_an_empty_file_and_one_that_is_too_large_say_so() -> None:
    with refused(Rule.FILE_EMPTY):
        type_of(b"")
    with refused(Rule.FILE_TOO_LARGE, megabytes=25):
        type_of(bytes(MOST_BYTES + 1))
    assert type_of(PDF[:-7] + bytes(MOST_BYTES - len(PDF)) + PDF[-7:]) is FileType.PDF


def test_a_locked_file_is_not_taken() -> None:
    content = bytearray(open_xml(WORD))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    with refused(Rule.FILE_OF_UNKNOWN_TYPE):
        type_of(bytes(content))


def test_a_bomb_is_not_unpacked() -> None:
    """Neither one that says how large it is, nor one that hides it."""
    bomb = packed({"[Content_Types].xml": f'<Types ContentType="{WORD}"/>', "word/document.xml": bytes(30_000_000)})
    lying = bytearray(packed({"[Content_Types].xml": bytes(30_000_000)}))
    first = lying.index(b"PK\x01\x02")
    lying[first + 24 : first + 28] = b"\x10\x00\x00\x00"
    enormous = bytearray(bomb)
    last = enormous.rindex(b"PK\x01\x02")
    enormous[last + 24 : last + 28] = (MOST_UNPACKED + 1).to_bytes(4, "little")
    tracemalloc.start()
    began = time.perf_counter()
    assert type_of(bomb) is FileType.DOCX
    for content in (bytes(lying), bytes(enormous)):
        with refused(Rule.FILE_OF_UNKNOWN_TYPE):
            type_of(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000
    assert time.perf_counter() - began < 5
