"""What an address asks by: a filter that is written wrongly must not be one that is not there."""

from collections import Counter

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request


def refuse_unknown(request: Request) -> None:
    """Raise RequestValidationError for what the address asks by and nobody knows, or asks by twice."""
    known = {each.alias for each in request.scope["route"].dependant.query_params}
    asked = Counter(name for name, _ in request.query_params.multi_items())
    wrong = {name: "extra_forbidden" for name in asked if name not in known}
    wrong |= {name: "given-twice" for name, times in asked.items() if name in known and times > 1}
    if wrong:
        raise RequestValidationError(
            [{"type": kind, "loc": ("query", name), "msg": "", "input": None} for name, kind in wrong.items()]
        )
