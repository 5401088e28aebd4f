"""The process that sets one document: JSON from standard input, PDF to standard output.

It has a process of its own, so that whatever is set can be ended, and takes no more memory than is allowed.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

TEMPLATE = Path(__file__).with_name("document.typ")
MOST_BYTES, MOST_SECONDS = 3 << 30, 60
"""Of address space, and of a processor's time."""
_UNDISPLAYED = "could not be displayed"


def pdf_of(told: str, at: datetime) -> bytes:
    """A PDF for everybody (PDF/UA-1); where a sign is in none of the fonts, a box stands for it in a tagged PDF.

    No font of the machine is used, so that a document looks the same everywhere.
    """
    try:
        return _compiled(told, at, "ua-1")
    except typst.TypstError as error:
        if _UNDISPLAYED not in error.message:
            raise
    return _compiled(told, at, "1.7")


def _compiled(told: str, at: datetime, standard: Literal["ua-1", "1.7"]) -> bytes:
    found = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"told": told},
        pdf_standards=standard,
        ignore_system_fonts=True,
        timestamp=at.replace(microsecond=0),
    )
    assert isinstance(found, bytes), "a PDF is one file"
    return found


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main() -> None:
    """The moment stands in the first argument."""
    _limit()
    sys.stdout.buffer.write(pdf_of(sys.stdin.buffer.read().decode(), datetime.fromisoformat(sys.argv[1])))


if __name__ == "__main__":
    main()
