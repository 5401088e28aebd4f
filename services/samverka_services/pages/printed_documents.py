"""A version of a document as a document to keep."""

from collections.abc import Iterator, Sequence

from samverka_domain.benefit_case import Balance
from samverka_domain.gates import Outcome
from samverka_domain.kernel.decision import Decision
from samverka_services.documents.document import Document, DocumentPart
from samverka_services.pages.document_parts import PartShown
from samverka_services.pages.documents import VersionText, WholeText, version_page
from samverka_services.pages.funded import FundedDocument, funded_document_page
from samverka_services.pages.kernel.names import example_of
from samverka_services.pages.kernel.printed import printed
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import Writing, capital

_SUMS = ("alternative", "benefit", "once", "yearly", "net", "even", "judged", "hours")
_MOST_BESIDE = 6
"""Columns that fit beside each other on the paper; rows with more are told as sentences."""


@printed(version_page)
def version_document(visit: Visit, shown: WholeText) -> Document:
    """What the version says, part by part, with the sums of its benefit case and its files by name and sum."""
    return _document(visit, shown, f"{shown.insats.code} {shown.insats.title}")


@printed(funded_document_page)
def funded_document(visit: Visit, shown: FundedDocument) -> Document:
    """The same, of what those read who fund the insats."""
    return _document(visit, shown, shown.funder.insats)


def _document(visit: Visit, shown: VersionText, insats: str) -> Document:
    write, version = visit.write, shown.version.fact
    standing = write.text("documents.public" if version.is_public else "documents.working")
    numbered = write.text("documents.version", number=version.number)
    read = write.text("document.read", moment=write.moment(visit.as_of.now))
    return Document(
        language=write.language,
        title=f"{shown.document.title}: {numbered.lower()}",
        organisation=visit.viewer.organisation,
        about=[f"{capital(write.word(shown.document.kind))}, {standing}", insats, *_approved(write, shown)],
        moment=f"{read}. {visit.when}" if visit.is_past else read,
        read_at=visit.as_of.now,
        parts=list(_parts(write, shown)),
        is_example=example_of(visit.request) is not None,
    )


def _approved(write: Writing, shown: VersionText) -> Iterator[str]:
    for decision in _approvals(shown):
        yield f"{write.decider(decision)}, {write.day(decision.decided_on)}, {decision.record_number}"


def _approvals(shown: VersionText) -> list[Decision]:
    """By which the version was approved, whole or as the working copy that it was."""
    version = shown.version.fact
    approved = [each for each in shown.document.decisions if each.outcome is Outcome.APPROVED]
    found = (each.decision for each in approved if each.number in {version.number, version.approved_number})
    return [each for each in found if each]


def _parts(write: Writing, shown: VersionText) -> Iterator[DocumentPart]:
    version = shown.version.fact
    if version.change:
        yield DocumentPart(write.text("documents.new-in-it"), texts=[version.change])
    yield from (_part(each) for each in shown.parts)
    if shown.balances:
        headings = [write.text(f"documents.sum.{name}") for name in _SUMS]
        rows = [_sums(write, each, shown.years) for each in shown.balances]
        yield DocumentPart(write.text("documents.sums"), texts=_sentences(headings, rows))
    if version.attachments:
        files = [(each.name, f"{write.word(each.type)}, {write.size(each.size)}") for each in version.attachments]
        yield DocumentPart(write.text("documents.files"), facts=files)
    yield DocumentPart(write.text("documents.hash"), texts=[version.content_hash])


def _part(shown: PartShown) -> DocumentPart:
    if not shown.rows:
        return DocumentPart(shown.label, texts=[shown.text])
    if len(shown.columns) > _MOST_BESIDE:
        return DocumentPart(shown.label, texts=_sentences(shown.columns, shown.rows))
    return DocumentPart(shown.label, headings=shown.columns, rows=shown.rows)


def _sentences(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    pairs = ([(head, cell) for head, cell in zip(headings, row, strict=True) if cell] for row in rows)
    return ["\n".join(f"{head}: {cell}" for head, cell in row) for row in pairs]


def _sums(write: Writing, balance: Balance, years: int) -> list[str]:
    money = (balance.benefit_each_year, balance.cost_once, balance.cost_each_year, balance.net_each_year)
    earned = balance.breaks_even_in
    even = write.text("documents.sum.year", year=earned) if earned else write.text("documents.sum.never", years=years)
    judged, hours = write.number(balance.qualitative), write.hours(balance.own_hours)
    return [balance.alternative, *map(write.money, money), even, judged, hours]
