"""What a funder reads: the reports of the insatser that it was let in to, on the days on which it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import ANY_INSATS, Mandate, Role
from samverka_domain.status_lights import LAMPS
from samverka_infra.funders import read_as
from samverka_projections.documents import DocumentThen, documents_by_insats
from samverka_projections.funders import FunderThen, funded_by
from samverka_projections.status_reports import ReportThen, status_reports
from samverka_services.commands.funders import AppointFunderReader
from samverka_services.files.giving import file_of
from samverka_services.http.reading import Asked, at, reading
from samverka_services.pages.documents import VersionText, text_of
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.files import reader_by_session
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import colleagues
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.status_reports import LampShown

FUNDED = "/finansierat/{funder_id}"
VERSION = f"{FUNDED}/dokument/{{document_id}}/{{number}}"
_READERS = (Role.FUNDER_READER,)


@dataclass(frozen=True)
class FundedShown:
    """An insats that the reader's organisation funds, with what she may read of it."""

    funder: FunderThen
    reports: Sequence[ReportThen]
    """The newest first."""
    documents: Sequence[DocumentThen]
    """Those of which a whole version is approved."""
    is_read: bool
    """Whether she reads it, today."""
    may_appoint: bool
    """Whether she says who reads."""


async def funded(visit: Visit) -> list[FundedShown]:
    """What the organisation funds, as far as it concerns her: as a reader, or as who says who reads."""
    known = await funded_by(visit.connection, visit.own, visit.as_of)
    appoints = Role.ADMINISTRATOR in visit.viewer.roles
    hers = [each for each in known if _reads(visit.viewer.mandates, each, visit.write.today)]
    found = {each.funder.funder_id: each for each in await _read(visit, hers, may_appoint=appoints)}
    others = [FundedShown(each, (), (), is_read=False, may_appoint=appoints) for each in known if appoints]
    return [*found.values(), *(each for each in others if each.funder.funder_id not in found)]


@page(FUNDED, "funded.html", Section.TODO, roles=_READERS)
async def funded_page(visit: Visit) -> FundedShown:
    """One insats."""
    return await _found(visit)


@dataclass(frozen=True)
class FundedReport:
    """A status report, as its funder reads it."""

    funder: FunderThen
    report: ReportThen
    lamps: Sequence[LampShown]


@page(f"{FUNDED}/status/{{number}}", "funded_report.html", Section.TODO, roles=_READERS)
async def funded_report_page(visit: Visit) -> FundedReport:
    """All of it; what municipalities have set aside is their förbund's."""
    shown = await _found(visit)
    report = there(next((each for each in shown.reports if str(each.number) == visit.path["number"]), None))
    lamps = [LampShown(name, getattr(report.report.lights, name), getattr(report.trends, name)) for name in LAMPS]
    return FundedReport(shown.funder, report, lamps)


@dataclass(frozen=True)
class FundedDocument(VersionText):
    """A whole version of a final report or effect report."""

    funder: FunderThen


@page(VERSION, "funded_document.html", Section.TODO, roles=_READERS)
async def funded_document_page(visit: Visit) -> FundedDocument:
    """Everything that it says."""
    shown = await _found(visit)
    document = there(next((each for each in shown.documents if each.document_id == visit.path["document_id"]), None))
    return FundedDocument(**vars(text_of(visit, document)), funder=shown.funder)


async def _attachment(request: Request) -> Response:
    """GET."""
    named, by = request.path_params, await reader_by_session(request)
    async with reading(request, by, insats_id=ANY_INSATS) as connection:
        as_of = await at(request, connection, by, Asked())
        held = await request.app.state.entitlement.require(connection, by, insatser=(ANY_INSATS,))
        known = (each for each in await funded_by(connection, by.tenant_id, as_of) if _reads(held, each, as_of.day))
        funder = there(next((each for each in known if each.funder_id == named["funder_id"]), None))
        await read_as(connection, [funder.funder_id])
        documents = (await documents_by_insats(connection, [funder.insats_id], as_of))[funder.insats_id]
        document = next((each for each in documents if each.document_id == named["document_id"]), None)
        return await file_of(connection, document, named["number"], named["sha256"])


attachment_file = Route("GET", f"{VERSION}/bilagor/{{sha256}}", _attachment)


@dataclass(frozen=True)
class AppointingReader:
    """The form, and what is to be read."""

    funder: FunderThen
    form: Prepared


@form(AppointFunderReader, then="/medlemmar", bodies=(Body.KOMMUNLEDNING,))
@page("/finansierat/{forbund}/{funder_id}/lasare", "funder_reader_form.html", Section.MEMBERS)
async def appoint_reader_form(visit: Visit) -> AppointingReader:
    """Somebody who has a mandate in the organisation, or has logged in to it."""
    choices = {"/personId": await colleagues(visit)}
    start = {"validFrom": visit.write.today.isoformat()}
    return AppointingReader(await _own(visit), Prepared(start, choices=choices))


async def _own(visit: Visit) -> FunderThen:
    known = await funded_by(visit.connection, visit.own, visit.as_of)
    return there(next((each for each in known if each.funder_id == visit.path["funder_id"]), None))


def _reads(held: Iterable[Mandate], funder: FunderThen, day: date) -> bool:
    """Whether who holds these reads its reports on a day."""
    hers = (each.insats_id for each in held if each.role is Role.FUNDER_READER)
    return funder.reads_on(day) and funder.insats_id in hers


async def _found(visit: Visit) -> FundedShown:
    """What the address names, if she reads it today."""
    funder = await _own(visit)
    hers = [funder] if _reads(visit.viewer.mandates, funder, visit.write.today) else []
    return there(next(iter(await _read(visit, hers, may_appoint=False)), None))


async def _read(visit: Visit, funders: Sequence[FunderThen], *, may_appoint: bool) -> list[FundedShown]:
    await read_as(visit.connection, [each.funder_id for each in funders])
    ids = [each.insats_id for each in funders]
    series = await status_reports(visit.connection, ids, visit.as_of)
    documents = await documents_by_insats(visit.connection, ids, visit.as_of)
    return [
        FundedShown(each, series[each.insats_id].reports, documents[each.insats_id], True, may_appoint)
        for each in funders
    ]
