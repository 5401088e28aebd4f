"""Playing the first round: the same commands as over REST, with the log's clock set to its days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from samverka_domain.answers import Reply, Stance
from samverka_domain.commitments import Resources, RoleHours
from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.organisations import OrganisationKind
from samverka_domain.questions import Answer, Question, QuestionKind
from samverka_domain.requests import Round, Wording
from samverka_domain.resources import YearMoney
from samverka_domain.steps import StartsWith
from samverka_infra import contacts, year_wheel
from samverka_infra import people as rows
from samverka_infra.contacts import Contact
from samverka_infra.event_log.clock import LogClock
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.people import Person
from samverka_services.commands.answers import (
    AnswerInterestRequest,
    ChangeAnswer,
    RegisterAnswerOnBehalf,
    WithdrawAnswer,
)
from samverka_services.commands.commitments import TakePart
from samverka_services.commands.insatser import PrioritiseInsats
from samverka_services.commands.joining import ConfirmMembership
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.mandates import GiveMandate
from samverka_services.commands.requests import (
    ApproveInterestRequest,
    DraftInterestRequest,
    SendInterestRequest,
)
from samverka_services.demo import people
from samverka_services.demo.playing.last_request import CONDITIONS, own_days, prepare_answer
from samverka_services.demo.playing.opening import ORGANISATIONS, PHONE
from samverka_services.kernel.timing import new_id
from samverka_services.plan_import.importing import import_plan
from samverka_services.plan_import.reading import PlanFile, PlanMember
from samverka_services.tenants.tenant import Tenant, provision
from tests.support import first_round as story
from tests.support.anywhere import ANYWHERE


@dataclass
class FirstRound:
    """Carries it out in an empty database."""

    log: EventLog
    clock: LogClock
    plan: PlanFile
    timeline: story.Timeline
    now: datetime = field(init=False)
    executor: CommandExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.timeline.moment(-60)
        self.executor = CommandExecutor(self.log, ANYWHERE, new_id)
        self.forbund = organisation_number(self.plan.forbund.organisationsnummer)

    def play(self) -> None:
        """From the first organisation to the last answer."""
        self._provision()
        self._at(-55)
        import_plan(self.log, self.plan, people.LEADER, new_id)
        for member in self.plan.members:
            self._confirm(member)
        insatser = self._insats_ids()
        self._at(-50)
        for insats_id in insatser:
            self._prioritise(insats_id)
        self._at(-45)
        requests = [self._ask(index, insats_id) for index, insats_id in enumerate(insatser)]
        for days, letters in ((-30, "JVNODRWC"), (-20, "C"), (-10, "S")):
            self._at(days)
            self._answers(letters, requests, changing=days == -20)
        self._at(-7)
        self._commitments(insatser)
        self._at(-3)
        self._prepare(self._ask_anew(insatser[story.ASKED_ANEW]))
        self._withdrawals(requests)

    def _ask_anew(self, insats_id: str) -> str:
        """The second request about an insats, to which everybody is still to answer."""
        insats, until = self.plan.insatser[story.ASKED_ANEW], self.timeline.last_deadline
        title = story.ASKED_ANEW_TITLE.format(title=insats.title)
        return self._send(insats.code, title, insats_id, Round.IMPLEMENTATION, until, "anew")

    def _prepare(self, request_id: str) -> None:
        """What one municipality has written of its answer, once: it lies beside the log."""
        self._tick()
        tenant_id = next(_number(each) for each in self.plan.members if each.kommunkod == story.PREPARING)
        prepare_answer(self.log, tenant_id, people.officer(story.PREPARING), request_id)

    def _provision(self) -> None:
        for tenant in self._tenants():
            self._tick()
            provision(self.log, tenant, new_id)
            self._name(tenant.organisation_number)
        for person in filter(lambda each: each.is_given, people.people(self.plan)):
            for held in person.holds:
                body = self._managing_body(person.organisation)
                decision = self._decision(body, people.FIRST_ADMINISTRATOR, "uppdrag")
                command = GiveMandate(
                    person_id=person.person_id,
                    holds=held,
                    valid_from=self.plan.membership_decision.decided_on,
                    decision=decision,
                )
                self._do(command, people.FIRST_ADMINISTRATOR, person.organisation, f"{person.person_id}:{held}")

    def _name(self, organisation: str) -> None:
        """Its people, its contact and its own days, in its rows beside the log."""
        administrator = Person(people.FIRST_ADMINISTRATOR, people.ADMINISTRATORS_NAME)
        own = [each for each in people.people(self.plan) if each.organisation == organisation]
        with self.log.unit_of_work(organisation) as work:
            for person in (administrator, *(Person(each.person_id, each.name, each.mail) for each in own)):
                rows.keep(work.connection, person)
            officer = next((each for each in own if each.part == "officer"), None)
            if officer is not None:
                contacts.keep(work.connection, Contact("", officer.name, officer.mail, PHONE))
                for day in own_days(self.timeline.today):
                    year_wheel.keep(work.connection, new_id(), day, work.at)

    def _confirm(self, member: PlanMember) -> None:
        """Each municipality's own half of the membership to which the plan's förbund has invited it."""
        day, by = self.plan.membership_decision.decided_on, people.director(member.kommunkod)
        number = f"EXEMPEL KS {day.year}/{member.kommunkod} § 1"
        decision = Decision(Body.KOMMUNLEDNING, day, number, by, "")
        command = ConfirmMembership(forbund=self.forbund, decision=decision)
        self._do(command, people.officer(member.kommunkod), _number(member), f"confirm:{member.kommunkod}")

    def _tenants(self) -> Iterator[Tenant]:
        kind = OrganisationKind.KOMMUNALFORBUND
        yield Tenant(self.forbund, self.plan.forbund.name, kind, None, people.FIRST_ADMINISTRATOR)
        for member in self.plan.members:
            number = organisation_number(member.organisationsnummer)
            kind, code = OrganisationKind.KOMMUN, member.kommunkod
            yield Tenant(number, ORGANISATIONS[code], kind, code, people.FIRST_ADMINISTRATOR)

    def _insats_ids(self) -> list[str]:
        """Of the plan's insatser, in its order; others may have come after them."""
        with self.log.unit_of_work(self.forbund) as work:
            found = work.streams("insats:")[: len(self.plan.insatser)]
        return [stream.removeprefix("insats:") for stream in found]

    def _letters(self, letters: str) -> Iterator[tuple[PlanMember, int]]:
        """Which municipality has one of the letters, and for which of the insatser."""
        for member in self.plan.members:
            for index, letter in enumerate(story.ANSWERS[member.kommunkod]):
                if letter in letters:
                    yield member, index

    def _prioritise(self, insats_id: str) -> None:
        decision = self._decision(Body.E_RAD, people.CHAIR, "prioritering")
        command = PrioritiseInsats(insats_id=insats_id, priority=Priority.START_NOW, decision=decision)
        self._do(command, people.LEADER, self.forbund, f"prioritise:{insats_id}", 1)

    def _ask(self, index: int, insats_id: str) -> str:
        insats = self.plan.insatser[index]
        round_ = Round.PRE_STUDY if insats.start() is StartsWith.PRE_STUDY else Round.IMPLEMENTATION
        title = story.ASKED_TITLE.format(title=insats.title)
        return self._send(insats.code, title, insats_id, round_, self.timeline.deadline(index), str(index))

    def _send(self, code: str, title: str, insats_id: str, round_: Round, deadline: date, key: str) -> str:
        wording = Wording(title, story.REQUEST_TEXT, _questions())
        draft = DraftInterestRequest(insats_id=insats_id, round=round_, wording=wording)
        request_id = self._do(draft, people.LEADER, self.forbund, f"draft:{key}").id
        decision = self._decision(Body.E_RAD, people.CHAIR, f"förfrågan {code}")
        approve = ApproveInterestRequest(request_id=request_id, decision=decision)
        self._do(approve, people.LEADER, self.forbund, f"approve:{key}", 1)
        send = SendInterestRequest(request_id=request_id, recipients="ALL", deadline=deadline)
        self._do(send, people.LEADER, self.forbund, f"send:{key}", 2)
        return request_id

    def _answers(self, letters: str, requests: list[str], *, changing: bool) -> None:
        for member, index in self._letters(letters):
            letter = story.ANSWERS[member.kommunkod][index]
            self._answer(member, requests[index], letter, changing=changing)

    def _answer(self, member: PlanMember, request_id: str, letter: str, *, changing: bool) -> None:
        code = member.kommunkod
        reason = story.NO_REASON if _is_no(letter, changing) else ""
        decision = self._decision(Body.KOMMUNLEDNING, people.director(code), "svar", reason)
        said = {"request_id": request_id, "reply": _reply(letter, changing=changing), "decision": decision}
        key = f"answer:{code}:{request_id}:{changing}"
        if letter == "O":
            command = RegisterAnswerOnBehalf(kommunkod=code, source=story.SOURCE, **said)
            self._do(command, people.LEADER, self.forbund, key)
        elif changing:
            self._do(ChangeAnswer(**said), people.officer(code), _number(member), key, 1)
        else:
            self._do(AnswerInterestRequest(**said), people.officer(code), _number(member), key)

    def _commitments(self, insatser: list[str]) -> None:
        for rank, member in enumerate(self.plan.members):
            for index, letter in enumerate(story.ANSWERS[member.kommunkod]):
                if letter in "DR":
                    self._take_part(member, insatser[index], rank, with_resources=letter == "R")

    def _take_part(self, member: PlanMember, insats_id: str, rank: int, *, with_resources: bool) -> None:
        code = member.kommunkod
        year = self.timeline.today.year + 1
        resources = Resources(
            hours=(RoleHours("projektdeltagare", year, hours=80 + 20 * rank),),
            money=(YearMoney(year, thousand_kronor=25 + 5 * rank),),
            valid_from=self.timeline.today.replace(year=year, month=1, day=1),
            valid_to=self.timeline.today.replace(year=year, month=12, day=31),
        )
        command = TakePart(
            insats_id=insats_id,
            resources=resources if with_resources else None,
            decision=self._decision(Body.KOMMUNLEDNING, people.director(code), "deltagande"),
        )
        self._do(command, people.officer(code), _number(member), f"take-part:{code}:{insats_id}")

    def _withdrawals(self, requests: list[str]) -> None:
        for member, index in self._letters("W"):
            by = people.director(member.kommunkod)
            decision = self._decision(Body.KOMMUNLEDNING, by, "återtagande", story.WITHDRAWN_REASON)
            effective = self.timeline.day(-3)
            command = WithdrawAnswer(request_id=requests[index], effective_from=effective, decision=decision)
            officer, key = people.officer(member.kommunkod), _withdrawal_key(member, index)
            self._do(command, officer, _number(member), key, 1)

    def _do(self, command: Command, person: str, organisation: str, key: str, version: int | None = None) -> Outcome:
        self._tick()
        caller = Caller(person, organisation, "demo")
        return self.executor.execute(command, caller, key=f"demo:{key}", expected_version=version)

    def _decision(self, body: Body, by: str, about: str, reason: str = "") -> Decision:
        day = self.now.date()
        number = f"EXEMPEL {day.year}/{about}"
        return Decision(body, day, number, by, reason)

    def _managing_body(self, organisation: str) -> Body:
        return Body.FORBUNDSLEDNING if organisation == self.forbund else Body.KOMMUNLEDNING

    def _at(self, days: int) -> None:
        self.now = self.timeline.moment(days)
        self.clock.stand(self.now)

    def _tick(self) -> None:
        self.now += timedelta(seconds=1)
        self.clock.stand(self.now)


def _number(member: PlanMember) -> str:
    return organisation_number(member.organisationsnummer)


def _withdrawal_key(member: PlanMember, index: int) -> str:
    return f"withdraw:{member.kommunkod}:{index}"


def _is_no(letter: str, changing: bool) -> bool:
    return letter == "N" or (letter == "C" and not changing)


def _reply(letter: str, *, changing: bool) -> Reply:
    if _is_no(letter, changing):
        return Reply(Stance.DECLINED)
    answers = (Answer("resurs", value=True), Answer("tid", "i höst"))
    if letter == "V":
        return Reply(Stance.CONDITIONAL, answers, CONDITIONS)
    return Reply(Stance.INTERESTED, answers)


def _questions() -> tuple[Question, ...]:
    return tuple(
        Question(key, text, QuestionKind(kind), options=options) for key, text, kind, options in story.QUESTIONS
    )
