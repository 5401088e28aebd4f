"""What people are called. The log knows their ids alone; names are known of who is logged in, and of examples."""

from starlette.requests import HTTPConnection

from samverka_services.pages.kernel.example import Example
from samverka_services.pages.kernel.visit import Visit

SAMVERKA = "samverka"
"""The actor of what Samverka does by itself."""


def name_of(visit: Visit, person_id: str) -> str:
    """Her name; her id where nobody has told the name."""
    if person_id == visit.viewer.person_id and visit.viewer.session.name:
        return visit.viewer.session.name
    if person_id == SAMVERKA:
        return "Samverka"
    example = example_of(visit.request)
    return example.names.get(person_id, person_id) if example else person_id


def example_of(connection: HTTPConnection) -> Example | None:
    """The people of the demonstration, if this is one."""
    found: Example | None = connection.app.state.example
    return found
