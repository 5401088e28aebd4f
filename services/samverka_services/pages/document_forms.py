"""The förbund's acts on documents: begin, write, ask others, and put a decision right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic.alias_generators import to_camel

from samverka_domain.document_parts import MANDATORY, PART_NAMES, parts_of
from samverka_domain.documents import MAY_STEER, Document
from samverka_domain.gates import DocumentKind
from samverka_domain.participation import JOINED, Status
from samverka_projections.documents import DocumentThen
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import MemberOnDay, members
from samverka_projections.participation.matrix import participants
from samverka_projections.replacing import standing
from samverka_services.commands.documents import (
    AskAboutDocument,
    BeginDocument,
    CloseDocumentRemiss,
    CorrectDocument,
    GiveRemissAnswer,
    HandleDocumentRemark,
    RegisterRemissAnswer,
    WriteDocumentVersion,
)
from samverka_services.pages.document_parts import labels
from samverka_services.pages.documents import DOCUMENT, INSATS, found_document
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, KOMMUN, page
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

_TEMPLATE = "document_form.html"
_INTERESTED = JOINED | {Status.INTERESTED, Status.CONDITIONAL}


@dataclass(frozen=True)
class AboutDocument:
    """A form about a document of an insats; None, if it is for a new one."""

    insats: InsatsThen
    document: DocumentThen | None
    form: Prepared


@form(BeginDocument, then="/dokument/{id}/skriv")
@page(f"{INSATS}/dokument/nytt", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def begin_document_form(visit: Visit) -> AboutDocument:
    """Of the insats in the address."""
    insats = await insats_of(visit, visit.path["insats_id"])
    kinds = [Option(kind, capital(visit.write.word(kind))) for kind in MANDATORY]
    about = [Option(insats.insats_id, f"{insats.code} {insats.title}")]
    prepared = Prepared(
        {"insatsId": insats.insats_id}, choices={"/kind": kinds, "/insatsId": about}, fixed=frozenset({"/insatsId"})
    )
    return AboutDocument(insats, None, prepared)


@form(WriteDocumentVersion, then=DOCUMENT)
@page(f"{DOCUMENT}/skriv", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def write_document_form(visit: Visit) -> AboutDocument:
    """It begins with what the latest version says, and asks for the parts of its kind alone."""
    return await _about(visit, lambda document: _to_write(document.kind, document))


@form(AskAboutDocument, then=DOCUMENT)
@page(f"{DOCUMENT}/fraga", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def ask_about_document_form(visit: Visit) -> AboutDocument:
    """It begins with those that are interested or take part."""
    about = await _about(visit, lambda document: Prepared(version=document.version))
    known = await members(visit.connection, visit.own, visit.as_of)
    cells = await participants(visit.connection, visit.own, [about.insats.insats_id], visit.as_of)
    interested = {cell.municipality_id for cell in cells if cell.status in _INTERESTED}
    start = {"municipalities": [each.kommunkod for each in known if each.kommunkod and each.member_id in interested]}
    choices = {"/municipalities": _options(known)}
    return replace(about, form=replace(about.form, start=start, choices=choices))


@form(CloseDocumentRemiss, then=DOCUMENT, reviewed=False)
@page(f"{DOCUMENT}/stang-remiss", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def close_document_remiss_form(visit: Visit) -> AboutDocument:
    """Close it."""
    return await _about(visit, lambda document: Prepared(version=document.version))


@form(RegisterRemissAnswer, then=DOCUMENT)
@page(f"{DOCUMENT}/registrera-synpunkter", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def register_remiss_answer_form(visit: Visit) -> AboutDocument:
    """Of a network or somebody else who was asked."""
    about = await _about(visit, lambda document: Prepared(version=document.version))
    asked = about.document.open_remiss.others if about.document and about.document.open_remiss else ()
    sources = {"/source": [Option(each, each) for each in asked]} if asked else {}
    return replace(about, form=replace(about.form, choices=sources | _parts(visit, about)))


@form(HandleDocumentRemark, then=DOCUMENT)
@page(f"{DOCUMENT}/hantera", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def handle_document_remark_form(visit: Visit) -> AboutDocument:
    """The remark that is named in the address."""
    about = await _about(visit, lambda document: Prepared(version=document.version))
    asked = visit.request.query_params
    start = {name: asked[name] for name in ("remiss", "source", "remark") if asked.get(name)}
    return replace(about, form=replace(about.form, start=start))


@form(GiveRemissAnswer, then=DOCUMENT)
@page(f"{DOCUMENT}/synpunkter", _TEMPLATE, Section.INSATSER, kinds=(KOMMUN,))
async def give_remiss_answer_form(visit: Visit) -> AboutDocument:
    """It begins with what the municipality has remarked already."""
    about = await _about(visit, lambda document: Prepared(_own_remarks(visit, document)))
    return replace(about, form=replace(about.form, choices=_parts(visit, about)))


@form(CorrectDocument, then=DOCUMENT, bodies=MAY_STEER)
@page(f"{DOCUMENT}/ratta/{{version}}", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def correct_document_form(visit: Visit) -> AboutDocument:
    """Put right what was recorded of a decision."""
    about = await _about(visit, lambda document: Prepared(version=document.version))
    prepared = await correcting(visit, Document.stream(visit.path["document_id"]))
    return replace(about, form=replace(prepared, version=about.form.version))


async def _about(visit: Visit, prepare: Callable[[DocumentThen], Prepared]) -> AboutDocument:
    document = await found_document(visit)
    return AboutDocument(await insats_of(visit, document.insats_id), document, prepare(document))


def _own_remarks(visit: Visit, document: DocumentThen) -> dict[str, Any]:
    remiss = document.open_remiss.remiss if document.open_remiss else 0
    own = [each for each in document.received if (each.source, each.remiss) == (visit.own, remiss)]
    return {"remarks": [object_of(remark) for remark in own[0].remarks]} if own else {}


def _parts(visit: Visit, about: AboutDocument) -> dict[str, Sequence[Option]]:
    return remarked_parts(visit, about.document) if about.document else {}


def remarked_parts(visit: Visit, document: DocumentThen) -> dict[str, Sequence[Option]]:
    """The parts that a remark can be about."""
    names = parts_of(document.kind)
    told = zip(names, labels(visit.write, names), strict=True)
    return {"/remarks/*/part": [Option(name, label) for name, label in told]}


async def replaceable(visit: Visit, document: DocumentThen | None) -> dict[str, Sequence[Option]]:
    """What a whole version of the document may take the place of; nothing, if there is none."""
    found = await standing(visit.connection, visit.own, visit.as_of)
    others = [each for each in found.documents.values() if document and each.document_id != document.document_id]
    options = [
        *(Option(each.document_id, f"{each.title} {each.number}", visit.write.word(each.kind)) for each in others),
        *(Option(plan_id, title, visit.write.text("documents.plan")) for plan_id, title in found.plans.items()),
    ]
    return {"/replaces": options} if options else {}


def _to_write(kind: DocumentKind, document: DocumentThen) -> Prepared:
    foreign = frozenset(f"/{to_camel(name)}" for name in PART_NAMES if name not in parts_of(kind))
    return Prepared(object_of(document.content), document.version, without=foreign)


def _options(known: Sequence[MemberOnDay]) -> list[Option]:
    return [Option(each.kommunkod, each.name) for each in known if each.kommunkod]
