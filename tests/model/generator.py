"""Random histories: what the organisations of a region try next. Some of it the rules will refuse.

What a command comes to is proposed as the records that it would leave. Time is told from outside.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.model.histories import (
    Answered,
    AnswerWithdrawn,
    Approved,
    Closed,
    Confirmed,
    Corrected,
    Decided,
    Departed,
    Drafted,
    Ended,
    Extended,
    Founded,
    History,
    Idea,
    Invited,
    LetGo,
    OfOwnHalf,
    OfRequest,
    Prioritised,
    Record,
    Refused,
    RequestWithdrawn,
    Resources,
    Sent,
    SetAside,
    TookPart,
    stand,
)
from tests.model.standing import A_DAY, swedish_day

FORBUND = "förbund"
NEIGHBOUR = "grannförbund"
"""Another, of which A is a member as well."""
FOUNDERS = ("A", "B", "C")
MUNICIPALITIES = (*FOUNDERS, "D")
"""D joins later, if at all."""

Proposal = tuple[Record, ...]
"""What one command would leave."""

_DEEDS = (
    *("ask", "ask", "answer", "answer", "answer", "answer", "change", "change", "answer on behalf"),
    *("withdraw answer", "withdraw answer", "extend", "close", "close", "withdraw request"),
    *("take part", "take part", "take part", "set aside", "set aside", "end", "end"),
    *(
        "join",
        "answer invitation",
        "leave",
        "new idea",
        "prioritise",
        "correct",
        "correct",
        "correct",
        "overtaken",
        "draft",
    ),
)
MOST_INSATSER, MOST_REQUESTS = 3, 5
_SINCE = date(2020, 1, 1)
_STANCES = ("INTERESTED", "CONDITIONAL", "DECLINED")
_ROUNDS = ("PRE_STUDY", "IMPLEMENTATION")


@dataclass
class Generator:
    """Proposes, by chance and by what has happened so far in its history."""

    chance: Random
    history: History
    now: Callable[[], datetime]
    with_neighbour: bool = False
    _numbers: int = field(default=0)

    def beginning(self) -> Iterator[Proposal]:
        """A förbund with members and one insats that is started."""
        yield (Founded(by=FORBUND),)
        for member in FOUNDERS:
            yield (Invited(by=FORBUND, member=member, first_day=_SINCE, decided=self._decided()),)
            yield from self._answers_invitation(member, refuses=0)
        yield from self._new_idea("", started=True)
        yield from self._ask("")
        yield from self._neighbour() if self.with_neighbour else ()

    def _neighbour(self) -> Iterator[Proposal]:
        """It has an insats too, in which A may take part."""
        insats = "insats-9"
        yield (Founded(by=NEIGHBOUR),)
        yield (Invited(by=NEIGHBOUR, member="A", first_day=_SINCE, decided=self._decided()),)
        yield from self._answers_invitation("A", refuses=0)
        yield (Idea(by=NEIGHBOUR, insats=insats),)
        yield (Prioritised(by=NEIGHBOUR, insats=insats, priority="START_NOW", decided=self._decided()),)

    def next(self) -> Iterator[Proposal]:
        """One deed, which may take several commands."""
        deed = self.chance.choice(_DEEDS)
        yield from getattr(self, f"_{deed.replace(' ', '_')}")(self.chance.choice(MUNICIPALITIES))

    def _today(self) -> date:
        return swedish_day(self.now())

    def _day(self, *offsets: int) -> date:
        return self._today() + self.chance.choice(offsets) * A_DAY

    def _decided(self, *offsets: int, overtaken: bool = False) -> Decided:
        """Today or some days ago, with a record number of its own."""
        self._numbers += 1
        return Decided(self._day(*(offsets or (0,))), f"Dnr {self._numbers}", overtaken)

    def _taken(self) -> Decided:
        return self._decided(0, 0, 0, -1, -2, -5)

    def _all(self, kind: type[Any]) -> list[Any]:
        return [entry.what for entry in self.history if isinstance(entry.what, kind)]

    def _latest(self, kind: type[Any]) -> Any | None:
        """One of them, most often the latest."""
        found = self._all(kind)
        if not found:
            return None
        return found[-1] if self.chance.random() < 0.7 else self.chance.choice(found)

    def _asked(self) -> Sent | None:
        """One of the requests, most often one that has not ended."""
        ended = {each.request for each in self._all(OfRequest) if isinstance(each, Closed | RequestWithdrawn)}
        sent = self._all(Sent)
        found = [each for each in sent if each.request not in ended or self.chance.random() < 0.2] or sent
        return self.chance.choice(found[-2:]) if found else None

    def _new_idea(self, _: str, *, started: bool = False) -> Iterator[Proposal]:
        own = [each for each in self._all(Idea) if each.by == FORBUND]
        if len(own) < MOST_INSATSER:
            insats = f"insats-{len(own) + 1}"
            yield (Idea(by=FORBUND, insats=insats),)
            if started or self.chance.random() < 0.8:
                decided = self._decided() if started else self._taken()
                yield (Prioritised(by=FORBUND, insats=insats, priority="START_NOW", decided=decided),)

    def _prioritise(self, _: str) -> Iterator[Proposal]:
        insats, priority = self._latest(Idea), self.chance.choice(("START_NOW", "WAIT", "START_NOW"))
        if insats:
            yield (Prioritised(by=FORBUND, insats=insats.insats, priority=priority, decided=self._taken()),)

    def _draft(self, _: str) -> Iterator[Proposal]:
        """Perhaps recorded in another order than decided, and perhaps never sent."""
        if len(self._all(Drafted)) == MOST_REQUESTS:
            return
        insats = self.chance.choice(self._all(Idea)).insats
        request, asked_in = f"request-{len(self._all(Drafted)) + 1}", self.chance.choice(_ROUNDS)
        yield (Drafted(by=FORBUND, request=request, insats=insats, round=asked_in),)
        yield (Approved(by=FORBUND, request=request, decided=self._taken()),)

    def _ask(self, municipality: str) -> Iterator[Proposal]:
        before = len(self._all(Drafted))
        yield from self._draft(municipality)
        for drafted in self._all(Drafted)[before:]:
            yield (self._sent(drafted),)

    def _sent(self, drafted: Drafted) -> Sent:
        others = tuple(self.chance.sample(MUNICIPALITIES, self.chance.randrange(1, 4)))
        to = self.chance.choice((FOUNDERS, FOUNDERS, others))
        about: dict[str, Any] = {"request": drafted.request, "insats": drafted.insats, "round": drafted.round}
        is_open = self.chance.random() < 0.2
        sent: dict[str, Any] = {"to": tuple(sorted(to)), "closes_at": self._closing(0, 15), "open_answers": is_open}
        return Sent(by=FORBUND, **about, **sent)

    def _closing(self, first: int, last: int) -> datetime:
        """The end of a day, or a moment of it."""
        stockholm, day = ZoneInfo("Europe/Stockholm"), self._today() + self.chance.randrange(first, last) * A_DAY
        if self.chance.random() < 0.7:
            return datetime.combine(day + A_DAY, time(), tzinfo=stockholm)
        return datetime.combine(day, time(self.chance.randrange(8, 17)), tzinfo=stockholm)

    def _extend(self, _: str) -> Iterator[Proposal]:
        sent = self._asked()
        if sent:
            yield (Extended(by=FORBUND, request=sent.request, closes_at=self._closing(2, 20)),)

    def _close(self, _: str) -> Iterator[Proposal]:
        """Perhaps when all have answered."""
        sent = self._asked()
        if sent:
            for municipality in sent.to if self.chance.random() < 0.4 else ():
                yield from self._answers(municipality, sent, municipality, self._taken())
            yield (Closed(by=FORBUND, request=sent.request),)

    def _withdraw_request(self, _: str) -> Iterator[Proposal]:
        sent = self._asked()
        if sent:
            yield (RequestWithdrawn(by=FORBUND, request=sent.request, decided=self._taken()),)

    def _answer(self, municipality: str) -> Iterator[Proposal]:
        """Most often by one that was asked."""
        sent = self._asked()
        if sent:
            by = self.chance.choice((*sent.to, *sent.to, municipality))
            yield from self._answers(by, sent, by, self._taken())

    def _change(self, _: str) -> Iterator[Proposal]:
        given = self._latest(Answered)
        if given:
            about = {"request": given.request, "municipality": given.municipality}
            stance = self.chance.choice(_STANCES)
            yield (Answered(by=given.by, **about, stance=stance, decided=self._taken()),)

    def _answer_on_behalf(self, municipality: str) -> Iterator[Proposal]:
        sent = self._asked()
        if sent:
            yield from self._answers(FORBUND, sent, municipality, self._taken())

    def _answers(self, by: str, sent: Sent, municipality: str, decided: Decided) -> Iterator[Proposal]:
        about = {"request": sent.request, "municipality": municipality}
        yield (Answered(by=by, **about, stance=self.chance.choice(_STANCES), decided=decided),)

    def _withdraw_answer(self, _: str) -> Iterator[Proposal]:
        """What was committed to the same insats ends with it."""
        given = self._latest(Answered)
        if given and not given.on_behalf:
            from_day, decided = self._day(0, 0, 1, 3, 8, -2), self._taken()
            about = {"by": given.by, "request": given.request, "municipality": given.municipality}
            withdrawn = AnswerWithdrawn(**about, from_day=from_day, decided=decided)
            yield (withdrawn, *self._ended_with(withdrawn))

    def _ended_with(self, withdrawn: AnswerWithdrawn) -> Proposal:
        insats = next(each.insats for each in self._all(Sent) if each.request == withdrawn.request)
        taken, last_day = False, date.max
        for each in stand(self.history, self.now()):
            if each.what.stream == ("part", withdrawn.by, insats):
                taken = True
                last_day = each.what.last_day if isinstance(each.what, Ended) else last_day
                last_day = date.max if isinstance(each.what, SetAside) else last_day
        if not taken or last_day <= withdrawn.from_day - A_DAY:
            return ()
        ended = {"by": withdrawn.by, "insats": insats, "last_day": withdrawn.from_day - A_DAY}
        return (Ended(**ended, decided=withdrawn.decided),)

    def _take_part(self, municipality: str) -> Iterator[Proposal]:
        insats = self.chance.choice(self._all(Idea)).insats
        about: dict[str, Any] = {"by": municipality, "insats": insats, "decided": self._taken()}
        took = TookPart(**about)
        yield (took, SetAside(**about, resources=self._resources())) if self.chance.random() < 0.5 else (took,)

    def _resources(self) -> Resources:
        first = self._day(-20, 0, 0, 5, 40)
        last = first + self.chance.choice((3, 10, 30, 200, 500)) * A_DAY
        hours = tuple(("testare", year, self.chance.randrange(1, 90)) for year in {first.year, last.year})
        money = ((last.year, self.chance.randrange(1, 90)),) if self.chance.random() < 0.5 else ()
        return Resources(hours, money, first, last)

    def _set_aside(self, _: str) -> Iterator[Proposal]:
        part = self._latest(TookPart)
        if part:
            decided, resources = self._taken(), self._resources()
            yield (SetAside(by=part.by, insats=part.insats, resources=resources, decided=decided),)

    def _end(self, _: str) -> Iterator[Proposal]:
        part = self._latest(TookPart)
        if part:
            last_day = self._day(0, 1, 3, 8, 30, -1, -3)
            yield (Ended(by=part.by, insats=part.insats, last_day=last_day, decided=self._taken()),)

    def _join(self, municipality: str) -> Iterator[Proposal]:
        """Some answer later, and some never."""
        first_day = self._day(0, 0, 2, 6, -3)
        yield (Invited(by=FORBUND, member=municipality, first_day=first_day, decided=self._taken()),)
        if self.chance.random() < 0.6:
            yield from self._answers_invitation(municipality, refuses=0.1)

    def _answer_invitation(self, municipality: str) -> Iterator[Proposal]:
        """One that waits, if there is one; or one that has been answered, or taken back."""
        yield from self._answers_invitation(municipality, refuses=0.3)

    def _answers_invitation(self, municipality: str, refuses: float) -> Iterator[Proposal]:
        kind = Refused if self.chance.random() < refuses else Confirmed
        for about in self._invitation(municipality):
            yield (kind(**about, decided=self._taken()),)

    def _leave(self, municipality: str) -> Iterator[Proposal]:
        """Few do, by their own decision or the förbund's."""
        last_day = self._day(0, 1, 4, -1)
        if self.chance.random() < 0.4:
            yield (LetGo(by=FORBUND, member=municipality, last_day=last_day, decided=self._taken()),)
        elif self.chance.random() < 0.5:
            for about in self._invitation(municipality):
                yield (Departed(**about, last_day=last_day, decided=self._taken()),)

    def _invitation(self, municipality: str) -> Iterator[dict[str, Any]]:
        """The latest to it, if there is one."""
        invited = [(place, entry.what) for place, entry in enumerate(self.history) if isinstance(entry.what, Invited)]
        found = [(place, each.by) for place, each in invited if each.member == municipality]
        for place, forbund in found[-1:]:
            yield {"by": municipality, "forbund": forbund, "invitation": place}

    def _overtaken(self, _: str) -> Iterator[Proposal]:
        """A decision that was forgotten, and that another had overtaken."""
        decided = self._decided(-1, -2, -4, overtaken=True)
        part, given = self._latest(TookPart), self._latest(Answered)
        if part and self.chance.random() < 0.5:
            yield (SetAside(by=part.by, insats=part.insats, resources=self._resources(), decided=decided),)
        elif given:
            about = {"by": given.by, "request": given.request, "municipality": given.municipality}
            yield (Answered(**about, stance=self.chance.choice(_STANCES), decided=decided),)

    def _correct(self, _: str) -> Iterator[Proposal]:
        places = [place for place, entry in enumerate(self.history) if self._is_correctable(entry.what)]
        if places:
            place = self.chance.choice(places[-6:])
            wrong = self.history[place].what
            on = wrong.decided.on + self.chance.choice((0, 0, 1, -1, -3)) * A_DAY
            common = {"place": place, "of": wrong.stream, "on": on, "content": self._content(wrong)}
            yield (Corrected(by=wrong.by, **common, decided=self._decided()),)

    def _is_correctable(self, record: Record) -> bool:
        """Of one's own half, only that which answers the latest invitation."""
        if isinstance(record, OfOwnHalf):
            return any(each["invitation"] == record.invitation for each in self._invitation(record.by))
        return _correctable(record)

    def _content(self, wrong: Record) -> tuple[tuple[str, Any], ...]:
        if self.chance.random() < 0.4:
            return ()
        match wrong:
            case Answered():
                return (("stance", self.chance.choice(_STANCES)),)
            case AnswerWithdrawn():
                return (("from_day", self._day(0, 1, 3, -2)),)
            case SetAside():
                return (("resources", self._resources()),)
            case Ended() | LetGo() | Departed():
                return (("last_day", self._day(0, 1, 3, 8, -2)),)
            case Invited():
                return (("first_day", wrong.first_day + self.chance.choice((-1, 1, 2)) * A_DAY),)
        return ()


def _correctable(record: Record) -> bool:
    return record.decided is not None and not isinstance(record, Corrected | Approved | Prioritised)


def passes(chance: Random) -> timedelta:
    """How long it takes until somebody does something again."""
    minutes = timedelta(minutes=chance.randrange(1, 300))
    return minutes + (chance.choice((0, 0, 0, 0, 1, 1, 2, 4)) * A_DAY)
