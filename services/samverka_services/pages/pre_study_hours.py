"""The forms by which a municipality gives hours to a pre-study, and what pages show of such hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samverka_domain.case import Case
from samverka_domain.pre_studies import takes_hours
from samverka_domain.pre_study_hours import PreStudyHours
from samverka_projections.commitments import YearLoad, load_on
from samverka_projections.gates import cases
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import MemberOnDay
from samverka_projections.pre_study_hours import PreStudyHoursFact, hours_given_by, hours_given_to
from samverka_services.commands.pre_study_hours import CorrectPreStudyHours, GivePreStudyHours
from samverka_services.pages.kernel.as_json import as_json
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_named
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, page
from samverka_services.pages.kernel.visit import Visit

STEP = "forstudietimmar"
"""The last part of the form's address."""
_BODIES = PreStudyHours.Event.bodies
_INSATS = "/insatser/{insats_id}"
_THEN = "/vara-insatser"


@dataclass(frozen=True)
class GivingHours:
    """A decision about hours for the pre-study of an insats."""

    insats: InsatsThen
    load: Sequence[YearLoad]
    step: str
    form: Prepared


@form(GivePreStudyHours, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/{STEP}", "pre_study_hours.html", Section.OWN, kinds=(KOMMUN,))
async def give_hours_form(visit: Visit) -> GivingHours:
    """It begins with what is given already."""
    insats, given = await insats_named(visit), await hours_given_by(visit.connection, visit.own, visit.as_of)
    own = next((each for each in given if each.insats_id == insats.insats_id), None)
    start = {"hours": as_json(own.hours)} if own else {}
    return await _giving(visit, insats, "give", Prepared(start))


@form(CorrectPreStudyHours, then=_THEN, bodies=_BODIES)
@page(f"{_INSATS}/ratta-{STEP}/{{version}}", "pre_study_hours.html", Section.OWN, kinds=(KOMMUN,))
async def correct_hours_form(visit: Visit) -> GivingHours:
    """Put right what was recorded of the hours."""
    insats = await insats_named(visit)
    prepared = await correcting(visit, PreStudyHours.stream(insats.insats_id), "hours")
    return await _giving(visit, insats, "correct", prepared)


async def _giving(visit: Visit, insats: InsatsThen, step: str, prepared: Prepared) -> GivingHours:
    return GivingHours(insats, await load_on(visit.connection, visit.own, visit.as_of), step, prepared)


async def in_pre_study(visit: Visit, ids: Iterable[str]) -> frozenset[str]:
    """Those of the insatser to whose pre-study hours are given now."""
    found = await cases(visit.connection, sorted(set(ids)), visit.as_of)
    return frozenset(insats_id for insats_id, then in found.items() if takes_hours(then.case))


@dataclass(frozen=True)
class GivenShown:
    """Who gives hours to a pre-study."""

    rows: Sequence[tuple[MemberOnDay, PreStudyHoursFact]]
    address: str
    """Where the reader's municipality gives its own; empty if that is not possible now, or for others."""

    @property
    def total(self) -> int:
        """Over all municipalities."""
        return sum(given.total for _, given in self.rows)


async def given_shown(visit: Visit, insats: InsatsThen, case: Case, members: Mapping[str, MemberOnDay]) -> GivenShown:
    """By the municipalities' names."""
    given = (await hours_given_to(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    rows = sorted(((members[each.municipality_id], each) for each in given), key=lambda row: row[0].name)
    may = takes_hours(case) and visit.viewer.kind is KOMMUN and not visit.is_past
    return GivenShown(rows, f"/insatser/{insats.insats_id}/{STEP}" if may else "")
