"""Commands about documents of an insats."""

from typing import Annotated, Any

from samverka_domain.attachments import MOST_ATTACHMENTS, Attachment, FileType, NamedFile
from samverka_domain.document_parts import DocumentContent
from samverka_domain.documents import Change, Document
from samverka_domain.gates import DocumentKind
from samverka_domain.insatser import Insats
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.identifiers import Kommunkod
from samverka_domain.kernel.limits import Between, Day, Id, Listed, Name, Title, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import LEADING, Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.remarks import MOST_REMARKS, Handling, Remark, WrittenRemarks
from samverka_domain.remiss_answers import RemissAnswer, RemissTerms, require_remarks_on
from samverka_domain.requests import MOST_RECIPIENTS
from samverka_infra import files
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Insatser, Topic, named_insats
from samverka_services.commands.memberships import forbund_with_members
from samverka_services.municipalities import require_known


def _insatser_of(command: Any, work: UnitOfWork) -> Insatser:
    """The insats of the document that the command names, or that a new one is to be about."""
    document_id = getattr(command, "document_id", None)
    if document_id is None:
        return named_insats(command, work)
    document = work.load(Document, Document.stream(document_id))
    return (document.insats_id if document else None,)


_FORBUND, _LEADER = OrganisationKind.KOMMUNALFORBUND, Role.PROCESS_LEADER
TOPIC = Topic("document", "/documents", frozenset({_LEADER, *LEADING}), _FORBUND, insatser_of=_insatser_of)
"""What those who lead the document's insats write too."""
OF_THE_PROCESS = Topic("document", "/documents", frozenset({_LEADER}), _FORBUND)
_BEGUN = {"insatsId": "insats-id", "kind": "PRE_STUDY_DIRECTIVE", "title": "Förstudiedirektiv: gemensamt e-arkiv"}
OWN = Topic(
    "remiss-answer", "/documents/{documentId}/remarks/own", frozenset({Role.OFFICER}), OrganisationKind.KOMMUN
)
_REMARKED = {"source": "Arkivnätverket", "remarks": [{"text": "Säg vad det kostar per kommun.", "part": "cost"}]}
_HANDLED = {
    "remiss": 1,
    "source": "Arkivnätverket",
    "remark": 1,
    "handled": "Kostnaden per kommun står i version 0.2.",
}
_WRITTEN = {
    "change": "Första utkastet",
    "background": "Kommunernas arkiv fylls.",
    "purpose": "Se om ett gemensamt e-arkiv lönar sig.",
    "benefits": [
        {
            "alternative": "Gemensamt e-arkiv",
            "stakeholder": "Arkivarier",
            "kind": "ECONOMIC",
            "reach": "INTERNAL",
            "enables": "Handlingar hittas fortare",
            "thousandKronor": 300,
        }
    ],
}
_ATTACHED = {
    "attachments": [
        {
            "name": "kostnadskalkyl.pdf",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }
    ],
    "change": "Kalkylen är bifogad",
}
_ASKED = {"municipalities": ["1488", "1485"], "others": ["Arkivnätverket"], "lastDay": "2027-01-31"}


class BeginDocument(Command):
    """Begin a document of an insats; its first version is written next."""

    insats_id: Id
    kind: DocumentKind
    title: Title


class WriteDocumentVersion(Command):
    """Write the next working copy."""

    document_id: Id
    content: Spread[DocumentContent]
    change: Change
    """What is new in it"""


class ChangeAttachments(Command):
    """Write the next working copy, with these files in place of those of the latest version."""

    document_id: Id
    attachments: Annotated[tuple[NamedFile, ...], Listed(MOST_ATTACHMENTS)]
    """Those that have been received, by their sums"""
    change: Change
    """What is new in it"""


class AskAboutDocument(Command):
    """Ask what others think of the version at hand; the municipalities asked read it from now on."""

    document_id: Id
    municipalities: Annotated[tuple[Kommunkod, ...], Listed(MOST_RECIPIENTS)] = ()
    """Kommunkoder of members"""
    others: Annotated[tuple[Name, ...], Listed(50)] = ()
    """Networks and others, as they are called"""
    last_day: Day


class CloseDocumentRemiss(Command):
    """Take no more remarks."""

    document_id: Id


class RegisterRemissAnswer(Command):
    """Record what a network or somebody else who was asked has remarked."""

    document_id: Id
    source: Name
    """Who remarks, as it is called"""
    remarks: WrittenRemarks


class HandleDocumentRemark(Command):
    """Say how a remark was taken care of."""

    document_id: Id
    remiss: Annotated[int, Between(1, 1000)]
    source: Name
    """A municipality by its organisationsnummer, or whoever else, as it was registered"""
    remark: Annotated[int, Between(1, MOST_REMARKS)]
    """Counted from 1 among those of its source"""
    handled: Handling


class GiveRemissAnswer(Command):
    """Remark on a document that one's municipality was asked about, instead of what it has remarked before."""

    document_id: Id
    remarks: WrittenRemarks


class CorrectDocument(Correct):
    """Put right what was recorded of a decision about a version."""

    document_id: Id
    content: Annotated[Content, ContentOf(Document)]


