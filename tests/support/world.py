"""A region to test in: two förbund with their members, people with mandates, and a clock that the test sets.

    FYRBODAL   Trollhättan, Uddevalla, Vänersborg
    GOTEBORG   Göteborg (shares nothing with Fyrbodal)

Everybody does what is asked of them through the real command executor on a real database.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import psycopg
from psycopg_pool import ConnectionPool

from samverka_domain.answers import Reply, Stance
from samverka_domain.belonging import MemberDescription
from samverka_domain.commitments import Resources, RoleHours
from samverka_domain.document_parts import Communication, DocumentContent
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind
from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.questions import Question
from samverka_domain.requests import Round, Wording
from samverka_domain.resources import YearMoney
from samverka_domain.steps import StartsWith
from samverka_infra.database import open_pool, tenant_transaction
from samverka_infra.event_log import reader
from samverka_infra.event_log.clock import LogClock, log_now
from samverka_infra.event_log.rows import RecordedEvent, Row
from samverka_infra.event_log.unit_of_work import EventLog, Stamp
from samverka_projections.kernel import projector
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.commands.answers import AnswerInterestRequest, ChangeAnswer
from samverka_services.commands.commitments import TakePart
from samverka_services.commands.insatser import PrioritiseInsats, ReceiveIdea
from samverka_services.commands.joining import ConfirmMembership
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.mandates import GiveMandate
from samverka_services.commands.memberships import InviteMember
from samverka_services.commands.requests import (
    ApproveInterestRequest,
    DraftInterestRequest,
    SendInterestRequest,
)
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.support.anywhere import ANYWHERE
from tests.support.databases import Database

FYRBODAL = "2220001776"
GOTEBORGSREGIONEN = "2220000265"
TROLLHATTAN = "2120001546"
UDDEVALLA = "2120001397"
VANERSBORG = "2120001538"
GOTEBORG = "2120001355"

FORBUND = {FYRBODAL: "Fyrbodals kommunalförbund", GOTEBORGSREGIONEN: "Göteborgsregionen"}
KOMMUN = {
    TROLLHATTAN: ("1488", "Trollhättan"),
    UDDEVALLA: ("1485", "Uddevalla"),
    VANERSBORG: ("1487", "Vänersborg"),
    GOTEBORG: ("1480", "Göteborg"),
}
MEMBERS = {FYRBODAL: (TROLLHATTAN, UDDEVALLA, VANERSBORG), GOTEBORGSREGIONEN: (GOTEBORG,)}

ADMINISTRATOR = "administrator"
LEADER = "leader"
CHAIR = "chair"
OFFICER = "officer"
DIRECTOR = "director"
AUDITOR = "auditor"

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SINCE = date(2020, 1, 1)

_FORBUND_PEOPLE: tuple[tuple[str, Role | Body], ...] = (
    (LEADER, Role.PROCESS_LEADER),
    (LEADER, Role.REGISTRAR),
    (AUDITOR, Role.AUDITOR),
    (CHAIR, Body.E_RAD),
    (CHAIR, Body.FORBUNDSLEDNING),
    (CHAIR, Body.KOMMUNDIREKTORER),
)
_KOMMUN_PEOPLE: tuple[tuple[str, Role | Body], ...] = (
    (OFFICER, Role.OFFICER),
    (DIRECTOR, Body.KOMMUNLEDNING),
    (AUDITOR, Role.AUDITOR),
)


@dataclass
class World:
    """One database and its clock. `do` carries out a command; short names do the common ones."""

    database: Database
    pool: ConnectionPool[Any]
    clock: LogClock
    _now: datetime = START
    _keys: int = field(default=0)
    _by_steps: bool = field(default=True)

    def __post_init__(self) -> None:
        self.log = EventLog(self.pool)
        self.executor = CommandExecutor(self.log, COMMANDS, new_id)
        self.now = self._now

    def wherever_insatser_stand(self) -> "World":
        """The same, in which requests and parts may be recorded in any step of their insats."""
        self.executor, self._by_steps = CommandExecutor(self.log, ANYWHERE, new_id), False
        return self

    @property
    def now(self) -> datetime:
        """What the log's clock shows."""
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = moment
        self.clock.stand(moment)

    def do(
        self, person: str, tenant: str, command: Command, *, key: str | None = None, version: int | None = None
    ) -> Outcome:
        """Carry out a command, a second after the one before."""
        self.now += timedelta(seconds=1)
        self._keys += 1
        return self.executor.execute(
            command, Caller(person, tenant, "test"), key=key or f"key-{self._keys}", expected_version=version
        )

    def decision(self, body: Body, by: str, reason: str = "Efter beredning", on: date | None = None) -> Decision:
        """A decision of today, in order."""
        day = on or self.now.date()
        return Decision(body, day, "2026/1", by, reason)

    def invite(self, forbund: str, member: str, since: date = SINCE, on: date | None = None) -> Outcome:
        """The förbund's half of a membership."""
        code, name = KOMMUN[member]
        description = MemberDescription(name, code, 50_000)
        about: dict[str, Any] = {"organisation_number": member, "description": description, "valid_from": since}
        decision = self.decision(Body.FORBUNDSLEDNING, CHAIR, on=on)
        return self.do(LEADER, forbund, InviteMember(**about, decision=decision))

    def confirm(self, forbund: str, member: str, on: date | None = None) -> Outcome:
        """The member's half."""
        decision = self.decision(Body.KOMMUNLEDNING, DIRECTOR, on=on)
        return self.do(OFFICER, member, ConfirmMembership(forbund=forbund, decision=decision))

    def join(self, forbund: str, member: str, since: date = SINCE, on: date | None = None) -> None:
        """Both halves, decided on the same day."""
        self.invite(forbund, member, since, on)
        self.confirm(forbund, member, on)

    def insats(self, code: str = "", *, forbund: str = FYRBODAL, started: bool = True) -> str:
        """An insats that the e-råd wants to start, with a code of its own; returns its id."""
        code = code or f"4.{100 + self._keys}"
        idea = Idea(title=f"Insats {code}", code=code, origin=Origin.NETWORK, starts_with=StartsWith.PROJECT)
        insats_id = self.do(LEADER, forbund, ReceiveIdea(idea=idea)).id
        if started:
            decision = self.decision(Body.E_RAD, CHAIR)
            command = PrioritiseInsats(insats_id=insats_id, priority=Priority.START_NOW, decision=decision)
            self.do(LEADER, forbund, command, version=1)
        return insats_id

    def communication_plan(self, insats_id: str, *, forbund: str = FYRBODAL) -> None:
        """The plan of how municipalities are told, without which no wording is approved."""
        row: dict[str, Any] = {
            "audience": "Kommunledningar",
            "message": "Förfrågan",
            "channel": "Brev",
            "when": "När den skickas",
        }
        content = DocumentContent(communication=(Communication(**row, responsible="Processledaren"),))
        kind, title, key = DocumentKind.COMMUNICATION_PLAN, "Kommunikationsplan", f"plan-{self._keys}"
        self.now += timedelta(seconds=1)
        self._keys += 1
        with self.log.unit_of_work(forbund) as work:
            plan = Document.begin_document(new_id(), forbund, insats_id, kind, title, work.at)
            plan.write(content, "Första utkastet", work.at)
            work.save(plan, stamp=Stamp(LEADER, key, "test"), result={})

    def draft(self, insats_id: str, *questions: Question, forbund: str = FYRBODAL) -> str:
        """A drafted and approved request, with its communication plan; returns its id."""
        if self._by_steps:
            self.communication_plan(insats_id, forbund=forbund)
        wording = Wording("Vill kommunen delta?", "Svara senast sista svarsdag.", questions)
        command = DraftInterestRequest(insats_id=insats_id, round=Round.IMPLEMENTATION, wording=wording)
        request_id = self.do(LEADER, forbund, command).id
        approval = ApproveInterestRequest(request_id=request_id, decision=self.decision(Body.E_RAD, CHAIR))
        self.do(LEADER, forbund, approval, version=1)
        return request_id

    def send(
        self,
        request_id: str,
        deadline: date | datetime | None = None,
        *,
        to: tuple[str, ...] | Literal["ALL"] = "ALL",
        open_answers: bool = False,
        forbund: str = FYRBODAL,
    ) -> Outcome:
        """Send an approved request; unless told otherwise it takes answers for two weeks."""
        closes = deadline or self.now.date() + timedelta(days=14)
        command = SendInterestRequest(
            request_id=request_id, recipients=to, deadline=closes, open_answers=open_answers
        )
        return self.do(LEADER, forbund, command, version=2)

    def sent_request(
        self, insats_id: str, deadline: date | datetime | None = None, *, open_answers: bool = False
    ) -> str:
        """A request without questions, sent to all members; returns its id."""
        request_id = self.draft(insats_id)
        self.send(request_id, deadline, open_answers=open_answers)
        return request_id

    def reply(
        self, stance: Stance = Stance.INTERESTED, *, decision: Decision | None = None, **more: Any
    ) -> dict[str, Any]:
        """An answer, as decided today by the municipality's management; `more` is content of the reply."""
        conditions = "Om kostnaden delas" if stance is Stance.CONDITIONAL else ""
        reply = Reply(stance, **{"conditions": conditions, **more})
        return {"reply": reply, "decision": decision or self.decision(Body.KOMMUNLEDNING, DIRECTOR)}

    def answer(self, tenant: str, request_id: str, stance: Stance = Stance.INTERESTED, **more: Any) -> Outcome:
        """A municipality answers."""
        return self.do(OFFICER, tenant, AnswerInterestRequest(request_id=request_id, **self.reply(stance, **more)))

    def change(self, tenant: str, request_id: str, stance: Stance, *, version: int = 1) -> Outcome:
        """A municipality answers differently."""
        command = ChangeAnswer(request_id=request_id, **self.reply(stance))
        return self.do(OFFICER, tenant, command, version=version)

    def resources(self, hours: int = 100, money: int = 50, year: int = 2026) -> Resources:
        """Something set aside for one year."""
        return Resources(
            hours=(RoleHours("projektdeltagare", year, hours),),
            money=(YearMoney(year, money),),
            valid_from=date(year, 1, 1),
            valid_to=date(year, 12, 31),
        )

    def take_part(self, tenant: str, insats_id: str, resources: Resources | None = None) -> Outcome:
        """A municipality takes part, with resources if they are given."""
        decision = self.decision(Body.KOMMUNLEDNING, DIRECTOR)
        return self.do(OFFICER, tenant, TakePart(insats_id=insats_id, resources=resources, decision=decision))

    def events(self, tenant: str, stream: str) -> list[RecordedEvent]:
        """A stream as its own tenant reads it."""
        with self.log.unit_of_work(tenant) as work:
            return work.events(tenant, stream)

    def readable_by(self, tenant: str) -> list[Row]:
        """Everything in the log that a tenant may read."""
        with tenant_transaction(self.pool, tenant) as connection:
            return reader.rows(connection, None, 0, 100_000)

    def head(self) -> int:
        """The last position of the log."""
        with self.pool.connection() as connection:
            return reader.head(connection)

    def project(self) -> None:
        """Bring all views up to the head of the log."""
        with psycopg.connect(self.database.projector_url, autocommit=True) as connection:
            projector.prepare(connection, PROJECTIONS, lambda: self.now)
            while projector.advance(connection, PROJECTIONS, lambda: self.now):
                continue

    def show(self) -> None:
        """Let the moment that the views show pass, as a projector does that has nothing to fold."""
        with psycopg.connect(self.database.projector_url, autocommit=True) as connection:
            projector.show(connection)


