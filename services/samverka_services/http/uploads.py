"""Bodies that carry files: read by the handler itself, once it knows who sends it, and not all at once."""

import asyncio
import re
from dataclasses import dataclass

from starlette.requests import Request

from samverka_domain.attachments import MOST_BYTES
from samverka_services.http.limiting import limits_of
from samverka_services.http.multipart import FILES, MULTIPART, headed

FILE = re.compile(r"/api/v1/files")
BYTES = "application/octet-stream"
UPLOAD_SECONDS = 120
"""From when it is begun to be read until it is complete."""
AT_ONCE = 6
"""Of such bodies; each is held in memory."""
HEAD_BYTES = 100_000
"""What is kept of a body that is too large: what was written stands before the files."""
_FORM_BYTES = 1_000_000
"""What a form may hold besides a file."""
_DISCARDED_BYTES = 100 * 1024 * 1024
"""As far as a body is read that is too large: a browser that is not listened to the end shows no answer."""


class UploadTooSlow(Exception):
    """A file did not come in time."""


@dataclass(frozen=True)
class Received:
    """A body, or the head of one that was too large."""

    content: bytes
    is_whole: bool


def carries_files(request: Request) -> bool:
    """Whether a request's body is one of those that the handler reads."""
    kind, path = headed(request.headers.get("content-type", "")).get_content_type(), request.url.path
    return bool(FILES.fullmatch(path) and kind == MULTIPART) or bool(FILE.fullmatch(path) and kind == BYTES)


async def received(request: Request) -> Received:
    """All of it, if it is not too large. Raises UploadTooSlow, RateLimited."""
    async with limits_of(request).reading_a_file(AT_ONCE):
        return await _in_time(request, MOST_BYTES + _FORM_BYTES)


async def head_of(request: Request) -> Received:
    """No more than the head, of somebody who is not let in. Raises UploadTooSlow."""
    return await _in_time(request, HEAD_BYTES)


async def _in_time(request: Request, most: int) -> Received:
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _read(request, most)
    except TimeoutError as error:
        raise UploadTooSlow from error


async def _read(request: Request, most: int) -> Received:
    content, length = bytearray(), 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= most:
            content += chunk
            continue
        content = (content + chunk)[:HEAD_BYTES]
        if length > _DISCARDED_BYTES:
            break
    return Received(bytes(content), length <= most)
