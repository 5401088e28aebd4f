"""A region as large as wanted, decided by the domain's own aggregates and appended in large batches.

The numbers of the organisations are invented, the municipalities are those of Västra Götaland: it has 49.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import psycopg
from tools.large_process import FURTHEST, Carried

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.belonging import Invited, MemberDescription
from samverka_domain.commitments import Commitment, Resources, RoleHours
from samverka_domain.ideas import Gist, Idea, Origin
from samverka_domain.insatser import Insats, Priority
from samverka_domain.joining import Membership
from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.mandates import Mandate, Mandates, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_domain.participation import Said
from samverka_domain.questions import Answer, Question, QuestionKind
from samverka_domain.requests import InterestRequest, Round, Terms, Wording
from samverka_domain.resources import YearMoney
from samverka_domain.steps import StartsWith
from samverka_infra.event_log.clock import LogClock
from samverka_infra.event_log.unit_of_work import EventLog, Stamp
from samverka_services.kernel.timing import clock, new_id
from samverka_services.municipalities import names_by_kommunkod
from samverka_services.processes.databases import Databases

ADMINISTRATOR = "administrator"
LEADER = "processledare"
OFFICER = "handlaggare"
DIRECTOR = "kommundirektor"

_COUNTY = "14"
_HOUR = timedelta(hours=1)
_OPEN_DAYS = 10
_QUESTIONS = (
    Question("resurs", "Kan kommunen avsätta deltagare?", QuestionKind.YES_NO),
    Question("tid", "När kan kommunen börja?", QuestionKind.ONE_OF, options=("i vår", "i höst", "senare")),
)
_TEXT = "Vill kommunen delta? Insatsen berör handläggning, arkiv och e-tjänster. Svara senast sista svarsdag. " * 4
_GIST = Gist(
    benefits_short=("Kortare handläggningstid", "En gemensam upphandling"),
    benefits_long=("Likvärdig service i hela länet",),
    activities=("Förstudie", "Kravställning", "Införande i tre steg"),
    forbund_contributes=("Projektledning",),
    municipalities_contribute=("Verksamhetskunskap", "Testare"),
)


@dataclass(frozen=True)
class Municipality:
    """A member of the region."""

    number: str
    name: str
    kommunkod: str


@dataclass
class Region:
    """A förbund, its members and what they decide; `now` is what the log's clock shows, behind the real one."""

    log: EventLog
    clock: LogClock
    members: int
    insatser: int
    chance: Random
    now: datetime = field(default_factory=lambda: clock() - timedelta(days=120))
    position: int = 0
    """The last position that was appended."""
    requests: list[InterestRequest] = field(default_factory=list)
    responses: dict[str, list[InterestResponse]] = field(default_factory=dict)
    commitments: dict[str, list[Commitment]] = field(default_factory=dict)
    said: dict[str, dict[str, Said]] = field(default_factory=dict)
    """By request, what each municipality answered first."""

    def __post_init__(self) -> None:
        self.forbund = _number(0)
        named = sorted((code, name) for code, name in names_by_kommunkod().items() if code.startswith(_COUNTY))
        self.municipalities = [
            Municipality(_number(index), name, code) for index, (code, name) in enumerate(named[: self.members], 1)
        ]

    def settle(self) -> None:
        """The organisations with their mandates, the förbund with its members."""
        forbund = self._forbund()
        self._append(self.forbund, forbund, *self._organisation(None))
        for municipality in self.municipalities:
            (invited,) = forbund.invited[municipality.number]
            self._append(municipality.number, *self._organisation(municipality), self._confirmed(invited))

    def ask(self, closing: int) -> None:
        """Every insats and a request about it; the first `closing` begin with a project, and close after ten days."""
        self.ideas = [self._idea(number, number < closing) for number in range(self.insatser)]
        self._append(self.forbund, *self.ideas)
        self.requests = [self._request(number, number < closing) for number in range(self.insatser)]
        self._append(self.forbund, *self.requests)

    def answer(self) -> None:
        """Nine of ten requests are answered by each municipality."""
        terms = self.open_terms()
        for each in self.municipalities:
            answered = [key for key in terms if self.chance.random() < 0.9]
            given = [self._answer(key, terms[key], each.number) for key in answered]
            self.responses[each.number] = given
            self._append(each.number, *given)

    def commit(self) -> None:
        """Two of five answers lead to a part in the insats, mostly with resources."""
        for each in self.municipalities:
            joined = [idea for idea in self.ideas if self.chance.random() < 0.4]
            parts = [self._commitment(idea, each.number) for idea in joined]
            self.commitments[each.number] = [part for part in parts if part.resources]
            self._append(each.number, *parts)

    def close(self) -> None:
        """The deadline of the first requests passes; what they are about goes on, all to different steps."""
        self.now += timedelta(days=_OPEN_DAYS)
        closing = [request for request in self.requests if request.require_sent().is_late(self.now)]
        for request in closing:
            request.close("Svarstiden är slut", frozenset(), self.now)
        self._append(self.forbund, *closing)
        for number, request in enumerate(closing):
            self._carry_on(number, request.id.partition(":")[2])

    def _carry_on(self, number: int, request_id: str) -> None:
        carried = Carried(self.ideas[number], request_id, self.said[request_id], self._decision, lambda: self.now)
        for aggregate in carried.go(number % (FURTHEST + 1)):
            self._append(self.forbund, aggregate)

    def go_on_until(self, events: int) -> None:
        """Municipalities change their answers and adjust what they have set aside, until the log is this long."""
        terms = self.open_terms()
        while self.position < events:
            for each in self.municipalities:
                self._append(each.number, *self._changed(each.number, terms), *self._adjusted(each.number))

    def adjust_one(self, number: int) -> None:
        """One municipality adjusts one of its parts: a single event."""
        place, member = divmod(number, self.members)
        tenant = self.municipalities[member].number
        part = self.commitments[tenant][place]
        part.adjust(self._resources(), self._decision(Body.KOMMUNLEDNING, "Ny bedömning"), self.now)
        self._append(tenant, part)

    def open_terms(self) -> dict[str, Terms]:
        """What the open requests say, by their ids."""
        found = {request.id.partition(":")[2]: request.require_sent() for request in self.requests}
        return {key: terms for key, terms in found.items() if not terms.is_late(self.now)}

    def _forbund(self) -> Kommunalforbund:
        forbund = Kommunalforbund.found(self.forbund, "Västra Götalands kommunalförbund", self.now)
        for each in self.municipalities:
            member = MemberDescription(each.name, each.kommunkod, self.chance.randint(5_000, 600_000))
            decision = self._decision(Body.FORBUNDSLEDNING)
            forbund.invite(each.number, member, local_day(self.now), decision, self.now, connected=True)
        return forbund

    def _confirmed(self, invited: Invited) -> Membership:
        return Membership.confirm(self.forbund, invited, None, self._decision(Body.KOMMUNLEDNING), self.now)

    def _organisation(self, municipality: Municipality | None) -> Iterator[Aggregate]:
        if municipality is None:
            kind = OrganisationKind.KOMMUNALFORBUND
            yield Organisation.register(self.forbund, "Västra Götalands kommunalförbund", kind, None, self.now)
            yield self._mandates(Body.FORBUNDSLEDNING, {LEADER: Role.PROCESS_LEADER})
            return
        number, name, code = municipality.number, f"{municipality.name}s kommun", municipality.kommunkod
        yield Organisation.register(number, name, OrganisationKind.KOMMUN, code, self.now)
        yield self._mandates(Body.KOMMUNLEDNING, {OFFICER: Role.OFFICER, DIRECTOR: Body.KOMMUNLEDNING})

    def _mandates(self, management: Body, holds: dict[str, Role | Body]) -> Mandates:
        mandates = Mandates.open(new_id(), ADMINISTRATOR, self.now)
        for person, held in holds.items():
            role, seat = (held, None) if isinstance(held, Role) else (None, held)
            mandate = Mandate(person, role, seat, local_day(self.now))
            mandates.give(new_id(), mandate, self._decision(management), self.now)
        return mandates

    def _idea(self, number: int, is_project: bool) -> Insats:
        title = f"Gemensam digital tjänst nummer {number} för handläggning och arkiv"
        origin, starts = Origin.GOVERNING_DOCUMENT, StartsWith.PROJECT if is_project else StartsWith.PRE_STUDY
        idea = Idea(title=title, gist=_GIST, code=f"1.{number:03}", origin=origin, starts_with=starts)
        insats = Insats.receive_idea(new_id(), self.forbund, idea, self.now)
        insats.prioritise(Priority.START_NOW, self._decision(Body.E_RAD), self.now)
        return insats

    def _request(self, number: int, closing: bool) -> InterestRequest:
        insats_id, title = self.ideas[number].id.partition(":")[2], f"Intresseförfrågan om tjänst nummer {number}"
        wording = Wording(title, _TEXT, _QUESTIONS)
        request = InterestRequest.draft(new_id(), self.forbund, insats_id, Round.PRE_STUDY, wording, self.now)
        request.approve(self._decision(Body.E_RAD), self.now)
        closes_at = self.now + timedelta(days=_OPEN_DAYS if closing else 400)
        recipients = tuple(each.number for each in self.municipalities)
        request.send(recipients, closes_at, False, self.now)
        return request

    def _answer(self, request_id: str, terms: Terms, number: str) -> InterestResponse:
        decision = self._decision(Body.KOMMUNLEDNING, "Kommunen har redan ett eget system")
        reply = self._reply()
        self.said.setdefault(request_id, {})[number] = Said(reply.stance)
        return InterestResponse.give(request_id, number, terms, reply, decision, self.now)

    def _reply(self) -> Reply:
        stance = self.chance.choices(tuple(Stance), (6, 2, 2))[0]
        conditions = "Om kostnaden blir högst 50 tkr per år" if stance is Stance.CONDITIONAL else ""
        answers = (Answer("resurs", True), Answer("tid", self.chance.choice(("i vår", "i höst"))))
        return Reply(stance, answers, conditions)

    def _commitment(self, insats: Insats, number: str) -> Commitment:
        decision = self._decision(Body.KOMMUNLEDNING)
        part = Commitment.take_part(insats.id.partition(":")[2], insats, number, decision, self.now)
        if self.chance.random() < 0.8:
            part.set_aside(self._resources(), decision, self.now)
        return part

    def _resources(self) -> Resources:
        first = local_day(self.now).replace(month=1, day=1)
        hours = (
            RoleHours("projektdeltagare", first.year, self.chance.randint(20, 400)),
            RoleHours("testare", first.year, self.chance.randint(20, 100)),
        )
        money = (YearMoney(first.year, self.chance.randint(10, 500)),)
        last = first.replace(year=first.year + 1, month=12, day=31)
        return Resources(hours=hours, money=money, valid_from=first, valid_to=last)

    def _changed(self, number: str, terms: dict[str, Terms]) -> Iterator[InterestResponse]:
        decision = self._decision(Body.KOMMUNLEDNING, "Kommunen har omprövat sitt svar")
        for response in self.responses[number]:
            if response.request_id in terms:
                response.change(terms[response.request_id], self._reply(), None, decision, self.now)
                yield response

    def _adjusted(self, number: str) -> Iterator[Commitment]:
        decision = self._decision(Body.KOMMUNLEDNING, "Ny bedömning")
        for part in self.commitments[number]:
            part.adjust(self._resources(), decision, self.now)
            yield part

    def _decision(self, body: Body, reason: str = "") -> Decision:
        record_number = f"KS {self.now.year}/{self.chance.randint(1, 9999):04}"
        return Decision(body, local_day(self.now), record_number, DIRECTOR, reason)

    def _append(self, tenant_id: str, *aggregates: Aggregate) -> None:
        key = new_id()
        self.clock.stand(self.now)
        with self.log.unit_of_work(tenant_id) as work:
            appended = work.save(*aggregates, stamp=Stamp(OFFICER, key, key), result={})
        self.position = appended.last_position
        self.now += _HOUR


def _number(index: int) -> str:
    nine = f"2221{index:05}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return f"{nine}{-sum(value // 10 + value % 10 for value in doubled) % 10}"


@contextmanager
def own_clock(databases: Databases) -> Iterator[LogClock]:
    """The log's own clock, as long as the region writes."""
    with psycopg.connect(databases.admin, autocommit=True) as connection:
        clock = LogClock(connection)
        yield clock
        clock.remove()
