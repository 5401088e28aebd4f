"""A decision in a form: the bodies that may take it in this organisation, and who sits in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from samverka_domain.kernel.decision import Body
from samverka_domain.organisations import OrganisationKind
from samverka_projections.mandates import mandates
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

_NOT_ASKED = frozenset({"/decision/bodyId", "/decision/actingAs"})


async def with_deciders(visit: Visit, prepared: Prepared, bodies: Sequence[Body]) -> Prepared:
    """The same, with what the page knows of the decision."""
    if not bodies:
        return prepared
    is_kommun = visit.viewer.kind is OrganisationKind.KOMMUN
    own = [body for body in bodies if (body is Body.KOMMUNLEDNING) == is_kommun] or list(bodies)
    seated = list(await _seated(visit, own))
    choices: dict[str, Sequence[Option]] = {
        "/decision/body": [Option(body, capital(visit.write.word(body))) for body in own]
    }
    choices |= {"/decision/decidedBy": seated} if seated else {}
    fixed = {"/decision/body"} if len(own) == 1 else set()
    return replace(
        prepared,
        start={**prepared.start, "decision": _started(visit, own, seated) | prepared.start.get("decision", {})},
        choices={**choices, **prepared.choices},
        fixed=prepared.fixed | fixed,
        without=prepared.without | _NOT_ASKED,
    )


def _started(visit: Visit, own: Sequence[Body], seated: Sequence[Option]) -> dict[str, Any]:
    only: Mapping[str, str] = {"decidedBy": seated[0].value} if len(seated) == 1 else {}
    body = {"body": str(own[0])} if len(own) == 1 else {}
    return {**body, "decidedOn": visit.write.today.isoformat(), **only}


async def _seated(visit: Visit, own: Sequence[Body]) -> Iterator[Option]:
    """Whoever has sat in one of the bodies: the decision may be an earlier one."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    people = dict.fromkeys(each.person_id for each in known.mandates if each.seat in own)
    return (Option(person_id, name_of(visit, person_id)) for person_id in people)
