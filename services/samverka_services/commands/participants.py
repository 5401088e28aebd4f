"""Who takes part in an insats, by what the municipalities have said: as far as a förbund's command may read it."""

from collections.abc import Iterable

from samverka_domain.answers import InterestResponse, Stance
from samverka_domain.commitments import Commitment
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.calendar import local_day
from samverka_domain.participation import answer_on, words_of
from samverka_domain.requests import InterestRequest
from samverka_services.commands.kernel.context import Context
from samverka_services.commands.memberships import forbund_with_members

_YES = (Stance.INTERESTED, Stance.CONDITIONAL)
Places = list[tuple[str, str]]


def participants(insats_id: str, context: Context) -> frozenset[str]:
    """Those that take part, and those that were interested or conditional in the last request about the insats.

    What they say in this very moment holds nothing up: a seat of somebody who has just left is told as a warning.
    """
    return taking_part(insats_id, context) | interested(insats_id, context)


def taking_part(insats_id: str, context: Context) -> frozenset[str]:
    """The members whose part holds today."""
    places = [(each, Commitment.stream(insats_id)) for each in _members(context)]
    today = local_day(context.at)
    parts = {owner: Commitment.replay(events) for (owner, _), events in _read(places, context).items()}
    return frozenset(owner for owner, part in parts.items() if part and part.holds_on(today))


def interested(insats_id: str, context: Context) -> frozenset[str]:
    """Those that were interested or conditional in the last request that has been sent about the insats."""
    request_id = _last_request(insats_id, context)
    if request_id is None:
        return _interested_before(insats_id, context)
    own = [(each, InterestResponse.stream(request_id)) for each in _members(context)]
    proxies = {(context.tenant_id, InterestResponse.proxy_stream(request_id, each)): each for each, _ in own}
    said = _read([*own, *proxies], context)
    whose = {place: proxies.get(place, place[0]) for place in said}
    return frozenset(whose[place] for place, events in said.items() if _says_yes(events, context))


def _interested_before(insats_id: str, context: Context) -> frozenset[str]:
    """Those that had said yes before the insats was taken over, and are members."""
    taken = context.find(Insats, Insats.stream(insats_id)).taken
    return taken.interested & frozenset(_members(context)) if taken else frozenset()


def _last_request(insats_id: str, context: Context) -> str | None:
    streams = [(context.tenant_id, each) for each in context.work.streams(InterestRequest.stream(""))]
    said = _read(streams, context)
    sent = [
        (event.timestamp, stream.removeprefix(InterestRequest.stream("")))
        for (_, stream), events in said.items()
        for event in events
        if isinstance(event, InterestRequest.Sent) and event.insats_id == insats_id
    ]
    return max(sent)[1] if sent else None


def _says_yes(events: Iterable[DomainEvent], context: Context) -> bool:
    answer = InterestResponse.replay(events)
    said = answer_on(words_of(answer.past), local_day(context.at)) if answer else None
    return said is not None and said.counts and said.stance in _YES


def _members(context: Context) -> list[str]:
    members = forbund_with_members(context).members_on(local_day(context.at))
    return [each.member_id for each in members]


def _read(places: Places, context: Context) -> dict[tuple[str, str], list[DomainEvent]]:
    found = context.work.events_of(places) if places else {}
    return {place: [each.event for each in events] for place, events in found.items()}
