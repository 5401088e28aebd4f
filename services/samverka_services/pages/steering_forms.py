"""The e-råd's decisions about who steers: a body that acts, or a group with its seats and its chair."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body
from samverka_domain.steering import MAY_ACT, Stage, Steering, SteeringGroup
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.memberships import members
from samverka_projections.networks import networks
from samverka_projections.participation.matrix import participants
from samverka_projections.steering import SAY_YES, GroupThen, SteeringFact, steering_by_insats
from samverka_services.commands.steering import (
    ArrangeSteering,
    ComposeSteeringGroup,
    CorrectSteering,
    CorrectSteeringGroup,
    DissolveSteeringGroup,
    ElectChair,
    FormSteeringGroup,
    LapseSteeringSeats,
)
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital
from samverka_services.pages.steering import GROUP, GROUPS, found_group, region_groups

MOST_INSATSER = 500
_TEMPLATE, _INSATS = "steering_form.html", "/insatser/{insats_id}"
_E_RAD = SteeringGroup.Event.bodies


@dataclass(frozen=True)
class AboutSteering:
    """A form about who steers, and the way back."""

    title: str
    back: str
    form: Prepared


@form(ArrangeSteering, then=f"{GROUPS}/insatser", bodies=_E_RAD)
@page(f"{_INSATS}/styrning", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def arrange_form(visit: Visit) -> AboutSteering:
    """It begins with who steers, if that has been decided."""
    insats = await insats_of(visit, visit.path["insats_id"])
    known = (await steering_by_insats(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    asked = visit.request.query_params.get("skede", insats.starts_with)
    choices = {"/steeringBody": _bodies(visit), "/groupId": _named(await region_groups(visit))}
    start = {"stage": asked, **_steered([each for each in known if each.stage == asked])}
    prepared = Prepared(start, choices=choices)
    return AboutSteering(_called(insats), f"/insatser/{insats.insats_id}", prepared)


@form(CorrectSteering, then=f"{GROUPS}/insatser", bodies=_E_RAD)
@page(f"{_INSATS}/ratta-styrning/{{stage}}/{{version}}", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def correct_steering_form(visit: Visit) -> AboutSteering:
    """Put right what was recorded of who steers."""
    insats = await insats_of(visit, visit.path["insats_id"])
    stage = there(next((each for each in Stage if each == visit.path["stage"]), None))
    prepared = await correcting(visit, Steering.stream(insats.insats_id, stage), "steered_by")
    choices: dict[str, Sequence[Option]] = {
        "/steeredBy/steeringBody": _bodies(visit),
        "/steeredBy/groupId": _named(await region_groups(visit)),
        "/stage": [Option(stage, visit.write.word(stage))],
    }
    return AboutSteering(
        _called(insats), f"{GROUPS}/insatser", _with(prepared, choices, {"stage": stage}, {"/stage"})
    )


@form(FormSteeringGroup, then=f"{GROUPS}/{{id}}", bodies=_E_RAD)
@page(f"{GROUPS}/ny", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def form_group_form(visit: Visit) -> AboutSteering:
    """For the insats in the address, with a seat for each that takes part or is interested."""
    known = await insatser(visit.connection, visit.own, visit.as_of, limit=MOST_INSATSER)
    started = [each for each in known if each.priority is Priority.START_NOW]
    wished = visit.request.query_params.get("insats", "")
    start = {"insatsId": wished, "seats": await _saying_yes(visit, wished)}
    choices = {"/insatsId": [Option(each.insats_id, _called(each)) for each in started], **await _seats(visit)}
    return AboutSteering("", GROUPS, Prepared(start, choices=choices))


@form(ComposeSteeringGroup, then=GROUP, bodies=_E_RAD)
@page(f"{GROUP}/sammansattning", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def compose_form(visit: Visit) -> AboutSteering:
    """It begins with how the group is composed, and with the seat that is to be offered to whom the address names."""
    group, offered = await found_group(visit), visit.request.query_params.get("plats")
    start = object_of(group.charter)
    start["seats"] = [*start["seats"], *(each for each in group.without_seat if each == offered)]
    return _about(group, Prepared(start, group.version, await _seats(visit)))


@form(ElectChair, then=GROUP, bodies=(Body.STYRGRUPP,))
@page(f"{GROUP}/ordforande", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def elect_chair_form(visit: Visit) -> AboutSteering:
    """Whom the group has elected."""
    group = await found_group(visit)
    choices = _chairs(group) | deciders_of(group)
    start = {**_chaired(group), "decision": {"bodyId": group.group_id}}
    return _about(group, Prepared(start, group.version, choices, fixed=frozenset({"/decision/bodyId"})))


@form(ElectChair, then=GROUP, bodies=_E_RAD)
@page(f"{GROUP}/ordforande-av-e-radet", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def name_chair_form(visit: Visit) -> AboutSteering:
    """Whom the e-råd has named, in a directive for instance."""
    group = await found_group(visit)
    return _about(group, Prepared(_chaired(group), group.version, _chairs(group)))


@form(LapseSteeringSeats, then=GROUP)
@page(f"{GROUP}/platser-upphor", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def lapse_form(visit: Visit) -> AboutSteering:
    """The seats of those that take no part end."""
    group = await found_group(visit)
    return _about(group, Prepared(version=group.version))


@form(DissolveSteeringGroup, then=GROUP, bodies=_E_RAD)
@page(f"{GROUP}/upplos", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def dissolve_form(visit: Visit) -> AboutSteering:
    """Let the group meet no more."""
    group = await found_group(visit)
    return _about(group, Prepared(version=group.version))


@form(CorrectSteeringGroup, then=GROUP, bodies=(*_E_RAD, Body.STYRGRUPP))
@page(f"{GROUP}/ratta/{{version}}", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def correct_group_form(visit: Visit) -> AboutSteering:
    """Put right what was recorded of the group."""
    group = await found_group(visit)
    prepared = await correcting(visit, SteeringGroup.stream(group.group_id), "charter", "chair", "deputy_chair")
    choices = {f"/charter{place}": options for place, options in (await _seats(visit)).items()}
    return _about(group, _with(prepared, choices | _chairs(group), {}, set()))


def deciders_of(group: GroupThen) -> dict[str, Sequence[Option]]:
    """Who may have presided when the group decided: whoever sits in it, by organisation and office."""
    seated = [
        Option(person_id, f"{seat.name}, {function}")
        for seat in group.seats
        for seating in seat.seatings
        for person_id, function in (
            (seating.person_id, seating.function),
            (seating.deputy_id, seating.deputy_function or ""),
        )
        if person_id
    ]
    return {"/decision/decidedBy": list({each.value: each for each in seated}.values())}


def _about(group: GroupThen, prepared: Prepared) -> AboutSteering:
    return AboutSteering(group.name, GROUP.format(group_id=group.group_id), prepared)


def _with(
    prepared: Prepared, choices: dict[str, Sequence[Option]], start: dict[str, str], fixed: set[str]
) -> Prepared:
    return Prepared(
        {**prepared.start, **start},
        prepared.version,
        choices,
        fixed=prepared.fixed | fixed,
        without=prepared.without,
        labels=prepared.labels,
    )


def _called(insats: InsatsThen) -> str:
    return f"{insats.code} {insats.title}"


def _bodies(visit: Visit) -> list[Option]:
    return [Option(body, capital(visit.write.word(body))) for body in (*MAY_ACT, Body.STYRGRUPP)]


def _named(groups: Sequence[GroupThen]) -> list[Option]:
    return [Option(each.group_id, each.name) for each in groups if not each.dissolved]


def _steered(known: Sequence[SteeringFact]) -> dict[str, str | None]:
    found = known[0] if known else None
    return {"steeringBody": found.steering_body, "groupId": found.group_id} if found else {}


async def _saying_yes(visit: Visit, insats_id: str) -> list[str]:
    cells = await participants(visit.connection, visit.own, [insats_id], visit.as_of) if insats_id else []
    return [cell.municipality_id for cell in cells if cell.status in SAY_YES]


async def _seats(visit: Visit) -> dict[str, Sequence[Option]]:
    known = [Option(each.member_id, each.name) for each in await members(visit.connection, visit.own, visit.as_of)]
    others = await networks(visit.connection, visit.own, visit.as_of)
    adjuncts = [Option(each.network_id, each.name) for each in others]
    return {"/seats": known, "/adjuncts": [*adjuncts, *known], "/chair": known, "/deputyChair": known}


def _chaired(group: GroupThen) -> dict[str, str | None]:
    return {"chair": group.charter.chair, "deputyChair": group.charter.deputy_chair}


def _chairs(group: GroupThen) -> dict[str, Sequence[Option]]:
    seats = [Option(each.organisation_id, each.name) for each in group.seats if each.has_vote]
    return {"/chair": seats, "/deputyChair": seats}
