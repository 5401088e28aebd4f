"""What a reader is told of a region, as known at a moment, as decided by a day, about a day (PROCESS C4.6)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.model.histories import (
    Answered,
    AnswerWithdrawn,
    Approved,
    Closed,
    Confirmed,
    Corrected,
    Departed,
    Drafted,
    Entry,
    Extended,
    Founded,
    History,
    Idea,
    Invited,
    LetGo,
    OfAnswer,
    OfInsats,
    OfOwnHalf,
    OfPart,
    OfRequest,
    Record,
    Refused,
    RequestWithdrawn,
    Sent,
    Standing,
    stand,
)
from tests.model.standing import JOINED, Asked, Known, day_of, last_day, said_to, standing, swedish_day

Told = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """Who asks when, and the three arguments."""

    reader: str
    now: datetime
    known_at: datetime | None = None
    decided_as_of: date | None = None
    on: date | None = None
    token: str = ""
    """What was printed on an answer given at `known_at`, if the moment is named by that."""

    @property
    def moment(self) -> datetime:
        """Up to which something is known."""
        return self.known_at or self.now

    @property
    def day(self) -> date:
        """Which the answer describes."""
        return self.on or self.decided_as_of or swedish_day(self.moment)

    def counts(self, each: Standing) -> bool:
        """Whether it had been decided by then."""
        return self.decided_as_of is None or day_of(each) <= self.decided_as_of


class Reading:
    """A history as one reader is told of it."""

    def __init__(self, history: History, question: Question) -> None:
        self._history = history
        self._question = question
        self._recorded = list(stand(history, question.moment))
        self._known: Known = [each for each in self._recorded if question.counts(each)]
        self._day = question.day

    def standings(self, forbund: str, _: str) -> Told | None:
        """The members of a region and how each stands in each insats; None for who does not belong to it today."""
        if not self._may_read(forbund):
            return None
        members = self._members(forbund)
        return {
            "members": members,
            "cells": {
                f"{insats} {municipality}": self._cell(forbund, insats, municipality)
                for insats in self._insatser(forbund)
                for municipality in sorted({*members, *self._left_with_a_part(forbund, insats, members)})
            },
        }

    def requests(self, forbund: str, _: str) -> Told | None:
        """The requests of a region with what was answered to each, and the drafts; None as above."""
        if not self._may_read(forbund):
            return None
        members = self._members(forbund)
        return {
            "requests": {each.what.request: self._request(each.what, members) for each in self._sent(forbund)},
            "drafts": self._drafts(forbund),
        }

    def municipality(self, _: str, municipality: str) -> Told:
        """A municipality's parts and what they weigh, as far as the reader may see."""
        insatser = {each.what.insats: each.what.by for each in self._recorded if isinstance(each.what, Idea)}
        parts, decisions = {}, [each for each in self._known if isinstance(each.what, OfPart)]
        for insats, forbund in insatser.items():
            if municipality == self._question.reader or self._belongs(forbund):
                found = standing(decisions, Asked(insats, municipality, self._day))
                if found["status"] in (*JOINED, "ENDED"):
                    parts[insats] = found
        return {
            "parts": {
                insats: {"kind": each["status"], "leaves_on": each["leaves_on"]} for insats, each in parts.items()
            },
            "load": _load([each["resources"] for each in parts.values() if each["resources"]]),
        }

    def memberships(self, _: str, __: str) -> list[Told]:
        """The reader's own memberships and invitations, the latest first, in every förbund."""
        founded = [each.what.by for each in self._recorded if isinstance(each.what, Founded)]
        found = [each for forbund in founded for each in _memberships(self._known, forbund)]
        own = sorted((each for each in found if each.member == self._question.reader), key=lambda each: -each.place)
        return [
            {
                "forbund": each.forbund,
                "status": each.status(self._day),
                "first_day": each.first,
                "last_day": None if each.last == date.max else each.last,
            }
            for each in own
        ]

    def history(self, forbund: str, _: str) -> list[tuple[str | None, str]] | None:
        """What concerns the first insats, newest first: record number, and in whose log it stands."""
        first = self._insatser(forbund)[:1] if self._may_read(forbund) else []
        if not first:
            return None
        known = [entry for entry in self._history if entry.at <= self._question.moment]
        told = [entry for entry in known if self._concerns(entry.what) == first[0] and self._is_told(entry)]
        return [(entry.what.decided and entry.what.decided.number, entry.what.by) for entry in reversed(told)]

    def _concerns(self, record: Record) -> str | None:
        """The insats that a record is about, by itself, its request or what it puts right."""
        if isinstance(record, Corrected):
            return self._concerns(self._history[record.place].what)
        if isinstance(record, OfRequest | OfAnswer):
            drafted = [entry.what for entry in self._history if isinstance(entry.what, Drafted)]
            return next((each.insats for each in drafted if each.request == record.request), None)
        return record.insats if isinstance(record, OfInsats | OfPart) else None

    def _is_told(self, entry: Entry) -> bool:
        """Drafts to nobody else; others' answers once they have opened; the rest to all. If it counted by then."""
        what = self._history[entry.what.place].what if isinstance(entry.what, Corrected) else entry.what
        if not self._question.counts(Standing(0, entry.at, entry.what)):
            return False
        if isinstance(what, Drafted | Approved):
            return self._question.reader == what.by
        if isinstance(what, OfAnswer):
            return not self._is_hidden(self._sending(what.request), what.municipality)
        return True

    def _sending(self, request: str) -> Sent:
        sent = [entry.what for entry in self._history if isinstance(entry.what, Sent)]
        return next(each for each in sent if each.request == request)

    def _may_read(self, forbund: str) -> bool:
        """That there is a region nobody has decided: it is there since it was known."""
        return self._belongs(forbund) and any(isinstance(each.what, Founded) for each in self._recorded)

    def _belongs(self, forbund: str) -> bool:
        """By today's right, whatever time is asked about."""
        return belongs(self._history, forbund, self._question.reader, self._question.now)

    def _members(self, forbund: str) -> list[str]:
        return _members(self._known, forbund, self._day)

    def _left_with_a_part(self, forbund: str, insats: str, members: list[str]) -> Iterator[str]:
        """Who has left stands where a part of it runs."""
        for each in _memberships(self._known, forbund):
            if each.status(self._day) == "LEFT" and each.member not in members:
                asked = Asked(insats, each.member, self._day)
                if standing(self._known, asked)["status"] in JOINED:
                    yield each.member

    def _insatser(self, forbund: str) -> list[str]:
        return [each.what.insats for each in self._known if isinstance(each.what, Idea) and each.what.by == forbund]

    def _sent(self, forbund: str) -> list[Standing]:
        return [each for each in self._known if isinstance(each.what, Sent) and each.what.by == forbund]

    def _cell(self, forbund: str, insats: str, municipality: str) -> Told:
        hidden = [each.what.request for each in self._sent(forbund) if self._is_hidden(each.what, municipality)]
        found = standing(self._known, Asked(insats, municipality, self._day, hidden))
        resources, request = found.pop("resources"), found.pop("request")
        for inner in ("reminded", "answered", "withdrawn"):
            found.pop(inner)
        found["last_day"] = found["last_day"] if found["status"] == "ENDED" else None
        hours = sum(hours for *_, hours in resources.hours) if resources else None
        thousands = sum(money for _, money in resources.money) if resources else None
        rounds = {each.what.request: each.what.round for each in self._sent(forbund)}
        return found | {"round": rounds.get(request), "hours": hours, "thousands": thousands}

    def _is_hidden(self, sent: Sent, municipality: str) -> bool:
        """Others' answers, until the request has closed; what it says of itself it knows."""
        return self._question.reader not in (sent.by, municipality) and not self._has_opened(sent)

    def _has_opened(self, sent: Sent) -> bool:
        """Whether what was said to it is known to all: withdrawing opens nothing. No day of decision matters."""
        closes_at = sent.closes_at
        for each in self._recorded:
            at = self._history[each.place].at
            if each.what.stream != sent.stream:
                continue
            if isinstance(each.what, Extended):
                closes_at = each.what.closes_at
            if isinstance(each.what, Closed):
                closes_at = min(closes_at, at)
            if isinstance(each.what, RequestWithdrawn) and at < closes_at:
                return sent.open_answers
        return sent.open_answers or closes_at <= self._question.moment

    def _request(self, sent: Sent, members: list[str]) -> Told:
        present = [each for each in sent.to if each in members]
        told: Told = {"status": self._status(sent), "recipients": len(present), "left": len(sent.to) - len(present)}
        answers = {each: self._answer(sent, each) for each in sent.to if not self._is_hidden(sent, each)}
        told["answers"] = {member: answer for member, answer in answers.items() if answer}
        return told | self._tally(sent, present)

    def _tally(self, sent: Sent, present: list[str]) -> Told:
        if self._question.reader != sent.by and not self._has_opened(sent):
            return {"answered": None, "late": None, "unanswered": None, "overdue": None}
        said = [said_to(self._known, sent.request, each, self._day) for each in present]
        given = [each for each in said if each is not None and not each.withdrawn]
        alone = [each for each in self._known if not isinstance(each.what, Sent) or each.what == sent]
        reminded = [each for each in present if standing(alone, Asked(sent.insats, each, self._day))["reminded"]]
        over = self._day > last_day(self._known, sent.request)
        return {
            "answered": len(given),
            "late": sum(each.late for each in given),
            "unanswered": sorted(reminded),
            "overdue": sorted(reminded) if over else [],
        }

    def _status(self, sent: Sent) -> str:
        for each in self._known:
            ends = isinstance(each.what, RequestWithdrawn | Closed) and each.what.stream == sent.stream
            if ends and day_of(each) <= self._day:
                return "WITHDRAWN" if isinstance(each.what, RequestWithdrawn) else "CLOSED"
        return "CLOSED" if self._is_over(sent) else "OPEN"

    def _is_over(self, sent: Sent) -> bool:
        """Of the present day, the moment counts; of any other, the whole of it."""
        if self._day == swedish_day(self._question.moment):
            return self._closes_at(sent) <= self._question.moment
        return self._day > last_day(self._known, sent.request)

    def _closes_at(self, sent: Sent) -> datetime:
        closes_at = sent.closes_at
        for each in self._known:
            if isinstance(each.what, Extended) and each.what.request == sent.request:
                closes_at = each.what.closes_at
        return closes_at

    def _answer(self, sent: Sent, municipality: str) -> Told | None:
        said = said_to(self._known, sent.request, municipality, self._day)
        if said is None:
            return None
        withdrawn_from = None
        for each in self._known:
            if (
                isinstance(each.what, Answered)
                and _is_said_by(each, sent, municipality)
                and day_of(each) <= self._day
            ):
                withdrawn_from = None
            if isinstance(each.what, AnswerWithdrawn) and _is_said_by(each, sent, municipality):
                withdrawn_from = each.what.from_day if self._is_decided(each) else withdrawn_from
        return {
            "stance": None if said.withdrawn else said.stance,
            "withdrawn_from": withdrawn_from,
            "late": None if said.withdrawn else said.late,
            "on_behalf": said.on_behalf,
            "number": said.number,
        }

    def _is_decided(self, withdrawal: Standing) -> bool:
        return self._day >= day_of(withdrawal) or self._day >= withdrawal.what.from_day

    def _drafts(self, forbund: str) -> dict[str, bool]:
        """Of its own requests that have not been sent, whether they are approved; for the förbund alone."""
        found: dict[str, bool] = {}
        for each in self._known if self._question.reader == forbund else ():
            if isinstance(each.what, Drafted) and each.what.by == forbund:
                found[each.what.request] = False
            if isinstance(each.what, Approved) and each.what.request in found:
                found[each.what.request] = True
            if isinstance(each.what, Sent):
                found.pop(each.what.request, None)
        return found


