"""Among whom the contact of an answer is chosen, by name: the municipality's own people, or those it has told of."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from samverka_domain.kernel.decision import is_function
from samverka_domain.kernel.text import swedish_order
from samverka_infra import named_contacts
from samverka_projections.mandates import mandates
from samverka_services.catalogue import text
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.names import person_of
from samverka_services.pages.kernel.visit import Visit

Contact = Mapping[str, Any]
"""As JSON: whose person is named by an id, or by her function."""


async def own_contacts(visit: Visit, *recorded: Contact | None) -> list[Option]:
    """The people of the reader's municipality of today who are called something, herself, and who has been named."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    today = {each.person_id for each in known.mandates if each.covers(visit.write.today)}
    named = {person_id for person_id in today if person_id in visit.people and visit.people[person_id].name}
    chosen = {visit.viewer.person_id, *_people(recorded)}
    return [_nobody(visit), *_by_name(Option(each, person_of(visit, each)) for each in named | chosen)]


async def told_contacts(visit: Visit, municipalities: Mapping[str, str], *recorded: Contact | None) -> list[Option]:
    """Whom the municipalities, told by their names, have named in answers so far, and who has been."""
    known = await named_contacts.of(visit.connection, list(municipalities))
    told = {person: Option(person, f"{name} ({municipalities[where]})") for (where, person), name in known.items()}
    others = [each for each in _people(recorded) if each not in told]
    unknown = [Option(each, _recorded(visit, each, municipalities)) for each in others]
    return [_nobody(visit), *_by_name([*told.values(), *unknown])]


def choosing(prepared: Prepared, place: str, options: list[Option]) -> Prepared:
    """The same form, in which the contact at a place is chosen among these."""
    return replace(prepared, choices={**prepared.choices, f"{place}/personId": options})


def _people(recorded: Iterable[Contact | None]) -> list[str]:
    return [each["personId"] for each in recorded if each and "personId" in each]


def _recorded(visit: Visit, person: str, municipalities: Mapping[str, str]) -> str:
    """A function as it was written; of a person whose name is gone, where she is."""
    where = ", ".join(municipalities.values())
    return person if is_function(person) else text("download.somebody", visit.write.language, organisation=where)


def _nobody(visit: Visit) -> Option:
    return Option("", visit.write.text("answer.no-contact"))


def _by_name(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda option: (swedish_order(option.text), option.value))
