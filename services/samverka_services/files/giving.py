"""A file of a version, given to those who may read that version: to be kept, never to be shown by the browser."""

import re
from urllib.parse import quote

from psycopg import AsyncConnection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.attachments import SHA256, Attachment, FileType
from samverka_domain.mandates import ANY_INSATS
from samverka_graphql.kernel.context import Reader
from samverka_infra import files
from samverka_projections.documents import DocumentThen, documents_by_id
from samverka_services.http.reading import Asked, at, reading

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.ODT: f"{_OPEN_DOCUMENT}.text",
    FileType.ODS: f"{_OPEN_DOCUMENT}.spreadsheet",
    FileType.ODP: f"{_OPEN_DOCUMENT}.presentation",
    FileType.ODG: f"{_OPEN_DOCUMENT}.graphics",
    FileType.DOCX: f"{_OPEN_XML}.wordprocessingml.document",
    FileType.XLSX: f"{_OPEN_XML}.spreadsheetml.sheet",
    FileType.PPTX: f"{_OPEN_XML}.presentationml.presentation",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
    FileType.GIF: "image/gif",
    FileType.WEBP: "image/webp",
}
_CLOSED = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Of a file that a browser shows after all: nothing in it runs or asks for anything."""


async def attached_file(request: Request, by: Reader, document_id: str, number: str, sha256: str) -> Response:
    """The file, as far as the reader sees the version and may read what names it; else 404."""
    async with reading(request, by, insats_id=ANY_INSATS) as (connection, _):
        as_of = await at(request, connection, by, Asked())
        document = (await documents_by_id(connection, [document_id], as_of)).get(document_id)
        matter = (document.insats_id if document else None,)
        await request.app.state.entitlement.require(connection, by, insatser=matter)
        return await file_of(connection, document, number, sha256)


async def file_of(connection: AsyncConnection, document: DocumentThen | None, number: str, sha256: str) -> Response:
    """A file that a version of the document names; else 404."""
    version = document.numbered(number) if document and re.fullmatch(SHA256, sha256) else None
    named = [each for each in version.fact.attachments if each.sha256 == sha256] if version else []
    content = await files.read(connection, document.region_id, sha256) if document and named else None
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type=MEDIA_TYPES[named[0].type], headers=_headers(named[0]))


def _headers(attachment: Attachment) -> dict[str, str]:
    """Under its own name (RFC 6266), and for programs that do not know how that is written, in plain letters."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", attachment.name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name, safe='')}"
    return {"Content-Disposition": disposition, "Content-Security-Policy": _CLOSED}
