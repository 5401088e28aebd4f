"""The kommunalförbund and its half of the memberships. Both halves together open the region to a member."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Self, cast

from eventsourcing.domain import event

from samverka_domain.belonging import Belonging, Consent, Invited, MemberDescription, OwnHalves
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, DomainEvent, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.identifiers import OrganisationNumber, kommunkod_if_any, organisation_number
from samverka_domain.kernel.identifiers import kommunkod as checked_kommunkod
from samverka_domain.kernel.limits import Day, Name, place
from samverka_domain.kernel.rules import Rule, require


class Kommunalforbund(Aggregate):
    """A regional association: its name and whom it has invited. Everything here is open to the region.

    Who is a member, its members say too: `hear` them before asking.
    """

    class Event(Aggregate.Event):
        """Base of a förbund's events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.FORBUNDSLEDNING,)
        thing = Thing("membership", "member_id")
        region_id: str

    class Founded(Event, Aggregate.Created):
        """The förbund took its place in Samverka."""

        name: Name

    class MemberInvited(Event):
        """An organisation was invited; one that is not in Samverka is a member by the förbund's word alone."""

        addressed_to: tuple[str, ...]
        forbund: Name
        member_id: str
        description: MemberDescription
        connected: bool
        valid_from: Day
        decision: Decision

    class MemberDescribed(Event):
        """A member's name or number of inhabitants changed."""

        member_id: str
        description: MemberDescription

    class MembershipEnded(Event):
        """A membership ends with this day; an invitation that has not been answered is taken back."""

        addressed_to: tuple[str, ...]
        member_id: str
        valid_to: Day
        decision: Decision

    class Corrected(Correction, Event):
        """An invitation, or an end, was put right. One that is another member's now is told it whole."""

        addressed_to: tuple[str, ...]
        member_id: OrganisationNumber | None
        description: MemberDescription | None
        connected: bool | None
        """Of another member than before."""
        valid_from: Day | None
        valid_to: Day | None

        @classmethod
        def content(cls) -> frozenset[str]:
            """The fields that put right what the corrected event says besides its decision."""
            return super().content() - {"addressed_to", "connected"}

        def put_right(self, event: DomainEvent) -> DomainEvent:
            """The event as it should have been recorded."""
            right = super().put_right(event)
            if self.connected is not None and isinstance(right, Kommunalforbund.MemberInvited):
                invited: Any = right
                right = cast("DomainEvent", replace(invited, connected=self.connected))
            return right

    def __init__(self, region_id: str, name: str) -> None:
        self.region_id = region_id
        self.name = name
        self.invited: dict[str, tuple[Invited, ...]] = {}
        """By organisationsnummer, oldest first: whoever has left may come back."""
        self._own: OwnHalves = {}

    @staticmethod
    def stream(region_id: str) -> str:
        """The stream of this förbund in its own tenant."""
        return f"kommunalforbund:{region_id}"

    @classmethod
    def found(cls, region_id: str, name: str, at: datetime) -> Self:
        """Start the förbund's own record."""
        region_id = organisation_number(region_id)
        return cls.begin(cls.Founded, cls.stream(region_id), at, region_id=region_id, name=name)

    def hear(self, own: OwnHalves) -> Self:
        """Know from now on what the invited have said themselves; unheard, they have said nothing."""
        self._own = own
        return self

    def belonging(self) -> Iterator[Belonging]:
        """All memberships and invitations, those of one member oldest first."""
        for organisation in self.invited:
            yield from self._belonging_of(organisation)

    def is_member(self, organisation: str, day: date) -> bool:
        """Whether the organisation is a member on this day."""
        return any(each.covers(day) for each in self._belonging_of(organisation))

    def members_on(self, day: date) -> list[Invited]:
        """Those whose memberships hold on this day, in order of name."""
        current = (each.invited for each in self.belonging() if each.covers(day))
        return sorted(current, key=lambda invited: invited.description.name)

    def member_by_kommunkod(self, code: str, day: date) -> str:
        """The organisationsnummer of the member municipality with this kommunkod on this day."""
        code = checked_kommunkod(code)
        found = [each.member_id for each in self.members_on(day) if each.description.kommunkod == code]
        require(found, Rule.RECIPIENT_NOT_A_MEMBER, kommunkod=code, forbund=self.name)
        return found[0]

    def invite(
        self,
        member_id: str,
        description: MemberDescription,
        valid_from: date,
        decision: Decision,
        at: datetime,
        *,
        connected: bool,
    ) -> None:
        """Invite an organisation from a day on; one that has left may come back."""
        number = organisation_number(member_id)
        kommunkod_if_any(description.kommunkod)
        self._require_free(number, description.kommunkod, valid_from)
        about: dict[str, Any] = {"addressed_to": (number,), "forbund": self.name, "member_id": number}
        said = {"description": description, "connected": connected, "valid_from": valid_from}
        self.record(self.MemberInvited, at, **about, **said, decision=decision)

    def describe_member(self, member_id: str, name: str, inhabitants: int | None, at: datetime) -> None:
        """Record a member's new name or number of inhabitants."""
        known = self._require_known(member_id).description
        description = replace(known, name=name, inhabitants=inhabitants)
        self.record(self.MemberDescribed, at, member_id=member_id, description=description)

    def end_membership(self, member_id: str, valid_to: date, decision: Decision, at: datetime) -> None:
        """End a membership with this day as its last, or take back an invitation that has not been answered."""
        invited = self._require_open(member_id)
        require(invited.valid_from <= valid_to, Rule.ENDS_BEFORE_IT_STARTS, **place(("valid_to",)))
        about: dict[str, Any] = {"addressed_to": (member_id,), "member_id": member_id}
        self.record(self.MembershipEnded, at, **about, valid_to=valid_to, decision=decision)

    def require_coherent(self, day: date) -> None:  # noqa: ARG002
        """Refuse memberships of one organisation or kommunkod that overlap, or end before they start."""
        for each in self.belonging():
            ends = each.invited.valid_to
            require(ends is None or each.invited.valid_from <= ends, Rule.ENDS_BEFORE_IT_STARTS)
            self._require_alone(each)

    def put_right(self, version: int, how: Callable[[DomainEvent], DomainEvent]) -> Self:
        """The same, folded anew with one event put right; what was heard stays heard."""
        return super().put_right(version, how).hear(self._own)

    def correct(
        self,
        version: int,
        corrected: Decision,
        decision: Decision,
        at: datetime,
        content: Mapping[str, Any],
        **more: Any,
    ) -> None:
        """Put right an invitation or an end; a member is known by the ten digits of its number.

        `connected`, of another member: whether it is in Samverka.
        """
        number = content.get("member_id")
        digits = {"member_id": organisation_number(number)} if number is not None else {}
        told = self._told_whole(version) | digits if number is not None else {}
        more = {"connected": None} | more | {"addressed_to": self._concerned(version, digits)}
        super().correct(version, corrected, decision, at, {**told, **content, **digits}, **more)

    def _told_whole(self, version: int) -> dict[str, Any]:
        """What an event says, as the content of a correction."""
        names = self.Corrected.content()
        found = (vars(event) for event in self.past if event.originator_version == version)
        return {name: said[name] for said in found for name in names & said.keys()}

    def _concerned(self, version: int, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The members that an event was about, and is about once it has been put right."""
        ids = [said["member_id"] for said in (self._told_whole(version), content) if "member_id" in said]
        return tuple(dict.fromkeys(ids))

    def _belonging_of(self, organisation: str) -> Iterator[Belonging]:
        for each in self.invited.get(organisation, ()):
            yield Belonging(each, self._own.get(each.invitation))

    def _require_known(self, member_id: str) -> Invited:
        require(member_id in self.invited, Rule.NOT_A_MEMBER, member_id=member_id)
        return self.invited[member_id][-1]

    def _require_open(self, member_id: str) -> Invited:
        invited = self._require_known(member_id)
        own = self._own.get(invited.invitation)
        stands = invited.valid_to is None and (own is None or own.consent is Consent.CONFIRMED)
        require(stands, Rule.NOT_A_MEMBER, member_id=member_id)
        return invited

    def _require_free(self, member_id: str, kommunkod: str | None, valid_from: date) -> None:
        for known in self.belonging():
            overlaps = _is_same(known.invited, member_id, kommunkod) and known.may_last_until(valid_from)
            require(not overlaps, Rule.ALREADY_MEMBER, name=known.invited.description.name)

    def _require_alone(self, one: Belonging) -> None:
        day = one.valid_from
        for other in self.belonging() if one.may_last_until(day) else ():
            same = _is_same(other.invited, one.invited.member_id, one.invited.description.kommunkod)
            before = other.invited.invitation != one.invited.invitation and other.valid_from <= day
            overlaps = same and before and other.may_last_until(day)
            require(not overlaps, Rule.ALREADY_MEMBER, name=other.invited.description.name)

    def _replace_latest(self, member_id: str, **changes: Any) -> None:
        latest, earlier = self._require_known(member_id), self.invited[member_id][:-1]
        self.invited[member_id] = (*earlier, replace(latest, **changes))

    @event(MemberInvited)
    def _when_member_invited(
        self, member_id: str, description: MemberDescription, connected: bool, valid_from: date
    ) -> None:
        invited = Invited(self.version + 1, member_id, description, connected, valid_from)
        self.invited[member_id] = (*self.invited.get(member_id, ()), invited)

    @event(MemberDescribed)
    def _when_member_described(self, member_id: str, description: MemberDescription) -> None:
        self._replace_latest(member_id, description=description)

    @event(MembershipEnded)
    def _when_membership_ended(self, member_id: str, valid_to: date) -> None:
        # Only a correction that gives the membership to another member can leave an end without what it ends.
        require(self._require_known(member_id).valid_to is None, Rule.NOT_A_MEMBER, member_id=member_id)
        self._replace_latest(member_id, valid_to=valid_to)


def _is_same(invited: Invited, member_id: str, kommunkod: str | None) -> bool:
    same_code = kommunkod is not None and invited.description.kommunkod == kommunkod
    return invited.member_id == member_id or same_code
