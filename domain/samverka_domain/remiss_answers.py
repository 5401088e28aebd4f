"""One municipality's answer to being asked about a document (remissvar): its remarks, in its own log.

They are working material: the förbund and the others that were asked read them, and nobody else.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from eventsourcing.domain import event

from samverka_domain.document_parts import parts_of
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.aggregate import Aggregate, Audience, DomainEvent
from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.limits import place
from samverka_domain.kernel.offers import Offer
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.remarks import Remark, WrittenRemarks


@dataclass(frozen=True)
class RemissTerms(Offer):
    """What those who were asked about a document know of the latest remiss: who, about what, until when."""

    region_id: str
    insats_id: str
    kind: DocumentKind
    title: str
    remiss: int
    number: str
    asked: tuple[str, ...]
    closes_at: datetime
    closed: bool = False

    @classmethod
    def after(cls, offer: Self | None, event: DomainEvent) -> Self | None:
        """The terms as an event leaves them."""
        match event:
            case Document.RemissOpened():
                about = event.region_id, event.insats_id, event.kind, event.title, event.remiss, event.number
                return cls(event.originator_version, *about, event.addressed_to, end_of_day(event.last_day))
            case Document.RemissClosed() if offer:
                return replace(offer, closed=True)
        return offer

    @property
    def holds_until(self) -> datetime | None:
        """The end of the last day, while it is open."""
        return None if self.closed else self.closes_at

    def require_open_to(self, municipality_id: str, at: datetime) -> None:
        """Refuse one who was not asked, and everybody once it is over."""
        require(municipality_id in self.asked, Rule.NOT_A_RECIPIENT)
        require(not self.closed and at < self.closes_at, Rule.REMISS_OVER, title=self.title)


class RemissAnswer(Aggregate):
    """What one municipality remarks on one document, remiss by remiss."""

    class Event(Aggregate.Event):
        """Base of its events: what all of them say."""

        audience = Audience.TO_FORBUND
        region_id: str
        addressed_to: tuple[str, ...]
        """The others that were asked."""
        insats_id: str
        document_id: str
        municipality_id: str

    class Given(Event, Aggregate.Created):
        """The municipality remarked something on a version."""

        remiss: int
        number: str
        remarks: WrittenRemarks

    class Changed(Event):
        """It remarked something else, or on another version."""

        remiss: int
        number: str
        remarks: WrittenRemarks

    def __init__(
        self,
        region_id: str,
        addressed_to: tuple[str, ...],
        insats_id: str,
        document_id: str,
        municipality_id: str,
        remiss: int,
        remarks: tuple[Remark, ...],
    ) -> None:
        self.region_id = region_id
        self.addressed_to = addressed_to
        self.insats_id = insats_id
        self.document_id = document_id
        self.municipality_id = municipality_id
        self.remarks = {remiss: remarks}

    @staticmethod
    def stream(document_id: str) -> str:
        """The stream of a municipality's remarks in its own tenant: one for each document."""
        return f"remiss-answer:{document_id}"

    @classmethod
    def give(
        cls, document_id: str, municipality_id: str, terms: RemissTerms, remarks: tuple[Remark, ...], at: datetime
    ) -> Self:
        """Remark something for the first time."""
        said = _said(document_id, municipality_id, terms, remarks, at)
        return cls.begin(cls.Given, cls.stream(document_id), at, **said)

    def change(self, terms: RemissTerms, remarks: tuple[Remark, ...], at: datetime) -> None:
        """Remark something else in place of it, or something on a later remiss."""
        self.record(self.Changed, at, **_said(self.document_id, self.municipality_id, terms, remarks, at))

    @event(Changed)
    def _when_changed(self, addressed_to: tuple[str, ...], remiss: int, remarks: tuple[Remark, ...]) -> None:
        self.addressed_to = addressed_to
        self.remarks = {**self.remarks, remiss: remarks}


def require_remarks_on(kind: DocumentKind, remarks: tuple[Remark, ...]) -> None:
    """Refuse remarks on parts that a document of this kind does not have."""
    for index, remark in enumerate(remarks):
        known = remark.part is None or remark.part in parts_of(kind)
        where = place(("remarks", index, "part"))
        require(known, Rule.PART_OF_ANOTHER_KIND, **where, kind=kind, part=remark.part)


def _said(
    document_id: str, municipality_id: str, terms: RemissTerms, remarks: tuple[Remark, ...], at: datetime
) -> dict[str, object]:
    terms.require_open_to(municipality_id, at)
    require_remarks_on(terms.kind, remarks)
    others = tuple(each for each in terms.asked if each != municipality_id)
    about = {"region_id": terms.region_id, "addressed_to": others, "insats_id": terms.insats_id}
    by = {"document_id": document_id, "municipality_id": municipality_id}
    return {**about, **by, "remiss": terms.remiss, "number": terms.number, "remarks": remarks}
