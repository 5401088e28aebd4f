"""The documents of a region, its analyses and those of its insatser: a row for each that the reader sees some of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.decision import Body
from samverka_projections.analyses import AnalysisThen, analyses
from samverka_projections.concerning import Concern
from samverka_projections.documents import DocumentThen, documents_by_insats
from samverka_projections.insatser import InsatsThen
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, by_body, named
from samverka_services.downloads.concerning import concerned, in_phase, known, overdue
from samverka_services.downloads.declared import Inquiry, table_file


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
    decided_by: Body | None
    """The body that decided about it last."""
    missing: Sequence[str]
    insats: InsatsThen | None = None
    concern: Concern | None = None
    is_overdue: bool = False
    """Whether it is still on remiss although the last day has passed."""


def _of_insats(document: DocumentThen, insats: InsatsThen, concern: Concern) -> ListedDocument:
    latest, decided, opened = document.latest, next(iter(document.decisions), None), document.open_remiss
    return ListedDocument(
        document_id=document.document_id,
        title=document.title,
        kind=document.kind,
        address=f"/dokument/{document.document_id}",
        number=latest.fact.number if latest else None,
        state=_state(document),
        decided_on=decided.effective_on if decided else None,
        decided_by=decided.decision.body if decided and decided.decision else None,
        missing=document.missing,
        insats=insats,
        concern=concern,
        is_overdue=opened is not None and opened.last_day < document.as_of.day,
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
        decided_by=public.decision.body if public and public.decision else None,
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
    **by_body(lambda row: row.decided_by),
    **overdue(lambda row: row.is_overdue),
    **in_phase(lambda row: row.concern),
    **concerned(lambda row: row.concern),
    "document-id": Column(lambda row, _: row.document_id, on_page=False),
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/documents", "dokument", "Documents", COLUMNS)
async def listed_documents(inquiry: Inquiry) -> Listing[ListedDocument]:
    """A region's analyses, then the documents of its insatser, by insats and as they began; as far as one may see."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    found = await documents_by_insats(inquiry.connection, about.ids, inquiry.as_of)
    own = await analyses(inquiry.connection, region.region_id, inquiry.as_of)
    of_insatser = (
        _of_insats(document, each, about.concerns[each.insats_id])
        for each in about.insatser
        for document in found[each.insats_id]
    )
    rows = [*map(_analysis, own), *of_insatser]
    return Listing(f"{inquiry.text('title.documents')}: {region.name}", COLUMNS, rows)
