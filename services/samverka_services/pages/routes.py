"""Where each page is reached. Every address is one line here, with who may reach it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from samverka_services.downloads.addresses import ANSWERS
from samverka_services.login import authorization_code, back_channel_logout, logout, organisation_choice
from samverka_services.login.web_client import CALLBACK
from samverka_services.pages import answers, start_page, static


@dataclass(frozen=True)
class WebRoute:
    """One address."""

    method: str
    path: str
    handler: Callable[..., Awaitable[Response]]


WEB_ROUTES = (
    WebRoute("GET", "/", start_page.start),
    WebRoute("GET", ANSWERS, answers.download),
    WebRoute("GET", "/auth/login", authorization_code.log_in),
    WebRoute("GET", CALLBACK, authorization_code.come_back),
    WebRoute("GET", authorization_code.CHOOSING, organisation_choice.offer_organisations),
    WebRoute("POST", authorization_code.CHOOSING, organisation_choice.choose_organisation),
    WebRoute("POST", "/auth/logout", logout.log_out),
    WebRoute("POST", "/auth/logout-everywhere", logout.log_out_everywhere),
    WebRoute("POST", "/auth/backchannel-logout", back_channel_logout.hear_of_logout),
    WebRoute("GET", "/static/{name}", static.stylesheet),
)


def web_router() -> APIRouter:
    """All pages; none of them is part of the API's document."""
    router = APIRouter()
    for route in WEB_ROUTES:
        router.add_api_route(
            route.path, route.handler, methods=[route.method], include_in_schema=False, response_model=None
        )
    return router
