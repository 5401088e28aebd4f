"""A visit to a page: who reads, for whom, and the one transaction and moment that all of the page is read from."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from psycopg import AsyncConnection
from starlette.requests import Request

from samverka_domain.kernel.calendar import end_of_day, local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Mandate, Role
from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.entitlement import NoMandate
from samverka_graphql.kernel.errors import Told
from samverka_graphql.kernel.place_in_time import require_moment
from samverka_infra import people
from samverka_infra.database import async_tenant_transaction
from samverka_infra.event_log import reader as log
from samverka_infra.people import Person
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_projections.memberships import RegionFact, regions
from samverka_services.downloads.addresses import same_time
from samverka_services.http.cookies import READ_AFTER, cookie
from samverka_services.http.limiting import Kind, limits_of, recognised
from samverka_services.http.problems import language_of
from samverka_services.http.reading import Asked, at
from samverka_services.http.reading_after import NotYetShown
from samverka_services.login.current_session import current
from samverka_services.login.session import WebSession
from samverka_services.login.tokens import Identity
from samverka_services.pages.kernel.matter import insatser_of
from samverka_services.pages.kernel.writing import Writing

_MOST_DIGITS = 19


class NotChosen(Exception):
    """She belongs to several organisations and has not said for which she acts, or belongs to none."""

    def __init__(self, session: WebSession) -> None:
        super().__init__(session.person_id)
        self.session = session


class WithoutRegion(Exception):
    """The page is about a region, and the organisation belongs to none."""

    def __init__(self, session: WebSession) -> None:
        super().__init__(session.person_id)
        self.session = session


class WithoutMandate(Exception):
    """She holds no mandate today in the organisation that she acts for; the text is what it calls itself."""

    def __init__(self, session: WebSession, organisation: str) -> None:
        super().__init__(organisation)
        self.session = session


@dataclass(frozen=True)
class Acting:
    """Who sent a request, by her session, and for whom she acts."""

    session: WebSession
    identity: Identity
    reader: Reader


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page, and for whom."""

    session: WebSession
    person_id: str
    organisation_id: str
    organisation: str
    kind: OrganisationKind
    mandates: tuple[Mandate, ...]
    """Hers today, where the matter is the page's."""

    @property
    def leads_only(self) -> bool:
        """Whether all that she holds is held in an insats."""
        return all(each.insats_id for each in self.mandates)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Hers today."""
        return frozenset(each.role for each in self.mandates if each.role)

    @cached_property
    def seats(self) -> frozenset[Body]:
        """The kinds of bodies in which she sits today."""
        return frozenset(each.seat for each in self.mandates if each.seat)


@dataclass(frozen=True)
class Visit:
    """What a page is given to read with."""

    request: Request
    connection: AsyncConnection
    viewer: Viewer
    as_of: AsOf
    regions: tuple[RegionFact, ...]
    """Those that the organisation belongs to, or is."""
    people: Mapping[str, Person]
    """Those of the organisation of whom more than the id is known."""
    not_yet_shown: bool = False
    """Whether what she did last is stored but not in the views yet."""

    @cached_property
    def write(self) -> Writing:
        """How things are written for her."""
        return Writing(language_of(self.request), local_day(self.as_of.now))

    @property
    def path(self) -> Mapping[str, str]:
        """What stands in the address."""
        return self.request.path_params

    @property
    def own(self) -> str:
        """The organisation acted for."""
        return self.viewer.organisation_id

    @property
    def region(self) -> RegionFact | None:
        """The one that the page is about: the first, unless the address names another."""
        wished = self.request.query_params.get("region")
        return next((each for each in self.regions if each.region_id == wished), next(iter(self.regions), None))

    @property
    def the_region(self) -> RegionFact:
        """The same, where a page needs one. Raises WithoutRegion."""
        if self.region is None:
            raise WithoutRegion(self.viewer.session)
        return self.region

    @property
    def same_time(self) -> Mapping[str, str]:
        """By which another page is asked about the same time; nothing for the present."""
        return same_time(self.as_of)

    def file(self, address: str, kind: str, asked: Mapping[str, str] | None = None) -> str:
        """Where a table is taken along from, as of the time that the page is asked about, with more to ask by."""
        return self.beside(address, {"file": kind, **(asked or {})})

    def beside(self, address: str, asked: Mapping[str, str]) -> str:
        """An address that is asked about the same time as the page, with more to ask by."""
        return f"{address}?{urlencode({**asked, **self.same_time})}".removesuffix("?")

    @property
    def when(self) -> str:
        """As of when things are shown, in words."""
        if self.as_of.on or self.as_of.decided_as_of:
            return self.write.text("asof.on", day=self.write.day(self.as_of.day))
        moment, week = self.write.moment(self.as_of.known), self.write.week(self.as_of.day)
        return self.write.text("asof.moment", moment=moment, week=week)

    def number(self, name: str) -> int | None:
        """A whole number that the address asks by; None if there is none."""
        written = self.request.query_params.get(name, "")
        return int(written) if written.isascii() and written.isdigit() and len(written) < _MOST_DIGITS else None

    def moment(self, name: str) -> datetime | None:
        """A moment that the address asks by, or the end of a day; None for the present. Raises Told."""
        written = self.request.query_params.get(name)
        return require_moment(name, _moment(name, written, self.as_of.now))

    @property
    def is_past(self) -> bool:
        """Whether the page is asked about another time than the present."""
        return any(each is not None for each in (self.as_of.known_at, self.as_of.decided_as_of, self.as_of.on))


async def acting(request: Request, *, only_look: bool = False) -> Acting:
    """`only_look` as `current` takes it. Raises NotLoggedIn, NotChosen, ScopeMissing."""
    found = await current(request, only_look=only_look)
    if found.identity is None or found.reader is None:
        raise NotChosen(found.session)
    return Acting(found.session, found.identity, found.reader)


@asynccontextmanager
async def visiting(request: Request, by: Acting, insats_id: str | None = None) -> AsyncIterator[Visit]:
    """A reading transaction of hers, counted and in her turn; the matter is what the address names, or this insats.

    Raises WithoutMandate, Revoked, RateLimited, ReadTooLong, and Told for a time that cannot be asked about.
    """
    await limits_of(request).count(Kind.QUERIES, recognised(request))
    has_come = await _wait_for_own(request, by.reader)
    state = request.app.state
    async with (
        state.turn_to_read(request),
        async_tenant_transaction(state.queries, by.reader.tenant_id) as connection,
    ):
        mandates = await _mandates(request, connection, by, await insatser_of(request, connection, insats_id))
        asked = _asked(request, (await shown(connection)).moment)
        as_of = replace(await at(request, connection, by.reader, asked), whole_versions=True)
        viewer = await _viewer(connection, by, mandates)
        belongs_to, known = tuple(await regions(connection, as_of)), await people.of_tenant(connection)
        yield Visit(request, connection, viewer, as_of, belongs_to, known, not has_come)


async def _wait_for_own(request: Request, reader: Reader) -> bool:
    """Whether the views show what she has done last; a page is shown anyway, and says so."""
    token = cookie(request, READ_AFTER)
    if token is None:
        return True
    try:
        await request.app.state.reading_after.until(request.app.state.queries, reader.tenant_id, token)
    except NotYetShown:
        return False
    return True


async def _mandates(
    request: Request, connection: AsyncConnection, by: Acting, insatser: Collection[str | None]
) -> tuple[Mandate, ...]:
    try:
        return tuple(await request.app.state.entitlement.require(connection, by.reader, insatser=insatser))
    except NoMandate as error:
        known = await organisation_of(connection, by.reader.tenant_id)
        raise WithoutMandate(by.session, known.name if known else by.reader.tenant_id) from error


async def _viewer(connection: AsyncConnection, by: Acting, mandates: tuple[Mandate, ...]) -> Viewer:
    number = by.reader.tenant_id
    known = await organisation_of(connection, number)
    assert known is not None, "who holds a mandate belongs to an organisation"
    return Viewer(by.session, by.reader.person_id, number, known.name, known.kind, mandates)


async def organisation_of(connection: AsyncConnection, number: str) -> Organisation | None:
    """The transaction's own; None if it is not in Samverka yet."""
    events = await log.stream(connection, number, Organisation.stream(number))
    return Organisation.replay(recorded.event for recorded in events)


def _asked(request: Request, now: datetime) -> Asked:
    asked = request.query_params
    return Asked(
        _moment("knownAt", asked.get("knownAt"), now),
        _day("decidedAsOf", asked.get("decidedAsOf")),
        _day("on", asked.get("on")),
    )


def _day(name: str, written: str | None) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Told("variables", what=name) from error


def _moment(name: str, written: str | None, now: datetime) -> datetime | None:
    """A moment with offset, or a day: then its end, and of a day that is not over the present."""
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise Told("variables", what=name) from error
    if len(written) > len("2026-11-27"):
        return moment
    day_is_over = end_of_day(moment.date())
    return day_is_over if day_is_over <= now else None
