"""Whether the server lives and is ready, and who the caller is."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_infra.credentials import refuse_revoked
from samverka_infra.database import tenant_transaction
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.api.endpoints import PREFIX
from samverka_services.commands.kernel.context import Caller
from samverka_services.commands.kernel.fields import Fields
from samverka_services.kernel.timing import clock


class Alive(Fields):
    """The server answers."""

    status: str = "ok"


class Me(Fields):
    """The caller, and what she may do today."""

    person_id: str
    organisation_number: str
    roles: list[Role]
    seats: list[Body]


def status_router(identify: Callable[..., AsyncIterator[Caller]]) -> APIRouter:
    """Health and `me`."""
    router = APIRouter(prefix=PREFIX, tags=["status"])

    @router.get("/health/live", summary="Whether the process answers", operation_id="Live")
    def live() -> Alive:
        return Alive()

    @router.get("/health/ready", summary="Whether the database answers", operation_id="Ready", responses=_PROBLEM)
    def ready(request: Request) -> Alive:
        with tenant_transaction(request.app.state.commands, ""):
            return Alive()

    @router.get("/me", summary="The caller and her mandates today", operation_id="Me", responses=_PROBLEM)
    def me(request: Request, caller: Annotated[Caller, Depends(identify)]) -> Me:
        with tenant_transaction(request.app.state.commands, caller.tenant_id) as connection:
            if caller.credential is not None:
                refuse_revoked(connection, caller.credential)
            mandates = UnitOfWork(connection, caller.tenant_id).load(Mandates, STREAM)
        today = local_day(clock())
        return Me(
            person_id=caller.person_id,
            organisation_number=caller.tenant_id,
            roles=sorted(mandates.roles(caller.person_id, today)) if mandates else [],
            seats=sorted(mandates.seats(caller.person_id, today)) if mandates else [],
        )

    return router


_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_PROBLEM: dict[int | str, dict[str, Any]] = {
    status: {"description": "Problem", "content": _CONTENT} for status in (401, 403, 429, 503)
}
