"""The stylesheet, under a name that changes with its content, so that browsers may keep it."""

import hashlib
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from samverka_services.pages.kernel.route import Route

_CONTENT = files(__package__).joinpath("static/samverka.css").read_bytes()
_NAME = f"samverka.{hashlib.sha256(_CONTENT).hexdigest()[:16]}.css"
STYLESHEET = f"/static/{_NAME}"
"""Its address."""


async def stylesheet(request: Request) -> Response:
    """GET: by its present name, and no other."""
    if request.path_params["name"] != _NAME:
        raise HTTPException(404)
    return Response(_CONTENT, media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


route = Route("GET", "/static/{name}", stylesheet)
