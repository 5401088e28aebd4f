"""The files of a document: taken in, named, taken away, and taken along by those who may read the version."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.attachments import MOST_BYTES, FileType
from samverka_infra import files
from samverka_infra.files import StoredFile
from samverka_projections.documents import DocumentThen
from samverka_projections.insatser import InsatsThen
from samverka_services.commands.documents import ChangeAttachments
from samverka_services.files.giving import attached_file
from samverka_services.pages.documents import DOCUMENT, VERSION, found_document
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.files import reader_by_session
from samverka_services.pages.kernel.files_form import files_form
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import Visit


@dataclass(frozen=True)
class Attaching:
    """The files of the latest version, and all that may be chosen in their place."""

    insats: InsatsThen
    document: DocumentThen
    form: Prepared
    known: Mapping[str, StoredFile]
    """By sum, those of the version and those that have been received since."""

    @property
    def megabytes(self) -> int:
        """What a file may hold."""
        return MOST_BYTES >> 20

    @property
    def endings(self) -> str:
        """By which a browser offers files."""
        return ",".join(ending for kind in FileType for ending in kind.endings)


@files_form(ChangeAttachments, then=DOCUMENT)
@page(f"{DOCUMENT}/bilagor", "attachments.html", Section.INSATSER, kinds=(FORBUND,))
async def attachments_form(visit: Visit) -> Attaching:
    """It begins with those of the latest version."""
    document = await found_document(visit)
    stand = document.latest.fact.attachments if document.latest else ()
    start = {"attachments": [{"name": each.name, "sha256": each.sha256} for each in stand]}
    prepared = Prepared(start, document.version, fixed=frozenset({"/attachments/*/sha256"}))
    known = [
        *(StoredFile(each.sha256, each.type, each.size) for each in stand),
        *await files.unused(visit.connection),
    ]
    insats = await insats_of(visit, document.insats_id)
    return Attaching(insats, document, prepared, {each.sha256: each for each in known})


async def _attachment(request: Request) -> Response:
    """GET."""
    named = request.path_params
    by = await reader_by_session(request)
    return await attached_file(request, by, named["document_id"], named["number"], named["sha256"])


attachment_file = Route("GET", f"{VERSION}/bilagor/{{sha256}}", _attachment)
