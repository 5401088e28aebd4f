"""Carrying out commands: once per key, in one transaction, by those who may."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from psycopg import Connection

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import ANY_INSATS, STREAM, Mandates
from samverka_domain.organisations import Organisation
from samverka_infra.event_log.errors import ClockPassed, GuardFailed, NotHersToRecord, StaleVersion
from samverka_infra.event_log.unit_of_work import EventLog, Stamp, UnitOfWork
from samverka_services.commands.kernel.context import Caller, Context, Decided, Outcome, Seen
from samverka_services.commands.kernel.errors import PreconditionRequired, TooBusy
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.seats import require_seat
from samverka_services.commands.kernel.topic import CommandTable, Handling, Topic

T = TypeVar("T")

MOST_ATTEMPTS = 25
"""How often a command is decided anew because what it relied on changed meanwhile."""


class _Rehearsed(Exception):
    """Nothing of it is to be stored."""


class CommandExecutor:
    """The one entrance for commands: REST, command line and demonstration all come here."""

    def __init__(
        self,
        log: EventLog,
        table: CommandTable,
        new_id: Callable[[], str],
    ) -> None:
        self._log = log
        self._table = table
        self._new_id = new_id

    def execute(self, command: Command, caller: Caller, *, key: str, expected_version: Seen | None = None) -> Outcome:
        """Carry out a command, or answer as before if its key was carried out before; both for those who may today.

        Raises Refused, Revoked, NotFound, PreconditionRequired, StaleVersion, KeyReused, KeyInFlight, TooBusy and
        DatabaseUnavailable; in all these cases nothing was stored, except that after DatabaseUnavailable it is
        unknown, and sending the same key again finds out.
        """
        return self._decide(command, caller, key, expected_version)

    def rehearse(self, command: Command, caller: Caller, *, expected_version: Seen | None = None) -> None:
        """Carry out a command and take it back, so that it is known whether it would be refused.

        Raises what `execute` raises.
        """
        with suppress(_Rehearsed):
            self._decide(command, caller, self._new_id(), expected_version, rehearsed=True)

    def beside(self, topic: Topic, caller: Caller, do: Callable[[Connection, datetime], T]) -> T:
        """Rows beside the log, for who may give the topic's commands today. Raises Refused, Revoked."""
        with self._log.unit_of_work(caller.tenant_id) as work:
            if caller.credential is not None:
                work.refuse_revoked(caller.credential)
            _require_kind(work, caller, topic)
            mandates = work.load(Mandates, STREAM)
            require(mandates, Rule.ROLE_MISSING, needed=tuple(sorted(topic.roles)))
            assert mandates is not None
            held = {each.role for each in mandates.of(caller.person_id, local_day(work.at), ANY_INSATS)}
            require(held & topic.roles, Rule.ROLE_MISSING, needed=tuple(sorted(topic.roles)))
            return do(work.connection, work.at)

    def _decide(
        self, command: Command, caller: Caller, key: str, expected_version: Seen | None, *, rehearsed: bool = False
    ) -> Outcome:
        handling = self._table[type(command)]
        if handling.changes and expected_version is None:
            raise PreconditionRequired
        for _attempt in range(MOST_ATTEMPTS):
            try:
                return self._attempt(command, caller, handling, key, expected_version, rehearsed=rehearsed)
            except StaleVersion:
                if expected_version not in (None, "*"):
                    raise
            except (GuardFailed, ClockPassed, NotHersToRecord):
                continue
        raise TooBusy

    def _attempt(
        self,
        command: Command,
        caller: Caller,
        handling: Handling,
        key: str,
        expected_version: Seen | None,
        *,
        rehearsed: bool,
    ) -> Outcome:
        with self._log.unit_of_work(caller.tenant_id) as work:
            if caller.credential is not None:
                work.refuse_revoked(caller.credential)
            complete = command.given_by(caller.person_id)
            mandates = _require_entitled(work, caller, handling, complete)
            earlier = work.claim(key, fingerprint(command, caller, expected_version))
            if earlier is not None:
                return Outcome.of(earlier.result, earlier.appended, replayed=True)
            if complete.given_decision is not None and handling.seat_needed:
                require_seat(work, mandates, complete.given_decision)
            context = Context(work, caller, self._new_id, complete.overtaken_on, expected_version)
            decided = handling.handler(complete, context)
            result = _result(handling, decided)
            stamp = Stamp(caller.person_id, key, caller.correlation_id)
            appended = work.save(decided.aggregate, *decided.others, stamp=stamp, result=result)
            if rehearsed:
                raise _Rehearsed
            return Outcome.of(result, appended, replayed=False)


def _result(handling: Handling, decided: Decided) -> dict[str, Any]:
    """What is stored with the command key."""
    return {"kind": handling.topic.kind, "id": decided.id, "version": decided.aggregate.version}


def fingerprint(command: Command, caller: Caller, expected_version: Seen | None) -> str:
    """What the same key must mean when it comes again: the same command by the same person."""
    seen = sorted(expected_version) if isinstance(expected_version, frozenset) else expected_version
    text = f"{type(command).__name__} {caller.person_id} {seen} {command.model_dump_json()}"
    return hashlib.sha256(text.encode()).hexdigest()


def _require_entitled(work: UnitOfWork, caller: Caller, handling: Handling, command: Command) -> Mandates:
    """The mandates that the append relies on; asked before anything is said of the key."""
    _require_kind(work, caller, handling.topic)
    mandates = work.load(Mandates, STREAM)
    require(mandates, Rule.ROLE_MISSING, needed=tuple(sorted(handling.roles)))
    assert mandates is not None
    sits = handling.topic.sits
    if sits is not None:
        known = mandates.of(caller.person_id, local_day(work.at))
        require(known and sits(command, work, caller.person_id), Rule.NOT_HER_SEAT)
    elif not (handling.seat_needed and _decides_herself(caller, mandates, command.given_decision, work.at)):
        insatser = handling.topic.insatser_of(command, work)
        mandates.require_role(caller.person_id, *sorted(handling.roles), at=work.at, insatser=insatser)
    work.guard(caller.tenant_id, STREAM, mandates.version)
    return mandates


def _decides_herself(caller: Caller, mandates: Mandates, decision: Decision | None, at: datetime) -> bool:
    """Whether the caller took the decision and sits in the body today; the day of the decision is asked elsewhere."""
    if decision is None or decision.decided_by != caller.person_id:
        return False
    return mandates.has_seat(caller.person_id, decision, local_day(at))


def _require_kind(work: UnitOfWork, caller: Caller, topic: Topic) -> None:
    organisation = work.load(Organisation, Organisation.stream(caller.tenant_id))
    require(organisation, Rule.ORGANISATION_UNKNOWN)
    assert organisation is not None
    fits = topic.organisation in {None, organisation.kind}
    require(fits, Rule.WRONG_KIND_OF_ORGANISATION, needed=topic.organisation)
