"""The matrix over random histories on a real database: each cell is what the domain makes of the log itself."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from psycopg import AsyncConnection

from samverka_domain.answers import Stance
from samverka_domain.commitments import Resources, RoleHours
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused
from samverka_domain.participation import JOINED, NOTHING_SAID, Status
from samverka_projections.commitments import PartKind, commitments_of
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.participation.matrix import Cell, participants
from samverka_projections.participation.tallies import Tallied, tallies
from samverka_services.commands.answers import (
    AnswerInterestRequest,
    ChangeAnswer,
    RegisterAnswerOnBehalf,
    WithdrawAnswer,
)
from samverka_services.commands.commitments import (
    AdjustCommitment,
    EndCommitment,
    SetResourcesAside,
    TakePart,
)
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.requests import (
    CloseInterestRequest,
    ExtendInterestRequest,
    WithdrawInterestRequest,
)
from tests.support.standing_by_log import Reading, Told, log_of, reacted, told
from tests.support.views import ask
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    KOMMUN,
    LEADER,
    MEMBERS,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)

A_DAY = timedelta(days=1)
MUNICIPALITIES = MEMBERS[FYRBODAL]

Step = tuple[str, int, int, int]
"""What is tried, by whom, and two numbers: of days, for the most part."""

DEEDS = (
    *("send", "answer", "answer", "change", "withdraw answer", "answer on behalf", "wait", "wait"),
    *("take part", "take part", "set aside", "adjust", "end", "end", "extend", "close", "withdraw request"),
)
HISTORIES_IN_ONE_REGION = 4


def steps(chance: Random) -> list[Step]:
    """A history as it may come."""
    return [
        (chance.choice(DEEDS), chance.randrange(3), chance.randrange(7), chance.randrange(-4, 7))
        for _ in range(chance.randrange(6, 18))
    ]


@dataclass
class Play:
    """One insats, and what becomes of it."""

    world: World
    insats_id: str
    requests: list[str] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    number: int = 0

    def decision(self, body: Body, by: str, days_ago: int = 0) -> Decision:
        """With a record number of its own."""
        self.number += 1
        on = self.world.now.date() - max(days_ago, 0) * A_DAY
        return replace(self.world.decision(body, by, on=on), record_number=f"KS {self.number}")

    def attempt(self, step: Step) -> None:
        """What the rules refuse does not happen."""
        what, who, some, other = step
        self.moments.append(self.world.now)
        self.world.now += timedelta(hours=some)
        try:
            getattr(self, what.replace(" ", "_"))(MUNICIPALITIES[who], some, other)
        except (Refused, NotFound):
            return

    def wait(self, _: str, some: int, __: int) -> None:
        """Some days."""
        self.world.now += some % 4 * A_DAY

    def send(self, municipality: str, some: int, other: int) -> None:
        """To all, or to one; with answers that are open, or not."""
        request_id = self.world.draft(self.insats_id)
        to: Any = "ALL" if other > 0 else (KOMMUN[municipality][0],)
        deadline = date(2027, 6, 1) if some == 6 else self.world.now.date() + some * A_DAY
        self.world.send(request_id, deadline, to=to, open_answers=other == 1)
        self.requests.append(request_id)

    def latest(self, some: int) -> str:
        """One of the requests, most often the latest."""
        return self.requests[-1 if some else 0] if self.requests else "none"

    def _reply(self, some: int, other: int) -> dict[str, Any]:
        decision = self.decision(Body.KOMMUNLEDNING, DIRECTOR, other)
        return self.world.reply(tuple(Stance)[some % 3], decision=decision)

    def answer(self, municipality: str, some: int, other: int) -> None:
        """Perhaps decided some days ago."""
        command = AnswerInterestRequest(request_id=self.latest(some), **self._reply(some, other))
        self.world.do(OFFICER, municipality, command)

    def change(self, municipality: str, some: int, other: int) -> None:
        """Differently, or anew."""
        command = ChangeAnswer(request_id=self.latest(some), **self._reply(some, other))
        self._as_municipality(municipality, command, f"interest-response:{self.latest(some)}")

    def withdraw_answer(self, municipality: str, some: int, other: int) -> None:
        """From a day that has passed, or not."""
        from_day = self.world.now.date() + other * A_DAY
        decision = self.decision(Body.KOMMUNLEDNING, DIRECTOR)
        command = WithdrawAnswer(request_id=self.latest(some), effective_from=from_day, decision=decision)
        self._as_municipality(municipality, command, f"interest-response:{self.latest(some)}")

    def answer_on_behalf(self, municipality: str, some: int, other: int) -> None:
        """By the förbund."""
        code = KOMMUN[municipality][0]
        reply = self._reply(some, other)
        command = RegisterAnswerOnBehalf(request_id=self.latest(some), kommunkod=code, source="Brev", **reply)
        self.world.do(LEADER, FYRBODAL, command)

    def take_part(self, municipality: str, some: int, other: int) -> None:
        """With resources or without."""
        decision = self.decision(Body.KOMMUNLEDNING, DIRECTOR, other)
        resources = self.resources(some, other) if some % 2 else None
        command = TakePart(insats_id=self.insats_id, resources=resources, decision=decision)
        self.world.do(OFFICER, municipality, command)

    def resources(self, some: int, other: int) -> Resources:
        """For days before, around or after today."""
        first = self.world.now.date() + other * A_DAY
        hours = (RoleHours("testare", first.year, 10 * (some + 1)),)
        return Resources(hours=hours, money=(), valid_from=first, valid_to=first + some * A_DAY)

    def set_aside(self, municipality: str, some: int, other: int) -> None:
        """For the first time, or anew."""
        self._commit(municipality, SetResourcesAside, some, other)

    def adjust(self, municipality: str, some: int, other: int) -> None:
        """What is set aside."""
        self._commit(municipality, AdjustCommitment, some, other)

    def _commit(self, municipality: str, kind: type[Any], some: int, other: int) -> None:
        decision = self.decision(Body.KOMMUNLEDNING, DIRECTOR, some % 2)
        command = kind(insats_id=self.insats_id, resources=self.resources(some, other), decision=decision)
        self._as_municipality(municipality, command, f"commitment:{self.insats_id}")

    def end(self, municipality: str, some: int, other: int) -> None:
        """With a last day that has passed, or not."""
        last_day = self.world.now.date() + other * A_DAY
        decision = self.decision(Body.KOMMUNLEDNING, DIRECTOR, some % 2)
        command = EndCommitment(insats_id=self.insats_id, valid_to=last_day, decision=decision)
        self._as_municipality(municipality, command, f"commitment:{self.insats_id}")

    def _as_municipality(self, municipality: str, command: Any, stream: str) -> None:
        version = len(self.world.events(municipality, stream))
        if version:
            self.world.do(OFFICER, municipality, command, version=version)

    def extend(self, _: str, some: int, __: int) -> None:
        """By some days."""
        deadline = self.world.now.date() + (some + 3) * A_DAY
        self._request(ExtendInterestRequest(request_id=self.latest(some), deadline=deadline, reason="Mer tid"))

    def close(self, _: str, some: int, __: int) -> None:
        """If the time is over, or all have answered."""
        self._request(CloseInterestRequest(request_id=self.latest(some), reason="Slut"))

    def withdraw_request(self, _: str, some: int, other: int) -> None:
        """Perhaps decided some days ago."""
        decision = self.decision(Body.E_RAD, CHAIR, other)
        self._request(WithdrawInterestRequest(request_id=self.latest(some), decision=decision))

    def _request(self, command: Any) -> None:
        version = len(self.world.events(FYRBODAL, f"interest-request:{command.request_id}"))
        if version:
            self.world.do(LEADER, FYRBODAL, command, version=version)


def _places(play: Play) -> list[dict[str, Any]]:
    """Now, and some places in the past of knowledge, of decision and of both."""
    early, middle = play.moments[len(play.moments) // 3], play.moments[len(play.moments) // 2]
    days = [moment.date() for moment in (early, middle, play.moments[-1])]
    known: list[dict[str, Any]] = [{}, {"known_at": early}, {"known_at": middle}]
    return [
        *known,
        *({"decided_as_of": day} for day in days),
        {"known_at": play.moments[-1], "decided_as_of": days[0]},
        *({"on": day} for day in (*days, days[-1] + 9 * A_DAY)),
        {"known_at": middle, "on": days[0]},
        {"decided_as_of": days[1], "on": days[0]},
        {"decided_as_of": days[0], "on": days[2]},
    ]


def _cells(play: Play, reader: str) -> list[list[Cell]]:
    async def question(connection: AsyncConnection, now: AsOf) -> list[list[Cell]]:
        places = [AsOf(now.position, now.now, **place) for place in _places(play)]
        return [await participants(connection, FYRBODAL, [play.insats_id], place) for place in places]

    return ask(play.world, reader, question)


def _said(cell: Cell) -> dict[str, Any]:
    return {
        "status": cell.status,
        "declined_part": cell.declined_part,
        "answer": cell.answer,
        "late": cell.late,
        "on_behalf": cell.on_behalf,
        "leaves_on": cell.leaves_on,
        "record_number": cell.decision.record_number if cell.decision else None,
        "request_id": cell.request_id,
        "hours": cell.hours,
    }


def _expected(found: Told) -> dict[str, Any]:
    standing, answer = found.standing, found.standing.answer or NOTHING_SAID
    return {
        "status": standing.status,
        "declined_part": standing.declined_part,
        "answer": answer.stance,
        "late": answer.late,
        "on_behalf": answer.on_behalf,
        "leaves_on": standing.leaves_on,
        "record_number": found.record_number,
        "request_id": found.request_id,
        "hours": found.hours,
    }


@pytest.mark.parametrize("seed", range(6))
def test_every_cell_is_the_domains_answer_to_the_log(world: World, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 — chance, not secrecy
    for _ in range(HISTORIES_IN_ONE_REGION):
        play = Play(world, world.insats())
        history = steps(chance)
        for step in history:
            play.attempt(step)
        world.project()
        _compare(play, history)
        _compare_tallies(play, history)


def _compare_tallies(play: Play, history: list[Step]) -> None:
    """Tallies and parts, as the förbund reads them: these cannot contradict the cells."""
    log = log_of(play.world, play.insats_id, play.requests, MUNICIPALITIES)
    for place, (found, parts) in zip(_places(play), _tallies_and_parts(play), strict=True):
        reading = Reading(FYRBODAL, play.world.now, **place)
        for municipality in MUNICIPALITIES:
            for request_id in play.requests:
                tallied = found[request_id].reactions if request_id in found else None
                expected = reacted(log, municipality, request_id, reading)
                assert (tallied or {}).get(municipality) == expected, (place, municipality, history)
            status = told(log, municipality, reading).standing.status
            kind = status if status in {*JOINED, Status.ENDED} else parts.get(municipality)
            assert parts.get(municipality) == kind, (place, municipality, history)
            assert kind is PartKind.ENDED or (kind in JOINED) == (status in JOINED), (place, municipality, history)


def _tallies_and_parts(play: Play) -> list[tuple[dict[str, Tallied], dict[str, PartKind]]]:
    async def question(connection: AsyncConnection, now: AsOf) -> list[Any]:
        places = [AsOf(now.position, now.now, **place) for place in _places(play)]
        return [
            (await tallies(connection, play.requests, place), await _parts(connection, play, place))
            for place in places
        ]

    return ask(play.world, FYRBODAL, question)


async def _parts(connection: AsyncConnection, play: Play, place: AsOf) -> dict[str, PartKind]:
    found = [each for who in MUNICIPALITIES for each in await commitments_of(connection, who, place)]
    return {each.municipality_id: each.kind for each in found if each.insats_id == play.insats_id}


def _compare(play: Play, history: list[Step]) -> None:
    log = log_of(play.world, play.insats_id, play.requests, MUNICIPALITIES)
    for reader in (FYRBODAL, TROLLHATTAN, UDDEVALLA):
        for place, cells in zip(_places(play), _cells(play, reader), strict=True):
            reading = Reading(reader, play.world.now, **place)
            for cell in cells:
                expected = _expected(told(log, cell.municipality_id, reading))
                assert _said(cell) == expected, (place, reader, cell.municipality_id, history)
