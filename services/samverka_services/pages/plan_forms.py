"""The förbund's acts on its action plan: from the draft through its versions to the publication."""

from dataclasses import dataclass, replace

from samverka_domain.plans import ActionPlan
from samverka_projections.plans import PlanThen, own_plans
from samverka_services.commands.plans import (
    ApproveActionPlan,
    CorrectActionPlan,
    DraftActionPlan,
    NoteActionPlanVersion,
    PublishActionPlan,
    ReviseActionPlan,
)
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.plans import PLAN, found_plan

_TEMPLATE = "plan_form.html"
_BODIES = ActionPlan.Approved.bodies


@dataclass(frozen=True)
class AboutPlan:
    """A form about a plan; None, if it is for a new one."""

    plan: PlanThen | None
    form: Prepared


@form(DraftActionPlan, then="/handlingsplan/{id}")
@page("/handlingsplan/ny", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def draft_plan_form(visit: Visit) -> AboutPlan:
    """It begins with what the plan in the address says, if there is one there."""
    model = visit.request.query_params.get("efter")
    own = await own_plans(visit.connection, visit.as_of)
    start = next((object_of(each.content) for each in own if each.plan_id == model), {})
    return AboutPlan(None, Prepared(start))


@form(ReviseActionPlan, then=PLAN)
@page(f"{PLAN}/revidera", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def revise_plan_form(visit: Visit) -> AboutPlan:
    """It begins with what the plan says."""
    plan = await found_plan(visit)
    return AboutPlan(plan, Prepared(object_of(plan.content), plan.version))


@form(NoteActionPlanVersion, then=PLAN)
@page(f"{PLAN}/version", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def note_version_form(visit: Visit) -> AboutPlan:
    """That it was made, or handled by somebody."""
    plan = await found_plan(visit)
    return AboutPlan(plan, Prepared({"version": plan.plan_version, "notedOn": visit.write.today.isoformat()}))


@form(ApproveActionPlan, then=PLAN, bodies=_BODIES)
@page(f"{PLAN}/godkann", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def approve_plan_form(visit: Visit) -> AboutPlan:
    """The municipal directors' approval of what it says."""
    plan = await found_plan(visit)
    return AboutPlan(plan, Prepared(version=plan.version))


@form(PublishActionPlan, then=PLAN)
@page(f"{PLAN}/publicera", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def publish_plan_form(visit: Visit) -> AboutPlan:
    """Let it go out."""
    plan = await found_plan(visit)
    return AboutPlan(plan, Prepared({"publishedOn": visit.write.today.isoformat()}, plan.version))


@form(CorrectActionPlan, then=PLAN, bodies=_BODIES)
@page(f"{PLAN}/ratta/{{version}}", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def correct_plan_form(visit: Visit) -> AboutPlan:
    """Put right what was recorded of the approval."""
    plan = await found_plan(visit)
    prepared = await correcting(visit, ActionPlan.stream(plan.plan_id))
    return AboutPlan(plan, replace(prepared, version=plan.version))
