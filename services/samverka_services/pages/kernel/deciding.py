"""A decision in a form: the bodies that may take it in this organisation, and who sits in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from samverka_domain.kernel.decision import Body
from samverka_domain.organisations import OrganisationKind
from samverka_projections.mandates import mandates
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.meetings_to_choose import held_meetings
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.shapes import FieldKind, Parts, parts_of
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

_NOT_ASKED = ("bodyId", "actingAs", "meetingId", "item")
"""Unless the page itself has filled it in."""


async def with_deciders(visit: Visit, prepared: Prepared, bodies: Sequence[Body], parts: Parts) -> Prepared:
    """The same, with what the page knows of each decision among the parts."""
    if not bodies:
        return prepared
    own = _own(visit, bodies)
    seated = await _seated(visit, own)
    held = await held_meetings(visit, own)
    for place in _places(parts):
        prepared = _with_decision(visit, prepared, place, own, seated)
        prepared = held.offered(prepared, place) if held else prepared
    return prepared


def _places(parts: Parts, above: str = "") -> Iterator[str]:
    """Of all decisions among the parts, those in rows too."""
    for name, shape in parts.items():
        if shape.kind is FieldKind.DECISION:
            yield f"{above}/{name}"
        elif shape.kind is FieldKind.ROWS and shape.parts is not None:
            yield from _places(parts_of(shape.parts), f"{above}/{name}/*")


def _own(visit: Visit, bodies: Sequence[Body]) -> Sequence[Body]:
    """Those of the organisation; all, if it records what another one's has decided."""
    is_kommun = visit.viewer.kind is OrganisationKind.KOMMUN
    return [body for body in bodies if (body is Body.KOMMUNLEDNING) == is_kommun] or list(bodies)


def _with_decision(
    visit: Visit, prepared: Prepared, place: str, own: Sequence[Body], seated: Sequence[Option]
) -> Prepared:
    options = [Option(body, capital(visit.write.word(body))) for body in own]
    choices: dict[str, Sequence[Option]] = {f"{place}/body": options}
    choices |= {f"{place}/decidedBy": _with_recorded(visit, prepared, place, seated)} if seated else {}
    without = {f"{place}/{left_out}" for left_out in _NOT_ASKED} - prepared.fixed
    return replace(
        prepared,
        start=_begun(prepared.start, place.split("/")[1:], _started(visit, own, seated)),
        choices={**choices, **prepared.choices},
        fixed=prepared.fixed | ({f"{place}/body"} if len(own) == 1 else set()),
        without=prepared.without | without,
    )


def _with_recorded(visit: Visit, prepared: Prepared, place: str, seated: Sequence[Option]) -> Sequence[Option]:
    """With who was recorded to have decided, though she sits there no more, or never did."""
    recorded = prepared.start.get(place.removeprefix("/"), {}).get("decidedBy")
    if recorded is None or recorded in {each.value for each in seated}:
        return seated
    return [*seated, Option(recorded, name_of(visit, recorded))]


def _begun(given: Mapping[str, Any], steps: Sequence[str], started: Mapping[str, Any]) -> dict[str, Any]:
    """The same JSON with a decision that has been begun at a place; rows begin where there are any."""
    name, *below = steps
    if not below:
        return {**given, name: {**started, **given.get(name, {})}}
    return {**given, name: [_begun(row, below[1:], started) for row in given.get(name, ())]}


def _started(visit: Visit, own: Sequence[Body], seated: Sequence[Option]) -> dict[str, Any]:
    only: Mapping[str, str] = {"decidedBy": seated[0].value} if len(seated) == 1 else {}
    body = {"body": str(own[0])} if len(own) == 1 else {}
    return {**body, "decidedOn": visit.write.today.isoformat(), **only}


async def _seated(visit: Visit, own: Sequence[Body]) -> list[Option]:
    """Whoever has sat in one of the bodies: the decision may be an earlier one."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    people = dict.fromkeys(each.person_id for each in known.mandates if each.seat in own)
    return [Option(person_id, name_of(visit, person_id)) for person_id in people]
