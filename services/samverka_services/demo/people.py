"""The invented people of the demonstration. Their names are rows beside the log, as everybody's."""

from collections.abc import Iterator
from dataclasses import dataclass

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.mandates import Role
from samverka_services.plan_import.reading import PlanFile, PlanMember


@dataclass(frozen=True)
class DemoPerson:
    """A person of the demonstration and what she holds in her organisation."""

    person_id: str
    name: str
    organisation: str
    organisation_name: str
    holds: tuple[Role | Body, ...]
    part: str
    """What she does, by a name of the catalogue."""
    is_given: bool = True
    """Whether the story gives her what she holds; the first administrators have theirs from the beginning."""

    @property
    def mail(self) -> str:
        """Where no mail ever arrives."""
        return f"{'.'.join(self.name.lower().split())}@{self.organisation}.example"


LEADER = "exempel-pia-processledare"
CHAIR = "exempel-erik-erad"
MANAGER = "exempel-fia-forbundschef"
DIRECTOR = "exempel-karin-kommundirektor"
AUDITOR = "exempel-rut-revisor"
FIRST_ADMINISTRATOR = "exempel-administrator"
ADMINISTRATORS_NAME = "Adam Exempel"

INVESTIGATOR_OF_PROCUREMENT = "exempel-ines-utredare"
INVESTIGATOR_OF_INCLUSION = "exempel-iris-utredare"
LEADER_OF_PROCUREMENT = "exempel-pelle-projektledare"
LEADER_OF_SOCIAL_SERVICES = "exempel-petra-projektledare"
FIRST_LEADER_OF_HANDBOOK = "exempel-per-projektledare"
LEADER_OF_HANDBOOK = "exempel-paula-projektledare"
DALSLANDS_LEADER = "exempel-dag-processledare"
DALSLANDS_CHAIR = "exempel-dina-erad"
DALSLANDS_MANAGER = "exempel-dan-forbundschef"
LEADER_OF_ARCHIVE = "exempel-disa-projektledare"

_FORBUND: tuple[tuple[str, str, tuple[Role | Body, ...], str], ...] = (
    (LEADER, "Pia Exempel", (Role.PROCESS_LEADER, Role.REGISTRAR), "leader"),
    (CHAIR, "Erik Exempel", (Body.E_RAD,), "chair"),
    (MANAGER, "Fia Exempel", (Body.FORBUNDSLEDNING,), "manager"),
    (DIRECTOR, "Karin Exempel", (Body.KOMMUNDIREKTORER,), "network"),
    (AUDITOR, "Rut Exempel", (Role.AUDITOR,), "forbund-auditor"),
)

_LEADING: tuple[tuple[str, str, str], ...] = (
    (INVESTIGATOR_OF_PROCUREMENT, "Ines Exempel", "investigator"),
    (INVESTIGATOR_OF_INCLUSION, "Iris Exempel", "investigator"),
    (LEADER_OF_PROCUREMENT, "Pelle Exempel", "project-leader"),
    (LEADER_OF_SOCIAL_SERVICES, "Petra Exempel", "project-leader"),
    (FIRST_LEADER_OF_HANDBOOK, "Per Exempel", "former-leader"),
    (LEADER_OF_HANDBOOK, "Paula Exempel", "project-leader"),
)
"""Who leads an insats; appointed when the story comes to it."""

_DALSLAND: tuple[tuple[str, str, tuple[Role | Body, ...], str], ...] = (
    (DALSLANDS_LEADER, "Dag Exempel", (Role.PROCESS_LEADER, Role.REGISTRAR), "leader"),
    (DALSLANDS_CHAIR, "Dina Exempel", (Body.E_RAD,), "chair"),
    (DALSLANDS_MANAGER, "Dan Exempel", (Body.FORBUNDSLEDNING,), "manager"),
    (LEADER_OF_ARCHIVE, "Disa Exempel", (), "project-leader"),
)
DALSLAND = "2220009993"
DALSLANDS_NAME = "Exempelförbundet Dalsland"
FUND = "2021009994"
FUNDS_NAME = "Exempelfonden för digital samverkan"
READER_OF_FUND = "exempel-frida-finansiar"


def officer(kommunkod: str) -> str:
    """The handläggare of a municipality."""
    return f"exempel-handlaggare-{kommunkod}"


def director(kommunkod: str) -> str:
    """The municipal director, with a seat in the kommunledning."""
    return f"exempel-kommundirektor-{kommunkod}"


def auditor(kommunkod: str) -> str:
    """The revisor of a municipality."""
    return f"exempel-kommunrevisor-{kommunkod}"


def people(plan: PlanFile) -> Iterator[DemoPerson]:
    """Everybody, the förbund's people first."""
    forbund = organisation_number(plan.forbund.organisationsnummer)
    for person_id, name, holds, part in _FORBUND:
        yield DemoPerson(person_id, name, forbund, plan.forbund.name, holds, part)
    for member in plan.members:
        yield from _of_municipality(member)


def leading(plan: PlanFile) -> Iterator[DemoPerson]:
    """Who leads or has led an insats of the plan's förbund."""
    forbund = organisation_number(plan.forbund.organisationsnummer)
    for person_id, name, part in _LEADING:
        yield DemoPerson(person_id, name, forbund, plan.forbund.name, (), part)


def of_dalsland() -> Iterator[DemoPerson]:
    """The people of the second förbund, which is invented."""
    for person_id, name, holds, part in _DALSLAND:
        yield DemoPerson(person_id, name, DALSLAND, DALSLANDS_NAME, holds, part)


def of_fund() -> Iterator[DemoPerson]:
    """Who reads for the funder, which is invented; the story says so when it comes to it."""
    yield DemoPerson(READER_OF_FUND, "Frida Exempel", FUND, FUNDS_NAME, (), "funder")


def everybody(plan: PlanFile) -> Iterator[DemoPerson]:
    """All whom one may be in the demonstration, both förbund's people first, then their funder's."""
    found = [*people(plan)]
    yield from (each for each in found if each.organisation == found[0].organisation)
    yield from leading(plan)
    yield from of_dalsland()
    yield from of_fund()
    yield from (each for each in found if each.organisation != found[0].organisation)


def _of_municipality(member: PlanMember) -> Iterator[DemoPerson]:
    where = organisation_number(member.organisationsnummer), member.namn
    code, administrator = member.kommunkod, (Role.ADMINISTRATOR,)
    yield DemoPerson(officer(code), "Ulla Exempel", *where, (Role.OFFICER,), "officer")
    yield DemoPerson(director(code), "Tove Exempel", *where, (Body.KOMMUNLEDNING,), "director")
    yield DemoPerson(FIRST_ADMINISTRATOR, ADMINISTRATORS_NAME, *where, administrator, "administrator", is_given=False)
    yield DemoPerson(auditor(code), "Rikard Exempel", *where, (Role.AUDITOR,), "auditor")