def belongs(history: History, forbund: str, reader: str, now: datetime, day: date | None = None) -> bool:
    """Whether an organisation is the förbund or one of its members now, or on another day."""
    return reader in (forbund, *_members(list(stand(history, now)), forbund, day or swedish_day(now)))


def _is_said_by(each: Standing, sent: Sent, municipality: str) -> bool:
    return (each.what.request, each.what.municipality) == (sent.request, municipality)


@dataclass
class _Membership:
    """A membership or an invitation, as both halves have made it so far."""

    place: int
    forbund: str
    member: str
    first: date
    last: date = date.max
    confirmed: bool = False
    refused: bool = False

    def status(self, day: date) -> str:
        """How far it has come on a day."""
        if self.refused:
            return "REFUSED"
        if not self.confirmed:
            return "INVITED" if self.last == date.max else "WITHDRAWN"
        if self.last < day:
            return "LEFT"
        return "MEMBER" if self.first <= day else "COMING"


def _memberships(known: Known, forbund: str) -> list[_Membership]:
    """All of a förbund; it lets go whom it has invited last, and a member answers one invitation."""
    found: list[_Membership] = []
    for each in known:
        what = each.what
        if isinstance(what, Invited) and what.by == forbund:
            found.append(_Membership(each.place, forbund, what.member, what.first_day))
        if isinstance(what, LetGo) and what.by == forbund:
            for membership in [one for one in found if one.member == what.member][-1:]:
                membership.last = min(membership.last, what.last_day)
    for membership in found:
        _add_own_half(membership, known)
    return found


def _add_own_half(membership: _Membership, known: Known) -> None:
    for each in known:
        if isinstance(each.what, OfOwnHalf) and each.what.invitation == membership.place:
            membership.confirmed |= isinstance(each.what, Confirmed)
            membership.refused |= isinstance(each.what, Refused)
            if isinstance(each.what, Departed):
                membership.last = min(membership.last, each.what.last_day)


def _members(known: Known, forbund: str, day: date) -> list[str]:
    """Whose membership has been recorded by both and holds on the day; who has left may come back."""
    found = _memberships(known, forbund)
    return sorted({each.member for each in found if each.status(day) == "MEMBER"})


def _load(weighing: list[Any]) -> dict[int, tuple[int, int]]:
    """Hours and thousands of kronor by year."""
    hours: Counter[int] = Counter()
    thousands: Counter[int] = Counter()
    for resources in weighing:
        for _, year, given in resources.hours:
            hours[year] += given
        for year, money in resources.money:
            thousands[year] += money
    return {year: (hours[year], thousands[year]) for year in sorted({*hours, *thousands})}
