"""What a login says of a person, kept for the organisation that she acts for, if she holds a mandate there."""

import asyncio
from datetime import datetime

from starlette.requests import Request

from samverka_domain.kernel.limits import Limit, Mail, Name, limits
from samverka_domain.kernel.rules import Refused
from samverka_domain.mandates import ANY_INSATS
from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.entitlement import NoMandate
from samverka_infra import people
from samverka_infra.credentials import Revoked
from samverka_infra.database import async_tenant_transaction, tenant_transaction
from samverka_infra.people import Person
from samverka_services.login.provider_tokens import ProvenLogin
from samverka_services.login.session import WebSession
from samverka_services.login.web_login import parts


async def keep_name(request: Request, session: WebSession, proven: ProvenLogin) -> None:
    """Name, address and moment; of who acts for nobody, or may do nothing, none."""
    if session.acting_for is None:
        return
    tenant_id, state = session.acting_for.number, request.app.state
    reader = Reader(session.person_id, tenant_id, session.credential)
    try:
        async with async_tenant_transaction(state.choices, tenant_id) as connection:
            await parts(request).web.entitlement.require(connection, reader, insatser=(ANY_INSATS,))
    except (NoMandate, Revoked):
        return
    person = person_of(proven, parts(request).sessions.clock())

    def keep() -> None:
        with tenant_transaction(state.commands, tenant_id) as connection:
            people.keep(connection, person)

    await asyncio.to_thread(keep)


def person_of(proven: ProvenLogin, at: datetime) -> Person:
    """What of it can be kept as names and addresses may be."""
    return Person(proven.person_id, fitting(Name, proven.name), fitting(Mail, proven.mail), at)


def fitting(kind: object, said: str) -> str:
    """What was said, if it is within the limits of such a kind of text; else nothing."""
    found: tuple[Limit, ...] = limits(kind)
    try:
        for limit in found:
            limit.require(said, ())
    except Refused:
        return ""
    return said
