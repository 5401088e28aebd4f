"""An organisation's invitations: whom its administrators let in, with which roles, and what became of it."""

from collections.abc import Iterator

from psycopg import AsyncConnection

from samverka_domain.invitations import Invitation, Obstacle
from samverka_domain.kernel.decision import Decision
from samverka_domain.mandates import Role
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, fact, own_names, row
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest_beside
from samverka_projections.kernel.rows import key_of


@fact("invitations", of=("invitation_id",), keys=(("tenant_id", "position"),))
class InvitationFact(Fact):
    """An invitation of a colleague."""

    invitation_id: str
    roles: tuple[Role, ...]
    """Those that she is to hold"""
    invited_by: str
    """Person id of the administrator"""
    grounds: Decision
    """On which her mandates are to rest"""


@fact("invitation_outcomes", of=("invitation_id",), keys=(("tenant_id", "invitation_id", "position"),))
class OutcomeFact(Fact):
    """What became of an invitation."""

    invitation_id: str
    person_id: str | None = None
    obstacle: Obstacle | None = None


@row
class InvitationThen(InvitationFact):
    """An invitation of a colleague."""

    status: str
    """WAITING, CARRIED_OUT or FAILED at the moment asked about"""
    person_id: str | None
    """Who the colleague is, when it has been carried out"""
    obstacle: Obstacle | None
    """Why it led to nothing"""


def _invited(event: Invitation.ColleagueInvited, recorded: RecordedEvent) -> Iterator[InvitationFact]:
    yield InvitationFact(
        invitation_id=key_of(event.originator_id), roles=event.roles, invited_by=recorded.actor, grounds=event.grounds
    )


def _carried_out(event: Invitation.CarriedOut) -> Iterator[OutcomeFact]:
    yield OutcomeFact(invitation_id=key_of(event.originator_id), person_id=event.person_id)


def _failed(event: Invitation.Failed) -> Iterator[OutcomeFact]:
    yield OutcomeFact(invitation_id=key_of(event.originator_id), obstacle=event.obstacle)


PROJECTION = Projection("invitations", 1, (_invited, _carried_out, _failed))


async def invitations(connection: AsyncConnection, as_of: AsOf, *, before: int, limit: int) -> list[InvitationThen]:
    """A page of the caller's own organisation's, newest first, before a position."""
    same = "tenant_id = i.tenant_id and invitation_id = i.invitation_id"
    outcome = latest_beside(OutcomeFact, as_of, same, "person_id, obstacle")
    status = "case when o.person_id is not null then 'CARRIED_OUT' when o.obstacle is not null then 'FAILED' end"
    query = f"""
        select {own_names(InvitationFact, "i")}, i.tenant_id, i.position, i.recorded_at, i.effective_on,
               i.version, o.person_id, o.obstacle, coalesce({status}, 'WAITING') as status
        from {InvitationFact.table} i left join lateral ({outcome}) o on true
        where i.tenant_id = (select samverka.current_tenant()) and i.position < %(before)s and {as_of.existed}
        order by i.position desc limit %(limit)s
    """
    return await ask(connection, InvitationThen, query, as_of, before=before, limit=limit)
