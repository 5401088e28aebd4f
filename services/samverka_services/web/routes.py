"""Where each page is reached. Every address is one line here, with who may reach it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samverka_services.web import back_channel, login, logout, organisations, start_page, static
from samverka_services.web.client import CALLBACK


@dataclass(frozen=True)
class WebRoute:
    """One address."""

    method: str
    path: str
    handler: Callable[[Request], Awaitable[Response]]


WEB_ROUTES = (
    WebRoute("GET", "/", start_page.start),
    WebRoute("GET", "/auth/login", login.log_in),
    WebRoute("GET", CALLBACK, login.come_back),
    WebRoute("GET", login.CHOOSING, organisations.offer_organisations),
    WebRoute("POST", login.CHOOSING, organisations.choose_organisation),
    WebRoute("POST", "/auth/logout", logout.log_out),
    WebRoute("POST", "/auth/logout-everywhere", logout.log_out_everywhere),
    WebRoute("POST", "/auth/backchannel-logout", back_channel.hear_of_logout),
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
