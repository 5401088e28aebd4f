"""A municipality's standing in an insats on a day: every view, tally, total, page and file takes it from here.

It follows from the decisions about the municipality's part and from the requests that were sent to it, each with what
the municipality said to it: all in the order of the log, and as far as the reader may know them. The hours that
somebody gives to a pre-study are no part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from samverka_domain.answers import InterestResponse, Stance
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.order import is_overtaken

_A_DAY = timedelta(days=1)


class Status(StrEnum):
    """From not asked to resources set aside; the three strengths of yes are never mixed up."""

    NOT_ASKED = "NOT_ASKED"
    UNANSWERED = "UNANSWERED"
    OVERDUE = "OVERDUE"
    NO_ANSWER = "NO_ANSWER"
    """Not answered when the interest was judged."""
    NOT_DISCLOSED = "NOT_DISCLOSED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    CONDITIONAL = "CONDITIONAL"
    INTERESTED = "INTERESTED"
    TAKING_PART = "TAKING_PART"
    RESOURCES_SET_ASIDE = "RESOURCES_SET_ASIDE"
    ENDED = "ENDED"


JOINED = frozenset({Status.TAKING_PART, Status.RESOURCES_SET_ASIDE})
"""The binding kinds of yes."""

_OPEN = frozenset({Status.UNANSWERED, Status.OVERDUE, Status.WITHDRAWN})


@dataclass(frozen=True)
class TakesPart:
    """The decision to take part, to set resources aside, or to adjust them; after an end, to take part anew."""

    decided_on: date
    resources_until: date | None = None
    """The last day of what is set aside, which may begin later than the part; None: nothing is."""
    holds_from: date | None = None
    """A later day than that of the decision, if it names one."""

    def counts_on(self, day: date) -> bool:
        """Whether it has taken effect."""
        return max(self.decided_on, self.holds_from or self.decided_on) <= day


@dataclass(frozen=True)
class Ends:
    """The decision to end the part with this day as its last."""

    decided_on: date
    last_day: date

    def counts_on(self, day: date) -> bool:
        """Whether it has been decided or has taken effect: an end may be decided for a day that has passed."""
        return min(self.decided_on, self.last_day + _A_DAY) <= day


@dataclass(frozen=True)
class Declines:
    """The decision not to take part; `position` is its place in the log."""

    decided_on: date
    position: int

    def counts_on(self, day: date) -> bool:
        """Whether it has taken effect."""
        return self.decided_on <= day


PartDecision = TakesPart | Ends | Declines


@dataclass(frozen=True)
class Replies:
    """The municipality answered a request, or changed its answer."""

    decided_on: date
    stance: Stance
    late: bool = False
    on_behalf: bool = False


@dataclass(frozen=True)
class Withdraws:
    """The municipality took its answer back from a day on."""

    decided_on: date
    effective_from: date


Word = Replies | Withdraws


@dataclass(frozen=True)
class Request:
    """A request that was sent to the municipality; `position` is the place of its sending in the log."""

    sent_on: date
    position: int
    last_day: date
    """The last day on which an answer is in time."""
    withdrawn_on: date | None = None
    judged_on: date | None = None
    """The first day on which the e-råd judged the interest."""
    disclosed: bool = True
    """Whether the reader may know what the municipality says to it."""

    def counts_on(self, day: date) -> bool:
        """Whether it has been sent and not been withdrawn."""
        return self.sent_on <= day and (self.withdrawn_on is None or day < self.withdrawn_on)

    def judged_by(self, day: date) -> bool:
        """Whether the interest has been judged."""
        return self.judged_on is not None and self.judged_on <= day

    def unanswered_on(self, day: date) -> Status:
        """The standing of whoever has not answered."""
        if self.judged_by(day):
            return Status.NO_ANSWER
        return Status.UNANSWERED if day <= self.last_day else Status.OVERDUE


@dataclass(frozen=True)
class Said:
    """What was said to a request comes to this on a day; without a stance it comes to nothing."""

    stance: Stance | None = None
    late: bool = False
    on_behalf: bool = False
    withdrawn: bool = False
    withdrawn_from: date | None = None
    """The day from which it is withdrawn, already or as decided so far."""
    rests_on: int | None = None
    """The index of the word that gives the standing."""

    @property
    def counts(self) -> bool:
        """Whether it is an answer: a withdrawn one is none."""
        return self.stance is not None and not self.withdrawn


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Part:
    """What the decisions about a part come to on a day: `taken`, `ended` and `declined` are their indices."""

    taken: int | None = None
    resources_until: date | None = None
    ended: int | None = None
    last_day: date | None = None
    declined: int | None = None
    declines: Declines | None = None

    @property
    def looks_back(self) -> bool:
        """Whether it matters on which day a request was sent."""
        return self.last_day is not None or self.declines is not None

    def holds_on(self, day: date) -> bool:
        """Whether the municipality takes part; the last day counts."""
        return self.taken is not None and (self.last_day is None or day <= self.last_day)

    def ended_before(self, day: date) -> bool:
        """Whether there is no part left on a day, or never was one."""
        return self.taken is None or (self.last_day is not None and self.last_day < day)

    def after(self, index: int, decision: PartDecision) -> "Part":
        """The part after the next decision about it."""
        match decision:
            case TakesPart():
                return Part(taken=index, resources_until=decision.resources_until)
            case Ends() if self.taken is not None:
                return replace(self, ended=index, last_day=decision.last_day)
            case Declines():
                return replace(self, declined=index, declines=decision)
        return self


NO_PART = Part()


@dataclass(frozen=True)
class Standing:
    """How a municipality stands to an insats on a day, and on what that rests."""

    status: Status
    declined_part: bool = False
    """Whether it declined to take part (avböjt att delta), rather than a request."""
    request: int | None = None
    """The index of the request that it is about, or else of the one that `answer` belongs to."""
    answer: Said | None = None
    """The latest answer that the reader may know of, also beside a part."""
    answered: bool | None = False
    """Whether it has answered the latest request; None if the reader may not know."""
    may_be_reminded: bool = False
    decision: int | None = None
    """The index of the decision about the part on which it rests, never the one to end while the part holds."""
    last_day: date | None = None
    """Of the part that has ended, or that will end as decided so far."""

    @property
    def leaves_on(self) -> date | None:
        """The first day without a part that holds still."""
        return self.last_day + _A_DAY if self.last_day and self.status in JOINED else None


@dataclass(frozen=True, eq=False)
class Asked:
    """A request and what it comes to that the municipality said to it; a key by its identity, which costs nothing."""

    request: Request
    answer: Said = NOTHING_SAID

    @property
    def known(self) -> Said:
        """As far as the reader may know."""
        return self.answer if self.request.disclosed else NOTHING_SAID


@dataclass(frozen=True)
class Reaction:
    """What one recipient has made of one request, on a day."""

    answered: bool
    late: bool
    may_be_reminded: bool
    """Whether it has not answered, and does not take part either."""
    overdue: bool
    """Whether it may be reminded, and the last day has passed."""


@dataclass(frozen=True)
class History:
    """All that concerns one municipality and one insats, in the order of the log."""

    decisions: tuple[PartDecision, ...] = ()
    requests: tuple[tuple[Request, tuple[Word, ...]], ...] = ()
    """The requests in the order of their sending, each with what was said to it."""


def standing(history: History, day: date) -> Standing:
    """The standing on a day: what takes effect on a later day changes nothing before."""
    asked = [Asked(request, answer_on(words, day)) for request, words in history.requests]
    return standing_by(part_on(history.decisions, day), asked, day)


def reaction(part: Part, asked: Asked, day: date) -> Reaction:
    """What a recipient has made of a request: its standing as if it had been asked nothing since."""
    found, answered = standing_by(part, [asked], day), asked.answer.counts
    return Reaction(
        answered=answered,
        late=answered and asked.answer.late,
        may_be_reminded=found.may_be_reminded,
        overdue=found.may_be_reminded and asked.request.unanswered_on(day) is Status.OVERDUE,
    )


def words_of(past: Iterable[DomainEvent]) -> tuple[Word, ...]:
    """What an answer's events say, corrections carried out; what was overtaken says nothing."""
    return tuple(word for event in past if not is_overtaken(event) and (word := _word(event)))


