"""A decision in a form: the bodies that may take it in this organisation, and who sits in them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from samverka_domain.kernel.decision import Body
from samverka_domain.organisations import OrganisationKind
from samverka_projections.mandates import mandates
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.shapes import FieldKind, Parts
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

_NOT_ASKED = ("bodyId", "actingAs")


async def with_deciders(visit: Visit, prepared: Prepared, bodies: Sequence[Body], parts: Parts) -> Prepared:
    """The same, with what the page knows of each decision among the parts."""
    if not bodies:
        return prepared
    own = _own(visit, bodies)
    seated = await _seated(visit, own)
    for name in (name for name, shape in parts.items() if shape.kind is FieldKind.DECISION):
        prepared = _with_decision(visit, prepared, name, own, seated)
    return prepared


def _own(visit: Visit, bodies: Sequence[Body]) -> Sequence[Body]:
    """Those of the organisation; all, if it records what another one's has decided."""
    is_kommun = visit.viewer.kind is OrganisationKind.KOMMUN
    return [body for body in bodies if (body is Body.KOMMUNLEDNING) == is_kommun] or list(bodies)


def _with_decision(
    visit: Visit, prepared: Prepared, name: str, own: Sequence[Body], seated: Sequence[Option]
) -> Prepared:
    place = f"/{name}"
    options = [Option(body, capital(visit.write.word(body))) for body in own]
    choices: dict[str, Sequence[Option]] = {f"{place}/body": options}
    choices |= {f"{place}/decidedBy": seated} if seated else {}
    return replace(
        prepared,
        start={**prepared.start, name: _started(visit, own, seated) | prepared.start.get(name, {})},
        choices={**choices, **prepared.choices},
        fixed=prepared.fixed | ({f"{place}/body"} if len(own) == 1 else set()),
        without=prepared.without | {f"{place}/{left_out}" for left_out in _NOT_ASKED},
    )


def _started(visit: Visit, own: Sequence[Body], seated: Sequence[Option]) -> dict[str, Any]:
    only: Mapping[str, str] = {"decidedBy": seated[0].value} if len(seated) == 1 else {}
    body = {"body": str(own[0])} if len(own) == 1 else {}
    return {**body, "decidedOn": visit.write.today.isoformat(), **only}


async def _seated(visit: Visit, own: Sequence[Body]) -> list[Option]:
    """Whoever has sat in one of the bodies: the decision may be an earlier one."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    people = dict.fromkeys(each.person_id for each in known.mandates if each.seat in own)
    return [Option(person_id, name_of(visit, person_id)) for person_id in people]
