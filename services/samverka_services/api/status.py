"""Whether the server lives and is ready, and who the caller is."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import ConfigDict, Field

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_infra.credentials import refuse_revoked
from samverka_infra.database import tenant_transaction
from samverka_infra.event_log.clock import log_now
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_infra.mail_progress import mail_health
from samverka_projections.kernel.health import health
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.api.information import DOCUMENT, PREFIX, ApiInfo
from samverka_services.commands.kernel.context import Caller
from samverka_services.commands.kernel.fields import Fields
from samverka_services.http.errors import MailUnreliable, ViewsUnreliable


class Alive(Fields):
    """The server answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: str = "ok"


class MailGoes(Alive):
    """Mail is sent, and the mail server takes it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok", "waiting": 0, "setAside": 0}]})

    waiting: int
    set_aside: int = Field(description="How many the mail server has refused for good")


class Me(Fields):
    """The caller, and what she may do today."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "personId": "exempel-petra-processledare",
                    "organisationNumber": "2220001776",
                    "roles": ["PROCESS_LEADER"],
                    "seats": [],
                }
            ]
        }
    )

    person_id: str
    organisation_number: str
    roles: list[Role]
    seats: list[Body]


def status_router(identify: Callable[..., AsyncIterator[Caller]]) -> APIRouter:
    """What the API is, health, and `me`."""
    router = APIRouter(prefix=PREFIX, tags=["status"])

    @router.get(
        "/api-info",
        summary="Which API this is",
        description="Its name, version, status and documentation; for everybody.",
        response_description="Which API this is",
        operation_id="ApiInfo",
    )
    def api_info(request: Request) -> ApiInfo:
        return ApiInfo(api_documentation=f"{request.app.state.address or ''}{DOCUMENT}")

    _tell_health(router)

    @router.get(
        "/me",
        summary="The caller and her mandates today",
        description="For whoever has a token that may read. Without mandates the two lists are empty.",
        response_description="The caller and her mandates today",
        operation_id="Me",
        responses=_PROBLEM,
    )
    def me(request: Request, caller: Annotated[Caller, Depends(identify)]) -> Me:
        with tenant_transaction(request.app.state.commands, caller.tenant_id) as connection:
            if caller.credential is not None:
                refuse_revoked(connection, caller.credential)
            work = UnitOfWork(connection, caller.tenant_id, log_now(connection))
            mandates = work.load(Mandates, STREAM)
        today = local_day(work.at)
        return Me(
            person_id=caller.person_id,
            organisation_number=caller.tenant_id,
            roles=sorted(mandates.roles(caller.person_id, today)) if mandates else [],
            seats=sorted(mandates.seats(caller.person_id, today)) if mandates else [],
        )

    return router


def _tell_health(router: APIRouter) -> None:
    """Of the server, of the views and of mail."""

    @router.get(
        "/health/live",
        summary="Whether the process answers",
        description="Asks nothing else; for who starts it again. For everybody.",
        response_description="It answers",
        operation_id="Live",
    )
    def live() -> Alive:
        return Alive()

    @router.get(
        "/health/ready",
        summary="Whether the database answers",
        description="For who sends requests only to servers that can carry them out. For everybody.",
        response_description="It can be used now",
        operation_id="Ready",
        responses={503: _PROBLEM[503]},
    )
    def ready(request: Request) -> Alive:
        with tenant_transaction(request.app.state.commands, ""):
            return Alive()

    @router.get(
        "/health/views",
        summary="Whether the views can be relied on",
        description=(
            "For who watches over the installation, not for the load balancer: what is wrong with a view is no "
            "reason to send requests elsewhere. 503 says which views are not built, lack an event or wait for the "
            "projector, and whether a projector works at all. For everybody."
        ),
        response_description="All views are complete and up to date, and a projector works",
        operation_id="Views",
        responses={503: _PROBLEM[503]},
    )
    def views(request: Request) -> Alive:
        with tenant_transaction(request.app.state.commands, "") as connection:
            found = health(connection, PROJECTIONS)
        if found.complaints:
            raise ViewsUnreliable(found)
        return Alive()

    @router.get(
        "/health/mail",
        summary="Whether mail gets through",
        description=(
            "Whether anybody sends mail, and whether the mail server takes it; how many wait, and how many it has "
            "refused for good. For everybody."
        ),
        response_description="Mail gets through",
        operation_id="Mail",
        responses={503: _PROBLEM[503]},
    )
    def mail(request: Request) -> MailGoes:
        with tenant_transaction(request.app.state.commands, "") as connection:
            found = mail_health(connection)
        if found.silent or found.failing_since:
            raise MailUnreliable(found)
        return MailGoes(waiting=found.waiting, set_aside=found.set_aside)


_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_PROBLEM: dict[int | str, dict[str, Any]] = {
    status: {"description": "Problem", "content": _CONTENT} for status in (401, 403, 429, 503)
}
