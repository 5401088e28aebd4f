"""Where each page is reached: the declared pages and forms, and what logging in and leaving need."""

from fastapi import APIRouter

from samverka_services.login import authorization_code, back_channel_logout, logout, organisation_choice
from samverka_services.login.web_client import CALLBACK
from samverka_services.pages.kernel.files import file_routes
from samverka_services.pages.kernel.registry import OTHERS, PAGES
from samverka_services.pages.kernel.route import Route

WEB_ROUTES = (
    *(route for page in PAGES for route in page.routes()),
    *OTHERS,
    *file_routes(),
    Route("GET", "/auth/login", authorization_code.log_in),
    Route("GET", CALLBACK, authorization_code.come_back),
    Route("GET", authorization_code.CHOOSING, organisation_choice.offer_organisations),
    Route("POST", authorization_code.CHOOSING, organisation_choice.choose_organisation),
    Route("POST", "/auth/logout", logout.log_out),
    Route("POST", "/auth/logout-everywhere", logout.log_out_everywhere),
    Route("POST", "/auth/backchannel-logout", back_channel_logout.hear_of_logout),
)


def web_router() -> APIRouter:
    """All pages; none of them is part of the API's document."""
    router = APIRouter()
    for route in sorted(WEB_ROUTES, key=_named_first):
        router.add_api_route(
            route.path, route.handler, methods=[route.method], include_in_schema=False, response_model=None
        )
    return router


def _named_first(route: Route) -> str:
    """What is written out comes before what may be anything."""
    return route.path.replace("{", "~")
