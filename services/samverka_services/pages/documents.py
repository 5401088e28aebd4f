"""Documents of an insats: what they say, in which versions, what was decided about them, and who was asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.attachments import AttachmentsCompared
from samverka_domain.benefit_case import YEARS_REGARDED, Balance, balances
from samverka_domain.document_parts import DocumentContent
from samverka_projections.adjusted_directives import needs_new_approval
from samverka_projections.documents import (
    DocumentThen,
    ReceivedFact,
    RemissFact,
    VersionThen,
    documents_by_id,
    documents_by_insats,
)
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import members_of_all_times
from samverka_projections.replacing import Standing, WholeVersion, standing
from samverka_services.downloads.documents import ListedDocument, listed_documents
from samverka_services.pages.document_parts import PartCompared, PartShown, compared, labels, parts_shown
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit

INSATS = "/insatser/{insats_id}"
DOCUMENT = "/dokument/{document_id}"
VERSION = f"{DOCUMENT}/versioner/{{number}}"


@page("/dokument", "documents_of_region.html", Section.INSATSER)
async def region_documents_page(visit: Visit) -> TableShown[ListedDocument]:
    """Those of all insatser of the region, and its analyses."""
    return await table(visit, listed_documents, regionId=visit.the_region.region_id)


@dataclass(frozen=True)
class DocumentsShown:
    """Those of one insats that the reader may see something of."""

    insats: InsatsThen
    documents: Sequence[DocumentThen]
    is_own: bool
    """Whether it is the reader's own organisation that writes them."""


@page(f"{INSATS}/dokument", "documents.html", Section.INSATSER)
async def documents_page(visit: Visit) -> DocumentsShown:
    """In the order in which they began."""
    insats = await insats_of(visit, visit.path["insats_id"])
    found = await documents_by_insats(visit.connection, [insats.insats_id], visit.as_of)
    return DocumentsShown(insats, found[insats.insats_id], visit.own == insats.region_id)


@dataclass(frozen=True)
class RemarkShown:
    """A remark, with how it was taken care of."""

    text: str
    part: str
    """What the part is called that it is about; empty, if it is about the whole."""
    number: int
    handled: str


@dataclass(frozen=True)
class ReceivedShown:
    """What one source has remarked."""

    name: str
    source: str
    remarks: Sequence[RemarkShown]


@dataclass(frozen=True)
class RemissShown:
    """A remiss, with whom it asked and what they remarked."""

    remiss: RemissFact
    asked: Sequence[str]
    """Municipalities by name, and others."""
    received: Sequence[ReceivedShown]


@dataclass(frozen=True)
class DocumentShown:
    """A document with its latest version that the reader may see."""

    document: DocumentThen
    insats: InsatsThen
    parts: Sequence[PartShown]
    balances: Sequence[Balance]
    missing: Sequence[str]
    needs_new_approval: Sequence[str]
    """What of an approved directive has been changed in more than its wording."""
    remisser: Sequence[RemissShown]
    replaces: Sequence[tuple[str, str]]
    """What it has taken the place of: what each is called, and where it is."""
    replaced_by: Sequence[WholeVersion]
    is_own: bool
    may_remark: bool
    """Whether the reader's municipality is being asked."""

    @property
    def years(self) -> int:
        """Within which a cost is looked for as earned back."""
        return YEARS_REGARDED


@page(DOCUMENT, "document.html", Section.INSATSER)
async def document_page(visit: Visit) -> DocumentShown:
    """All of it."""
    document = await found_document(visit)
    content = document.content
    known = await standing(visit.connection, document.region_id, visit.as_of)
    return DocumentShown(
        document,
        await insats_of(visit, document.insats_id),
        parts_shown(visit.write, document.kind, content),
        balances(content.benefits, content.costs),
        labels(visit.write, document.missing),
        labels(visit.write, needs_new_approval(document)),
        await _remisser(visit, document),
        [_named(known, thing_id) for thing_id in known.replaces(document.document_id)],
        known.replaced_by(document.document_id),
        visit.own == document.region_id,
        document.open_remiss is not None and visit.own in document.open_remiss.asked,
    )


