"""The forms by which acts between the gates are recorded, and decisions about documents at theirs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from samverka_domain.case import Case
from samverka_domain.documents import MAY_STEER
from samverka_domain.gates import DIRECTIVES, GATES, DocumentKind, Gate, Missing
from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Body
from samverka_domain.steering import Stage, SteeredBy, stage_of
from samverka_domain.steps import Act
from samverka_projections.adjusted_directives import needs_new_approval
from samverka_projections.documents import DocumentThen, documents_by_insats
from samverka_projections.gates import cases
from samverka_projections.insatser import InsatsThen
from samverka_projections.steering import steering_by_insats
from samverka_services.commands.gate_decisions import DecideAtGate
from samverka_services.commands.insats_acts import (
    REPORTS,
    BeginHandover,
    PresentDirective,
    PresentReport,
    RegisterAgreement,
    SendDirective,
    StartProject,
    StopInsats,
)
from samverka_services.commands.pauses import PauseInsats, ResumeInsats
from samverka_services.pages.document_forms import remarked_parts, replaceable
from samverka_services.pages.document_parts import labels
from samverka_services.pages.gates import ABOUT_DOCUMENTS
from samverka_services.pages.insatser import INSATS, AboutInsats
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_named
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

_TEMPLATE, _ABOUT_DOCUMENT = "insats_form.html", "gate_form.html"
_NAMED = frozenset({"/documentId", "/version"})


@dataclass(frozen=True)
class AboutPaper:
    """An act about a document of an insats in its latest version, or a decision about it and what that lacks."""

    insats: InsatsThen
    document: DocumentThen | None
    """None, if there is none of that kind."""
    form: Prepared
    gate: Gate | None = None
    missing: tuple[Missing, ...] = ()
    needs_new_approval: Sequence[str] = ()
    """The parts of a directive that were changed after its approval, in more than wording: so it is not sent."""


@form(PresentDirective, then=INSATS)
@page(f"{INSATS}/foredra-direktivet", _ABOUT_DOCUMENT, Section.INSATSER, kinds=(FORBUND,))
async def present_directive_form(visit: Visit) -> AboutPaper:
    """Of the kind that is written in the step where the insats stands."""
    insats = await insats_named(visit)
    case = await _case(visit, insats)
    kinds = [kind for gate in case.gates_after(Act.PRESENT_DIRECTIVE) for kind in case.kinds_at(gate)]
    return await _about_document(visit, insats, kinds, {"presentedOn": visit.write.today.isoformat()})


@form(PresentReport, then=INSATS)
@page(f"{INSATS}/foredra-rapporten", _ABOUT_DOCUMENT, Section.INSATSER, kinds=(FORBUND,))
async def present_report_form(visit: Visit) -> AboutPaper:
    """Of the pre-study."""
    return await _about_document(
        visit, await insats_named(visit), REPORTS, {"presentedOn": visit.write.today.isoformat()}
    )


@form(SendDirective, then=INSATS)
@page(f"{INSATS}/skicka-direktivet", _ABOUT_DOCUMENT, Section.INSATSER, kinds=(FORBUND,))
async def send_directive_form(visit: Visit) -> AboutPaper:
    """As it was approved."""
    about = await _about_document(visit, await insats_named(visit), DIRECTIVES, {})
    changed = needs_new_approval(about.document) if about.document else ()
    return replace(about, needs_new_approval=labels(visit.write, changed))


@form(StartProject, then=INSATS)
@page(f"{INSATS}/starta-projektet", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def start_project_form(visit: Visit) -> AboutInsats:
    """On a day that has come."""
    insats = await insats_named(visit)
    return AboutInsats(insats, Prepared({"startedOn": visit.write.today.isoformat()}, insats.version))


@form(BeginHandover, then=INSATS)
@page(f"{INSATS}/borja-overlamningen", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def begin_handover_form(visit: Visit) -> AboutInsats:
    """On a day that has come."""
    insats = await insats_named(visit)
    return AboutInsats(insats, Prepared({"begunOn": visit.write.today.isoformat()}, insats.version))


@form(RegisterAgreement, then=INSATS)
@page(f"{INSATS}/avtal", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def register_agreement_form(visit: Visit) -> AboutInsats:
    """One that was signed, or that there is none."""
    insats = await insats_named(visit)
    return AboutInsats(insats, Prepared(version=insats.version))


@form(StopInsats, then=INSATS, bodies=Insats.Stopped.bodies)
@page(f"{INSATS}/stoppa", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def stop_form(visit: Visit) -> AboutInsats:
    """By the e-råd, with its reason."""
    insats = await insats_named(visit)
    return AboutInsats(insats, Prepared(version=insats.version))


@form(PauseInsats, then=INSATS, bodies=MAY_STEER)
@page(f"{INSATS}/pausa", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def pause_form(visit: Visit) -> AboutInsats:
    """By who steers the project, with its reason and a day of review."""
    return await _decided_by_who_steers(visit)


@form(ResumeInsats, then=INSATS, bodies=MAY_STEER)
@page(f"{INSATS}/ateruppta", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def resume_form(visit: Visit) -> AboutInsats:
    """By who steers the project."""
    return await _decided_by_who_steers(visit)


async def _decided_by_who_steers(visit: Visit) -> AboutInsats:
    insats = await insats_named(visit)
    decision = _of_body(await _steers(visit, insats, Stage.PROJECT))
    fixed = frozenset(f"/decision/{name}" for name in decision)
    return AboutInsats(insats, Prepared({"decision": decision} if decision else {}, insats.version, fixed=fixed))


@form(DecideAtGate, then=INSATS, bodies=MAY_STEER)
@page(f"{INSATS}/beslut/{{gate}}", _ABOUT_DOCUMENT, Section.INSATSER, kinds=(FORBUND,))
async def decide_at_gate_form(visit: Visit) -> AboutPaper:
    """About the version at hand, by who decides at this gate."""
    insats = await insats_named(visit)
    gate = there(next((each for each in ABOUT_DOCUMENTS if each == visit.path["gate"]), None))
    case = await _case(visit, insats)
    document = await _latest(visit, insats, case.kinds_at(gate))
    prepared = await _prepared(visit, insats, gate, document)
    return AboutPaper(insats, document, prepared, gate, case.missing(gate))


async def _prepared(visit: Visit, insats: InsatsThen, gate: Gate, document: DocumentThen | None) -> Prepared:
    """Everything fixed but what the body has decided: outcome, remarks, and the decision itself."""
    decision = await decision_at(visit, insats, gate)
    choices = {"/outcome": _words(visit, GATES[gate].outcomes)}
    parts = remarked_parts(visit, document) if document else {}
    replaced = await replaceable(visit, document)
    return Prepared(
        {"gate": gate, **_named(document), **({"decision": decision} if decision else {})},
        document.version if document else None,
        {**choices, **parts, **replaced},
        fixed=frozenset({"/gate", *_NAMED, *(f"/decision/{name}" for name in decision)}),
        without=frozenset() if replaced else frozenset({"/replaces"}),
        labels={"/outcome": visit.write.text("process.outcome")},
    )


def _words(visit: Visit, words: Iterable[StrEnum]) -> list[Option]:
    return [Option(each, capital(visit.write.word(each))) for each in words]


async def decision_at(visit: Visit, insats: InsatsThen, gate: Gate) -> dict[str, str]:
    """How a decision at a gate begins: with the body of the gate, or who steers that stage, if that is decided."""
    return _of_body(await _decides(visit, insats, gate))


def _of_body(body: SteeredBy | None) -> dict[str, str]:
    if body is None:
        return {}
    return {"body": body.steering_body, **({"bodyId": body.group_id} if body.group_id else {})}


async def _decides(visit: Visit, insats: InsatsThen, gate: Gate) -> SteeredBy | None:
    """The body of the gate, or who steers that stage; None, if nobody does yet."""
    body = GATES[gate].body
    if body is not Body.STYRGRUPP:
        return SteeredBy(body)
    return await _steers(visit, insats, stage_of(gate))


async def _steers(visit: Visit, insats: InsatsThen, stage: Stage) -> SteeredBy | None:
    """As was decided, or else as it was taken over."""
    known = (await steering_by_insats(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    decided = next((SteeredBy(each.steering_body, each.group_id) for each in known if each.stage is stage), None)
    taken = None if decided else (await _case(visit, insats)).taken
    body = taken.steered_by(pre_study=stage is Stage.PRE_STUDY) if taken else None
    return SteeredBy(body) if body else decided


async def _about_document(
    visit: Visit, insats: InsatsThen, kinds: Collection[DocumentKind], start: dict[str, str]
) -> AboutPaper:
    document = await _latest(visit, insats, kinds)
    prepared = Prepared({**start, **_named(document)}, insats.version, fixed=_NAMED)
    return AboutPaper(insats, document, prepared)


def _named(document: DocumentThen | None) -> dict[str, str]:
    """A document and its latest version, as a command names them."""
    if document is None or document.latest is None:
        return {}
    return {"documentId": document.document_id, "version": document.latest.fact.number}


async def _latest(visit: Visit, insats: InsatsThen, kinds: Collection[DocumentKind]) -> DocumentThen | None:
    """The document of one of these kinds that was begun last and not declined."""
    known = (await documents_by_insats(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    of_kind = [each for each in known if each.kind in kinds and each.latest and not each.is_declined]
    return of_kind[-1] if of_kind else None


async def _case(visit: Visit, insats: InsatsThen) -> Case:
    return there((await cases(visit.connection, [insats.insats_id], visit.as_of)).get(insats.insats_id)).case
