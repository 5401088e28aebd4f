"""The kommunalförbund and its members. Membership opens the region's shared events to a municipality."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.identifiers import (
    Kommunkod,
    OrganisationNumber,
    kommunkod_if_any,
    organisation_number,
)
from samverka_domain.kernel.identifiers import kommunkod as checked_kommunkod
from samverka_domain.kernel.limits import Between, Day, Name, Value, place
from samverka_domain.kernel.rules import Rule, require

Inhabitants = Annotated[int, Between(1, 3_000_000, Rule.INHABITANTS_OUT_OF_RANGE)]


@dataclass(frozen=True)
class MemberDescription(Value):
    """What a member is called and how large it is."""

    name: Name
    kommunkod: Kommunkod | None = None
    inhabitants: Inhabitants | None = None


@dataclass(frozen=True)
class Membership:
    """When a member belongs: both days inclusive, open-ended while `valid_to` is None."""

    member_id: str
    """Organisationsnummer, ten digits."""
    description: MemberDescription
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

    class Event(Aggregate.Event):
        """Base of a förbund's events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.FORBUNDSLEDNING,)
        thing = Thing("membership", "member_id")
        region_id: str

    class Founded(Event, Aggregate.Created):
        """The förbund took its place in Samverka."""

        name: Name

    class MembershipStarted(Event):
        """An organisation became a member."""

        member_id: str
        description: MemberDescription
        valid_from: Day
        decision: Decision

    class MemberDescribed(Event):
        """A member's name or number of inhabitants changed."""

        member_id: str
        description: MemberDescription

    class MembershipEnded(Event):
        """A membership ends with this day."""

        member_id: str
        valid_to: Day
        decision: Decision

    class Corrected(Correction, Event):
        """A membership, or its end, was put right."""

        member_id: OrganisationNumber | None
        description: MemberDescription | None
        valid_from: Day | None
        valid_to: Day | None

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
        return cls.begin(cls.Founded, cls.stream(region_id), at, region_id=region_id, name=name)

    def is_member(self, organisation: str, day: date) -> bool:
        """Whether the organisation is a member on this day."""
        return any(membership.covers(day) for membership in self.memberships.get(organisation, ()))

    def members_on(self, day: date) -> list[Membership]:
        """The memberships that hold on this day, in order of name."""
        all_times = (membership for history in self.memberships.values() for membership in history)
        current = (membership for membership in all_times if membership.covers(day))
        return sorted(current, key=lambda membership: membership.description.name)

    def member_by_kommunkod(self, code: str, day: date) -> str:
        """The organisationsnummer of the member municipality with this kommunkod on this day."""
        code = checked_kommunkod(code)
        found = [each.member_id for each in self.members_on(day) if each.description.kommunkod == code]
        require(found, Rule.RECIPIENT_NOT_A_MEMBER, kommunkod=code, forbund=self.name)
        return found[0]

    def start_membership(
        self, member_id: str, description: MemberDescription, valid_from: date, decision: Decision, at: datetime
    ) -> None:
        """Take in a member from a day on; one that has left may come back."""
        number = organisation_number(member_id)
        kommunkod_if_any(description.kommunkod)
        self._require_free(number, description.kommunkod, valid_from)
        started = {"member_id": number, "description": description, "valid_from": valid_from}
        self.record(self.MembershipStarted, at, **started, decision=decision)

    def describe_member(self, member_id: str, name: str, inhabitants: int | None, at: datetime) -> None:
        """Record a member's new name or number of inhabitants."""
        known = self._require_known(member_id).description
        description = replace(known, name=name, inhabitants=inhabitants)
        self.record(self.MemberDescribed, at, member_id=member_id, description=description)

    def end_membership(self, member_id: str, valid_to: date, decision: Decision, at: datetime) -> None:
        """End a membership with this day as its last."""
        membership = self._require_open(member_id)
        require(membership.valid_from <= valid_to, Rule.ENDS_BEFORE_IT_STARTS, **place(("valid_to",)))
        self.record(self.MembershipEnded, at, member_id=member_id, valid_to=valid_to, decision=decision)

    def require_coherent(self, day: date) -> None:  # noqa: ARG002
        """Refuse memberships of one organisation or kommunkod that overlap, or end before they start."""
        for membership in (each for history in self.memberships.values() for each in history):
            require(membership.lasts_until(membership.valid_from), Rule.ENDS_BEFORE_IT_STARTS)
            self._require_alone(membership)

    def correct(
        self,
        version: int,
        corrected: Decision,
        decision: Decision,
        at: datetime,
        content: Mapping[str, Any],
        **more: Any,
    ) -> None:
        """Put right a membership or its end; a member is known by the ten digits of its number."""
        number = content.get("member_id")
        digits = {"member_id": organisation_number(number)} if number is not None else {}
        super().correct(version, corrected, decision, at, {**content, **digits}, **more)

    def _require_known(self, member_id: str) -> Membership:
        require(member_id in self.memberships, Rule.NOT_A_MEMBER, member_id=member_id)
        return self.memberships[member_id][-1]

    def _require_open(self, member_id: str) -> Membership:
        membership = self._require_known(member_id)
        require(membership.valid_to is None, Rule.NOT_A_MEMBER, member_id=member_id)
        return membership

    def _require_free(self, member_id: str, kommunkod: str | None, valid_from: date) -> None:
        latest = (history[-1] for history in self.memberships.values())
        for known in latest:
            overlaps = _is_same(known, member_id, kommunkod) and known.lasts_until(valid_from)
            require(not overlaps, Rule.ALREADY_MEMBER, name=known.description.name)

    def _require_alone(self, membership: Membership) -> None:
        others = (each for history in self.memberships.values() for each in history if each is not membership)
        for other in others:
            same = _is_same(other, membership.member_id, membership.description.kommunkod)
            overlaps = same and other.valid_from <= membership.valid_from and other.lasts_until(membership.valid_from)
            require(not overlaps, Rule.ALREADY_MEMBER, name=other.description.name)

    def _replace_latest(self, member_id: str, **changes: Any) -> None:
        latest, earlier = self._require_known(member_id), self.memberships[member_id][:-1]
        self.memberships[member_id] = (*earlier, replace(latest, **changes))

    @event(MembershipStarted)
    def _when_membership_started(self, member_id: str, description: MemberDescription, valid_from: date) -> None:
        started = Membership(member_id, description, valid_from)
        self.memberships[member_id] = (*self.memberships.get(member_id, ()), started)

    @event(MemberDescribed)
    def _when_member_described(self, member_id: str, description: MemberDescription) -> None:
        self._replace_latest(member_id, description=description)

    @event(MembershipEnded)
    def _when_membership_ended(self, member_id: str, valid_to: date) -> None:
        # Only a correction that gives the membership to another member can leave an end without what it ends.
        self._require_open(member_id)
        self._replace_latest(member_id, valid_to=valid_to)


def _is_same(membership: Membership, member_id: str, kommunkod: str | None) -> bool:
    same_code = kommunkod is not None and membership.description.kommunkod == kommunkod
    return membership.member_id == member_id or same_code
