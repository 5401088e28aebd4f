"""The documents of a region, its analyses and those of its insatser: a row for each that the reader sees some of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samverka_domain.gates import DocumentKind
from samverka_projections.analyses import AnalysisThen, analyses
from samverka_projections.documents import DocumentThen, documents_by_insats
from samverka_projections.insatser import InsatsThen, insatser
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.insatser import MOST


@dataclass(frozen=True, kw_only=True)
class ListedDocument:
    """A document, with its insats if it is of one."""

    document_id: str
    title: str
    kind: DocumentKind
    address: str
    number: str | None
    """Of its latest version."""
    state: str
    """Where it stands, by its name in the catalogue."""
    decided_on: date | None
    missing: Sequence[str]
    insats: InsatsThen | None = None


def _of_insats(document: DocumentThen, insats: InsatsThen) -> ListedDocument:
    latest, decided = document.latest, next(iter(document.decisions), None)
    return ListedDocument(
        document_id=document.document_id,
        title=document.title,
        kind=document.kind,
        address=f"/dokument/{document.document_id}",
        number=latest.fact.number if latest else None,
        state=_state(document),
        decided_on=decided.effective_on if decided else None,
        missing=document.missing,
        insats=insats,
    )


def _state(document: DocumentThen) -> str:
    if document.is_declined or document.is_latest_declined:
        return "declined"
    if document.is_returned:
        return "returned"
    if document.latest is None:
        return "no-version"
    return "public" if document.latest.fact.is_public else "working"


def _analysis(analysis: AnalysisThen) -> ListedDocument:
    latest, public = analysis.latest, analysis.public
    standing = "no-version" if latest is None else "public" if latest is public else "working"
    return ListedDocument(
        document_id=analysis.analysis_id,
        title=analysis.title,
        kind=DocumentKind.ANALYSIS,
        address=f"/analys/{analysis.analysis_id}",
        number=latest.number if latest else None,
        state=standing,
        decided_on=public.effective_on if public else None,
        missing=analysis.content.missing,
    )


def _missing(row: ListedDocument, language: str) -> str | None:
    return ", ".join(text(f"part.{name}", language) for name in row.missing) or None


_VALUES: dict[str, Column[ListedDocument]] = {
    "document": Column(lambda row, _: row.title, link=lambda row: row.address),
    "kind": Column(
        lambda row, language: word(row.kind, language),
        code=lambda row: row.kind,
        example="PRE_STUDY_DIRECTIVE",
    ),
    **named(lambda row: row.insats),
    "document-version": Column(lambda row, _: row.number),
    "stands": Column(
        lambda row, language: text(f"web.documents.{row.state}", language),
        code=lambda row: row.state,
        example="working",
    ),
    "document-decided-on": Column(lambda row, _: row.decided_on),
    "missing-parts": Column(_missing, on_page=False),
    "document-id": Column(lambda row, _: row.document_id, on_page=False),
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/documents", "dokument", "Documents", COLUMNS)
async def listed_documents(inquiry: Inquiry) -> Listing[ListedDocument]:
    """A region's analyses, then the documents of its insatser, by insats and as they began; as far as one may see."""
    region = await inquiry.region()
    known = await insatser(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    found = await documents_by_insats(inquiry.connection, [each.insats_id for each in known], inquiry.as_of)
    own = await analyses(inquiry.connection, region.region_id, inquiry.as_of)
    of_insatser = [_of_insats(document, each) for each in known for document in found[each.insats_id]]
    rows = [*map(_analysis, own), *of_insatser]
    return Listing(f"{inquiry.text('title.documents')}: {region.name}", COLUMNS, rows)
