"""A page as a PDF to keep: for those whom the page is for, read in the same way and told as a document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from samverka_services.documents.document import Document
from samverka_services.documents.typesetting import pdf_of
from samverka_services.http.limiting import Kind, turn
from samverka_services.pages.kernel.page import NOT_SHOWN, Page, stopped
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import Visit

Tell = Callable[[Visit, Any], Document]


@dataclass(frozen=True)
class Printed:
    """What is told of a page."""

    page: Page
    tell: Tell

    @property
    def route(self) -> Route:
        """The address of the page, with the ending of a file."""
        return Route("GET", f"{self.page.address}.pdf", self.get)

    async def get(self, request: Request) -> Response:
        """GET."""
        try:
            visit, shown, _ = await self.page.seen(request)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        document = self.tell(visit, shown)
        async with turn(request, Kind.QUERIES):
            pdf = await pdf_of(document)
        headers = {"Content-Disposition": f'inline; filename="{self._name(visit)}"'}
        return Response(pdf, media_type="application/pdf", headers=headers | {"Content-Language": document.language})

    def _name(self, visit: Visit) -> str:
        return "-".join([self.page.address.rpartition("/")[2], *visit.path.values()]) + ".pdf"


def printed(page: Page) -> Callable[[Tell], Route]:
    """Declare the document that a function tells of a page. It is found by lying in a module of `pages/`."""

    def declare(tell: Tell) -> Route:
        return Printed(page, tell).route

    return declare
