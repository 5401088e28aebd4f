"""Choosing for which of several organisations a person acts; the choice is in the token."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.text import swedish_order
from samverka_domain.organisations import Organisation
from samverka_infra.database import async_tenant_transaction
from samverka_infra.event_log import reader as log
from samverka_services.login.authorization_code import new_attempt, send_away
from samverka_services.login.current_session import current, scope_of
from samverka_services.login.forms import ForeignForm, own_form
from samverka_services.login.session import Membership, Purpose, WebSession
from samverka_services.pages.rendering import page


@dataclass(frozen=True)
class Choice:
    """An organisation as it is offered."""

    alias: str
    name: str
    now: bool
    """Whether it is acted for already."""


async def offer_organisations(request: Request) -> Response:
    """GET: her organisations, each a button."""
    session = (await current(request)).session
    pool: AsyncConnectionPool[AsyncConnection] = request.app.state.choices
    choices = [await _choice(pool, session, membership) for membership in session.memberships]
    return page(request, "organisations.html", session=session, choices=_by_name(choices))


async def choose_organisation(request: Request) -> Response:
    """POST: to the identity provider for a token that names this organisation alone."""
    session = (await current(request)).session
    alias = (await own_form(request, session)).get("alias", "")
    if alias not in {membership.alias for membership in session.memberships}:
        raise ForeignForm("it names an organisation that was not offered")
    attempt = new_attempt(
        Purpose.ORGANISATION,
        return_to=session.return_to,
        person_id=session.person_id,
        memberships=session.memberships,
    )
    return await send_away(request, attempt, scope_of(alias))


async def _choice(pool: AsyncConnectionPool[AsyncConnection], session: WebSession, membership: Membership) -> Choice:
    async with async_tenant_transaction(pool, membership.number) as connection:
        name = await organisation_name(connection, membership.number)
    return Choice(membership.alias, name or membership.number, membership == session.acting_for)


async def organisation_name(connection: AsyncConnection, number: str) -> str | None:
    """What the transaction's tenant calls itself; None if it is not in Samverka yet."""
    events = await log.stream(connection, number, Organisation.stream(number))
    organisation = Organisation.replay(recorded.event for recorded in events)
    return organisation.name if organisation else None


def _by_name(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: swedish_order(choice.name))
