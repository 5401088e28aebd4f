"""The documents of a region's insatser: a row for each of which the reader may see something."""

from dataclasses import dataclass

from samverka_projections.documents import DocumentThen, documents_by_insats
from samverka_projections.insatser import InsatsThen, insatser
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.insatser import MOST


@dataclass(frozen=True)
class ListedDocument:
    """A document with its insats."""

    document: DocumentThen
    insats: InsatsThen

    @property
    def state(self) -> str:
        """Where it stands, by its name in the catalogue."""
        if self.document.is_declined or self.document.is_latest_declined:
            return "declined"
        if self.document.is_returned:
            return "returned"
        if self.document.latest is None:
            return "no-version"
        return "public" if self.document.latest.fact.is_public else "working"


def _missing(row: ListedDocument, language: str) -> str | None:
    return ", ".join(text(f"part.{name}", language) for name in row.document.missing) or None


_VALUES: dict[str, Column[ListedDocument]] = {
    "document": Column(lambda row, _: row.document.title, link=lambda row: f"/dokument/{row.document.document_id}"),
    "kind": Column(
        lambda row, language: word(row.document.kind, language),
        code=lambda row: row.document.kind,
        example="PRE_STUDY_DIRECTIVE",
    ),
    **named(lambda row: row.insats),
    "document-version": Column(lambda row, _: row.document.latest.fact.number if row.document.latest else None),
    "stands": Column(
        lambda row, language: text(f"web.documents.{row.state}", language),
        code=lambda row: row.state,
        example="working",
    ),
    "document-decided-on": Column(
        lambda row, _: row.document.decisions[0].effective_on if row.document.decisions else None
    ),
    "missing-parts": Column(_missing, on_page=False),
    "document-id": Column(lambda row, _: row.document.document_id, on_page=False),
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/documents", "dokument", "Documents", COLUMNS)
async def listed_documents(inquiry: Inquiry) -> Listing[ListedDocument]:
    """The documents of a region's insatser, as far as the caller may see them: by insats, as they began."""
    region = await inquiry.region()
    known = await insatser(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    found = await documents_by_insats(inquiry.connection, [each.insats_id for each in known], inquiry.as_of)
    rows = [ListedDocument(document, each) for each in known for document in found[each.insats_id]]
    return Listing(f"{inquiry.text('title.documents')}: {region.name}", COLUMNS, rows)
