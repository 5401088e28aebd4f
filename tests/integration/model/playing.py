"""Carrying out what a generator proposes, through the real commands, and keeping what was accepted."""

from dataclasses import dataclass, field
from typing import Any

from samverka_domain.answers import Reply, Stance
from samverka_domain.belonging import MemberDescription
from samverka_domain.commitments import Resources, RoleHours
from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.requests import Round, Wording
from samverka_domain.resources import YearMoney
from samverka_domain.steps import StartsWith
from samverka_infra.event_log.unit_of_work import Stamp
from samverka_services.commands.answers import (
    AnswerInterestRequest,
    ChangeAnswer,
    CorrectAnswer,
    CorrectAnswerOnBehalf,
    RegisterAnswerOnBehalf,
    WithdrawAnswer,
)
from samverka_services.commands.commitments import (
    AdjustCommitment,
    CorrectCommitment,
    EndCommitment,
    SetResourcesAside,
    TakePart,
)
from samverka_services.commands.insatser import PrioritiseInsats, ReceiveIdea
from samverka_services.commands.joining import (
    ConfirmMembership,
    CorrectOwnMembership,
    LeaveForbund,
    RefuseMembership,
)
from samverka_services.commands.kernel.context import Outcome
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.memberships import CorrectMembership, EndMembership, InviteMember
from samverka_services.commands.requests import (
    ApproveInterestRequest,
    CloseInterestRequest,
    CorrectInterestRequest,
    DraftInterestRequest,
    ExtendInterestRequest,
    SendInterestRequest,
    WithdrawInterestRequest,
)
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.model import histories as told
from tests.model.histories import Decided, Entry, History, Record, version, version_of
from tests.support.world import ADMINISTRATOR, SINCE, World

PERSON = "exempel-person"
"""Acts and decides for every organisation."""

_WORDING = Wording("Vill kommunen delta?", "Svara senast sista svarsdag.", ())
_FORBUND = (
    *(Mandate(PERSON, role, None, SINCE) for role in (Role.PROCESS_LEADER, Role.REGISTRAR)),
    *(Mandate(PERSON, None, seat, SINCE) for seat in (Body.E_RAD, Body.FORBUNDSLEDNING)),
)
_BODIES: tuple[tuple[type[Record], Body], ...] = (
    (told.OfMembers, Body.FORBUNDSLEDNING),
    (told.OfOwnHalf, Body.KOMMUNLEDNING),
    (told.OfInsats, Body.E_RAD),
    (told.OfRequest, Body.E_RAD),
    (told.Record, Body.KOMMUNLEDNING),
)


@dataclass(frozen=True)
class Place:
    """Which organisation goes by a name of the history: its organisationsnummer, and its kommunkod if it has one."""

    number: str
    kommunkod: str | None = None


