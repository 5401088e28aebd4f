"""Documents of insatser: their versions, what was decided about them, and who was asked, as far as one may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from psycopg import AsyncConnection

from samverka_domain.attachments import Attachment, AttachmentsCompared
from samverka_domain.document_parts import DocumentContent, changed_parts, missing_parts
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.remarks import Remark
from samverka_domain.remiss_answers import RemissAnswer
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Shared, fact, names
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask
from samverka_projections.kernel.rows import key_of

_KEYS = (("region_id", "insats_id", "position"), ("region_id", "document_id", "position"))


@fact("documents", of=("document_id",), keys=_KEYS)
class BegunFact(Shared):
    """That a document was begun."""

    document_id: str
    insats_id: str
    kind: DocumentKind
    title: str


@fact("document_versions", of=("document_id", "number"), keys=_KEYS)
class VersionFact(Shared):
    """A version of a document: a working copy, told to whom it is for, or a whole one, which is public."""

    reports = True

    document_id: str
    insats_id: str
    kind: DocumentKind
    title: str
    number: str
    """Such as 0.2, or 1.0 for a whole one."""
    is_public: bool
    content: DocumentContent
    attachments: tuple[Attachment, ...]
    content_hash: str
    """Of content and attachments together."""
    change: str
    """What is new in it."""
    approved_number: str | None = None
    """Of a whole version, that of the working copy that was approved."""
    replaces: tuple[str, ...] = ()
    """The ids of the documents and plans that it takes the place of."""


@fact("document_decisions", keys=_KEYS)
class GateFact(Shared):
    """What a body decided about a version."""

    document_id: str
    insats_id: str
    gate: Gate
    outcome: Outcome
    number: str
    """The version that it was about."""
    remark_count: int
    number_of_event: int
    """The version of the event in the document's stream."""


@fact("document_remarks", keys=_KEYS)
class GivenRemarksFact(Shared):
    """What a body remarked when it gave a version back."""

    document_id: str
    insats_id: str
    gate: Gate
    number: str
    remarks: tuple[Remark, ...]


@fact("document_remisser", of=("document_id", "remiss"), keys=_KEYS)
class RemissFact(Shared):
    """That municipalities and bodies were asked about a version."""

    document_id: str
    insats_id: str
    remiss: int
    number: str
    asked: tuple[str, ...]
    """The municipalities, by number."""
    others: tuple[str, ...]
    last_day: date


@fact("document_remisser_closed", keys=_KEYS)
class RemissClosedFact(Shared):
    """That no more remarks were taken."""

    document_id: str
    insats_id: str
    remiss: int


@fact("document_remisser_remarks", of=("document_id", "remiss", "source"), keys=_KEYS)
class ReceivedFact(Shared):
    """What somebody who was asked remarked."""

    document_id: str
    insats_id: str
    remiss: int
    source: str
    """A municipality by its number, or whoever else, as it is called."""
    number: str | None
    """The version that it is about, if she said."""
    remarks: tuple[Remark, ...]


@fact("document_remarks_handled", of=("document_id", "remiss", "source", "remark"), keys=_KEYS)
class HandledFact(Shared):
    """How the förbund has taken care of a remark."""

    document_id: str
    insats_id: str
    remiss: int
    source: str
    remark: int
    """Counted from 1 among those of its source."""
    handled: str


@dataclass(frozen=True)
class VersionThen:
    """A version of a document, with what is new in it since the one before that the reader may see."""

    fact: VersionFact
    changed: tuple[str, ...]
    """The names of the parts that say something else."""
    files: AttachmentsCompared


