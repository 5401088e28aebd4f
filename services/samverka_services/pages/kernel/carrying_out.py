"""Giving a form's command to the executor, and what comes of it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from psycopg import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.rules import Refused
from samverka_infra.database import tenant_transaction
from samverka_infra.event_log.errors import KeyReused, StaleVersion
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.fields import Command
from samverka_services.http.cookies import keep_place
from samverka_services.http.limiting import Kind, counted_turn
from samverka_services.http.reading_after import tokens_of
from samverka_services.kernel.timing import new_id
from samverka_services.login.tokens import Scope
from samverka_services.pages.kernel.faults import Fault, Reading
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.filled import Commanding, Filled
from samverka_services.pages.kernel.visit import Acting, Visit
from samverka_services.pages.kernel.wrong import wrong_with

T = TypeVar("T")

Found = tuple[Sequence[Fault], str]
"""What is wrong, and the command key for the next try."""


@dataclass(frozen=True)
class CarriedOut:
    """It was stored, now or by an earlier press of the button."""

    outcome: Outcome
    token: str

    def redirect(self, address: str) -> Response:
        """Where one goes on; the pages there wait until the views show it."""
        response = RedirectResponse(address, 303)
        keep_place(response, self.token)
        return response


Tried = CarriedOut | Mapping[int, Refused]
"""It was stored, or what was refused of which part."""


class Stale:
    """What the command changes has been changed since the page was opened."""


async def tried(form: Commanding, visit: Visit, by: Acting, prepared: Prepared, filled: Filled) -> Found | Stale:
    """What would be refused; nothing is stored."""

    def rehearse(executor: CommandExecutor, command: Command, caller: Caller) -> None:
        executor.rehearse(command, caller, expected_version=filled.version)

    found = await _given(form, visit, by, prepared, filled, rehearse)
    return ((), filled.key) if found is None else found


async def carried_out(
    form: Commanding, visit: Visit, by: Acting, prepared: Prepared, filled: Filled
) -> CarriedOut | Found | Stale:
    """Stored once, however often it is sent."""

    def execute(executor: CommandExecutor, command: Command, caller: Caller) -> CarriedOut:
        outcome = executor.execute(command, caller, key=filled.key, expected_version=filled.version)
        token = tokens_of(visit.request, caller.tenant_id).of((outcome.position, outcome.recorded_at))
        return CarriedOut(outcome, token)

    found = await _given(form, visit, by, prepared, filled, execute)
    assert found is not None
    return found


async def _given(
    form: Commanding,
    visit: Visit,
    by: Acting,
    prepared: Prepared,
    filled: Filled,
    do: Callable[[CommandExecutor, Command, Caller], T],
) -> T | Found | Stale:
    wrong = wrong_with(form, visit, prepared, filled.given)
    if wrong:
        return wrong, filled.key
    try:
        command = form.command_of(filled.given, visit.path)
        return await in_her_turn(visit.request, by, lambda executor, caller: do(executor, command, caller))
    except Refused as refused:
        refused.params = form.body.as_sent(refused.params)
        return Reading(visit.write, prepared.questions, filled.given).of_rule(refused), filled.key
    except KeyReused:
        return [Fault("", visit.write.text("form.sent-before"))], new_id()
    except StaleVersion:
        return Stale()


async def in_her_turn(request: Request, by: Acting, do: Callable[[CommandExecutor, Caller], T]) -> T:
    """What she does with the executor, as its caller. Raises ScopeMissing, RateLimited, and what it raises."""
    by.identity.require(Scope.WRITE)
    caller = Caller(
        by.identity.person_id, by.identity.tenant_id, request.scope["correlation_id"], by.identity.credential
    )
    async with counted_turn(request, Kind.COMMANDS):
        return await asyncio.to_thread(do, request.app.state.executor, caller)


async def all_carried_out(request: Request, by: Acting, command: Command, rehearsals: Sequence[Command]) -> Tried:
    """A command of many parts, stored under a key of its own; or what is refused of each part alone, and no more."""

    def act(executor: CommandExecutor, caller: Caller) -> Tried:
        refused = {}
        for index, part in enumerate(rehearsals):
            try:
                executor.rehearse(part, caller)
            except Refused as found:
                refused[index] = found
        if refused:
            return refused
        outcome = executor.execute(command, caller, key=new_id())
        return CarriedOut(outcome, tokens_of(request, caller.tenant_id).of((outcome.position, outcome.recorded_at)))

    return await in_her_turn(request, by, act)


async def beside_the_log(request: Request, by: Acting, do: Callable[[Connection], None]) -> None:
    """Rows of her tenant that are no events, in a transaction and a turn of hers.

    Raises ScopeMissing, RateLimited, DatabaseUnavailable.
    """

    def act() -> None:
        with tenant_transaction(request.app.state.commands, by.reader.tenant_id) as connection:
            do(connection)

    by.identity.require(Scope.WRITE)
    async with counted_turn(request, Kind.COMMANDS):
        await asyncio.to_thread(act)
