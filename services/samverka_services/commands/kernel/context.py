"""What a command's handler is given, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Self, TypeVar, get_type_hints

from pydantic.alias_generators import to_pascal

from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.limits import Value, place
from samverka_domain.kernel.offers import Offer
from samverka_domain.kernel.rules import Refused
from samverka_infra.credentials import Credential
from samverka_infra.event_log.errors import StaleVersion
from samverka_infra.event_log.recorder import Appended
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.kernel.errors import NotFound

AnyAggregate = TypeVar("AnyAggregate", bound=Aggregate)
AnyOffer = TypeVar("AnyOffer", bound=Offer)

Seen = int | frozenset[int] | Literal["*"]
"""Which version a caller has seen: this one, one of these, or whichever there is."""


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
    """What a handler answers: the id of what the command was about, and all aggregates to save, its own first."""

    id: str
    aggregate: Aggregate
    others: tuple[Aggregate, ...] = ()


@dataclass(frozen=True)
class Context:
    """A command's surroundings: its unit of work and its caller."""

    work: UnitOfWork
    caller: Caller
    new_id: Callable[[], str]
    overtaken_on: date | None = None
    """The day of a decision that another had overtaken: what is found stands as decided by then."""
    expected_version: Seen | None = None

    @property
    def at(self) -> datetime:
        """Now, as the log counts time."""
        return self.work.at

    @property
    def tenant_id(self) -> str:
        """The organisation acted for."""
        return self.caller.tenant_id

    def find_if_any(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate | None:
        """One of the tenant's own aggregates; None if it has not begun."""
        found = self.work.load(aggregate_class, stream_id)
        return None if found is None else self._as_decided(found)

    def find(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate:
        """One of the tenant's own aggregates; raises NotFound."""
        found = self.find_if_any(aggregate_class, stream_id)
        if found is None:
            raise NotFound(aggregate_class.__name__, _own_id(stream_id))
        return found

    def find_to_change(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate:
        """The same, at the version that the caller has seen; raises StaleVersion."""
        found = self.find(aggregate_class, stream_id)
        self.require_seen(found)
        return found

    def require_seen(self, found: Aggregate) -> None:
        """Refuse to go on from another version than the caller has seen. Raises StaleVersion."""
        if self.expected_version is not None and not _is_seen(found.version, self.expected_version):
            raise StaleVersion(f"{found.id} stands at version {found.version}")

    def find_shared(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate:
        """An aggregate that a förbund has opened to its region; guarded against change until the append."""
        owner = self.work.owner_of(stream_id)
        events = self.work.events(owner, stream_id) if owner else []
        found = aggregate_class.replay(recorded.event for recorded in events)
        if owner is None or found is None:
            raise NotFound(aggregate_class.__name__, _own_id(stream_id))
        self.work.guard(owner, stream_id, found.version)
        return self._as_decided(found)

    def offer(self, offer_class: type[AnyOffer], stream_id: str) -> AnyOffer:
        """What is shared of a stream, guarded: what is decided is judged by it at its own place in the log."""
        owner = self.work.owner_of(stream_id)
        events = self.work.events(owner, stream_id) if owner else []
        offer = offer_class.fold(recorded.event for recorded in events)
        if owner is None or offer is None:
            raise NotFound(to_pascal(stream_id.partition(":")[0].replace("-", "_")), _own_id(stream_id))
        self.work.guard(owner, stream_id, offer.version)
        if offer.holds_until is not None and self.at < offer.holds_until:
            self.work.valid_until(offer.holds_until)
        return offer

    def _as_decided(self, found: AnyAggregate) -> AnyAggregate:
        return found if self.overtaken_on is None else found.as_decided_by(self.overtaken_on)


def _is_seen(version: int, seen: Seen) -> bool:
    return seen in ("*", version) or (isinstance(seen, frozenset) and version in seen)


def _own_id(stream_id: str) -> str:
    return stream_id.partition(":")[2]


class said_in:  # noqa: N801 — reads as a statement where it is entered
    """Whatever is refused within stands at this place of the command, unless the refusal says another."""

    def __init__(self, *path: str | int) -> None:
        self._place = place(path)

    def __enter__(self) -> None:
        """Go on."""

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        """Say where."""
        if isinstance(error, Refused):
            error.params = {**self._place, **error.params}


class said_below:  # noqa: N801 — reads as a statement where it is entered
    """What is refused within of a value's parts stands below this field of the command."""

    def __init__(self, name: str, value: type[Value]) -> None:
        self._name, self._parts = name, {place((field,))["pointer"] for field in get_type_hints(value)}

    def __enter__(self) -> None:
        """Go on."""

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        """Say below what."""
        pointer = error.params.get("pointer", "") if isinstance(error, Refused) else ""
        if isinstance(error, Refused) and any(f"{pointer}/".startswith(f"{part}/") for part in self._parts):
            error.params = {**error.params, "pointer": f"/{self._name}{pointer}"}
