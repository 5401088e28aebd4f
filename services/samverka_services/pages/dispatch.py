"""To whom a request is to go and until when, chosen while it is still a draft and kept beside it."""

from typing import Annotated

from psycopg import Connection

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.identifiers import Kommunkod
from samverka_domain.kernel.limits import Day, Id, Listed
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.requests import MOST_RECIPIENTS
from samverka_infra import dispatch_drafts
from samverka_infra.dispatch_drafts import DispatchDraft
from samverka_infra.event_log.clock import log_now
from samverka_services.commands.kernel.fields import Fields
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.row_form import row_form
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.request_forms import AboutRequest, about_draft, prepared_dispatch
from samverka_services.pages.requests import found_draft

_DRAFT = "/forfragningar/{request_id}"


class PrepareDispatch(Fields):
    """What the sending of a request will say; each part may still be missing."""

    request_id: Id
    recipients: Annotated[tuple[Kommunkod, ...], Listed(MOST_RECIPIENTS)] = ()
    deadline: Day | None = None
    open_answers: bool = False


def _keep(connection: Connection, given: PrepareDispatch) -> None:
    closes_at = end_of_day(given.deadline) if given.deadline else None
    ahead = closes_at is None or closes_at > log_now(connection)
    require(ahead, Rule.DEADLINE_IN_THE_PAST, field="deadline", pointer="/deadline", closes_at=closes_at)
    kept = DispatchDraft(given.request_id, list(given.recipients), given.deadline, given.open_answers)
    dispatch_drafts.keep(connection, kept)


@row_form(PrepareDispatch, _keep, f"{_DRAFT}/utkast", by=(Role.PROCESS_LEADER,))
@page(f"{_DRAFT}/mottagare", "request_form.html", Section.REQUESTS, kinds=(FORBUND,))
async def dispatch_form(visit: Visit) -> AboutRequest:
    """It begins with what is kept."""
    draft = await found_draft(visit)
    return await about_draft(visit, draft, await prepared_dispatch(visit, draft))
