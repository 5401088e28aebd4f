"""A member's own half of its membership: it is invited by the förbund, confirms or refuses, and may leave."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Self

from eventsourcing.domain import event

from samverka_domain.belonging import Belonging, Consent, Invited, OwnHalf
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, DomainEvent, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Day, place
from samverka_domain.kernel.order import is_overtaken
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.memberships import Kommunalforbund


class Membership(Aggregate):
    """What an organisation says to one invitation. The region knows as much of it as of the invitation."""

    class Event(Aggregate.Event):
        """Base of the half's events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.KOMMUNLEDNING,)
        thing = Thing("membership")
        region_id: str
        member_id: str
        invitation: int
        """The version of the förbund's event, in its stream."""

    class Answered(Event, Aggregate.Created):
        """The organisation confirmed its membership, or refused it."""

        consent: Consent
        valid_from: Day | None
        """The first day, if it is later than that of the invitation."""
        decision: Decision

        @classmethod
        def needs_reason(cls, said: Any) -> bool:
            """Whether it is a no."""
            return said["consent"] is Consent.REFUSED

    class Left(Event):
        """The organisation leaves with this day as its last."""

        valid_to: Day
        decision: Decision

    class Corrected(Correction, Event):
        """A confirmation's or a leaving's day was put right."""

        valid_from: Day | None
        valid_to: Day | None

    def __init__(
        self, region_id: str, member_id: str, invitation: int, consent: Consent, valid_from: date | None
    ) -> None:
        self.region_id = region_id
        self.member_id = member_id
        self.invitation = invitation
        self.half = OwnHalf(consent, valid_from)

    @staticmethod
    def stream(region_id: str, invitation: int) -> str:
        """The stream in the member's tenant: one for each invitation of a förbund."""
        return f"membership:{region_id}:{invitation}"

    @classmethod
    def confirm(
        cls, region_id: str, invited: Invited, valid_from: date | None, decision: Decision, at: datetime
    ) -> Self:
        """Become a member, from the day that the förbund has named or a later one."""
        in_order = valid_from is None or invited.valid_from <= valid_from
        where = place(("valid_from",))
        require(in_order, Rule.BEFORE_THE_INVITATION, **where, valid_from=invited.valid_from)
        return cls._answer(region_id, invited, Consent.CONFIRMED, valid_from, decision, at)

    @classmethod
    def refuse(cls, region_id: str, invited: Invited, decision: Decision, at: datetime) -> Self:
        """Become no member; the förbund may invite anew."""
        return cls._answer(region_id, invited, Consent.REFUSED, None, decision, at)

    def leave(self, invited: Invited, valid_to: date, decision: Decision, at: datetime) -> None:
        """Be a member through this day and no longer."""
        stands = self.half.consent is Consent.CONFIRMED and self.half.valid_to is None
        require(stands, Rule.NOT_A_MEMBER, member_id=self.member_id)
        begun = Belonging(invited, self.half).valid_from <= valid_to
        require(begun, Rule.ENDS_BEFORE_IT_STARTS, **place(("valid_to",)))
        self.record(self.Left, at, valid_to=valid_to, decision=decision)

    def require_coherent(self, day: date) -> None:  # noqa: ARG002
        """Refuse a leaving before the first day that the member itself has named."""
        first, last = self.half.valid_from, self.half.valid_to
        require(first is None or last is None or first <= last, Rule.ENDS_BEFORE_IT_STARTS)

    @classmethod
    def _answer(
        cls,
        region_id: str,
        invited: Invited,
        consent: Consent,
        valid_from: date | None,
        decision: Decision,
        at: datetime,
    ) -> Self:
        require(invited.valid_to is None, Rule.INVITATION_WITHDRAWN)
        about: dict[str, Any] = {"region_id": region_id, "member_id": invited.member_id}
        said = {"invitation": invited.invitation, "consent": consent, "valid_from": valid_from}
        stream = cls.stream(region_id, invited.invitation)
        return cls.begin(cls.Answered, stream, at, **about, **said, decision=decision)

    @event(Left)
    def _when_left(self, valid_to: date) -> None:
        self.half = replace(self.half, valid_to=valid_to)


def invitations_to(member_id: str, events: Iterable[DomainEvent]) -> list[Invited]:
    """The invitations of an organisation, oldest first, by as much of the förbund's stream as it may read."""
    found: dict[int, Invited] = {}
    for version, each in sorted(_put_right(events).items()):
        said: Any = each
        if _is_overtaken(each) or getattr(each, "member_id", None) != member_id:
            continue
        if getattr(each, "valid_from", None) is not None:
            found[version] = Invited(version, member_id, said.description, bool(said.connected), said.valid_from)
        elif getattr(each, "valid_to", None) is not None and found:
            latest = max(found)
            found[latest] = replace(found[latest], valid_to=said.valid_to)
    return list(found.values())


def _is_overtaken(event: DomainEvent) -> bool:
    return event.corrected.overtaken if isinstance(event, Correction) else is_overtaken(event)


def _put_right(events: Iterable[DomainEvent]) -> dict[int, DomainEvent]:
    """By version, with corrections carried out; one that was another member's before is told by its correction."""
    found: dict[int, DomainEvent] = {}
    for each in events:
        if isinstance(each, Kommunalforbund.Corrected):
            wrong = found.get(each.corrects)
            found[each.corrects] = each if wrong is None else each.put_right(wrong)
        else:
            found[each.originator_version] = each
    return found
