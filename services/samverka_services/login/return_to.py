"""Where a person goes on after logging in: a page of this site, whatever an address says."""

import re

HOME = "/"

# Told by what may stand there, not by what may not: one slash at a time, no dots alone, nothing escaped in the path.
_PAGE = re.compile(r"(?:/(?!\.{1,2}(?:[/?]|\Z))[A-Za-z0-9._~-]+)*/?(?:\?[A-Za-z0-9._~=&%-]*)?")


def page_of_this_site(wished: str | None) -> str:
    """The address if it is a page of this site, otherwise the first page."""
    known = wished is not None and wished.startswith("/") and len(wished) <= 500 and _PAGE.fullmatch(wished)
    return wished if known and wished else HOME
