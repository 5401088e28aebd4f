"""What many pages look for: the insats that they are about, and whom of one's own people to choose among."""

from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.mandates import mandates
from samverka_services.pages.kernel.fields import Option
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.page import there
from samverka_services.pages.kernel.visit import Visit


async def insats_named(visit: Visit) -> InsatsThen:
    """The insats in the address."""
    return await insats_of(visit, visit.path["insats_id"])


async def insats_of(visit: Visit, insats_id: str) -> InsatsThen:
    """The insats of this id; 404 where there is none to see."""
    return there((await insatser_by_id(visit.connection, [insats_id], visit.as_of)).get(insats_id))


async def colleagues(visit: Visit) -> list[Option]:
    """Who has or had a mandate in the reader's organisation, or has logged in to it."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    people = dict.fromkeys([*(each.person_id for each in known.mandates), *visit.people])
    return [Option(person_id, name_of(visit, person_id)) for person_id in people]
