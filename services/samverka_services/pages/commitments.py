"""What a municipality takes part in, and what it has set aside; and the decisions by which it does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from samverka_domain.commitments import Commitment
from samverka_domain.declining import Declining
from samverka_domain.participation import JOINED, Status
from samverka_domain.takeovers import PastPart
from samverka_projections.commitments import PartThen, YearLoad, commitments_of, load_of
from samverka_projections.insatser import InsatsThen
from samverka_projections.pre_study_hours import hours_given_by
from samverka_services.commands.commitments import (
    AdjustCommitment,
    CorrectCommitment,
    DecideHandover,
    EndCommitment,
    SetResourcesAside,
    TakePart,
)
from samverka_services.commands.declining import CorrectDeclining, DeclinePart
from samverka_services.downloads.commitments import OwnYear, commitments
from samverka_services.pages.kernel.as_json import as_json
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.participation import Sign, mark_taken, sign_of
from samverka_services.pages.pre_study_hours import STEP, in_pre_study
from samverka_services.pages.taken_over import ToConfirm, part_to_confirm, parts_to_confirm

_BODIES = Commitment.Event.bodies
_INSATS = "/insatser/{insats_id}"
_THEN = "/vara-insatser"


@dataclass(frozen=True)
class OwnInsatser:
    """How the municipality stands to each insats, and what it can decide now."""

    table: TableShown[OwnYear]
    load: Sequence[YearLoad]
    to_confirm: Sequence[ToConfirm]
    """What the förbund says was decided before Samverka, and the municipality has not recorded."""
    in_pre_study: frozenset[str]
    """The insatser to whose pre-study it can give hours now."""

    @property
    def joined(self) -> int:
        """In how many it takes part."""
        return len({each.insats.insats_id for each in self.table.listing.rows if each.part})

    def standing(self, row: OwnYear) -> Sign:
        """As a sign."""
        write = self.table.visit.write
        sign = sign_of(row.cell, write)
        return mark_taken(sign, write) if row.taken_over else sign

    def steps(self, row: OwnYear) -> Sequence[str]:
        """Forms that can be filled in, by the last part of their address."""
        giving = (STEP,) if row.insats.insats_id in self.in_pre_study else ()
        return (*giving, *_steps(row.cell.status, row.part))


@page("/vara-insatser", "own_insatser.html", Section.OWN, kinds=(KOMMUN,))
async def own_insatser_page(visit: Visit) -> OwnInsatser:
    """Standing, hours and money."""
    shown = await table(visit, commitments)
    parts = await commitments_of(visit.connection, visit.own, visit.as_of)
    decided = frozenset(each.insats_id for each in parts)
    return OwnInsatser(
        shown,
        load_of(parts, await hours_given_by(visit.connection, visit.own, visit.as_of)),
        await parts_to_confirm(visit, decided),
        await in_pre_study(visit, (row.insats.insats_id for row in shown.listing.rows)),
    )


def _steps(status: Status, part: PartThen | None) -> Sequence[str]:
    if status is Status.RESOURCES_SET_ASIDE:
        return ("justera", "overlamning", "avsluta")
    if status in JOINED:
        return ("avsatt", "overlamning", "avsluta")
    return ("avsatt", "avboj") if part is not None else ("delta", "avboj")


@dataclass(frozen=True)
class Deciding:
    """A decision about the municipality's part in an insats."""

    insats: InsatsThen
    part: PartThen | None
    load: Sequence[YearLoad]
    step: str
    form: Prepared
    taken: PastPart | None
    """What the förbund says of a part that the municipality has not recorded."""


@form(TakePart, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/delta", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def take_part_form(visit: Visit) -> Deciding:
    """Take part, and set resources aside by the same decision if that has been decided."""
    return await _deciding(visit, "delta")


@form(DeclinePart, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/avboj", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def decline_form(visit: Visit) -> Deciding:
    """Decline to take part."""
    return await _deciding(visit, "avboj")


@form(CorrectDeclining, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/ratta-avbojande/{{version}}", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def correct_declining_form(visit: Visit) -> Deciding:
    """Put right what was recorded of declining."""
    found = await _deciding(visit, "ratta")
    return replace(found, form=await correcting(visit, Declining.stream(found.insats.insats_id)))


@form(SetResourcesAside, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/avsatt", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def set_aside_form(visit: Visit) -> Deciding:
    """Set resources aside."""
    return await _deciding(visit, "avsatt", needs_part=True)


@form(AdjustCommitment, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/justera", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def adjust_form(visit: Visit) -> Deciding:
    """Set more or less aside: it begins with what is."""
    return await _deciding(visit, "justera", needs_part=True)


@form(DecideHandover, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/overlamning", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def handover_form(visit: Visit) -> Deciding:
    """Who owns what is handed over."""
    return await _deciding(visit, "overlamning", needs_part=True)


@form(EndCommitment, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/avsluta", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def end_form(visit: Visit) -> Deciding:
    """End the part."""
    return await _deciding(visit, "avsluta", needs_part=True)


@form(CorrectCommitment, then="/vara-insatser", bodies=_BODIES)
@page(f"{_INSATS}/ratta/{{version}}", "commitment.html", Section.OWN, kinds=(KOMMUN,))
async def correct_commitment_form(visit: Visit) -> Deciding:
    """Put right what was recorded of the part."""
    found = await _deciding(visit, "ratta", needs_part=True)
    prepared = await correcting(visit, Commitment.stream(found.insats.insats_id), "resources", "valid_to")
    return replace(found, form=prepared)


async def _deciding(visit: Visit, step: str, *, needs_part: bool = False) -> Deciding:
    insats_id = visit.path["insats_id"]
    insats = await insats_of(visit, insats_id)
    parts = await commitments_of(visit.connection, visit.own, visit.as_of)
    part = next((each for each in parts if each.insats_id == insats_id), None)
    load = load_of(parts, await hours_given_by(visit.connection, visit.own, visit.as_of))
    if needs_part:
        there(part)
    if step == "avboj":
        return Deciding(insats, part, load, step, Prepared(), None)
    start = {"resources": as_json(part.resources)} if part and part.resources and step == "justera" else {}
    taken = None if part else await part_to_confirm(visit, insats_id)
    start |= _confirming(taken) if taken else {}
    return Deciding(insats, part, load, step, Prepared(start, part.version if part else None), taken)


def _confirming(taken: PastPart) -> dict[str, Any]:
    """The decision of its day; which roles the hours were for, the municipality knows."""
    return {"decision": {"decidedOn": taken.since.isoformat()}}
