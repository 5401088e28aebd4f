"""What people are called: as their organisation knows them, to its own people alone. The log knows their ids."""

from starlette.requests import HTTPConnection

from samverka_domain.kernel.decision import Decision, is_function
from samverka_services.pages.kernel.example import Example
from samverka_services.pages.kernel.visit import Visit

SAMVERKA = "samverka"
"""The actor of what Samverka does by itself."""
_WHOLE, _END = 12, 8
"""An id that is no longer is shown as it is; of a longer one so many signs of its end."""


def name_of(visit: Visit, person_id: str) -> str:
    """The name of somebody of the reader's organisation; where nobody has told it, which of its people it is."""
    if person_id == SAMVERKA:
        return "Samverka"
    known = visit.people.get(person_id)
    if known and known.name:
        return known.name
    return visit.write.text("people.unknown", organisation=visit.viewer.organisation, id=short(person_id))


def decided_by(visit: Visit, decision: Decision) -> str:
    """Who took one of the organisation's own decisions."""
    return person_of(visit, decision.decided_by)


def person_of(visit: Visit, said: str) -> str:
    """Somebody of the reader's organisation, or a function, as it was written."""
    return said if is_function(said) else name_of(visit, said)


def short(person_id: str) -> str:
    """Enough of an id to tell people apart."""
    return person_id if len(person_id) <= _WHOLE else f"…{person_id[-_END:]}"


def example_of(connection: HTTPConnection) -> Example | None:
    """The people of the demonstration, if this is one."""
    found: Example | None = connection.app.state.example
    return found
