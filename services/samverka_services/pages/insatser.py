"""Insatser: all of them, and each with what it is, who is in, what was asked and how it was decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic.alias_generators import to_camel

from samverka_domain.ideas import Gist
from samverka_domain.insatser import Insats
from samverka_domain.kernel.text import swedish_order
from samverka_domain.participation import JOINED
from samverka_projections.adjusted_directives import directives_in_force
from samverka_projections.funders import FunderThen, funders_of
from samverka_projections.history import history
from samverka_projections.insatser import InsatsThen
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import MemberOnDay, members_of_all_times
from samverka_projections.participation.matrix import Cell, participants
from samverka_projections.plans import PlanFact, PlanThen, own_plans, plans
from samverka_projections.replacing import WholeVersion
from samverka_projections.requests import RequestThen, requests_by_insats
from samverka_projections.status_reports import Series, status_reports
from samverka_services.commands.insatser import (
    CorrectPriority,
    DescribeInsats,
    PrioritiseInsats,
    ReceiveIdea,
    StrikeIdea,
)
from samverka_services.downloads.insatser import Listed, listed
from samverka_services.pages.conditions import ConditionShown, conditions_shown
from samverka_services.pages.gates import ProcessShown, process_shown
from samverka_services.pages.kernel.as_json import as_json
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_named
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.participation import Sign, sign_of
from samverka_services.pages.pre_study_hours import GivenShown, given_shown
from samverka_services.pages.steering import Steers, steering_of
from samverka_services.pages.succession import Related, related, to_succeed
from samverka_services.pages.taken_over import TakenOverShown, may_take_over, taken_over_shown

MOST_INSATSER, PAGE = 500, 20
INSATS = "/insatser/{insats_id}"


@page("/insatser", "insatser.html", Section.INSATSER)
async def insatser_page(visit: Visit) -> TableShown[Listed]:
    """All of the region."""
    return await table(visit, listed, regionId=visit.the_region.region_id)


@dataclass(frozen=True)
class Participant:
    """A municipality that is in, or has said something."""

    member: MemberOnDay
    cell: Cell
    standing: Sign


@dataclass(frozen=True)
class InsatsShown:
    """One insats."""

    insats: InsatsThen
    goals: Sequence[tuple[str, str]]
    gist: Sequence[tuple[str, Sequence[str]]]
    requests: Sequence[RequestThen]
    steering: Sequence[Steers]
    participants: Sequence[Participant]
    joined: int
    of: int
    hours: int
    thousand_kronor: int
    entries: Sequence[EntryShown]
    older: int | None
    process: ProcessShown
    conditions: Sequence[ConditionShown]
    status: Series
    taken: TakenOverShown | None
    may_take_over: bool
    related: Sequence[Related]
    given: GivenShown
    funders: Sequence[FunderThen]
    """Those that read its reports on the day."""
    directive: WholeVersion | None
    """The version of its directive that stands."""


@page(INSATS, "insats.html", Section.INSATSER)
async def insats_page(visit: Visit) -> InsatsShown:
    """All of it."""
    insats = await insats_named(visit)
    connection, as_of = visit.connection, visit.as_of
    cells = await participants(connection, insats.region_id, [insats.insats_id], as_of)
    members = {each.member_id: each for each in await members_of_all_times(connection, insats.region_id, as_of)}
    asked = await requests_by_insats(connection, [insats.insats_id], as_of)
    before = visit.number("before") or NEWEST
    found = await history(connection, insats.insats_id, as_of, before=before, limit=PAGE + 1)
    entries = await entries_shown(visit, found[:PAGE])
    process = await process_shown(visit, insats)
    funders = await funders_of(connection, [insats.insats_id], as_of)
    joined = frozenset(cell.municipality_id for cell in cells if cell.status in JOINED)
    shown = [Participant(members[cell.municipality_id], cell, sign_of(cell, visit.write)) for cell in cells]
    return InsatsShown(
        insats,
        _goals(insats, await plans(connection, insats.region_id, as_of)),
        _gist(insats.gist, visit),
        asked.get(insats.insats_id, []),
        await steering_of(visit, insats),
        sorted(
            (each for each in shown if each.cell.status in JOINED), key=lambda each: swedish_order(each.member.name)
        ),
        len(joined),
        len(cells),
        sum(cell.hours or 0 for cell in cells),
        sum(cell.thousand_kronor or 0 for cell in cells),
        entries,
        found[PAGE - 1].position if len(found) > PAGE else None,
        process,
        await conditions_shown(visit, insats, process.case, members),
        (await status_reports(connection, [insats.insats_id], as_of))[insats.insats_id],
        taken_over_shown(process.case, members, joined, visit),
        may_take_over(process.case, insats, visit),
        await related(visit, insats, process.case),
        await given_shown(visit, insats, process.case, members),
        [each for each in funders[insats.insats_id] if each.reads_on(as_of.day)],
        (await directives_in_force(connection, [insats.insats_id], as_of)).get(insats.insats_id),
    )


def _goals(insats: InsatsThen, known: Sequence[PlanFact]) -> list[tuple[str, str]]:
    plan = next((each for each in known if each.plan_id == insats.plan_id), None)
    texts = {goal.code: goal.title for goal in plan.effect_goals} if plan else {}
    return [(code, texts.get(code, "")) for code in insats.effect_goals]


def _gist(gist: Gist, visit: Visit) -> list[tuple[str, Sequence[str]]]:
    return [(visit.write.label(f"/{to_camel(name)}"), points) for name, points in vars(gist).items() if points]


@dataclass(frozen=True)
class AboutInsats:
    """A form about an insats; none, if it is for a new one."""

    insats: InsatsThen | None
    form: Prepared


@form(ReceiveIdea, then="/insatser/{id}")
@page("/insatser/ny", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def idea_form(visit: Visit) -> AboutInsats:
    """A new idea."""
    return AboutInsats(None, Prepared(choices=await choices_of_plans(visit) | await to_succeed(visit)))


@form(DescribeInsats, then=INSATS)
@page(f"{INSATS}/beskriv", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def describe_form(visit: Visit) -> AboutInsats:
    """Describe it anew: it begins with what is."""
    insats = await insats_named(visit)
    start = {"title": insats.title, "effectGoals": list(insats.effect_goals), "gist": as_json(insats.gist)}
    known = [each for each in await own_plans(visit.connection, visit.as_of) if each.plan_id == insats.plan_id]
    return AboutInsats(insats, Prepared(start, insats.version, _goal_choices(known)))


@form(PrioritiseInsats, then=INSATS, bodies=Insats.Prioritised.bodies)
@page(f"{INSATS}/prioritera", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def prioritise_form(visit: Visit) -> AboutInsats:
    """The e-råd's judgement."""
    insats = await insats_named(visit)
    return AboutInsats(insats, Prepared(version=insats.version))