@contextmanager
def empty_world(database: Database) -> Iterator[World]:
    """A world in which nobody is yet."""
    with open_pool(database.app_url, 4) as pool, psycopg.connect(database.admin_url, autocommit=True) as admin:
        yield World(database, pool, LogClock(admin))


def populate(world: World, organisations: Sequence[str] = (*FORBUND, *KOMMUN)) -> World:
    """Organisations, people and members, as the module's text says."""
    for number in organisations:
        if number in FORBUND:
            _add(world, Tenant(number, FORBUND[number], OrganisationKind.KOMMUNALFORBUND, None, ADMINISTRATOR))
            give_mandates(world, number)
        else:
            code, name = KOMMUN[number]
            _add(world, Tenant(number, name, OrganisationKind.KOMMUN, code, ADMINISTRATOR))
            give_mandates(world, number)
    for forbund, members in MEMBERS.items():
        for member in members:
            if {forbund, member} <= set(organisations):
                world.join(forbund, member)
    return world


def populated(database: Database) -> None:
    """The same as the filling of a database."""
    with empty_world(database) as world:
        populate(world)


def populated_before(world: World) -> World:
    """One whose database was filled so: its clock shows what it showed then, and its keys are others."""
    world._keys = world.head()
    with world.pool.connection() as connection:
        world.now = log_now(connection)
    return world


def _add(world: World, tenant: Tenant) -> None:
    assert provision(world.log, tenant, new_id)


def give_mandates(world: World, tenant: str) -> None:
    """Let the people of the world act for an organisation."""
    is_forbund = tenant in FORBUND
    body = Body.FORBUNDSLEDNING if is_forbund else Body.KOMMUNLEDNING
    for person, holds in _FORBUND_PEOPLE if is_forbund else _KOMMUN_PEOPLE:
        decision = world.decision(body, ADMINISTRATOR)
        command = GiveMandate(person_id=person, holds=holds, valid_from=SINCE, decision=decision)
        world.do(ADMINISTRATOR, tenant, command)
