"""The stylesheet and the scripts, under names that change with their content, so that browsers may keep them."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from samverka_services.pages.compressing import compressed
from samverka_services.pages.kernel.route import Route

_TYPES = {"css": "text/css", "js": "text/javascript"}


@dataclass(frozen=True)
class StaticFile:
    """A file as it is answered."""

    name: str
    content: bytes
    media_type: str

    @property
    def address(self) -> str:
        """Of its present content."""
        return f"/static/{self.name}"


def _file(name: str) -> StaticFile:
    content = files(__package__).joinpath("static", name).read_bytes()
    stem, _, ending = name.rpartition(".")
    return StaticFile(f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{ending}", content, _TYPES[ending])


_STYLESHEET, _NEWS = _file("samverka.css"), _file("news.js")
_FILES = {each.name: each for each in (_STYLESHEET, _NEWS)}
STYLESHEET, NEWS_SCRIPT = _STYLESHEET.address, _NEWS.address
"""Their addresses."""


async def static_file(request: Request) -> Response:
    """GET: by its present name, and no other."""
    found = _FILES.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return compressed(request, Response(found.content, media_type=found.media_type, headers=headers))


route = Route("GET", "/static/{name}", static_file)
