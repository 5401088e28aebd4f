"""What a funder reads: the reports of the insatser that it was let in to, on the days on which it was."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import ANY_INSATS, Role
from samverka_domain.status_lights import LAMPS
from samverka_infra.funders import reading_as
from samverka_projections.documents import DocumentThen
from samverka_projections.funded import Funded, FundedReport, funded_insatser
from samverka_projections.funders import FunderThen, funded_by
from samverka_services.commands.funders import AppointFunderReader
from samverka_services.downloads.funded import READERS, FundedRow, funded_reports
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
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.status_reports import LampShown

ALL = "/finansierat"
FUNDED = f"{ALL}/{{funder_id}}"
VERSION = f"{FUNDED}/dokument/{{document_id}}/{{number}}"


@dataclass(frozen=True)
class FundedShown:
    """An insats that the reader's organisation funds, with what she may read of it."""

    funder: FunderThen
    reports: Sequence[FundedReport]
    """The newest first."""
    documents: Sequence[DocumentThen]
    """Those of which a whole version is approved."""
    is_read: bool
    """Whether she reads it, today."""
    may_appoint: bool
    """Whether she says who reads."""


async def funded(visit: Visit) -> list[FundedShown]:
    """What the organisation funds, as far as it concerns her: as a reader, or as who says who reads."""
    appoints = Role.ADMINISTRATOR in visit.viewer.roles
    hers = await _read(visit)
    found = [FundedShown(each.funder, each.reports, each.documents, True, appoints) for each in hers]
    if not appoints:
        return found
    read = {each.funder.funder_id for each in hers}
    known = await funded_by(visit.connection, visit.own, visit.as_of)
    return [*found, *(FundedShown(each, (), (), False, True) for each in known if each.funder_id not in read)]


@page(ALL, "funded_reports.html", Section.TODO, roles=READERS, insats_id=ANY_INSATS)
async def funded_reports_page(visit: Visit) -> TableShown[FundedRow]:
    """The reports of all that she reads."""
    return await table(visit, funded_reports)


@page(FUNDED, "funded.html", Section.TODO, roles=READERS)
async def funded_page(visit: Visit) -> Funded:
    """One insats."""
    return await _found(visit)


@dataclass(frozen=True)
class FundedReportShown:
    """A status report, as its funder reads it."""

    funder: FunderThen
    report: FundedReport
    lamps: Sequence[LampShown]


@page(f"{FUNDED}/status/{{number}}/rapport", "funded_report.html", Section.TODO, roles=READERS)
async def funded_report_page(visit: Visit) -> FundedReportShown:
    """All of it; what municipalities have set aside is their förbund's."""
    found = await _found(visit)
    report = there(found.report(visit.path["number"]))
    lamps = [LampShown(name, getattr(report.report.lights, name), getattr(report.trends, name)) for name in LAMPS]
    return FundedReportShown(found.funder, report, lamps)


@dataclass(frozen=True)
class FundedDocument(VersionText):
    """A whole version of a final report or effect report."""

    funder: FunderThen


@page(f"{VERSION}/lydelse", "funded_document.html", Section.TODO, roles=READERS)
async def funded_document_page(visit: Visit) -> FundedDocument:
    """Everything that it says."""
    found = await _found(visit)
    document = there(found.document(visit.path["document_id"]))
    return FundedDocument(**vars(text_of(visit, document)), funder=found.funder)


async def _attachment(request: Request) -> Response:
    """GET."""
    named, by = request.path_params, await reader_by_session(request)
    async with reading(request, by, insats_id=ANY_INSATS) as (connection, held):
        as_of = await at(request, connection, by, Asked())
        hers = await funded_insatser(connection, by.tenant_id, held, as_of)
        found = there(_named(hers, named["funder_id"]))
        async with reading_as(connection, [found.funder.funder_id]):
            return await file_of(connection, found.document(named["document_id"]), named["number"], named["sha256"])


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


async def _read(visit: Visit) -> list[Funded]:
    return await funded_insatser(visit.connection, visit.own, visit.viewer.mandates, visit.as_of)


async def _found(visit: Visit) -> Funded:
    """What the address names, if she reads it today."""
    return there(_named(await _read(visit), visit.path["funder_id"]))


def _named(hers: Sequence[Funded], funder_id: str) -> Funded | None:
    return next((each for each in hers if each.funder.funder_id == funder_id), None)
