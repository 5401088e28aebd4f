"""The names and addresses that an organisation keeps of its people: who is named, and their deletion."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import Connection
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.limits import Name
from samverka_domain.kernel.text import swedish_order
from samverka_domain.mandates import Role
from samverka_infra import people
from samverka_infra.people import Person
from samverka_services.login.keeping_names import fitting
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import Audience
from samverka_services.pages.kernel.sent_page import OwnFormPage
from samverka_services.pages.kernel.visit import Acting, Viewer, Visit

STEP, PERSON = "step", "person"
FORGET, UNNAME, NAME_AGAIN = "forget", "unname", "name-again"


@dataclass(frozen=True)
class Named:
    """One of whom more than the id is known."""

    person: Person
    name: str
    may_be_forgotten: bool
    """By the reader, who administers."""
    is_reader: bool


async def _read(visit: Visit) -> Sequence[Named]:
    administers = _administers(visit.viewer)
    found = [
        Named(each, name_of(visit, each.person_id), administers, each.person_id == visit.viewer.person_id)
        for each in visit.people.values()
    ]
    return sorted(found, key=lambda each: swedish_order(each.name))


def _administers(viewer: Viewer) -> bool:
    return Role.ADMINISTRATOR in viewer.roles


class _PeoplePage(OwnFormPage):
    """Everybody takes away and gives back her own; the administrator forgets anybody's. None of it is an event."""

    async def sent(self, visit: Visit, by: Acting, fields: Mapping[str, str]) -> Response:
        """What is the reader's to press is done."""
        act = _act(visit.viewer, by, fields.get(STEP, ""), fields.get(PERSON, ""))
        if act is not None:
            await beside_the_log(visit.request, by, act)
        return RedirectResponse(self.address, 303)


def _act(viewer: Viewer, by: Acting, step: str, person_id: str) -> Callable[[Connection], None] | None:
    """What a button does; nothing, if it is not the reader's to press."""
    own = viewer.person_id
    if step == UNNAME:
        return lambda connection: people.unname(connection, own)
    if step == NAME_AGAIN:
        return lambda connection: people.name_again(connection, Person(own, fitting(Name, by.session.name)))
    if step == FORGET and _administers(viewer):
        return lambda connection: people.forget(connection, person_id)
    return None


people_page = _PeoplePage("/medlemmar/namn", "people.html", Section.MEMBERS, Audience(), _read)
