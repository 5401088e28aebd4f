"""The standing of each municipality in each insats: decided by the domain, once for all of which it is the same."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from samverka_domain.participation import (
    NO_PART,
    Asked,
    Part,
    Request,
    Standing,
    Status,
    answer_on,
    part_on,
    standing_by,
)
from samverka_projections.memberships import MemberOnDay
from samverka_projections.participation.facts import Facts, Sent, decisions, words

T = TypeVar("T")

_AskedOf = tuple[Asked, ...]
"""What a municipality was asked about an insats, in order."""


@dataclass(frozen=True)
class Making(Generic[T]):
    """What is made of a standing, and of that where resources are set aside: hours and thousands, in digits."""

    of: Callable[[Standing], T]
    with_figures: Callable[[T, tuple[str, str]], T]


class Standings(Generic[T]):
    """The standings on a day, and what is made of each.

    Those who belong to the region stand in every insats, those who have left while a part of theirs runs in it.
    """

    def __init__(self, facts: Facts, belonging: Sequence[MemberOnDay], day: date, making: Making[T]) -> None:
        municipalities = [each for each in belonging if each.kommunkod]
        self._members = sorted(each.member_id for each in municipalities if not each.has_left)
        self._left = frozenset(each.member_id for each in municipalities if each.has_left)
        self._facts = facts
        self._day = day
        self._making = making
        self._questions: dict[tuple[Status, bool, bool], _Question] = {}
        self._parts = Parts(day)
        self._known: dict[tuple[_AskedOf, str], tuple[T, bool]] = {}
        self._without_part = _WithoutPart(self._judged)
        self._nobody: Mapping[str, _AskedOf] = dict.fromkeys(self._members, ())

    def municipality_ids(self, insats_id: str) -> Sequence[str]:
        """Who stands in an insats, in order."""
        left = self._taking_part(insats_id, self._left)
        return sorted([*self._members, *left]) if left else self._members

    def row(self, insats_id: str) -> dict[str, T]:
        """How they stand to an insats, and all others that were asked or have a part."""
        requests = self._facts.requests.get(insats_id, [])
        asked = {**self._nobody, **self._asked(requests)}
        cells = dict(zip(asked, map(self._without_part.__getitem__, asked.values()), strict=True))
        known, with_figures = self._known, self._making.with_figures
        parts = self._facts.parts.get(insats_id)
        for text in parts.split(",") if parts else ():
            member, hours, thousands, written = text.split(" ")
            key = (asked.get(member, ()), written)
            made, figures = known.get(key) or self._with_part(*key, member, requests)
            cells[member] = with_figures(made, (hours, thousands)) if figures else made
        return cells

    def _taking_part(self, insats_id: str, among: Collection[str]) -> list[str]:
        parts = self._facts.parts.get(insats_id) if among else None
        said = (text.split(" ") for text in parts.split(",")) if parts else ()
        holds = (
            (member, self._parts[written].holds_on(self._day)) for member, *_, written in said if member in among
        )
        return [member for member, is_held in holds if is_held]

    def asked(self, insats_id: str) -> dict[str, list[Sent]]:
        """The requests to each municipality, in the order to which its standing refers."""
        found: dict[str, list[Sent]] = {}
        for sent in self._facts.requests.get(insats_id, []):
            for member in sent.recipients:
                found.setdefault(member, []).append(sent)
        return found

    def _asked(self, requests: Sequence[Sent]) -> Mapping[str, _AskedOf]:
        found: dict[str, _AskedOf] = {}
        for sent in requests:
            asked = self._asked_by(sent)
            found |= {member: found.get(member, ()) + each for member, each in asked.items()} if found else asked
        return found

    def _asked_by(self, sent: Sent) -> dict[str, _AskedOf]:
        known = self._question(sent.request, disclosed=True)
        answers = self._facts.answers.get(sent.request_id)
        said = map(known.__getitem__, answers.split(",")) if answers else ()
        if sent.disclosed:
            return {**dict.fromkeys(sent.recipients, known.silent), **dict(said)}
        hidden = self._question(sent.request, disclosed=False)
        asked = dict.fromkeys(sent.recipients, hidden.silent)
        if sent.reader in asked:
            asked[sent.reader] = dict(said).get(sent.reader, known.silent)
        return asked

    def _question(self, request: Request, *, disclosed: bool) -> "_Question":
        """The same for all requests between which a standing makes no difference, as long as no part has ended."""
        kind = (request.unanswered_on(self._day), request.judged_by(self._day), disclosed)
        if kind not in self._questions:
            self._questions[kind] = _Question(replace(request, disclosed=disclosed), self._day)
        return self._questions[kind]

    def _with_part(self, asked: _AskedOf, written: str, member: str, requests: Sequence[Sent]) -> tuple[T, bool]:
        part = self._parts[written]
        if part.looks_back:
            sent = [each.request for each in requests if member in each.recipients]
            return self._judged(part, tuple(map(_about, sent, asked)))
        self._known[asked, written] = made = self._judged(part, asked)
        return made

    def _judged(self, part: Part, asked: _AskedOf) -> tuple[T, bool]:
        standing = standing_by(part, asked, self._day)
        return self._making.of(standing), standing.status is Status.RESOURCES_SET_ASIDE


def _about(request: Request, asked: Asked) -> Asked:
    """What came of this request, by what came of another of its kind."""
    return Asked(replace(request, disclosed=asked.request.disclosed), asked.answer)


class _Question(dict[str, tuple[str, _AskedOf]]):
    """From a municipality with its answer, as the database writes them, to both: nearly all occur many times."""

    def __init__(self, request: Request, day: date) -> None:
        self._request = request
        self._day = day
        self._answers: dict[str, _AskedOf] = {}
        self.silent: _AskedOf = (Asked(request),)

    def __missing__(self, text: str) -> tuple[str, _AskedOf]:
        member, written = text.split(" ")
        if written not in self._answers:
            self._answers[written] = (Asked(self._request, answer_on(words(written), self._day)),)
        self[text] = found = (member, self._answers[written])
        return found


class Parts(dict[str, Part]):
    """From what was decided about a part, as the database writes it, to what it comes to on a day."""

    def __init__(self, day: date) -> None:
        self._day = day

    def __missing__(self, written: str) -> Part:
        self[written] = found = part_on(decisions(written), self._day)
        return found


class _WithoutPart(dict[_AskedOf, T]):
    """From what somebody without a part was asked to what is made of its standing."""

    def __init__(self, judged: Callable[[Part, _AskedOf], tuple[T, bool]]) -> None:
        self._judged = judged

    def __missing__(self, asked: _AskedOf) -> T:
        self[asked] = made = self._judged(NO_PART, asked)[0]
        return made
