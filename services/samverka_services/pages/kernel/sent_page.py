"""Pages that are sent to the address at which they are shown: what they keep are rows beside the log."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping

from starlette.requests import Request
from starlette.responses import Response

from samverka_services.login.forms import own_form
from samverka_services.pages.kernel.page import NOT_SHOWN, Page, stopped
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import Acting, Visit, acting, visiting


class SentPage(Page, ABC):
    """Shown and sent at the same address."""

    def routes(self) -> Iterator[Route]:
        """GET and POST."""
        yield from super().routes()
        yield Route("POST", self.address, self.post)

    @abstractmethod
    async def post(self, request: Request) -> Response:
        """Take what is sent by a form."""


class OwnFormPage(SentPage):
    """Sent by a form of the sender's own session alone."""

    async def post(self, request: Request) -> Response:
        """POST: done for whom the page is for."""
        try:
            by = await acting(request)
            sent = await own_form(request, by.session)
            async with visiting(request, by, self.insats_id) as visit:
                self.audience.require(visit.viewer)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        return await self.sent(visit, by, sent)

    @abstractmethod
    async def sent(self, visit: Visit, by: Acting, fields: Mapping[str, str]) -> Response:
        """Do what the pressed button means, and go on."""