@form(StrikeIdea, then="/insatser")
@page(f"{INSATS}/stryk", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def strike_form(visit: Visit) -> AboutInsats:
    """Strike an idea that was recorded by mistake."""
    insats = await insats_named(visit)
    return AboutInsats(insats, Prepared(version=insats.version))


@form(CorrectPriority, then=INSATS, bodies=Insats.Prioritised.bodies)
@page(f"{INSATS}/ratta-prioritering/{{version}}", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def correct_priority_form(visit: Visit) -> AboutInsats:
    """Put right what was recorded of the e-råd's judgement."""
    insats = await insats_named(visit)
    return AboutInsats(insats, await correcting(visit, Insats.stream(insats.insats_id), "priority"))


async def choices_of_plans(visit: Visit) -> dict[str, Sequence[Option]]:
    """The plans that an idea can belong to, and their effect goals."""
    known = await own_plans(visit.connection, visit.as_of)
    choices = {"/planId": [Option(plan.plan_id, plan.content.title) for plan in known]} if known else {}
    return choices | _goal_choices(known)


def _goal_choices(known: Sequence[PlanThen]) -> dict[str, Sequence[Option]]:
    """A code that stands in several plans once."""
    goals = {goal.code: goal.title for plan in known for goal in plan.content.effect_goals}
    return {"/effectGoals": [Option(code, f"{code} {title}") for code, title in goals.items()]} if goals else {}
