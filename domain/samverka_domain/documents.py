"""Documents: directives, reports and plans of an insats, in versions 0.1, 0.2 … until a body approves one as 1.0.

Working copies and what is said about them go to the förbund and to the municipalities that it has asked about them;
that something was decided is open to the region, and so is a whole version, which never changes.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.attachments import Attachment, Attachments, hash_of, require_told_apart
from samverka_domain.document_numbers import following, is_whole, next_whole
from samverka_domain.document_parts import (
    MANDATORY,
    DocumentContent,
    changed_parts,
    missing_parts,
    require_editorial,
    require_parts_of,
)
from samverka_domain.gates import GATES, DocumentKind, Gate, Outcome
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.calendar import end_of_day, local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Day, Id, Listed, Name, Text, Title, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.remarks import Handling, Remark, Remarks, WrittenRemarks

MAY_STEER = (Body.STYRGRUPP, Body.E_RAD, Body.KOMMUNDIREKTORER, Body.FORBUNDSLEDNING)
"""A steering group, or a body that acts as one."""
Change = Annotated[str, Text(1000)]
Documents = Annotated[tuple[Id, ...], Listed(50)]


def deciders_at(gate: Gate) -> tuple[Body, ...]:
    """The bodies that may decide at a gate; where a steering group does, also those that may act as one."""
    body = GATES[gate].body
    return MAY_STEER if body is Body.STYRGRUPP else (body,)


def gates_about(kind: DocumentKind) -> tuple[Gate, ...]:
    """The gates at which a kind of document is decided about; a version is approved when it is at all of them."""
    return tuple(gate for gate, rule in GATES.items() if kind in rule.kinds)


class Document(Aggregate):
    """One document of an insats, from its first version to the one that stands."""

    drafts_count_at_once = True

    class Event(Aggregate.Event):
        """Base of a document's events: what all of them say."""

        audience = Audience.TO_FORBUND
        thing = Thing("gate", "gate")
        region_id: str
        addressed_to: tuple[str, ...]
        """The municipalities that the förbund has asked about it, which read its working copies."""
        insats_id: str
        kind: DocumentKind
        title: Title

    class Begun(Event, Aggregate.Created):
        """A document was begun."""

    class VersionWritten(Event):
        """A working copy was written."""

        number: str
        content: DocumentContent
        attachments: Attachments
        content_hash: str
        """Of content and attachments together."""
        change: Change
        """What is new in it."""

    class RemissOpened(Event):
        """Municipalities and bodies were asked about the version at hand; the municipalities read it from now on."""

        remiss: int
        """Counted from 1."""
        number: str
        content: DocumentContent
        attachments: Attachments
        content_hash: str
        change: Change
        others: Annotated[tuple[Name, ...], Listed(50)]
        """Networks and whoever else was asked, as they are called."""
        last_day: Day

    class RemissClosed(Event):
        """No more remarks are taken."""

        remiss: int

    class RemarksRegistered(Event):
        """What a network or somebody else who was asked remarked reached the förbund."""

        remiss: int
        source: Name
        remarks: WrittenRemarks

    class RemarkHandled(Event):
        """The förbund said how a remark was taken care of."""

        remiss: int
        source: Name
        """A municipality by its number, or whoever else remarked it."""
        remark: int
        """Counted from 1 among those of its source."""
        handled: Handling

    class Approved(Event):
        """A body approved a version."""

        audience = Audience.TO_REGION
        gate: Gate
        number: str
        content_hash: str
        decision: Decision

        @classmethod
        def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:
            """Those of the gate."""
            return deciders_at(said["gate"])

    class MadePublic(Event):
        """A version that was approved at all its gates became a whole one, and a public record."""

        audience = Audience.TO_REGION
        number: str
        approved_number: str
        """That of the working copy that was approved."""
        content: DocumentContent
        attachments: Attachments
        content_hash: str
        replaces: Documents
        """The documents and plans that it takes the place of."""

    class Returned(Event):
        """A body gave a version back; what it remarked is told to those who work on it."""

        audience = Audience.TO_REGION
        gate: Gate
        number: str
        content_hash: str
        remark_count: int
        decision: Decision

        @classmethod
        def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:
            """Those of the gate."""
            return deciders_at(said["gate"])

    class RemarksGiven(Event):
        """What a body remarked when it gave a version back."""

        gate: Gate
        number: str
        remarks: Remarks

    class Declined(Event):
        """A body said no: to the document, or to a newer version of one of which a whole version stands."""

        audience = Audience.TO_REGION
        reason_needed = True
        gate: Gate
        number: str
        content_hash: str
        decision: Decision

        @classmethod
        def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:
            """Those of the gate."""
            return deciders_at(said["gate"])

    class Corrected(Correction, Event):
        """A decision about a version was put right."""

        audience = Audience.TO_REGION

    def __init__(
        self, region_id: str, addressed_to: tuple[str, ...], insats_id: str, kind: DocumentKind, title: str
    ) -> None:
        self.region_id = region_id
        self.addressed_to = addressed_to
        self.insats_id = insats_id
        self.kind = kind
        self.title = title
        self.number: str | None = None
        self.change = ""
        self.remiss = 0
        self.remiss_is_open = False
        self.registered: dict[tuple[int, str], tuple[Remark, ...]] = {}
        self.numbers: tuple[str, ...] = ()
        self.content = DocumentContent()
        self.attachments: tuple[Attachment, ...] = ()
        self.whole: DocumentContent | None = None
        self.approvals: dict[Gate, str] = {}
        self.returned: str | None = None
        self.declined = False

    @staticmethod
    def stream(document_id: str) -> str:
        """The stream of a document in its förbund's tenant."""
        return f"document:{document_id}"

    @property
    def is_public(self) -> bool:
        """Whether its latest version is a whole one."""
        return is_whole(self.number)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the parts that its latest version should have and has not."""
        return missing_parts(self.kind, self.content)

    @classmethod
    def begin_document(
        cls, document_id: str, region_id: str, insats_id: str, kind: DocumentKind, title: str, at: datetime
    ) -> Self:
        """Begin a document, which has no version yet."""
        require(kind in MANDATORY, Rule.KIND_NOT_WRITTEN_HERE, **place(("kind",)), kind=kind)
        about: dict[str, Any] = {"region_id": region_id, "addressed_to": (), "insats_id": insats_id, "kind": kind}
        return cls.begin(cls.Begun, cls.stream(document_id), at, **about, title=title)

    def write(self, content: DocumentContent, change: str, at: datetime) -> None:
        """Write the next working copy, and say what is new in it; parts may still be missing."""
        require(not self.declined, Rule.DOCUMENT_DECLINED, title=self.title)
        require_parts_of(self.kind, content, ("content",))
        changed = self.number is None or changed_parts(self.content, content)
        require(changed, Rule.DOCUMENT_UNCHANGED, number=self.number)
        self._write(content, self.attachments, change, at)

    def attach(self, attachments: tuple[Attachment, ...], change: str, at: datetime) -> None:
        """Write the next working copy, with these files in place of those of the latest version."""
        require(not self.declined, Rule.DOCUMENT_DECLINED, title=self.title)
        require_told_apart(attachments)
        changed = set(attachments) != set(self.attachments)
        require(changed, Rule.DOCUMENT_UNCHANGED, **place(("attachments",)), number=self.number)
        self._write(self.content, attachments, change, at)

    def _write(
        self, content: DocumentContent, attachments: tuple[Attachment, ...], change: str, at: datetime
    ) -> None:
        said = {"content": content, "attachments": attachments, "content_hash": hash_of(content, attachments)}
        self.record(self.VersionWritten, at, number=following(self.number), **said, change=change)

    @property
    def _at_hand(self) -> dict[str, Any]:
        """What its latest version consists of, as events say it."""
        content_hash = hash_of(self.content, self.attachments)
        return {"content": self.content, "attachments": self.attachments, "content_hash": content_hash}

    def ask(self, municipalities: tuple[str, ...], others: tuple[str, ...], last_day: date, at: datetime) -> None:
        """Ask about the version at hand; municipalities are numbers of members (checked by the caller)."""
        self._require_working_copy()
        require(not self.remiss_is_open, Rule.REMISS_OPEN, remiss=self.remiss)
        require(municipalities or others, Rule.RECIPIENTS_MISSING, **place(("municipalities",)))
        in_time, where = last_day >= local_day(at), place(("last_day",))
        require(in_time, Rule.DEADLINE_IN_THE_PAST, **where, closes_at=end_of_day(last_day))
        said = {"number": self.number, **self._at_hand}
        asked = {"addressed_to": tuple(sorted(set(municipalities))), "others": others, "last_day": last_day}
        self.record(self.RemissOpened, at, remiss=self.remiss + 1, **said, change=self.change, **asked)

    def close_remiss(self, at: datetime) -> None:
        """Take no more remarks."""
        require(self.remiss_is_open, Rule.REMISS_OVER, title=self.title)
        self.record(self.RemissClosed, at, remiss=self.remiss)

    def register_remarks(self, source: str, remarks: tuple[Remark, ...], at: datetime) -> None:
        """Record what somebody other than a municipality has remarked, instead of what she had before."""
        require(self.remiss_is_open, Rule.REMISS_OVER, title=self.title)
        self.record(self.RemarksRegistered, at, remiss=self.remiss, source=source, remarks=remarks)

    def handle(self, remiss: int, source: str, remark: int, handled: str, given: int, at: datetime) -> None:
        """Say how a remark was taken care of, of so many that its source has given in the remiss."""
        require(1 <= remark <= given, Rule.REMARK_UNKNOWN, **place(("remark",)), remark=remark, given=given)
        self.record(self.RemarkHandled, at, remiss=remiss, source=source, remark=remark, handled=handled)

    def decide(
        self,
        gate: Gate,
        outcome: Outcome,
        version: str,
        remarks: tuple[Remark, ...],
        decision: Decision,
        at: datetime,
        replaces: tuple[str, ...] = (),
    ) -> None:
        """Approve, give back with remarks, or decline the version that a body has before it. Raises Refused."""
        self._require_decidable(gate, outcome)
        self._require_before_a_body(version, overtaken=decision.overtaken)
        about = {"gate": gate, "number": version, "content_hash": hash_of(self.content, self.attachments)}
        match outcome:
            case Outcome.APPROVED:
                self._approve(about, replaces, decision, at)
            case Outcome.RETURNED:
                self._return(about, remarks, decision, at)
            case _:
                self.record(self.Declined, at, **about, decision=decision)

    def _approve(self, about: Mapping[str, Any], replaces: tuple[str, ...], decision: Decision, at: datetime) -> None:
        number = about["number"]
        if not decision.overtaken:
            self._require_whole(about["gate"], number)
        require(self.id not in map(self.stream, replaces), Rule.REPLACES_ITSELF, **place(("replaces",)))
        self.record(self.Approved, at, **about, decision=decision)
        if not decision.overtaken and all(self.approvals.get(each) == number for each in gates_about(self.kind)):
            whole = {"number": next_whole(number), "approved_number": number}
            self.record(self.MadePublic, at, **whole, **self._at_hand, replaces=replaces)

    def _return(
        self, about: Mapping[str, Any], remarks: tuple[Remark, ...], decision: Decision, at: datetime
    ) -> None:
        require(remarks, Rule.REMARKS_MISSING, **place(("remarks",)))
        self.record(self.Returned, at, **about, remark_count=len(remarks), decision=decision)
        self.record(self.RemarksGiven, at, gate=about["gate"], number=about["number"], remarks=remarks)

    def _require_decidable(self, gate: Gate, outcome: Outcome) -> None:
        rule = GATES[gate]
        require(self.kind in rule.kinds, Rule.GATE_OF_ANOTHER_DOCUMENT, **place(("gate",)), kind=self.kind)
        possible = tuple(rule.outcomes)
        require(outcome in possible, Rule.OUTCOME_NOT_OF_THE_GATE, **place(("outcome",)), possible=possible)

    def _require_working_copy(self) -> None:
        require(not self.declined, Rule.DOCUMENT_DECLINED, title=self.title)
        require(self.number is not None, Rule.DOCUMENT_MISSING, title=self.title)
        require(not self.is_public, Rule.VERSION_ALREADY_PUBLIC, version=self.number)

    def require_at_hand(self, kinds: Collection[DocumentKind], version: str) -> None:
        """Refuse a document of another kind than one of these, and another version than the latest."""
        require(self.kind in kinds, Rule.GATE_OF_ANOTHER_DOCUMENT, **place(("document_id",)), kind=self.kind)
        where = place(("version",))
        require(version == self.number, Rule.NOT_THE_LATEST_VERSION, **where, version=version, latest=self.number)

    def require_approved(self) -> None:
        """Refuse a version that nobody has approved, unless only its wording differs from the one that was."""
        require_editorial(self.whole or DocumentContent(), self.content)

    def _require_before_a_body(self, version: str, *, overtaken: bool) -> None:
        """Refuse what is not the version at hand; what was overtaken may have been about an earlier one."""
        require(self.number is not None, Rule.DOCUMENT_MISSING, title=self.title)
        where, known = place(("version",)), version in (self.numbers if overtaken else (self.number,))
        require(known, Rule.NOT_THE_LATEST_VERSION, **where, version=version, latest=self.number)
        if not overtaken:
            self._require_working_copy()
            require(not self.remiss_is_open, Rule.REMISS_OPEN, remiss=self.remiss)
            require(self.returned != version, Rule.NOTHING_CHANGED_SINCE_RETURN, **where, version=version)

    def _require_whole(self, gate: Gate, number: str) -> None:
        missing = self.missing
        parts = ", ".join(part for part in missing if part != "benefits")
        require(not parts, Rule.PART_MISSING, parts=parts)
        require(not missing, Rule.BENEFIT_CASE_MISSING)
        others = [stands for other, stands in self.approvals.items() if other is not gate and stands != number]
        require(not others, Rule.APPROVED_ANOTHER_VERSION, approved=", ".join(others))

    @event(VersionWritten)
    def _when_version_written(
        self, number: str, content: DocumentContent, attachments: tuple[Attachment, ...], change: str
    ) -> None:
        self.number, self.content, self.attachments, self.change = number, content, attachments, change
        self.numbers = (*self.numbers, number)

    @event(RemissOpened)
    def _when_remiss_opened(self, remiss: int, addressed_to: tuple[str, ...]) -> None:
        self.remiss, self.remiss_is_open, self.addressed_to = remiss, True, addressed_to

    @event(RemarksRegistered)
    def _when_remarks_registered(self, remiss: int, source: str, remarks: tuple[Remark, ...]) -> None:
        self.registered = {**self.registered, (remiss, source): remarks}

    @event(RemissClosed)
    def _when_remiss_closed(self) -> None:
        self.remiss_is_open = False

    @event(Approved)
    def _when_approved(self, gate: Gate, number: str) -> None:
        self.approvals[gate] = number

    @event(MadePublic)
    def _when_made_public(self, number: str) -> None:
        self.number, self.whole, self.approvals = number, self.content, {}

    @event(Returned)
    def _when_returned(self, number: str) -> None:
        self.returned, self.approvals = number, {}

    @event(Declined)
    def _when_declined(self, number: str) -> None:
        """A no to a newer version leaves the whole one standing, and the document open for another."""
        self.declined, self.returned = self.whole is None, number
