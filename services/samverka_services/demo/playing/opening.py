"""Before the first row: organisations, who holds what in them, and who is a member of whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from samverka_domain.belonging import MemberDescription
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_infra import contacts
from samverka_infra import people as rows
from samverka_infra.contacts import Contact
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.people import Person
from samverka_services.commands.joining import ConfirmMembership
from samverka_services.commands.mandates import GiveMandate
from samverka_services.commands.memberships import InviteMember
from samverka_services.demo import people
from samverka_services.demo.people import DemoPerson
from samverka_services.demo.playing.scene import Forbund, Kommun, Office
from samverka_services.kernel.timing import new_id
from samverka_services.plan_import.reading import PlanFile
from samverka_services.tenants.tenant import Tenant, provision

PHONE = "000-00 00 00"
SINCE = date(2018, 10, 1)
"""The day on which everybody begins."""
E_RAD_SINCE = date(2019, 2, 22)
ORGANISATIONS = {
    "1460": "Bengtsfors kommun",
    "1438": "Dals-Eds kommun",
    "1439": "Färgelanda kommun",
    "1484": "Lysekils kommun",
    "1461": "Melleruds kommun",
    "1430": "Munkedals kommun",
    "1421": "Orust kommun",
    "1427": "Sotenäs kommun",
    "1486": "Strömstads kommun",
    "1435": "Tanums kommun",
    "1488": "Trollhättans stad",
    "1485": "Uddevalla kommun",
    "1487": "Vänersborgs kommun",
    "1492": "Åmåls kommun",
}
"""What each calls itself."""
E_RAD = (
    "Socialchefsnätverket",
    "Utbildningschefsnätverket",
    "E-nätverket",
    "Infrastrukturnätverket",
    "Näringslivsutvecklarna",
    "Trollhättan",
    "Uddevalla",
    "Vänersborg",
)
"""Whom the members of the e-råd come from."""


@dataclass
class Opening:
    """Who is there on a day before the story begins."""

    log: EventLog
    office: Office
    plan: PlanFile

    def of_fyrbodal(self) -> Forbund:
        """The plan's förbund with its members, as they are recorded on its first day."""
        forbund = Forbund(organisation_number(self.plan.forbund.organisationsnummer), "FFK", self._kommuner())
        self._provision(Tenant(forbund.number, self.plan.forbund.name, *_FORBUND))
        for kommun in forbund.members.values():
            name = ORGANISATIONS[kommun.kommunkod]
            self._provision(Tenant(kommun.number, name, OrganisationKind.KOMMUN, kommun.kommunkod, _FIRST))
        self._provision(Tenant(people.FUND, people.FUNDS_NAME, OrganisationKind.MYNDIGHET, None, _FIRST))
        self._name(people.everybody(self.plan))
        for person in people.people(self.plan):
            self._give(person)
        for number, source in enumerate(E_RAD, start=1):
            self._seat(forbund.number, f"exempel-erad-{number}", f"{source} (exempel)", Body.E_RAD, E_RAD_SINCE)
        for kommun in forbund.members.values():
            named = f"Kommundirektör i {kommun.namn} (exempel)"
            self._seat(forbund.number, kommun.director, named, Body.KOMMUNDIREKTORER, SINCE)
        self._join(forbund, SINCE)
        return forbund

    def of_dalsland(self, members: Mapping[str, Kommun], names: Iterable[str], since: date) -> Forbund:
        """The second förbund, with those of the same municipalities that are its members."""
        seats = {Body.E_RAD: people.DALSLANDS_CHAIR, Body.FORBUNDSLEDNING: people.DALSLANDS_MANAGER}
        chosen = {name: members[name] for name in names}
        forbund = Forbund(people.DALSLAND, "DFK", chosen, people.DALSLANDS_LEADER, seats)
        self._provision(Tenant(forbund.number, people.DALSLANDS_NAME, *_FORBUND))
        for person in people.of_dalsland():
            self._give(person, since)
        self._join(forbund, since)
        return forbund

    def _kommuner(self) -> dict[str, Kommun]:
        found = (
            Kommun(each.namn, each.kommunkod, organisation_number(each.organisationsnummer), each.inhabitants)
            for each in self.plan.members
        )
        return {each.namn: each for each in found}

    def _provision(self, tenant: Tenant) -> None:
        provision(self.log, tenant, new_id)

    def _name(self, everybody: Iterable[DemoPerson]) -> None:
        """Names and contacts are rows beside the log."""
        by_organisation: dict[str, list[DemoPerson]] = {}
        for each in everybody:
            by_organisation.setdefault(each.organisation, []).append(each)
        for organisation, own in by_organisation.items():
            with self.log.unit_of_work(organisation) as work:
                rows.keep(work.connection, Person(_FIRST, people.ADMINISTRATORS_NAME))
                for person in own:
                    rows.keep(work.connection, Person(person.person_id, person.name, person.mail))
                for officer in (each for each in own if each.part == "officer"):
                    contacts.keep(work.connection, Contact("", officer.name, officer.mail, PHONE))

    def _give(self, person: DemoPerson, since: date = SINCE) -> None:
        if person.is_given:
            for held in person.holds:
                first = max(since, E_RAD_SINCE) if held is Body.E_RAD else since
                self._mandate(person.organisation, person.person_id, held, first)

    def _seat(self, organisation: str, person_id: str, name: str, body: Body, since: date) -> None:
        with self.log.unit_of_work(organisation) as work:
            rows.keep(work.connection, Person(person_id, name))
        self._mandate(organisation, person_id, body, since)

    def _mandate(self, organisation: str, person_id: str, held: Role | Body, since: date) -> None:
        is_kommun = organisation not in self._forbund
        body = Body.KOMMUNLEDNING if is_kommun else Body.FORBUNDSLEDNING
        decision = Decision(body, SINCE, "EXEMPEL uppdrag 2018/1", _FIRST)
        command = GiveMandate(person_id=person_id, holds=held, valid_from=since, decision=decision)
        self.office.do(command, _FIRST, organisation)

    @property
    def _forbund(self) -> tuple[str, str]:
        return organisation_number(self.plan.forbund.organisationsnummer), people.DALSLAND

    def _join(self, forbund: Forbund, since: date) -> None:
        """Each member is invited, and confirms."""
        for kommun in forbund.members.values():
            invited = Decision(
                Body.FORBUNDSLEDNING, since, forbund.said("2018/1"), forbund.seats[Body.FORBUNDSLEDNING]
            )
            description = MemberDescription(kommun.namn, kommun.kommunkod, kommun.inhabitants)
            about = {"organisation_number": kommun.number, "description": description, "valid_from": since}
            self.office.do(InviteMember(**about, decision=invited), forbund.leader, forbund.number)
            number = f"EXEMPEL KS {since.year}/{kommun.kommunkod} § 1"
            confirmed = Decision(Body.KOMMUNLEDNING, since, number, kommun.director)
            command = ConfirmMembership(forbund=forbund.number, decision=confirmed)
            self.office.do(command, kommun.officer, kommun.number)


_FIRST = people.FIRST_ADMINISTRATOR
_FORBUND = (OrganisationKind.KOMMUNALFORBUND, None, _FIRST)