@TOPIC.command("POST", example=_BEGUN, creates=True)
def begin_document(command: BeginDocument, context: Context) -> Decided:
    """Begin in the förbund's own log, about an insats of its own that stands."""
    context.find(Insats, Insats.stream(command.insats_id)).require_standing()
    document_id, about = context.new_id(), (command.insats_id, command.kind, command.title)
    return Decided(document_id, Document.begin_document(document_id, context.tenant_id, *about, context.at))


@TOPIC.command("POST", "/{documentId}/versions", example=_WRITTEN, changes=True)
def write_document_version(command: WriteDocumentVersion, context: Context) -> Decided:
    """Write on what was seen."""
    document = _to_change(command.document_id, context)
    document.write(command.content, command.change, context.at)
    return Decided(command.document_id, document)


@TOPIC.command("PUT", "/{documentId}/attachments", example=_ATTACHED, changes=True)
def change_attachments(command: ChangeAttachments, context: Context) -> Decided:
    """What the files are was seen when they were received."""
    document = _to_change(command.document_id, context)
    document.attach(_received(command, context), command.change, context.at)
    return Decided(command.document_id, document)


@TOPIC.command("POST", "/{documentId}/remisser", example=_ASKED, changes=True)
def ask_about_document(command: AskAboutDocument, context: Context) -> Decided:
    """Ask members of the förbund, as they are on this day."""
    document = _to_change(command.document_id, context)
    document.ask(_members(command, context), command.others, command.last_day, context.at)
    return Decided(command.document_id, document)


@TOPIC.command("POST", "/{documentId}/remisser/closings", example={}, changes=True)
def close_document_remiss(command: CloseDocumentRemiss, context: Context) -> Decided:
    """Close what is open."""
    document = _to_change(command.document_id, context)
    document.close_remiss(context.at)
    return Decided(command.document_id, document)


@TOPIC.command("POST", "/{documentId}/remarks", example=_REMARKED, changes=True)
def register_remiss_answer(command: RegisterRemissAnswer, context: Context) -> Decided:
    """Record them in the förbund's own log."""
    document = _to_change(command.document_id, context)
    require_remarks_on(document.kind, command.remarks)
    document.register_remarks(command.source, command.remarks, context.at)
    return Decided(command.document_id, document)


@TOPIC.command("POST", "/{documentId}/handlings", example=_HANDLED, changes=True)
def handle_document_remark(command: HandleDocumentRemark, context: Context) -> Decided:
    """Of a municipality, or of what the förbund has registered itself."""
    document = _to_change(command.document_id, context)
    given = len(_given(command, document, context))
    said = command.remiss, command.source, command.remark, command.handled
    document.handle(*said, given, context.at)
    return Decided(command.document_id, document)


@OWN.command("PUT", example={"remarks": _REMARKED["remarks"]})
def give_remiss_answer(command: GiveRemissAnswer, context: Context) -> Decided:
    """Remark in one's own log, judged by the remiss as it stands at that place."""
    terms = context.offer(RemissTerms, Document.stream(command.document_id))
    own = context.find_if_any(RemissAnswer, RemissAnswer.stream(command.document_id))
    if own is None:
        about = command.document_id, context.tenant_id, terms
        return Decided(command.document_id, RemissAnswer.give(*about, command.remarks, context.at))
    own.change(terms, command.remarks, context.at)
    return Decided(command.document_id, own)


@OF_THE_PROCESS.command("POST", "/{documentId}/corrections", example=correction("FORBUNDSLEDNING"), changes=True)
def correct_document(command: CorrectDocument, context: Context) -> Decided:
    """Put right an event of the document."""
    return corrected(command.document_id, _to_change(command.document_id, context), command, context)


def _to_change(document_id: str, context: Context) -> Document:
    return context.find_to_change(Document, Document.stream(document_id))


def _received(command: ChangeAttachments, context: Context) -> tuple[Attachment, ...]:
    known = files.own(context.work.connection, [each.sha256 for each in command.attachments])
    found = []
    for index, each in enumerate(command.attachments):
        file, where = known.get(each.sha256), place(("attachments", index, "sha256"))
        require(file, Rule.FILE_NOT_RECEIVED, **where, name=each.name)
        assert file is not None
        found.append(Attachment(each.name, FileType(file.type), file.size, each.sha256))
    return tuple(found)


def _given(command: HandleDocumentRemark, document: Document, context: Context) -> tuple[Remark, ...]:
    """What the source has remarked in the remiss; of a municipality what stands, until the append."""
    registered = document.registered.get((command.remiss, command.source))
    if registered is not None:
        return registered
    stream = RemissAnswer.stream(command.document_id)
    found = RemissAnswer.replay(each.event for each in context.work.events(command.source, stream))
    context.work.guard(command.source, stream, found.version if found else 0)
    return found.remarks.get(command.remiss, ()) if found else ()


def _members(command: AskAboutDocument, context: Context) -> tuple[str, ...]:
    forbund, found = forbund_with_members(context), []
    for index, code in enumerate(command.municipalities):
        with said_in("municipalities", index):
            require_known(code)
            found.append(forbund.member_by_kommunkod(code, local_day(context.at)))
    return tuple(found)
