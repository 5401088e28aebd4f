"""The files of a document's versions: part of what a version is, and named harmlessly."""

from dataclasses import replace
from typing import Any

import pytest

from samverka_domain.attachments import Attachment, AttachmentsCompared, FileType, hash_of
from samverka_domain.documents import Document
from samverka_domain.gates import Gate, Outcome
from samverka_domain.kernel.rules import Rule
from tests.unit.domain.test_documents import (
    APPROVED,
    DIRECTIVE,
    DRAFT,
    GATE,
    STEERING,
    WORDED,
    about,
    decided_fact,
    published,
    written,
)
from tests.unit.support import TOMORROW, TROLLHATTAN, fact, given

PDF = Attachment("kalkyl.pdf", FileType.PDF, 1200, "a" * 64)
SHEET = Attachment("kalkyl.xlsx", FileType.XLSX, 900, "b" * 64)


def with_files(number: str, *attachments: Attachment, **says: Any) -> Any:
    said = {"attachments": attachments, "content_hash": hash_of(DIRECTIVE, attachments)}
    return written(number, **said | says)


ATTACHED = (*DRAFT, with_files("0.2", PDF))


def test_other_files_make_the_next_working_copy_with_the_same_text() -> None:
    given(*DRAFT).when(Document.attach, (PDF,), "Nytt").then(with_files("0.2", PDF))
    given(*ATTACHED).when(Document.attach, (), "Nytt").then(with_files("0.3"))


def test_the_same_files_once_more_are_no_version() -> None:
    again = given(*ATTACHED).when(Document.attach, (PDF,), "Nytt")
    again.then_refused(Rule.DOCUMENT_UNCHANGED, field="attachments", number="0.2")


def test_a_version_keeps_the_files_of_the_one_before() -> None:
    content_hash = hash_of(WORDED, (PDF,))
    after = written("0.3", WORDED, attachments=(PDF,), content_hash=content_hash)
    given(*ATTACHED).when(Document.write, WORDED, "Nytt").then(after)


def test_whoever_is_asked_and_whoever_approves_has_the_files_before_her() -> None:
    content_hash = hash_of(DIRECTIVE, (PDF,))
    said = {"number": "0.2", "content": DIRECTIVE, "attachments": (PDF,), "content_hash": content_hash}
    asked = {"addressed_to": (TROLLHATTAN,), "others": (), "last_day": TOMORROW}
    opened = fact(Document.RemissOpened, **about() | said | asked, remiss=1, change="Nytt")
    given(*ATTACHED).when(Document.ask, (TROLLHATTAN,), (), TOMORROW).then(opened)
    decision = (GATE, Outcome.APPROVED, "0.2", (), STEERING)
    given(*ATTACHED, stream="document:1").when(Document.decide, *decision).then(
        decided_fact(Document.Approved, "0.2", content_hash=content_hash),
        published(approved_number="0.2", attachments=(PDF,), content_hash=content_hash),
    )


def test_the_files_of_an_approved_version_stay_and_others_make_a_new_working_copy() -> None:
    given(*APPROVED).when(Document.attach, (PDF,), "Nytt").then(with_files("1.1", PDF))


def test_nothing_is_attached_to_what_was_declined() -> None:
    declined = decided_fact(Document.Declined)
    given(*DRAFT, declined).when(Document.attach, (PDF,), "Nytt").then_refused(Rule.DOCUMENT_DECLINED)
    assert Gate.PRE_STUDY_DIRECTIVE is GATE


def test_files_are_part_of_what_tells_versions_apart() -> None:
    assert hash_of(DIRECTIVE, ()) == DIRECTIVE.hash
    sums = {hash_of(DIRECTIVE, each) for each in ((), (PDF,), (SHEET,), (replace(PDF, name="annan.pdf"),))}
    assert len(sums) == 4
    assert hash_of(DIRECTIVE, (PDF, SHEET)) == hash_of(DIRECTIVE, (SHEET, PDF))


def test_two_files_are_told_apart_by_their_names() -> None:
    twin = replace(PDF, name="KALKYL.pdf", sha256="c" * 64)
    refused = given(*DRAFT).when(Document.attach, (PDF, twin), "Nytt")
    refused.then_refused(Rule.FILE_NAMED_TWICE, pointer="/attachments/1/name", name="KALKYL.pdf")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", Rule.TEXT_MISSING),
        ("kalkyl", Rule.TEXT_MALFORMED),
        ("../kalkyl.pdf", Rule.TEXT_MALFORMED),
        ("mapp/kalkyl.pdf", Rule.TEXT_MALFORMED),
        ("c:\\kalkyl.pdf", Rule.TEXT_MALFORMED),
        (".pdf", Rule.TEXT_MALFORMED),
        (" kalkyl.pdf", Rule.TEXT_MALFORMED),
        ("kalkyl .pdf", Rule.TEXT_MALFORMED),
        ("kal\u200bkyl.pdf", Rule.TEXT_MALFORMED),
        ('kal"kyl.pdf', Rule.TEXT_MALFORMED),
        ("kalkyl\r\nX: y.pdf", Rule.TEXT_UNREADABLE),
        ("kalkyl\x00.pdf", Rule.TEXT_UNREADABLE),
        ("kalkyl\u202efdp.exe.pdf", Rule.TEXT_UNREADABLE),
        ("k" * 150 + ".pdf", Rule.TEXT_TOO_LONG),
        ("kalkyl.pdf.exe", Rule.FILE_NAMED_AS_ANOTHER_TYPE),
        ("kalkyl.docx", Rule.FILE_NAMED_AS_ANOTHER_TYPE),
    ],
)
def test_a_name_is_harmless_and_says_what_the_file_is(name: str, rule: Rule) -> None:
    refused = given(*DRAFT).when(Document.attach, (replace(PDF, name=name),), "Nytt")
    refused.then_refused(rule, pointer="/attachments/0/name")


@pytest.mark.parametrize("name", ["kalkyl.pdf", "Bilaga 1 – kostnad (åäö).PDF", "a.pdf", "v1.2 slutlig.pdf"])
def test_people_name_their_files_as_they_do(name: str) -> None:
    assert given(*DRAFT).when(Document.attach, (replace(PDF, name=name),), "Nytt").refusal is None


def test_a_picture_may_end_in_both_ways() -> None:
    for name in ("foto.jpg", "foto.JPEG"):
        picture = replace(PDF, name=name, type=FileType.JPEG)
        assert given(*DRAFT).when(Document.attach, (picture,), "Nytt").refusal is None


def test_files_are_compared_by_name_and_sum() -> None:
    other = replace(PDF, sha256="c" * 64)
    assert AttachmentsCompared.of((PDF,), (other, SHEET)) == AttachmentsCompared(
        ("kalkyl.xlsx",), (), ("kalkyl.pdf",)
    )
    assert AttachmentsCompared.of((PDF, SHEET), (PDF,)) == AttachmentsCompared((), ("kalkyl.xlsx",), ())
