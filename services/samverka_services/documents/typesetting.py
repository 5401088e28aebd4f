"""Setting a document as PDF, beside the event loop and within bounds."""

import asyncio
import sys

from samverka_infra.database import ReadTooLong
from samverka_services.documents.document import Document

MOST_CHARACTERS = 400_000
"""Of a document as it is told."""
MOST_SECONDS = 20.0
_MODULE = "samverka_services.documents.typesetter"


class DocumentTooLarge(Exception):
    """More than fits a document that somebody reads."""


class NotSet(Exception):
    """The typesetter failed; the text is what it said."""


async def pdf_of(document: Document, seconds: float = MOST_SECONDS) -> bytes:
    """Raises DocumentTooLarge, ReadTooLong, NotSet."""
    told = document.as_json()
    if len(told) > MOST_CHARACTERS:
        raise DocumentTooLarge
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", _MODULE, document.read_at.isoformat()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            pdf, said = await process.communicate(told.encode())
    except TimeoutError as error:
        raise ReadTooLong from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotSet(said.decode(errors="replace"))
    return pdf