def _word(event: DomainEvent) -> Word | None:
    match event:
        case InterestResponse.Given() | InterestResponse.Changed():
            return Replies(event.decision.decided_on, event.reply.stance, event.late, bool(event.addressed_to))
        case InterestResponse.Withdrawn():
            return Withdraws(event.decision.decided_on, event.effective_from)
    return None


def part_on(decisions: Sequence[PartDecision], day: date) -> Part:
    """What decisions about a part come to on a day."""
    part = NO_PART
    for index, decision in enumerate(decisions):
        if decision.counts_on(day):
            part = part.after(index, decision)
    return part


def answer_on(words: Sequence[Word], day: date) -> Said:
    """What was said to a request comes to on a day; a later answer takes the place of an earlier or withdrawn one."""
    answer = NOTHING_SAID
    for index, word in enumerate(words):
        if isinstance(word, Replies) and word.decided_on <= day:
            answer = Said(word.stance, word.late, word.on_behalf, rests_on=index)
        elif isinstance(word, Withdraws) and answer.stance:
            answer = _withdrawn(answer, index, word, day)
    return answer


def _withdrawn(answer: Said, index: int, word: Withdraws, day: date) -> Said:
    if word.effective_from <= day:
        return replace(answer, withdrawn=True, withdrawn_from=word.effective_from, rests_on=index)
    return replace(answer, withdrawn_from=word.effective_from) if word.decided_on <= day else answer


