"""A page is one declaration: its address, its template, who may see it, and the function that reads what it shows."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_infra.access_log import attempt_of
from samverka_services.login.authorization_code import CHOOSING
from samverka_services.pages.kernel.live import news_address
from samverka_services.pages.kernel.names import decided_by, name_of
from samverka_services.pages.kernel.navigation import Section, menu_of
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import (
    NotChosen,
    Viewer,
    Visit,
    WithoutMandate,
    WithoutRegion,
    acting,
    visiting,
)
from samverka_services.pages.rendering import page as rendered

KOMMUN, FORBUND = OrganisationKind.KOMMUN, OrganisationKind.KOMMUNALFORBUND

Read = Callable[[Visit], Awaitable[Any]]


@dataclass(frozen=True)
class Audience:
    """Who may see a page besides holding a mandate in her organisation today; empty: whoever does."""

    kinds: frozenset[OrganisationKind] = frozenset()
    roles: frozenset[Role] = frozenset()
    of_leaders: frozenset[Role] = frozenset()
    """Of those who lead an insats and hold nothing else, who holds one of these; empty: whichever."""

    def require(self, viewer: Viewer) -> None:
        """Refuse those whom the page is not for."""
        fits = not self.kinds or viewer.kind in self.kinds
        require(fits, Rule.WRONG_KIND_OF_ORGANISATION, needed=tuple(sorted(self.kinds)))
        for needed in (self.roles, self.of_leaders if viewer.leads_only else frozenset()):
            require(not needed or viewer.roles & needed, Rule.ROLE_MISSING, needed=tuple(sorted(needed)))


@dataclass(frozen=True)
class Page:
    """What is shown at an address. `read` gives a dataclass of facts, which the template knows as `shown`."""

    address: str
    template: str
    section: Section
    audience: Audience
    read: Read
    live: bool = False
    """Whether it says what comes while it is open."""
    insats_id: str | None = None
    """What its matter is, if the address does not say: ANY_INSATS, if it is shown to whoever leads one."""

    def routes(self) -> Iterator[Route]:
        """It is only read."""
        yield Route("GET", self.address, self.get)

    async def get(self, request: Request) -> Response:
        """GET."""
        try:
            visit, shown, news = await self.seen(request)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        return self.draw(visit, shown, news=news)

    async def seen(self, request: Request) -> tuple[Visit, Any, str]:
        """Her visit who sent it, what she sees, and where news of it come from. Raises Refused, and NOT_SHOWN."""
        async with visiting(request, await acting(request), self.insats_id) as visit:
            self.audience.require(visit.viewer)
            return visit, await self.read(visit), await news_address(visit) if self.live else ""

    def draw(self, visit: Visit, shown: Any, status: int = 200, **more: Any) -> Response:
        """The template filled in."""
        known: dict[str, Any] = {
            "visit": visit,
            "write": visit.write,
            "name_of": partial(name_of, visit),
            "decided_by": partial(decided_by, visit),
            "section": self.section,
            "menu": menu_of(visit.viewer, in_region=bool(visit.regions)),
            "session": visit.viewer.session,
        }
        return rendered(visit.request, self.template, status, shown=shown, **known, **more)


class LeadsOn(Exception):
    """There is nothing to see here yet; the text is the address where there is."""


NOT_SHOWN = (NotChosen, WithoutMandate, WithoutRegion, LeadsOn)
"""Why somebody who is logged in is shown another page than the one she asked for."""


def stopped(request: Request, nobody: NotChosen | WithoutMandate | WithoutRegion | LeadsOn) -> Response:
    """To where she chooses for whom she acts, if she can; otherwise, whom to ask."""
    if isinstance(nobody, LeadsOn):
        return RedirectResponse(str(nobody), 303)
    if isinstance(nobody, WithoutRegion):
        return rendered(request, "no_region.html", session=nobody.session)
    if isinstance(nobody, WithoutMandate):
        attempt_of(request.scope).reason = "no-mandate"
        return rendered(request, "no_mandate.html", 403, session=nobody.session, organisation=str(nobody))
    if nobody.session.memberships:
        return RedirectResponse(CHOOSING, 303)
    return rendered(request, "no_organisation.html", session=nobody.session)


def page(
    address: str,
    template: str,
    section: Section,
    *,
    kinds: tuple[OrganisationKind, ...] = (),
    roles: tuple[Role, ...] = (),
    live: bool = False,
    insats_id: str | None = None,
) -> Callable[[Read], Page]:
    """Declare the page that a function reads. It is found by lying in a module of `pages/`."""

    def declare(read: Read) -> Page:
        return Page(address, template, section, Audience(frozenset(kinds), frozenset(roles)), read, live, insats_id)

    return declare


T = TypeVar("T")


def there(found: T | None) -> T:
    """What was looked for; the page of an address that is none, if it is not there or not hers to see."""
    if found is None:
        raise HTTPException(404)
    return found