@dataclass(frozen=True)
class DocumentThen:
    """A document as far as one may see it; of one about which nobody has asked her, whole versions alone."""

    as_of: AsOf
    document_id: str
    region_id: str
    insats_id: str
    kind: DocumentKind
    title: str
    version: int
    """Of its stream, for If-Match."""
    versions: Sequence[VersionThen]
    """The latest first."""
    decisions: Sequence[GateFact]
    """The latest first."""
    remarks: Sequence[GivenRemarksFact]
    remisser: Sequence[RemissFact]
    open_remiss: RemissFact | None
    received: Sequence[ReceivedFact]
    """What those who were asked have remarked, remiss by remiss."""
    handled: Sequence[HandledFact]

    @property
    def latest(self) -> VersionThen | None:
        """Its latest version."""
        return next(iter(self.versions), None)

    @property
    def public(self) -> VersionFact | None:
        """The whole version that stands."""
        return next((each.fact for each in self.versions if each.fact.is_public), None)

    @property
    def content(self) -> DocumentContent:
        """What its latest version says."""
        return self.latest.fact.content if self.latest else DocumentContent()

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the parts that its latest version should have and has not."""
        return missing_parts(self.kind, self.content)

    @property
    def is_declined(self) -> bool:
        """Whether a body has said no to it, and no whole version of it stands."""
        return bool(self.decisions) and self.decisions[0].outcome is Outcome.DECLINED and self.public is None

    @property
    def is_latest_declined(self) -> bool:
        """Whether a body has said no to its latest version."""
        return self._came_to(Outcome.DECLINED)

    @property
    def is_returned(self) -> bool:
        """Whether its latest version was given back."""
        return self._came_to(Outcome.RETURNED)

    def _came_to(self, outcome: Outcome) -> bool:
        """Whether this was decided last, about the latest version."""
        newest = next(iter(self.decisions), None)
        number = self.latest.fact.number if self.latest else None
        return newest is not None and newest.outcome is outcome and newest.number == number

    def numbered(self, number: str) -> VersionThen | None:
        """The version of this number."""
        return next((each for each in self.versions if each.fact.number == number), None)


def _begun(event: Document.Begun) -> Iterator[BegunFact]:
    yield BegunFact(**_about(event), kind=event.kind, title=event.title)


def _written(event: Document.VersionWritten | Document.RemissOpened) -> Iterator[VersionFact]:
    """Whoever is asked reads what was written before: it is stated for her anew."""
    said = _said(event)
    titled: dict[str, Any] = {"kind": event.kind, "title": event.title, "is_public": False, "change": event.change}
    yield VersionFact(**_about(event), **titled, **said)


def _made_public(event: Document.MadePublic) -> Iterator[VersionFact]:
    said = _said(event)
    titled: dict[str, Any] = {"kind": event.kind, "title": event.title, "is_public": True, "change": ""}
    yield VersionFact(
        **_about(event), **titled, **said, replaces=event.replaces, approved_number=event.approved_number
    )


def _approved(event: Document.Approved) -> Iterator[GateFact]:
    yield _at_gate(event, Outcome.APPROVED)


def _returned(event: Document.Returned) -> Iterator[GateFact]:
    yield _at_gate(event, Outcome.RETURNED, event.remark_count)


def _declined(event: Document.Declined) -> Iterator[GateFact]:
    yield _at_gate(event, Outcome.DECLINED)


def _remarked(event: Document.RemarksGiven) -> Iterator[GivenRemarksFact]:
    yield GivenRemarksFact(**_about(event), gate=event.gate, number=event.number, remarks=event.remarks)


def _asked(event: Document.RemissOpened) -> Iterator[RemissFact]:
    asked: dict[str, Any] = {"asked": event.addressed_to, "others": event.others, "last_day": event.last_day}
    yield RemissFact(**_about(event), remiss=event.remiss, number=event.number, **asked)


def _closed(event: Document.RemissClosed) -> Iterator[RemissClosedFact]:
    yield RemissClosedFact(**_about(event), remiss=event.remiss)


def _received(event: RemissAnswer.Given | RemissAnswer.Changed) -> Iterator[ReceivedFact]:
    about: dict[str, Any] = {"document_id": event.document_id, "insats_id": event.insats_id}
    said: dict[str, Any] = {"remiss": event.remiss, "source": event.municipality_id, "number": event.number}
    yield ReceivedFact(**about, **said, remarks=event.remarks)


def _registered(event: Document.RemarksRegistered) -> Iterator[ReceivedFact]:
    said: dict[str, Any] = {"remiss": event.remiss, "source": event.source, "number": None}
    yield ReceivedFact(**_about(event), **said, remarks=event.remarks)


def _handled(event: Document.RemarkHandled) -> Iterator[HandledFact]:
    said: dict[str, Any] = {"remiss": event.remiss, "source": event.source, "remark": event.remark}
    yield HandledFact(**_about(event), **said, handled=event.handled)


def _said(event: Document.VersionWritten | Document.RemissOpened | Document.MadePublic) -> dict[str, Any]:
    attached = {"attachments": event.attachments, "content_hash": event.content_hash}
    return {"number": event.number, "content": event.content, **attached}


def _about(event: Document.Event) -> dict[str, Any]:
    return {"document_id": key_of(event.originator_id), "insats_id": event.insats_id}


def _at_gate(
    event: Document.Approved | Document.Returned | Document.Declined, outcome: Outcome, count: int = 0
) -> GateFact:
    said: dict[str, Any] = {"gate": event.gate, "outcome": outcome, "number": event.number, "remark_count": count}
    return GateFact(**_about(event), **said, number_of_event=event.originator_version)


PROJECTION = Projection(
    "documents",
    3,
    (
        _begun,
        _written,
        _made_public,
        _approved,
        _returned,
        _declined,
        _remarked,
        _asked,
        _closed,
        _received,
        _registered,
        _handled,
    ),
)


async def documents_by_insats(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[str, list[DocumentThen]]:
    """By insats, its documents that the reader may see something of, in the order in which they began."""
    found = await _documents(connection, "insats_id", insats_ids, as_of)
    by_insats: dict[str, list[DocumentThen]] = {insats_id: [] for insats_id in insats_ids}
    for document in found:
        by_insats[document.insats_id].append(document)
    return by_insats


async def documents_by_id(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, DocumentThen]:
    """Those of the ids that the reader may see something of."""
    return {each.document_id: each for each in await _documents(connection, "document_id", ids, as_of)}


async def documents_asked_about(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> list[DocumentThen]:
    """Those about which a municipality is being asked, whatever it has remarked."""
    where = f"%(municipality_id)s = any (asked) and {as_of.existed}"
    query = f"select {names(RemissFact)} from {RemissFact.table} where {where}"
    found = await ask(connection, RemissFact, query, as_of, municipality_id=municipality_id)
    known = await documents_by_id(connection, sorted({each.document_id for each in found}), as_of)
    return [each for each in known.values() if each.open_remiss and municipality_id in each.open_remiss.asked]


async def _documents(connection: AsyncConnection, column: str, ids: Sequence[str], as_of: AsOf) -> list[DocumentThen]:
    facts = [each for kind in PROJECTION.facts for each in await _facts(kind, connection, column, ids, as_of)]
    by_document: dict[str, list[Any]] = {}
    for each in sorted(facts, key=lambda one: (one.place, one.position)):
        by_document.setdefault(each.document_id, []).append(each)
    found = [_then(as_of, of_one) for of_one in by_document.values()]
    return [document for document in found if document is not None]


async def _facts(
    kind: type[Fact], connection: AsyncConnection, column: str, ids: Sequence[str], as_of: AsOf
) -> Sequence[Any]:
    query = f"select {names(kind)} from {kind.table} where {column} = any (%(ids)s) and {as_of.existed}"
    return await ask(connection, kind, query, as_of, ids=list(ids))


def _then(as_of: AsOf, facts: Sequence[Any]) -> DocumentThen | None:
    """A document from what is known of it, oldest first; None to whom neither begin nor version has been told."""
    told = next((each for each in facts if isinstance(each, BegunFact | VersionFact)), None)
    if told is None:
        return None
    remisser, closed = _of(RemissFact, facts), {each.remiss for each in _of(RemissClosedFact, facts)}
    return DocumentThen(
        as_of,
        told.document_id,
        told.region_id,
        told.insats_id,
        told.kind,
        told.title,
        max(each.version for each in facts if each.tenant_id == told.tenant_id),
        _versions(_of(VersionFact, facts)),
        _of(GateFact, facts)[::-1],
        _of(GivenRemarksFact, facts),
        remisser,
        next((each for each in remisser[-1:] if each.remiss not in closed), None),
        list({(each.remiss, each.source): each for each in _of(ReceivedFact, facts)}.values()),
        list({(each.remiss, each.source, each.remark): each for each in _of(HandledFact, facts)}.values()),
    )


AnyFact = TypeVar("AnyFact", bound=Fact)


def _of(kind: type[AnyFact], facts: Sequence[Any]) -> list[AnyFact]:
    return [each for each in facts if isinstance(each, kind)]


def _versions(told: Sequence[VersionFact]) -> list[VersionThen]:
    """The latest first; one that was told again stands once."""
    once = list({each.number: each for each in told}.values())
    return [_compared(each, earlier) for each, earlier in zip(once, [None, *once], strict=False)][::-1]


def _compared(version: VersionFact, earlier: VersionFact | None) -> VersionThen:
    content, files = (earlier.content, earlier.attachments) if earlier else (DocumentContent(), ())
    changed = changed_parts(content, version.content)
    return VersionThen(version, changed, AttachmentsCompared.of(files, version.attachments))