def _named(known: Standing, thing_id: str) -> tuple[str, str]:
    if thing_id in known.plans:
        return known.plans[thing_id], "/handlingsplan"
    document = known.documents.get(thing_id)
    return document.title if document else thing_id, f"/dokument/{thing_id}"


async def _remisser(visit: Visit, document: DocumentThen) -> list[RemissShown]:
    """The latest first."""
    known = await members_of_all_times(visit.connection, document.region_id, visit.as_of)
    names = {each.member_id: each.name for each in known}
    return [
        RemissShown(
            remiss,
            [*(names.get(each, each) for each in remiss.asked), *remiss.others],
            [
                _received(visit, document, each, names.get(each.source, each.source))
                for each in document.received
                if each.remiss == remiss.remiss
            ],
        )
        for remiss in reversed(document.remisser)
    ]


def _received(visit: Visit, document: DocumentThen, received: ReceivedFact, name: str) -> ReceivedShown:
    handled = {(each.remiss, each.source, each.remark): each.handled for each in document.handled}
    shown = [
        RemarkShown(
            remark.text,
            next(iter(labels(visit.write, [remark.part] if remark.part else [])), ""),
            number,
            handled.get((received.remiss, received.source, number), ""),
        )
        for number, remark in enumerate(received.remarks, 1)
    ]
    return ReceivedShown(name, received.source, shown)


@dataclass(frozen=True)
class VersionsCompared:
    """A version beside another one."""

    document: DocumentThen
    insats: InsatsThen
    version: VersionThen
    before: VersionThen | None
    """None, if it is beside nothing."""
    parts: Sequence[PartCompared]
    files: AttachmentsCompared


@page(VERSION, "document_versions.html", Section.INSATSER)
async def versions_page(visit: Visit) -> VersionsCompared:
    """Beside the one that is named in the address, or else the one before."""
    document = await found_document(visit)
    version = there(document.numbered(visit.path["number"]))
    beside = visit.request.query_params.get("mot", "")
    before = document.numbered(beside) or _one_before(document, version)
    old = before.fact.content if before else DocumentContent()
    return VersionsCompared(
        document,
        await insats_of(visit, document.insats_id),
        version,
        before,
        compared(visit.write, old, version.fact.content),
        AttachmentsCompared.of(before.fact.attachments if before else (), version.fact.attachments),
    )


@dataclass(frozen=True)
class VersionText:
    """Everything that one version says."""

    document: DocumentThen
    version: VersionThen
    parts: Sequence[PartShown]
    balances: Sequence[Balance]

    @property
    def years(self) -> int:
        """Within which a cost is looked for as earned back."""
        return YEARS_REGARDED


def text_of(visit: Visit, document: DocumentThen) -> VersionText:
    """The version that the address names, whole or a working copy."""
    version = there(document.numbered(visit.path["number"]))
    content = version.fact.content
    parts = parts_shown(visit.write, document.kind, content)
    return VersionText(document, version, parts, balances(content.benefits, content.costs))


@dataclass(frozen=True)
class WholeText(VersionText):
    """What a version says, and of which insats it is."""

    insats: InsatsThen


@page(f"{VERSION}/lydelse", "document_version.html", Section.INSATSER)
async def version_page(visit: Visit) -> WholeText:
    """The version that the address names."""
    document = await found_document(visit)
    insats = await insats_of(visit, document.insats_id)
    return WholeText(**vars(text_of(visit, document)), insats=insats)


def _one_before(document: DocumentThen, version: VersionThen) -> VersionThen | None:
    older = document.versions[document.versions.index(version) + 1 :]
    return next(iter(older), None)


async def found_document(visit: Visit) -> DocumentThen:
    """The document that the address names."""
    document_id = visit.path["document_id"]
    return there((await documents_by_id(visit.connection, [document_id], visit.as_of)).get(document_id))
