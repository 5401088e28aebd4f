"""What a membership is made of: a half that the förbund has recorded, and one that its member has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.identifiers import Kommunkod
from samverka_domain.kernel.limits import Between, Name, Value
from samverka_domain.kernel.rules import Rule

Inhabitants = Annotated[int, Between(1, 3_000_000, Rule.INHABITANTS_OUT_OF_RANGE)]


class Consent(StrEnum):
    """What an organisation says to the förbund that has invited it."""

    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"


class MembershipStatus(StrEnum):
    """How far a membership has come on a day."""

    INVITED = "INVITED"
    """By the förbund, and not answered: it is asked nothing and reads nothing of the region."""
    WITHDRAWN = "WITHDRAWN"
    """The förbund took the invitation back before it was answered."""
    REFUSED = "REFUSED"
    COMING = "COMING"
    """Both have recorded it, from a later day."""
    MEMBER = "MEMBER"
    NOT_CONNECTED = "NOT_CONNECTED"
    """A member that was not in Samverka when it was recorded: by the förbund alone, until it confirms."""
    LEFT = "LEFT"


@dataclass(frozen=True)
class MemberDescription(Value):
    """What a member is called and how large it is."""

    name: Name
    kommunkod: Kommunkod | None = None
    inhabitants: Inhabitants | None = None


@dataclass(frozen=True)
class Invited:
    """The förbund's half: whom it has invited, from when to when. Both days inclusive."""

    invitation: int
    """The version of the event, in the förbund's stream."""
    member_id: str
    """Organisationsnummer, ten digits."""
    description: MemberDescription
    connected: bool
    """Whether the organisation was in Samverka, and is asked."""
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class OwnHalf:
    """The member's half: what it has answered to an invitation, and when it leaves."""

    consent: Consent
    valid_from: date | None = None
    """The first day, if it is later than that of the invitation."""
    valid_to: date | None = None


OwnHalves = Mapping[int, OwnHalf]
"""What has been answered to a förbund's invitations, by their numbers."""


@dataclass(frozen=True)
class Belonging:
    """A membership as both halves make it."""

    invited: Invited
    own: OwnHalf | None = None

    @property
    def valid_from(self) -> date:
        """The first day by both halves."""
        return max(self.invited.valid_from, (self.own and self.own.valid_from) or date.min)

    @property
    def valid_to(self) -> date | None:
        """The last day by either half; None while neither ends it."""
        ends = [self.invited.valid_to, self.own.valid_to if self.own else None]
        return min((day for day in ends if day is not None), default=None)

    def covers(self, day: date) -> bool:
        """Whether the membership holds on this day."""
        return self.status_on(day) in {MembershipStatus.MEMBER, MembershipStatus.NOT_CONNECTED}

    def may_last_until(self, day: date) -> bool:
        """Whether it holds on this day or a later one, or still may."""
        over = {MembershipStatus.REFUSED, MembershipStatus.WITHDRAWN, MembershipStatus.LEFT}
        return self.status_on(day) not in over

    def status_on(self, day: date) -> MembershipStatus:
        """How far it has come on this day."""
        consent = self.own.consent if self.own else None
        return status_on(day, consent, self.valid_from, self.valid_to, connected=self.invited.connected)


def status_on(
    day: date, consent: Consent | None, valid_from: date, valid_to: date | None, *, connected: bool
) -> MembershipStatus:
    """How far a membership has come on a day, by the days that both halves make."""
    if consent is Consent.REFUSED:
        return MembershipStatus.REFUSED
    if consent is None and connected:
        return MembershipStatus.INVITED if valid_to is None else MembershipStatus.WITHDRAWN
    if valid_to is not None and valid_to < day:
        return MembershipStatus.LEFT
    if day < valid_from:
        return MembershipStatus.COMING
    return MembershipStatus.NOT_CONNECTED if consent is None else MembershipStatus.MEMBER
