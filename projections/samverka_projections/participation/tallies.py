"""What the recipients of requests have made of them: who has answered, and whom to remind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.participation import NOTHING_SAID, Asked, Reaction, Request, answer_on, part_on, reaction
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.participation.facts import Asker, Facts, Sent, decisions, words
from samverka_projections.requests import SentFact


@dataclass(frozen=True)
class Tallied:
    """A request's recipients, and what each has made of it; None where the reader may not know."""

    recipients: Sequence[str]
    reactions: Mapping[str, Reaction] | None


async def tallies(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, Tallied]:
    """The tally of each of these requests that the reader may see."""
    found: dict[str, Tallied] = {}
    for region_id, insats_ids in (await _places(connection, ids)).items():
        facts = await Asker(connection, region_id, as_of, insats_ids).all_sent()
        for insats_id, sent in facts.requests.items():
            wanted = [each for each in sent if each.request_id in ids]
            found |= _tallied(wanted, insats_id, facts, as_of.day)
    return found


async def _places(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Region → insatser that these requests are about."""
    query = f"select distinct region_id, insats_id from {SentFact.table} where request_id = any (%(ids)s)"
    found: dict[str, list[str]] = {}
    for region_id, insats_id in await (await connection.execute(query, {"ids": list(ids)})).fetchall():
        found.setdefault(region_id, []).append(insats_id)
    return found


def _tallied(wanted: Iterable[Sent], insats_id: str, facts: Facts, day: date) -> dict[str, Tallied]:
    parts = _by_member(facts.parts.get(insats_id))
    found: dict[str, Tallied] = {}
    for sent in wanted:
        answers = _by_member(facts.answers.get(sent.request_id))
        reacted = _Reacted(sent.request, day)
        reactions = {each: reacted[answers.get(each, ""), parts.get(each, "")] for each in sent.recipients}
        found[sent.request_id] = Tallied(sent.recipients, reactions if sent.disclosed else None)
    return found


def _by_member(text: str | None) -> dict[str, str]:
    """Municipality → the last word of what the database writes of it."""
    found = (each.split(" ") for each in text.split(",")) if text else ()
    return {member: written for member, *_, written in found}


class _Reacted(dict[tuple[str, str], Reaction]):
    """From an answer and a part, as the database writes them, to the reaction: nearly all occur many times."""

    def __init__(self, request: Request, day: date) -> None:
        self._request = request
        self._day = day

    def __missing__(self, key: tuple[str, str]) -> Reaction:
        answer, part = key
        said = answer_on(words(answer), self._day) if answer else NOTHING_SAID
        decided = part_on(decisions(part) if part else (), self._day)
        self[key] = found = reaction(decided, Asked(self._request, said), self._day)
        return found
