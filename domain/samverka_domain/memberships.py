"""The kommunalförbund and its members. Membership opens the region's shared events to a municipality."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.decision import Body, Decision, require_decided_by
from samverka_domain.kernel.identifiers import kommunkod as checked_kommunkod
from samverka_domain.kernel.identifiers import kommunkod_if_any, organisation_number
from samverka_domain.kernel.rules import Rule, require, require_text

MOST_INHABITANTS = 3_000_000


@dataclass(frozen=True)
class Member:
    """A member as the förbund knows it."""

    member_id: str
    """Organisationsnummer, ten digits."""
    name: str
    kommunkod: str | None
    inhabitants: int | None


@dataclass(frozen=True)
class Membership:
    """When a member belongs: both days inclusive, open-ended while `valid_to` is None."""

    member: Member
    valid_from: date
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the membership holds on this day."""
        return self.valid_from <= day and self.lasts_until(day)

    def lasts_until(self, day: date) -> bool:
        """Whether the membership has not ended before this day."""
        return self.valid_to is None or day <= self.valid_to


class Kommunalforbund(Aggregate):
    """A regional association: its name and its members from–to. Everything here is open to the region."""

    class Founded(Aggregate.Created):
        """The förbund took its place in Samverka."""

        audience = Audience.TO_REGION
        region_id: str
        name: str

    class MembershipStarted(Aggregate.Event):
        """An organisation became a member."""

        audience = Audience.TO_REGION
        region_id: str
        member_id: str
        name: str
        kommunkod: str | None
        inhabitants: int | None
        valid_from: date
        decision: Decision

    class MemberDescribed(Aggregate.Event):
        """A member's name or number of inhabitants changed."""

        audience = Audience.TO_REGION
        region_id: str
        member_id: str
        name: str
        kommunkod: str | None
        inhabitants: int | None

    class MembershipEnded(Aggregate.Event):
        """A membership ends with this day."""

        audience = Audience.TO_REGION
        region_id: str
        member_id: str
        valid_from: date
        valid_to: date
        decision: Decision

    def __init__(self, region_id: str, name: str) -> None:
        self.region_id = region_id
        self.name = name
        self.memberships: dict[str, tuple[Membership, ...]] = {}
        """By organisationsnummer, oldest first: whoever has left may come back."""

    @staticmethod
    def stream(region_id: str) -> str:
        """The stream of this förbund in its own tenant."""
        return f"kommunalforbund:{region_id}"

    @classmethod
    def found(cls, region_id: str, name: str, at: datetime) -> Self:
        """Start the förbund's own record."""
        region_id = organisation_number(region_id)
        require_text(name, "name", longest=200)
        return cls._create(cls.Founded, id=cls.stream(region_id), timestamp=at, region_id=region_id, name=name)

    def is_member(self, organisation: str, day: date) -> bool:
        """Whether the organisation is a member on this day."""
        return any(membership.covers(day) for membership in self.memberships.get(organisation, ()))

    def members_on(self, day: date) -> list[Member]:
        """The members on this day, in order of name."""
        all_times = (membership for history in self.memberships.values() for membership in history)
        current = (membership.member for membership in all_times if membership.covers(day))
        return sorted(current, key=lambda member: member.name)

    def member_by_kommunkod(self, code: str, day: date) -> Member:
        """The member municipality with this kommunkod on this day."""
        code = checked_kommunkod(code)
        found = [member for member in self.members_on(day) if member.kommunkod == code]
        require(found, Rule.RECIPIENT_NOT_A_MEMBER, kommunkod=code, forbund=self.name)
        return found[0]

    def start_membership(self, member: Member, valid_from: date, decision: Decision, at: datetime) -> None:
        """Take in a member from a day on; one that has left may come back."""
        require_decided_by(decision, Body.FORBUNDSLEDNING, at=at)
        member_id = organisation_number(member.member_id)
        kommunkod = kommunkod_if_any(member.kommunkod)
        _require_described(member.name, member.inhabitants)
        self._require_free(member_id, kommunkod, valid_from)
        self.trigger_event(
            self.MembershipStarted,
            region_id=self.region_id,
            member_id=member_id,
            name=member.name,
            kommunkod=kommunkod,
            inhabitants=member.inhabitants,
            valid_from=valid_from,
            decision=decision,
            timestamp=at,
        )

    def describe_member(self, member_id: str, name: str, inhabitants: int | None, at: datetime) -> None:
        """Record a member's new name or number of inhabitants."""
        membership = self._require_known(member_id)
        _require_described(name, inhabitants)
        self.trigger_event(
            self.MemberDescribed,
            region_id=self.region_id,
            member_id=member_id,
            name=name,
            kommunkod=membership.member.kommunkod,
            inhabitants=inhabitants,
            timestamp=at,
        )

    def end_membership(self, member_id: str, valid_to: date, decision: Decision, at: datetime) -> None:
        """End a membership with this day as its last."""
        require_decided_by(decision, Body.FORBUNDSLEDNING, at=at)
        membership = self._require_known(member_id)
        require(membership.valid_to is None, Rule.NOT_A_MEMBER, member_id=member_id)
        require(membership.valid_from <= valid_to, Rule.ENDS_BEFORE_IT_STARTS)
        self.trigger_event(
            self.MembershipEnded,
            region_id=self.region_id,
            member_id=member_id,
            valid_from=membership.valid_from,
            valid_to=valid_to,
            decision=decision,
            timestamp=at,
        )

    def _require_known(self, member_id: str) -> Membership:
        require(member_id in self.memberships, Rule.NOT_A_MEMBER, member_id=member_id)
        return self.memberships[member_id][-1]

    def _require_free(self, member_id: str, kommunkod: str | None, valid_from: date) -> None:
        latest = (history[-1] for history in self.memberships.values())
        for membership in latest:
            known = membership.member
            same = known.member_id == member_id or (kommunkod is not None and known.kommunkod == kommunkod)
            overlaps = same and membership.lasts_until(valid_from)
            require(not overlaps, Rule.ALREADY_MEMBER, name=known.name)

    def _replace_latest(self, member_id: str, **changes: Any) -> None:
        *earlier, latest = self.memberships[member_id]
        self.memberships[member_id] = (*earlier, replace(latest, **changes))

    @event(MembershipStarted)
    def _when_membership_started(
        self, member_id: str, name: str, kommunkod: str | None, inhabitants: int | None, valid_from: date
    ) -> None:
        started = Membership(Member(member_id, name, kommunkod, inhabitants), valid_from)
        self.memberships[member_id] = (*self.memberships.get(member_id, ()), started)

    @event(MemberDescribed)
    def _when_member_described(
        self, member_id: str, name: str, kommunkod: str | None, inhabitants: int | None
    ) -> None:
        self._replace_latest(member_id, member=Member(member_id, name, kommunkod, inhabitants))

    @event(MembershipEnded)
    def _when_membership_ended(self, member_id: str, valid_to: date) -> None:
        self._replace_latest(member_id, valid_to=valid_to)


def _require_described(name: str, inhabitants: int | None) -> None:
    require_text(name, "name", longest=200)
    plausible = inhabitants is None or 0 < inhabitants <= MOST_INHABITANTS
    require(plausible, Rule.INHABITANTS_OUT_OF_RANGE, inhabitants=inhabitants, most=MOST_INHABITANTS)
