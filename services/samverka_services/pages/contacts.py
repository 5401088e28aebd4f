"""Whom a municipality names for its förbund: told there where its answer is missing, and deleted when it says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from psycopg import Connection

from samverka_domain.kernel.limits import Mail, Name, Text
from samverka_domain.mandates import Role
from samverka_infra import contacts
from samverka_infra.contacts import Contact
from samverka_projections.memberships import MemberOnDay
from samverka_services.commands.kernel.fields import Fields
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, page
from samverka_services.pages.kernel.row_form import row_form
from samverka_services.pages.kernel.visit import Visit

CONTACT = "/medlemskap/kontakt"


class NameContact(Fields):
    """A person of the municipality, or a function."""

    name: Name
    mail: Mail
    phone: Annotated[str, Text(50)] | None = None


@dataclass(frozen=True)
class ContactShown:
    """The one that is named; None if there is none."""

    contact: Contact | None
    form: Prepared


MOST_NAMED = 5
"""Of so many who are missing a line tells whom to ask; where there are more, the compilation does."""


def told(missing: Sequence[MemberOnDay], known: Mapping[str, Contact]) -> list[str]:
    """What each is called, with its contact where few are missing."""
    asked = known if len(missing) <= MOST_NAMED else {}
    return [_told(each.name, asked.get(each.member_id)) for each in missing]


def _told(name: str, contact: Contact | None) -> str:
    return f"{name} ({contact.name}, {contact.phone or contact.mail})" if contact else name


def _keep(connection: Connection, given: NameContact) -> None:
    contacts.keep(connection, Contact("", given.name, given.mail, given.phone or ""))


@row_form(NameContact, _keep, "/medlemskap", by=(Role.ADMINISTRATOR, Role.OFFICER), remove=contacts.forget)
@page(CONTACT, "contact.html", Section.MEMBERSHIPS, kinds=(KOMMUN,))
async def contact_page(visit: Visit) -> ContactShown:
    """It begins with the one that is named, or else with the reader's own name."""
    found = (await contacts.find(visit.connection, [visit.own])).get(visit.own)
    return ContactShown(found, Prepared(_named(found) if found else _reader(visit)))


def _named(contact: Contact) -> Mapping[str, str]:
    return {"name": contact.name, "mail": contact.mail, "phone": contact.phone}


def _reader(visit: Visit) -> Mapping[str, str]:
    known = visit.people.get(visit.viewer.person_id)
    return {"name": known.name, "mail": known.mail} if known else {}