@dataclass
class Player:
    """One history in a world, and by which ids its things are known there."""

    world: World
    places: dict[str, Place]
    history: History = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """Names of the history → ids of the product."""

    def settle(self) -> None:
        """Let the organisations take their places, with somebody who may do everything."""
        for name, place in self.places.items():
            kind = OrganisationKind.KOMMUN if place.kommunkod else OrganisationKind.KOMMUNALFORBUND
            tenant = Tenant(place.number, f"{name} {place.number}", kind, place.kommunkod, ADMINISTRATOR)
            assert provision(self.world.log, tenant, new_id)
            self._let_act(place)

    def _let_act(self, place: Place) -> None:
        """All mandates by one append: a command for each would take as long as a third of the history."""
        management = Body.KOMMUNLEDNING if place.kommunkod else Body.FORBUNDSLEDNING
        decision, key = self.world.decision(management, ADMINISTRATOR), f"mandates {place.number}"
        with self.world.log.unit_of_work(place.number) as work:
            mandates = work.load(Mandates, STREAM)
            assert mandates is not None
            for held in (Mandate(PERSON, None, Body.KOMMUNLEDNING, SINCE),) if place.kommunkod else _FORBUND:
                mandates.give(new_id(), held, decision, work.at)
            work.save(mandates, stamp=Stamp(ADMINISTRATOR, key, key), result={})

    def attempt(self, proposal: tuple[Record, ...]) -> bool:
        """Carry it out; what the rules refuse does not happen."""
        first = proposal[0]
        if isinstance(first, told.Founded):
            self.history.append(Entry(self.world.now, first))
            return True
        try:
            outcome = self._do(proposal)
        except (Refused, NotFound):
            return False
        self.history += [Entry(outcome.recorded_at, record) for record in proposal]
        self._name(first, outcome)
        return True

    def _do(self, proposal: tuple[Record, ...]) -> Outcome:
        first = proposal[0]
        command = self._command(proposal)
        seen = version(self.history, first.stream) or None
        outcome = self.world.do(PERSON, self.places[first.by].number, command, version=seen or 1)
        added = sum(record.stream == first.stream for record in proposal)
        assert outcome.version == (seen or 0) + added, (first, outcome)
        return outcome

    def _name(self, first: Record, outcome: Outcome) -> None:
        if isinstance(first, told.Idea):
            self.ids[first.insats] = outcome.id
        if isinstance(first, told.Drafted):
            self.ids[first.request] = outcome.id

    def _command(self, proposal: tuple[Record, ...]) -> Command:
        first = proposal[0]
        if isinstance(first, told.Corrected):
            return self._correction(first)
        body = next(body for kind, body in _BODIES if isinstance(first, kind))
        decision = _decision(first.decided, body) if first.decided else None
        for kind, command in (
            (told.OfMembers, self._of_members),
            (told.OfOwnHalf, self._of_own_half),
            (told.OfInsats, self._of_insats),
            (told.OfRequest, self._of_request),
            (told.OfAnswer, self._of_answer),
        ):
            if isinstance(first, kind):
                return command(first, decision)
        return self._of_part(proposal, decision)

    def _of_members(self, record: Any, decision: Any) -> Command:
        place = self.places[record.member]
        about: dict[str, Any] = {"organisation_number": place.number, "decision": decision}
        if isinstance(record, told.LetGo):
            return EndMembership(**about, valid_to=record.last_day)
        description = MemberDescription(f"{record.member} {place.number}", place.kommunkod, 50_000)
        return InviteMember(**about, description=description, valid_from=record.first_day)

    def _of_own_half(self, record: Any, decision: Any) -> Command:
        about: dict[str, Any] = {"forbund": self.places[record.forbund].number, "decision": decision}
        if isinstance(record, told.Departed):
            return LeaveForbund(**about, valid_to=record.last_day)
        return (RefuseMembership if isinstance(record, told.Refused) else ConfirmMembership)(**about)

    def _of_insats(self, record: Any, decision: Any) -> Command:
        if isinstance(record, told.Prioritised):
            priority = Priority(record.priority)
            about: dict[str, Any] = {"insats_id": self._id(record.insats), "priority": priority, "decision": decision}
            return PrioritiseInsats(**about, review_on=decision.decided_on if priority is Priority.WAIT else None)
        code = f"4.{record.insats.split('-')[1]}"
        return ReceiveIdea(
            idea=Idea(title=record.insats, code=code, origin=Origin.NETWORK, starts_with=StartsWith.PROJECT)
        )

    def _of_request(self, record: Any, decision: Any) -> Command:
        about = {"request_id": self._id(record.request)}
        match record:
            case told.Drafted():
                insats_id = self._id(record.insats)
                return DraftInterestRequest(insats_id=insats_id, round=Round(record.round), wording=_WORDING)
            case told.Approved():
                return ApproveInterestRequest(**about, decision=decision)
            case told.Sent():
                to = tuple(str(self.places[each].kommunkod) for each in record.to)
                sent = {"deadline": record.closes_at, "open_answers": record.open_answers}
                return SendInterestRequest(**about, recipients=to, **sent)
            case told.Extended():
                return ExtendInterestRequest(**about, deadline=record.closes_at, reason="Fler vill hinna svara")
            case told.Closed():
                return CloseInterestRequest(**about, reason="Slut")
        return WithdrawInterestRequest(**about, decision=decision)

    def _of_answer(self, record: Any, decision: Any) -> Command:
        about: dict[str, Any] = {"request_id": self._id(record.request), "decision": decision}
        if isinstance(record, told.AnswerWithdrawn):
            return WithdrawAnswer(**about, effective_from=record.from_day)
        reply = _reply(record.stance)
        if record.on_behalf:
            code = self.places[record.municipality].kommunkod
            return RegisterAnswerOnBehalf(**about, kommunkod=str(code), reply=reply, source="Brev")
        is_first = not version(self.history, record.stream)
        return (AnswerInterestRequest if is_first else ChangeAnswer)(**about, reply=reply)

    def _of_part(self, proposal: tuple[Record, ...], decision: Any) -> Command:
        first: Any = proposal[0]
        about: dict[str, Any] = {"insats_id": self._id(first.insats), "decision": decision}
        if isinstance(first, told.Ended):
            return EndCommitment(**about, valid_to=first.last_day)
        if isinstance(first, told.SetAside):
            command = AdjustCommitment if self._holds_resources(first) else SetResourcesAside
            return command(**about, resources=_resources(first.resources))
        given = [_resources(record.resources) for record in proposal if isinstance(record, told.SetAside)]
        return TakePart(**about, resources=given[0] if given else None)

    def _holds_resources(self, record: told.SetAside) -> bool:
        holds = False
        for entry in self.history:
            if entry.what.stream == record.stream and not (entry.what.decided and entry.what.decided.overtaken):
                holds = isinstance(entry.what, told.SetAside) or (holds and not isinstance(entry.what, told.Ended))
        return holds

    def _correction(self, record: told.Corrected) -> Command:
        wrong = self.history[record.place].what
        body = next(body for kind, body in _BODIES if isinstance(wrong, kind))
        number = version_of(self.history, record.place)
        assert record.decided is not None
        corrected = _decision(Decided(record.on, wrong.decided.number), body)
        common: dict[str, Any] = {
            "version": number,
            "corrected": corrected,
            "decision": _decision(record.decided, body),
            "content": dict(_content(name, value) for name, value in record.content),
        }
        if isinstance(wrong, told.OfMembers):
            return CorrectMembership(**common)
        if isinstance(wrong, told.OfOwnHalf):
            return CorrectOwnMembership(forbund=self.places[wrong.forbund].number, **common)
        if isinstance(wrong, told.OfRequest):
            return CorrectInterestRequest(request_id=self._id(wrong.request), **common)
        if isinstance(wrong, told.OfPart):
            common["content"] = {_PART_NAMES.get(name, name): value for name, value in common["content"].items()}
            return CorrectCommitment(insats_id=self._id(wrong.insats), **common)
        common["request_id"] = self._id(wrong.request)
        if wrong.on_behalf:
            return CorrectAnswerOnBehalf(kommunkod=str(self.places[wrong.municipality].kommunkod), **common)
        return CorrectAnswer(**common)

    def _id(self, name: str) -> str:
        return self.ids.get(name, name)


_PART_NAMES = {"last_day": "valid_to"}
_CONTENT = {"from_day": "effective_from", "last_day": "valid_to", "first_day": "valid_from"}


def _content(name: str, value: Any) -> tuple[str, Any]:
    if name == "stance":
        return "reply", _reply(value)
    if name == "resources":
        return name, _resources(value)
    return _CONTENT[name], value


def _decision(decided: Decided, body: Body) -> Decision:
    return Decision(body, decided.on, decided.number, PERSON, "Efter beredning", overtaken=decided.overtaken)


def _reply(stance: str) -> Reply:
    return Reply(Stance(stance), conditions="Om kostnaden delas" if stance == "CONDITIONAL" else "")


def _resources(given: told.Resources) -> Resources:
    return Resources(
        hours=tuple(RoleHours(*line) for line in given.hours),
        money=tuple(YearMoney(*line) for line in given.money),
        valid_from=given.first_day,
        valid_to=given.last_day,
    )