def standing_by(part: Part, asked: Sequence[Asked], day: date) -> Standing:
    """The standing by what part and answers come to on that day: the first line that holds."""
    counting = [index for index, each in enumerate(asked) if each.request.counts_on(day)]
    latest = counting[-1] if counting else None
    if part.holds_on(day):
        return _with_part(part, asked, counting, day)
    if _declined(part, None if latest is None else asked[latest].request):
        declined = Standing(Status.DECLINED, declined_part=True, decision=part.declined)
        return _beside(declined, asked, counting)
    if latest is not None and part.ended_before(asked[latest].request.sent_on):
        return _by_request(latest, asked[latest], day)
    if part.taken is not None:
        ended = Standing(Status.ENDED, decision=part.ended, last_day=part.last_day)
        return _beside(ended, asked, counting)
    return Standing(Status.NOT_ASKED)


def _with_part(part: Part, asked: Sequence[Asked], counting: Sequence[int], day: date) -> Standing:
    set_aside = part.resources_until is not None and day <= part.resources_until
    status = Status.RESOURCES_SET_ASIDE if set_aside else Status.TAKING_PART
    return _beside(Standing(status, decision=part.taken, last_day=part.last_day), asked, counting)


def _declined(part: Part, latest: Request | None) -> bool:
    """Whether the latest word about taking part is a no, said after the latest request and after any part ended."""
    declines = part.declines
    if declines is None or not part.ended_before(declines.decided_on):
        return False
    taken = (declines.decided_on, declines.position)
    return latest is None or (latest.sent_on, latest.position) < taken


def _by_request(index: int, asked: Asked, day: date) -> Standing:
    request, answer = asked.request, asked.known
    status = _said(answer) if request.disclosed else Status.NOT_DISCLOSED
    status = status or request.unanswered_on(day)
    return Standing(
        status,
        request=index,
        answer=_given(answer),
        answered=answer.counts if request.disclosed else None,
        may_be_reminded=status in _OPEN and not request.judged_by(day),
    )


def _said(answer: Said) -> Status | None:
    if answer.withdrawn:
        return Status.WITHDRAWN
    return Status(answer.stance) if answer.stance else None


def _beside(standing: Standing, asked: Sequence[Asked], counting: Sequence[int]) -> Standing:
    """The same with the latest answer, which may belong to an earlier request than the latest."""
    if not counting:
        return standing
    latest = asked[counting[-1]]
    index = next((index for index in reversed(counting) if asked[index].known.stance), None)
    return replace(
        standing,
        request=counting[-1] if index is None else index,
        answer=None if index is None else asked[index].known,
        answered=latest.answer.counts if latest.request.disclosed else None,
    )


def _given(answer: Said) -> Said | None:
    return answer if answer.stance else None
