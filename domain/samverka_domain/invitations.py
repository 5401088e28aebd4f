"""Invitations: an administrator lets a colleague into the organisation, with the roles that she is to hold there."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.decision import Decision, require_decided
from samverka_domain.kernel.limits import Listed, Person, place, require_fitting
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Mandates, Role

Roles = Annotated[tuple[Role, ...], Listed(len(Role), least=1)]


class Obstacle(StrEnum):
    """Why an invitation led to nothing."""

    ACCOUNT_REFUSED = "ACCOUNT_REFUSED"
    """The identity provider takes no such account: by its name, by its address, or because it is disabled."""
    INVITER_MAY_NOT = "INVITER_MAY_NOT"
    """Who invited was no administrator any more when it was to be carried out."""


class Invitation(Aggregate):
    """One invitation. The colleague's name and address lie beside the log until it is over."""

    class Event(Aggregate.Event):
        """Base of an invitation's events: what all of them say."""

        audience = Audience.PRIVATE
        roles: Roles

    class ColleagueInvited(Event, Aggregate.Created):
        """An administrator invited a colleague, who is to hold these roles."""

        grounds: Decision
        """On which her mandates are to rest: what is decided here is they alone."""

    class CarriedOut(Event):
        """The colleague has an account, belongs to the organisation and holds the roles."""

        person_id: Person

    class Failed(Event):
        """It led to nothing."""

        obstacle: Obstacle

    def __init__(self, roles: tuple[Role, ...], grounds: Decision) -> None:
        self.roles = roles
        self.grounds = grounds
        self.is_over = False

    @staticmethod
    def stream(invitation_id: str) -> str:
        """The stream of an invitation in its organisation's tenant."""
        return f"invitation:{invitation_id}"

    @classmethod
    def invite(cls, invitation_id: str, roles: tuple[Role, ...], decision: Decision, at: datetime) -> Self:
        """Invite a colleague; a role that is named twice is meant once."""
        require_fitting(decision, "decision")
        require_decided(decision, Mandates.Event.bodies, at)
        distinct = tuple(dict.fromkeys(roles))
        for index, role in enumerate(roles):
            require(not role.is_of_an_insats, Rule.ROLE_WITHOUT_INSATS, **place(("roles", index)), role=role)
        return cls.begin(cls.ColleagueInvited, cls.stream(invitation_id), at, roles=distinct, grounds=decision)

    def carry_out(self, person_id: str, at: datetime) -> None:
        """Say who the colleague is, now that she has been let in."""
        self._require_waiting()
        self.record(self.CarriedOut, at, person_id=person_id)

    def fail(self, obstacle: Obstacle, at: datetime) -> None:
        """Say why it leads to nothing."""
        self._require_waiting()
        self.record(self.Failed, at, obstacle=obstacle)

    def _require_waiting(self) -> None:
        require(not self.is_over, Rule.INVITATION_OVER)

    @event(CarriedOut)
    def _when_carried_out(self) -> None:
        self.is_over = True

    @event(Failed)
    def _when_failed(self) -> None:
        self.is_over = True
