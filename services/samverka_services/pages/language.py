"""Choosing a language; it is remembered in this browser."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_services.catalogue import LANGUAGES
from samverka_services.http.cookies import keep_language
from samverka_services.login.return_to import page_of_this_site
from samverka_services.pages.kernel.route import Route


async def choose_language(request: Request) -> Response:
    """GET: back to the page on which it was chosen."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise HTTPException(404)
    response = RedirectResponse(page_of_this_site(request.query_params.get("return_to")), 303)
    keep_language(response, language)
    return response


choosing_a_language = Route("GET", "/sprak/{language}", choose_language)
