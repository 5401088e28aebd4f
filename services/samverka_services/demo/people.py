"""The invented people of the demonstration. Names are printed, never stored: the log knows only their ids."""

from collections.abc import Iterator
from dataclasses import dataclass

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.mandates import Role
from samverka_services.plan_import.reading import PlanFile


@dataclass(frozen=True)
class DemoPerson:
    """A person of the demonstration and what she holds in her organisation."""

    person_id: str
    name: str
    organisation: str
    organisation_name: str
    holds: tuple[Role | Body, ...]


LEADER = "exempel-pia-processledare"
CHAIR = "exempel-erik-erad"
MANAGER = "exempel-fia-forbundschef"
DIRECTOR = "exempel-karin-kommundirektor"
AUDITOR = "exempel-rut-revisor"
FIRST_ADMINISTRATOR = "exempel-administrator"

_FORBUND: tuple[tuple[str, str, tuple[Role | Body, ...]], ...] = (
    (LEADER, "Pia Exempel, processledare", (Role.PROCESS_LEADER, Role.REGISTRAR)),
    (CHAIR, "Erik Exempel, e-rådets ordförande", (Body.E_RAD,)),
    (MANAGER, "Fia Exempel, förbundschef", (Body.FORBUNDSLEDNING,)),
    (DIRECTOR, "Karin Exempel, kommundirektörsnätverket", (Body.KOMMUNDIREKTORER,)),
    (AUDITOR, "Rut Exempel, revisor", (Role.AUDITOR,)),
)


def officer(kommunkod: str) -> str:
    """The handläggare of a municipality."""
    return f"exempel-handlaggare-{kommunkod}"


def director(kommunkod: str) -> str:
    """The municipal director, with a seat in the kommunledning."""
    return f"exempel-kommundirektor-{kommunkod}"


def people(plan: PlanFile) -> Iterator[DemoPerson]:
    """Everybody, the förbund's people first."""
    forbund = organisation_number(plan.forbund.organisationsnummer)
    for person_id, name, holds in _FORBUND:
        yield DemoPerson(person_id, name, forbund, plan.forbund.name, holds)
    for member in plan.members:
        number = organisation_number(member.organisationsnummer)
        code, place = member.kommunkod, member.namn
        yield DemoPerson(officer(code), f"Handläggare Exempel, {place}", number, place, (Role.OFFICER,))
        yield DemoPerson(director(code), f"Kommundirektör Exempel, {place}", number, place, (Body.KOMMUNLEDNING,))
