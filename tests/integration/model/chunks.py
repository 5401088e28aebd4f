"""Several histories at once in one database, on one clock, each in a region of its own, and where they diverge.

Readers ask while the histories are played, and again afterwards how it was then: the answer must be the same. So it
must be while the views stand still, whatever has been recorded and whichever deadline has passed since.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from samverka_services.municipalities import names_by_kommunkod
from tests.integration.model.asking import Asking
from tests.integration.model.playing import Place, Player
from tests.model.generator import FORBUND, MUNICIPALITIES, NEIGHBOUR, Generator, passes
from tests.model.histories import Entry, History
from tests.model.reading import Question, Reading, belongs
from tests.model.standing import A_DAY, swedish_day
from tests.support.queries import Asker, asking
from tests.support.world import World

ROUNDS = 27
ROUNDS_BETWEEN_QUESTIONS = 9
ABOUT = ("standings", "standings", "standings", "requests", "requests", "municipality", "memberships", "history")
EVERY_SO_MANY_WITH_NEIGHBOUR = 4


@dataclass(frozen=True)
class Asked:
    """A question about the standings, the requests or a municipality, and what was told."""

    question: Question
    about: str
    municipality: str
    told: Any
    token: str
    """What was printed on the answer, if there was one to see."""


@dataclass(frozen=True)
class Divergence:
    """Where the product tells something else than the model, or than it told before."""

    seed: int
    question: Question
    differences: list[str]
    history: History

    def __str__(self) -> str:
        lines = "\n  ".join(self.differences)
        told = (f"{place:3} {entry.at:%Y-%m-%d %H:%M:%S} {entry.what}" for place, entry in enumerate(self.history))
        entries = "\n  ".join(told)
        return f"seed {self.seed}, {self.question}\n  {lines}\nhistory\n  {entries}"


@dataclass
class Play:
    """One history, with who proposes, who carries it out, and who asks."""

    seed: int
    player: Player
    generator: Generator
    asking: Asking
    chance: Random
    asked: list[Asked] = field(default_factory=list)
    changed: list[Divergence] = field(default_factory=list)
    """What was told otherwise while the views stood still."""

    @property
    def history(self) -> History:
        """What has been accepted so far."""
        return self.player.history

    @property
    def _readers(self) -> Sequence[str]:
        return sorted(self.player.places)

    def begin(self) -> None:
        """Let the organisations take their places, and something begin."""
        self.player.settle()
        for proposal in self.generator.beginning():
            self.player.attempt(proposal)

    def go_on(self) -> None:
        """One deed."""
        for proposal in self.generator.next():
            self.player.attempt(proposal)

    def ask(self, question: Question) -> Asked:
        """About something, or some municipality."""
        about, municipality = self.chance.choice(ABOUT), self.chance.choice(MUNICIPALITIES)
        self.asking.token = ""
        told = self._told(question, about, municipality)
        return Asked(question, about, municipality, told, self.asking.token)

    def _told(self, question: Question, about: str, municipality: str) -> Any:
        return getattr(self.asking, about)(question, FORBUND, municipality)

    def ask_now(self) -> None:
        """As some of the readers; kept."""
        now = self.player.world.now
        self.asked += [self.ask(Question(reader, now)) for reader in self.chance.sample(self._readers, 2)]

    def ask_while_views_stand_still(self) -> None:
        """What was asked last, unless the reader has joined or left since: her right does not wait for the views."""
        for before in self.asked[-1:]:
            told = self._told(before.question, before.about, before.municipality)
            if self._belonged(before.question) == self._belongs(before.question):
                self.changed += self._found(replace(before, told=told), before.told)

    def divergences(self) -> Iterator[Divergence]:
        """Of what was told before, of the same asked again, and of more places in the past."""
        yield from self.changed
        for before in self.asked:
            yield from self._by_model(before)
            yield from self._the_same_for_ever(before)
        for question in self._questions():
            yield from self._by_model(self.ask(question))

    def _the_same_for_ever(self, before: Asked) -> Iterator[Divergence]:
        """By its moment or its token; unless the reader has joined or left since: she reads with today's right."""
        token, then = self.chance.choice(("", before.token)), before.question.now
        again = replace(before.question, now=self.player.world.now, known_at=then, token=token)
        told = self._told(again, before.about, before.municipality)
        if self._belongs(before.question) == self._belongs(again):
            yield from self._found(replace(before, question=again, told=told), before.told)

    def _belongs(self, question: Question) -> bool:
        return belongs(self.history, FORBUND, question.reader, question.now)

    def _belonged(self, question: Question) -> bool:
        """By what has been recorded until now."""
        now, day = self.player.world.now, swedish_day(question.now)
        return belongs(self.history, FORBUND, question.reader, now, day)

    def _questions(self) -> Iterator[Question]:
        now, days = self.player.world.now, _days(self.history)
        for reader in self.chance.sample(self._readers, 2):
            moment, day = self.chance.choice(self.history).at, self.chance.choice(days)
            yield Question(reader, now, decided_as_of=day)
            yield Question(reader, now, known_at=moment, decided_as_of=self.chance.choice(days))
            yield Question(reader, now, on=self._some_day(days))
            yield Question(reader, now, known_at=moment, decided_as_of=day, on=self._some_day(days))

    def _some_day(self, days: Sequence[date]) -> date:
        """One that has passed, or some way ahead."""
        return self.chance.choice((self.chance.choice(days), days[-1] + self.chance.randrange(1, 60) * A_DAY))

    def _by_model(self, asked: Asked) -> Iterator[Divergence]:
        right = getattr(Reading(self.history, asked.question), asked.about)(FORBUND, asked.municipality)
        yield from self._found(asked, right)

    def _found(self, asked: Asked, right: Any) -> Iterator[Divergence]:
        found = list(differences(asked.told, right, asked.about))
        if found:
            yield Divergence(self.seed, asked.question, found, self.history)


