"""The statement on accessibility: what works, what does not, and where to tell of a fault."""

from starlette.requests import Request
from starlette.responses import Response

from samverka_services.pages.kernel.route import Route
from samverka_services.pages.rendering import page


async def accessibility(request: Request) -> Response:
    """GET: to everybody."""
    return page(request, "accessibility.html", contact=request.app.state.contact_email)


statement = Route("GET", "/tillganglighet", accessibility)
