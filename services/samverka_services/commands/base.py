"""What a command handler is given, what it answers, and how a command can fail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, TypeVar

from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.decision import Decision
from samverka_domain.mandates import Mandates, Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.requests import InterestRequest, Terms, published_terms
from samverka_infra.credentials import Credential
from samverka_infra.event_log.errors import StaleVersion
from samverka_infra.event_log.recorder import Appended
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.fields import Command

AnyAggregate = TypeVar("AnyAggregate", bound=Aggregate)


class NotFound(Exception):
    """There is no such thing, or none that this tenant may know of."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"{kind} {id}")
        self.kind = kind
        self.id = id


class PreconditionRequired(Exception):
    """The command changes something and must say which version it has seen."""


class TooBusy(Exception):
    """Others changed the same things again and again; the command may be sent again."""


@dataclass(frozen=True)
class Caller:
    """A person acting for one organisation."""

    person_id: str
    tenant_id: str
    correlation_id: str
    credential: Credential | None = None
    """What the token rests on; None for Samverka's own commands."""


@dataclass(frozen=True)
class Outcome:
    """What a command has led to."""

    kind: str
    id: str
    version: int
    position: int
    recorded_at: datetime
    replayed: bool = False

    @classmethod
    def of(cls, result: Mapping[str, Any], appended: Appended, *, replayed: bool) -> Self:
        """From what is stored with the command key."""
        return cls(
            result["kind"], result["id"], result["version"], appended.last_position, appended.recorded_at, replayed
        )


@dataclass(frozen=True)
class Decided:
    """What a handler answers: the thing that the command was about, and all aggregates to save."""

    kind: str
    id: str
    aggregate: Aggregate
    others: tuple[Aggregate, ...] = ()

    def result(self) -> dict[str, Any]:
        """What is stored with the command key."""
        return {"kind": self.kind, "id": self.id, "version": self.aggregate.version}


@dataclass(frozen=True)
class Context:
    """A command's surroundings: its unit of work, its caller, its moment."""

    work: UnitOfWork
    caller: Caller
    at: datetime
    new_id: Callable[[], str]
    mandates: Mandates
    decision: Decision | None
    expected_version: int | None = field(default=None)

    @property
    def tenant_id(self) -> str:
        """The organisation acted for."""
        return self.caller.tenant_id

    def decided(self) -> Decision:
        """The decision that the command carries."""
        assert self.decision is not None
        return self.decision

    def find(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate:
        """One of the tenant's own aggregates; raises NotFound."""
        found = self.work.load(aggregate_class, stream_id)
        if found is None:
            raise NotFound(aggregate_class.__name__, stream_id.partition(":")[2])
        return found

    def find_to_change(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate:
        """The same, at the version that the caller has seen; raises StaleVersion."""
        found = self.find(aggregate_class, stream_id)
        if self.expected_version is not None and found.version != self.expected_version:
            raise StaleVersion(f"{stream_id} stands at version {found.version}")
        return found

    def find_shared(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate:
        """An aggregate that a förbund has opened to its region; guarded against change until the append."""
        owner = self.work.owner_of(stream_id)
        events = self.work.events(owner, stream_id) if owner else []
        found = aggregate_class.replay(recorded.event for recorded in events)
        if owner is None or found is None:
            raise NotFound(aggregate_class.__name__, stream_id.partition(":")[2])
        self.work.guard(owner, stream_id, found.version)
        return found

    def terms(self, request_id: str) -> Terms:
        """What a sent request says now, guarded: the answer is judged by it at its own place in the log."""
        stream = InterestRequest.stream(request_id)
        owner = self.work.owner_of(stream)
        events = self.work.events(owner, stream) if owner else []
        terms = published_terms(recorded.event for recorded in events)
        if owner is None or terms is None:
            raise NotFound(InterestRequest.__name__, request_id)
        self.work.guard(owner, stream, terms.version)
        if not terms.is_late(self.at):
            self.work.valid_until(terms.closes_at)
        return terms


Handler = Callable[[Any, Context], Decided]


@dataclass(frozen=True)
class Handling:
    """How a command is handled: by which function, and who may give it."""

    handler: Handler
    roles: frozenset[Role]
    """The caller holds one of them today, or took the decision herself."""
    organisation: OrganisationKind | None = None
    """Which kind of organisation gives this command; None: any."""
    seat_needed: bool = True
    """Whether the one who decided must have had a seat in the deciding body, in this tenant, on that day."""
    changes: bool = False
    """Whether the caller must say which version she has seen (If-Match)."""


CommandTable = Mapping[type[Command], Handling]
