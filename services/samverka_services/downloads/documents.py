"""The documents of a region's insatser: a row for each of which the reader may see something."""

from dataclasses import dataclass

from samverka_domain.kernel.decision import Body
from samverka_projections.concerning import Concern
from samverka_projections.documents import DocumentThen, documents_by_insats
from samverka_projections.insatser import InsatsThen
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, by_body, named
from samverka_services.downloads.concerning import concerned, in_phase, known, overdue
from samverka_services.downloads.declared import Inquiry, table_file


@dataclass(frozen=True)
class ListedDocument:
    """A document with its insats."""

    document: DocumentThen
    insats: InsatsThen
    concern: Concern

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

    @property
    def decided_by(self) -> Body | None:
        """The body that decided about it last."""
        made = next((each.decision for each in self.document.decisions), None)
        return made.body if made else None

    @property
    def is_overdue(self) -> bool:
        """Whether it is still on remiss although the last day has passed."""
        opened = self.document.open_remiss
        return opened is not None and opened.last_day < self.document.as_of.day


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
    **by_body(lambda row: row.decided_by),
    **overdue(lambda row: row.is_overdue),
    **in_phase(lambda row: row.concern),
    **concerned(lambda row: row.concern),
    "document-id": Column(lambda row, _: row.document.document_id, on_page=False),
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/documents", "dokument", "Documents", COLUMNS)
async def listed_documents(inquiry: Inquiry) -> Listing[ListedDocument]:
    """The documents of a region's insatser, as far as the caller may see them: by insats, as they began."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    found = await documents_by_insats(inquiry.connection, about.ids, inquiry.as_of)
    rows = [
        ListedDocument(document, each, about.concerns[each.insats_id])
        for each in about.insatser
        for document in found[each.insats_id]
    ]
    return Listing(f"{inquiry.text('title.documents')}: {region.name}", COLUMNS, rows)