def _days(history: Sequence[Entry]) -> list[date]:
    """Those on which something was decided or recorded, and the days after, up to the last."""
    found = {entry.what.decided.on for entry in history if entry.what.decided}
    found |= {swedish_day(entry.at) for entry in history}
    return sorted(day for day in {*found, *(each + A_DAY for each in found)} if day <= swedish_day(history[-1].at))


def differences(told: Any, right: Any, path: str = "") -> Iterator[str]:
    """Each place where two answers differ."""
    if isinstance(told, dict) and isinstance(right, dict):
        for key in sorted({*told, *right}, key=str):
            yield from differences(told.get(key), right.get(key), f"{path}/{key}")
    elif told != right:
        yield f"{path}: told {told!r}, right is {right!r}"


def divergences(world: World, seeds: Sequence[int], meanwhile: AbstractContextManager[None]) -> Iterator[Divergence]:
    """Play a history for each seed, and compare what is told of them; `meanwhile` goes on beside the comparing."""
    with asking(world) as asker:
        histories = plays(world, asker, seeds)
        play(world, histories)
        with meanwhile:
            for each in histories:
                yield from each.divergences()


def plays(world: World, asker: Asker, seeds: Sequence[int]) -> list[Play]:
    """A history for each seed, in regions that have nothing in common."""
    codes = sorted(names_by_kommunkod())
    found = []
    for index, seed in enumerate(seeds):
        with_neighbour = seed % EVERY_SO_MANY_WITH_NEIGHBOUR == 0
        player = Player(world.wherever_insatser_stand(), _places(index, codes, with_neighbour=with_neighbour))
        chance = Random(seed)  # noqa: S311 — chance, not secrecy
        generator = Generator(chance, player.history, lambda: world.now, with_neighbour)
        found.append(Play(seed, player, generator, Asking(player, asker), chance))
    return found


def _places(index: int, codes: Sequence[str], *, with_neighbour: bool) -> dict[str, Place]:
    places = {FORBUND: Place(_number("222000", index))}
    places |= {NEIGHBOUR: Place(_number("222010", index))} if with_neighbour else {}
    for each, name in enumerate(MUNICIPALITIES, index * len(MUNICIPALITIES)):
        places[name] = Place(_number("212000", each), codes[each])
    return places


def _number(begins: str, index: int) -> str:
    """An organisationsnummer with its check digit."""
    digits = f"{begins}{index:03}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return f"{digits}{-sum(value // 10 + value % 10 for value in doubled) % 10}"


def play(world: World, histories: Sequence[Play]) -> None:
    """Play all of them, and ask now and then."""
    chance = Random(histories[0].seed)  # noqa: S311 — chance, not secrecy
    for each in histories:
        each.begin()
    for number in range(ROUNDS):
        world.now += passes(chance)
        for each in histories:
            each.go_on()
        if number % ROUNDS_BETWEEN_QUESTIONS == ROUNDS_BETWEEN_QUESTIONS - 1:
            _ask(world, histories)
    world.project()


def _ask(world: World, histories: Sequence[Play]) -> None:
    for each in histories:
        each.ask_while_views_stand_still()
    world.project()
    for each in histories:
        each.ask_now()
