"""What an address asks by: a filter that is written wrongly must not be one that is not there."""

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request


def refuse_unknown(request: Request) -> None:
    """Raise RequestValidationError for what the address asks by and nobody knows."""
    known = {each.alias for each in request.scope["route"].dependant.query_params}
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name), "msg": "", "input": None} for name in unknown]
        )
