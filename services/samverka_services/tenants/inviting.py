"""Carrying out what administrators have asked for: their colleagues' accounts, memberships and mandates.

Every step finds out whether it was done before, so that the work may be cut off anywhere and done again: the mail may
then come twice. The end is recorded in one append with the mandates; name and address become the colleague's, among
the names that her organisation keeps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from keycloak.exceptions import KeycloakOperationError

from samverka_domain.invitations import Invitation, Obstacle
from samverka_domain.kernel.calendar import local_day
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from samverka_infra import invited as beside
from samverka_infra import people
from samverka_infra.event_log.unit_of_work import EventLog, Stamp, UnitOfWork
from samverka_infra.invited import Invited
from samverka_infra.people import Person
from samverka_services.tenants.directory import Directory, unreachable_is_told
from samverka_services.tenants.file import Administrator

_REFUSED = (400, 409)
"""Statuses for accounts that there can be none of, or that are somebody else's by name."""


@dataclass(frozen=True)
class _Asked:
    """An invitation that waits, and those whom it concerns."""

    invitation: Invitation
    mandates: Mandates
    inviter: str
    colleague: Invited
    at: datetime
    """When they were asked for."""

    @property
    def inviter_may(self) -> bool:
        """Whether the inviter is an administrator still."""
        return Role.ADMINISTRATOR in self.mandates.roles(self.inviter, local_day(self.at))


class Inviting:
    """Lets in one colleague at a time."""

    def __init__(self, directory: Directory, log: EventLog, new_id: Callable[[], str]) -> None:
        self._directory = directory
        self._log = log
        self._new_id = new_id

    def carry_out(self, tenant_id: str, invitation_id: str) -> Obstacle | None:
        """Let the colleague in, or record why not. What raises anything leaves the invitation waiting.

        Raises KeycloakError, DirectoryUnreachable, UnknownOrganisation, StaleVersion, DatabaseUnavailable.
        """
        with self._log.unit_of_work(tenant_id) as work:
            asked = self._asked(work, invitation_id)
        person_id = self._let_in(tenant_id, asked.colleague) if asked.inviter_may else None
        with self._log.unit_of_work(tenant_id) as work:
            return self._record(work, self._asked(work, invitation_id), person_id)

    def _asked(self, work: UnitOfWork, invitation_id: str) -> _Asked:
        stream = Invitation.stream(invitation_id)
        invitation, mandates = work.load(Invitation, stream), work.load(Mandates, STREAM)
        colleague = beside.find(work.connection, invitation_id)
        assert invitation is not None
        assert mandates is not None
        assert colleague is not None
        return _Asked(invitation, mandates, work.events(work.tenant_id, stream)[0].actor, colleague, work.at)

    def _let_in(self, tenant_id: str, colleague: Invited) -> str | None:
        """Who she is, or None if Keycloak takes no such account."""
        with unreachable_is_told():
            organisation_id = self._directory.organisation(tenant_id)
            try:
                return self._member(organisation_id, colleague)
            except KeycloakOperationError as error:
                if error.response_code not in _REFUSED:
                    raise
                return None

    def _member(self, organisation_id: str, colleague: Invited) -> str:
        """A member last, so that she is one only if her mail was sent."""
        person = self._directory.add_person(Administrator(namn=colleague.name, epost=colleague.mail))
        if person.person_id not in self._directory.members(organisation_id):
            if person.awaits_actions:
                self._directory.invite(person.person_id)
            self._directory.add_member(organisation_id, person.person_id)
        return person.person_id

    def _record(self, work: UnitOfWork, asked: _Asked, person_id: str | None) -> Obstacle | None:
        at, invitation = asked.at, asked.invitation
        obstacle = None if asked.inviter_may else Obstacle.INVITER_MAY_NOT
        if obstacle is None and person_id is None:
            obstacle = Obstacle.ACCOUNT_REFUSED
        if obstacle is None and person_id is not None:
            invitation.carry_out(person_id, at)
            self._give(asked, person_id, at)
            people.keep(work.connection, Person(person_id, asked.colleague.name, asked.colleague.mail))
        elif obstacle is not None:
            invitation.fail(obstacle, at)
        beside.forget(work.connection, asked.colleague.invitation_id)
        key = f"samverka invitation {asked.colleague.invitation_id}"
        work.save(invitation, asked.mandates, stamp=Stamp(asked.inviter, key, key), result={})
        return obstacle

    def _give(self, asked: _Asked, person_id: str, at: datetime) -> None:
        for role in asked.invitation.roles:
            mandate = Mandate(person_id, role, None, local_day(at))
            if not asked.mandates.holds_already(mandate):
                asked.mandates.give(self._new_id(), mandate, asked.invitation.grounds, at)
