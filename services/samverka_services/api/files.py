"""Files over REST: received one by one, named by a version of a document, and given out with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from samverka_domain.attachments import MOST_BYTES, FileType, Sha256
from samverka_domain.kernel.limits import Id
from samverka_domain.kernel.rules import Rule, require
from samverka_graphql.kernel.context import Reader
from samverka_services.api.information import PREFIX
from samverka_services.api.problems import PROBLEMS
from samverka_services.commands.documents import TOPIC
from samverka_services.commands.insats_acts import VersionNumber
from samverka_services.commands.kernel.context import Caller
from samverka_services.extracts.files import Identify
from samverka_services.files.giving import MEDIA_TYPES, attached_file
from samverka_services.files.taking import take_file
from samverka_services.http.uploads import BYTES, received

Identified = Callable[..., AsyncIterator[Caller]]
_ATTACHED = "/documents/{documentId}/versions/{versionNumber}/attachments/{checksum}"
_BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
_EXAMPLE = {"file": {"value": "%PDF-1.7 …"}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {BYTES: {"schema": _BINARY | {"maxLength": MOST_BYTES}, "examples": _EXAMPLE}},
    }
}
_SUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_GIVEN: dict[str, Any] = {
    "content": {each: {"schema": _BINARY, "examples": _EXAMPLE} for each in MEDIA_TYPES.values()}
}


class FileDocument(BaseModel):
    """A file that has been received."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sha256": _SUM, "type": "PDF", "size": 48_213}]})

    sha256: str = Field(
        description="The sum by which a version names it",
        examples=[_SUM],
    )
    type: FileType = Field(description="What it is, by what is in it")
    size: int = Field(description="Bytes")


def files_router(identify: Identified, identify_viewer: Identify) -> APIRouter:
    """`identify` and `identify_viewer` are the dependencies that tell who sends, and who reads."""
    router = APIRouter(prefix=PREFIX, tags=["documents"])
    router.add_api_route(
        "/files",
        _receiving(identify),
        methods=["POST"],
        status_code=201,
        response_model=FileDocument,
        response_description="What it is, and its sum",
        responses={"4XX": PROBLEMS, "5XX": PROBLEMS},
        summary="Receive a file that a document's version is to name.",
        description="PDF, ODF, OOXML without macros, or an image, told by what is in it. One that no version names "
        f"is deleted after a day. For {', '.join(sorted(TOPIC.roles))} of {TOPIC.organisation}.",
        operation_id="ReceiveFile",
        openapi_extra=_BODY,
    )
    router.add_api_route(
        _ATTACHED,
        _giving(identify_viewer),
        methods=["GET"],
        response_class=Response,
        response_description="The file, to be kept and not to be shown",
        responses={200: _GIVEN, "4XX": PROBLEMS, "5XX": PROBLEMS},
        summary="A file of a version.",
        description="For those who may read that version of the document.",
        operation_id="AttachedFile",
    )
    return router


def _receiving(identify: Identified) -> Callable[..., Any]:
    async def endpoint(request: Request, caller: Annotated[Caller, Depends(identify)]) -> FileDocument:
        body = await received(request)
        require(body.is_whole, Rule.FILE_TOO_LARGE, megabytes=MOST_BYTES >> 20)
        found = await asyncio.to_thread(take_file, request.app.state.executor, caller, body.content)
        return FileDocument(sha256=found.sha256, type=FileType(found.type), size=found.size)

    return endpoint


def _giving(identify: Identify) -> Callable[..., Any]:
    async def endpoint(
        request: Request,
        by: Annotated[Reader, Depends(identify)],
        document_id: Annotated[
            Id, Path(alias="documentId", description="The id of the document, as its commands answer it")
        ],
        number: Annotated[VersionNumber, Path(alias="versionNumber", description="The version, such as 0.1")],
        sha256: Annotated[Sha256, Path(alias="checksum", description="The file's sum, as the version says it")],
    ) -> Response:
        return await attached_file(request, by, document_id, number, sha256)

    return endpoint
