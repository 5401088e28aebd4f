"""Entries of a history as people read them: what, by whom, when, why, and what was said."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from samverka_domain.kernel.decision import Decision, is_function
from samverka_domain.mandates import Role
from samverka_domain.questions import Question
from samverka_projections.history import HistoryEntry, TypedPart, contents
from samverka_projections.memberships import descriptions
from samverka_projections.requests import requests_by_id
from samverka_services.catalogue import text
from samverka_services.pages.kernel.names import decided_by, name_of
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import Writing, capital
from samverka_services.timeline.telling import HEADLINE, label_of

_NOT_TOLD = re.compile(
    r"/reason|/(content|contentHash)(/.*)?"
    r"|.*/(questionId|personId|planId|documentId|recipients|corrects|openAnswers|addressedTo)(/.*)?"
)
_MUNICIPALITY = "/municipalityId"
_NOTHING = frozenset({"", "false"})
_CORRECTING = frozenset({Role.OFFICER, Role.PROCESS_LEADER, Role.REGISTRAR})
_OF_ANSWER, _OF_PART = "/forfragningar/{request_id}/ratta/{version}", "/insatser/{insats_id}/ratta/{version}"
_ON_BEHALF = "/forfragningar/{request_id}/ratta-for/{municipality_id}/{version}"
_OF_DECLINING = "/insatser/{insats_id}/ratta-avbojande/{version}"
_OF_PRE_STUDY = "/insatser/{insats_id}/ratta-forstudietimmar/{version}"
_OF_CONDITION = "/insatser/{insats_id}/ratta-villkor/{request_id}/{version}"
_OF_MARK = "/insatser/{insats_id}/ratta-markering/{request_id}/{municipality_id}/{version}"
_OF_JUDGEMENT = "/insatser/{insats_id}/ratta-bedomning/{version}"
_OF_REQUEST = "/forfragningar/{request_id}/beslut/{version}"
_CORRECTIONS = {
    **dict.fromkeys(("InterestResponseGiven", "InterestResponseChanged", "InterestResponseWithdrawn"), _OF_ANSWER),
    **dict.fromkeys(("CommitmentTakingPartDecided", "CommitmentResourcesSetAside"), _OF_PART),
    **dict.fromkeys(("CommitmentAdjusted", "CommitmentEnded"), _OF_PART),
    **dict.fromkeys(("DecliningDecided", "DecliningDecidedAnew"), _OF_DECLINING),
    **dict.fromkeys(("PreStudyHoursDecided", "PreStudyHoursDecidedAnew"), _OF_PRE_STUDY),
    **dict.fromkeys(("ConditionMarked", "ConditionRemarked"), _OF_MARK),
    **dict.fromkeys(("ConditionConfirmationGiven", "ConditionConfirmationGivenAnew"), _OF_CONDITION),
    **dict.fromkeys(("InterestRequestApproved", "InterestRequestWithdrawn"), _OF_REQUEST),
    "InsatsPrioritised": "/insatser/{insats_id}/ratta-prioritering/{version}",
    **dict.fromkeys(("InsatsJudged", "InsatsStopped", "InsatsPaused"), _OF_JUDGEMENT),
    **dict.fromkeys(
        ("StatusReportsApproved", "StatusReportsReturned"), "/insatser/{insats_id}/status/ratta/{version}"
    ),
}
"""Where the decisions of each kind are put right, and the acts that can be."""
_PLAIN = frozenset({"role", "year", "text", "options", "municipalityId", "gate", "outcome", "act", "kind"})
"""What needs no label in a row."""
_FIGURES: Mapping[str, Callable[[Writing, int], str]] = {"hours": Writing.hours, "thousandKronor": Writing.money}
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class EntryShown:
    """One entry."""

    position: int
    look: str
    title: str
    decision: Decision | None
    decided_by: str
    """A name, of the reader's own organisation's decisions."""
    day: date
    recorded_at: datetime
    reason: str
    facts: Sequence[tuple[str, str]]
    notes: Sequence[str]
    recorded: str
    insats_id: str
    municipality_id: str | None
    municipality: str
    what: str
    """The title without the municipality."""
    correction: str
    """Where it can be put right; empty if that is for others."""


async def entries_shown(visit: Visit, entries: Sequence[HistoryEntry]) -> list[EntryShown]:
    """In the same order."""
    said = await contents(visit.connection, [str(each.position) for each in entries], visit.as_of)
    names = await _names(visit, entries, _named_in(said))
    asked = {each.request_id for each in entries if each.request_id}
    requests = await requests_by_id(visit.connection, sorted(asked), visit.as_of)
    questions = {question.question_id: question for each in requests.values() for question in each.questions}
    telling = _Telling(visit, questions, names)
    return [
        telling.entry(each, said.get(str(each.position), ()), names.get(each.municipality_id or "", ""))
        for each in entries
    ]


def _named_in(said: Mapping[str, Sequence[TypedPart]]) -> set[str]:
    """The municipalities that entries speak of."""
    return {part.value for parts in said.values() for part in parts if part.pointer.endswith(_MUNICIPALITY)}


async def _names(visit: Visit, entries: Sequence[HistoryEntry], more: set[str]) -> dict[str, str]:
    """What the förbunds are called, and the municipalities were then, in whichever region."""
    ids = more | {each for entry in entries for each in (entry.municipality_id, entry.tenant_id) if each}
    found = {region.region_id: region.name for region in visit.regions}
    for region in visit.regions:
        described = await descriptions(visit.connection, region.region_id, sorted(ids), visit.as_of)
        found |= {member_id: member.name for member_id, member in described.items()}
    return found


@dataclass(frozen=True)
class _Telling:
    visit: Visit
    questions: Mapping[str, Question]
    organisations: Mapping[str, str]
    """By number, what they were called."""

    @property
    def write(self) -> Writing:
        return self.visit.write

    def entry(self, entry: HistoryEntry, said: Sequence[TypedPart], municipality: str) -> EntryShown:
        parts = [self._named(entry, each) for each in said]
        what = self._what(entry, parts)
        title = self.write.text("timeline.by", who=municipality, what=what) if municipality else what
        return EntryShown(
            position=entry.position,
            look="back" if entry.corrects or entry.type.endswith("Withdrawn") else "done",
            title=title,
            decision=entry.decision,
            decided_by=decided_by(self.visit, entry.decision) if self._is_ours(entry) and entry.decision else "",
            day=self.write.local_day(entry.recorded_at),
            recorded_at=entry.recorded_at,
            reason=entry.reason,
            facts=list(self._facts(parts)),
            notes=list(self._notes(entry)),
            recorded=self._recorded(entry),
            insats_id=entry.insats_id,
            municipality_id=entry.municipality_id,
            municipality=municipality,
            what=what,
            correction=self._correction(entry),
        )

    def _named(self, entry: HistoryEntry, part: TypedPart) -> TypedPart:
        """Who decided what was put right, by name; of another organisation's people, that it is one of them."""
        if part.pointer.endswith(_MUNICIPALITY):
            return replace(part, value=self.organisations.get(part.value, part.value))
        if not part.pointer.endswith("/decidedBy") or is_function(part.value):
            return part
        if self._is_own(entry):
            return replace(part, value=name_of(self.visit, part.value))
        organisation = self.organisations.get(entry.tenant_id, "")
        return replace(part, value=text("download.somebody", self.write.language, organisation=organisation))

    def _correction(self, entry: HistoryEntry) -> str:
        """For one's own decisions that have not been put right; what is put right is corrected again."""
        on_behalf = entry.about_answer and entry.municipality_id != self.visit.own
        address = _ON_BEHALF if on_behalf and entry.type in _CORRECTIONS else _CORRECTIONS.get(entry.type)
        is_own = entry.tenant_id == self.visit.own
        if address is None or not is_own or not self.visit.viewer.roles & _CORRECTING or self.visit.is_past:
            return ""
        return address.format(
            request_id=entry.request_id,
            insats_id=entry.insats_id,
            municipality_id=entry.municipality_id,
            version=entry.version,
        )

    def _what(self, entry: HistoryEntry, parts: Sequence[TypedPart]) -> str:
        what = self.write.event(entry.type)
        head = next((part for part in parts if part.pointer.rpartition("/")[2] in HEADLINE), None)
        return what if head is None else f"{what}: {self._value(head)}"

    def _notes(self, entry: HistoryEntry) -> Iterator[str]:
        if entry.corrected_by is not None:
            yield self.write.text("timeline.corrected")
        if entry.decision is not None and entry.decision.overtaken:
            yield self.write.text("timeline.overtaken")

    def _recorded(self, entry: HistoryEntry) -> str:
        """By whom within one's own organisation; of another, by which."""
        moment = self.write.moment(entry.recorded_at)
        who = name_of(self.visit, entry.actor) if self._is_own(entry) else self.organisations.get(entry.tenant_id)
        if who is None:
            return self.write.text("timeline.recorded", moment=moment)
        return self.write.text("timeline.recorded-by", moment=moment, who=who)

    def _is_own(self, entry: HistoryEntry) -> bool:
        return entry.tenant_id == self.visit.own

    def _is_ours(self, entry: HistoryEntry) -> bool:
        """Whether one's own organisation has recorded what it has decided itself."""
        return self._is_own(entry) and entry.municipality_id in {None, self.visit.own}

    def _facts(self, parts: Sequence[TypedPart]) -> Iterator[tuple[str, str]]:
        """Rows of a list in one line each; answers with their questions."""
        rows: dict[str, list[TypedPart]] = {}
        for part in parts:
            rows.setdefault(_row_of(part.pointer), []).append(part)
        for row, of_row in rows.items():
            told = [each for each in of_row if each.value not in _NOTHING and not _NOT_TOLD.fullmatch(each.pointer)]
            if row and row.startswith("/reply/answers/"):
                yield self._answered(of_row)
            elif row and told:
                yield self.write.label(row.rpartition("/")[0]), ", ".join(map(self._in_a_row, told))
            else:
                yield from ((self._label(each), self._value(each)) for each in told)

    def _answered(self, of_row: Sequence[TypedPart]) -> tuple[str, str]:
        question = next((each.value for each in of_row if each.pointer.endswith("/questionId")), "")
        values = [self._value(each) for each in of_row if not each.pointer.endswith("/questionId")]
        asked = self.questions.get(question)
        return (asked.text if asked else self.write.text("label.answers")), ", ".join(values)

    def _in_a_row(self, part: TypedPart) -> str:
        name = part.pointer.rpartition("/")[2]
        if name in _FIGURES:
            return _FIGURES[name](self.write, int(part.value))
        value = self._value(part)
        return value if name.isdigit() or name in _PLAIN else f"{self._label(part).lower()} {value}"

    def _label(self, part: TypedPart) -> str:
        """As the pages' forms call it, or else as the timeline does."""
        known = self.write.known_label(part.pointer)
        return known or capital(label_of(part.owner, part.field, self.write.language))

    def _value(self, part: TypedPart) -> str:
        return self.write.word(part.said) if isinstance(part.said, StrEnum) else self._plain(part.value)

    def _plain(self, value: str) -> str:
        if value in {"true", "false"}:
            return self.write.text("form.yes" if json.loads(value) else "form.no").lower()
        if _MOMENT.fullmatch(value):
            return self.write.moment(datetime.fromisoformat(value))
        return self.write.day(date.fromisoformat(value)) if _DAY.fullmatch(value) else value


def _row_of(pointer: str) -> str:
    """The row that a part belongs to, or nothing: `/resources/hours/0` of `/resources/hours/0/role`."""
    found = re.match(r"(.*/[0-9]+)(/|$)", pointer)
    return found[1] if found else ""
