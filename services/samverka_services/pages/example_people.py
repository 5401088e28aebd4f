"""Whom one may be in a demonstration: one click, through the same login as everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from samverka_services.login.demo_code_flow import CHOOSING_PERSON
from samverka_services.pages.kernel.example import ExamplePerson
from samverka_services.pages.kernel.names import example_of
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.rendering import page


@dataclass(frozen=True)
class OrganisationShown:
    """An organisation with its people."""

    name: str
    people: Sequence[ExamplePerson]

    @property
    def is_municipality(self) -> bool:
        """Whether it has a handläggare, rather than being a förbund."""
        return any(each.part == "officer" for each in self.people)


async def choose_person(request: Request) -> Response:
    """GET: nowhere but in a demonstration."""
    example = example_of(request)
    if example is None:
        raise HTTPException(404)
    by_organisation = groupby(example.people, key=lambda person: person.organisation)
    shown = [OrganisationShown(name, list(people)) for name, people in by_organisation]
    forbund = [each for each in shown if not each.is_municipality]
    municipalities = [each for each in shown if each.is_municipality]
    return page(request, "example_people.html", forbund=forbund, municipalities=municipalities)


choosing_a_person = Route("GET", CHOOSING_PERSON, choose_person)
