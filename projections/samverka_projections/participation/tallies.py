"""What the recipients of requests have made of them: who has answered, and whom to remind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.participation import (
    NO_PART,
    NOTHING_SAID,
    Asked,
    Reaction,
    Request,
    Status,
    answer_on,
    reaction,
)
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.participation.facts import Asker, Facts, Sent, words
from samverka_projections.participation.standings import Parts
from samverka_projections.requests import SentFact


@dataclass(frozen=True)
class Tallied:
    """A request's recipients, and what each has made of it; None where the reader may not know."""

    recipients: Sequence[str]
    reactions: Mapping[str, Reaction] | None


async def tallies(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, Tallied]:
    """The tally of each of these requests that the reader may see."""
    found: dict[str, Tallied] = {}
    reactions = _Reactions(as_of.day)
    for region_id, insats_ids in (await _places(connection, ids)).items():
        facts = await Asker(connection, region_id, as_of, insats_ids).all_sent()
        for insats_id, sent in facts.requests.items():
            wanted = [each for each in sent if each.request_id in ids]
            found |= _tallied(wanted, insats_id, facts, reactions)
    return found


async def _places(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Region → insatser that these requests are about."""
    query = f"select distinct region_id, insats_id from {SentFact.table} where request_id = any (%(ids)s)"
    found: dict[str, list[str]] = {}
    for region_id, insats_id in await (await connection.execute(query, {"ids": list(ids)})).fetchall():
        found.setdefault(region_id, []).append(insats_id)
    return found


def _tallied(wanted: Iterable[Sent], insats_id: str, facts: Facts, reactions: "_Reactions") -> dict[str, Tallied]:
    parts = _by_member(facts.parts.get(insats_id))
    found: dict[str, Tallied] = {}
    for sent in wanted:
        answers = _by_member(facts.answers.get(sent.request_id))
        said = {each: (answers.get(each, ""), parts.get(each, "")) for each in sent.recipients}
        found[sent.request_id] = Tallied(
            sent.recipients, reactions.to(sent.request, said) if sent.disclosed else None
        )
    return found


def _by_member(text: str | None) -> dict[str, str]:
    """Municipality → the last word of what the database writes of it."""
    found = (each.split(" ") for each in text.split(",")) if text else ()
    return {member: written for member, *_, written in found}


_Said = tuple[str, str]
"""An answer and a part, as the database writes them."""


class _Reactions:
    """The reactions on a day: decided by the domain, once for all of which it is the same."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._parts = Parts(day)
        self._known: dict[tuple[bool, Status, bool], dict[_Said, Reaction]] = {}

    def to(self, request: Request, said: Mapping[str, _Said]) -> dict[str, Reaction]:
        """What those who have said this, or nothing, have made of a request."""
        day = self._day
        kind = (request.counts_on(day), request.unanswered_on(day), request.judged_by(day))
        known = self._known.setdefault(kind, {})
        return {member: known.get(each) or self._made(request, each, known) for member, each in said.items()}

    def _made(self, request: Request, said: _Said, known: dict[_Said, Reaction]) -> Reaction:
        answer, written = said
        part = self._parts[written] if written else NO_PART
        replied = answer_on(words(answer), self._day) if answer else NOTHING_SAID
        made = reaction(part, Asked(request, replied), self._day)
        if not part.looks_back:
            known[said] = made
        return made
