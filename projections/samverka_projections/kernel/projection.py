"""What a projection is: folds, each from the events that its own annotation names to the facts that they state."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from samverka_domain.kernel.aggregate import EVENT_TYPES, DomainEvent, PutRight
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.fact import Fact

Folding = Callable[..., Iterable[Fact]]
"""From an event, or from an event and the circumstances of its recording, to facts. Its annotation says from which
events to which facts; of one event it states facts of the same kinds whatever the event says."""


@dataclass(frozen=True)
class Fold:
    """A folding with what its annotation says."""

    state: Folding
    events: tuple[type[DomainEvent], ...]
    facts: tuple[type[Fact], ...]
    wants_recorded: bool


def fold_of(state: Folding, events: Iterable[type[DomainEvent]] | None = None) -> Fold:
    """Read a folding's annotation; `events` are given where they are found in another way."""
    hints = get_type_hints(state)
    first, *more = inspect.signature(state).parameters
    fed = tuple(events) if events is not None else _options(hints[first])
    (stated,) = get_args(hints["return"])
    return Fold(state, fed, _options(stated), wants_recorded=bool(more))


def _options(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


Settle = Callable[[Any, list[RecordedEvent] | None], None]
"""From the writer and the page that was added, or None for all, to what rests on more than one event."""


@dataclass(frozen=True)
class Projection:
    """One view of the log. A change of facts or folds needs a new version."""

    name: str
    version: int
    folds: tuple[Fold | Folding, ...]
    as_recorded: bool = False
    """Whether it states what was recorded, also when it was overtaken, and corrections as events of their own."""
    settle: Settle | None = field(default=None)

    @cached_property
    def read(self) -> tuple[Fold, ...]:
        """The folds with what their annotations say."""
        return tuple(each if isinstance(each, Fold) else fold_of(each) for each in self.folds)

    @cached_property
    def facts(self) -> tuple[type[Fact], ...]:
        """The kinds of facts, each with its table."""
        return tuple(dict.fromkeys(kind for fold in self.read for kind in fold.facts))

    @cached_property
    def feeds(self) -> dict[type[DomainEvent], tuple[Fold, ...]]:
        """The folds by the class of the events that feed them."""
        fed = dict.fromkeys(event for fold in self.read for event in fold.events)
        return {event: tuple(fold for fold in self.read if event in fold.events) for event in fed}

    @cached_property
    def types(self) -> list[str]:
        """The names of the events that are read: those that feed a fold, and the corrections of such."""
        streams = {event.aggregate_class for event in self.feeds}
        corrections = [each for each in _corrections() if each.aggregate_class in streams]
        return sorted({event.type_name for event in (*self.feeds, *corrections)})

    def state(self, recorded: RecordedEvent, event: DomainEvent) -> Iterator[Fact]:
        """The facts that an event states."""
        for fold in self.feeds.get(type(event), ()):
            yield from fold.state(event, recorded) if fold.wants_recorded else fold.state(event)


def _corrections() -> Iterator[type[DomainEvent]]:
    return (each for each in EVENT_TYPES.values() if issubclass(each, PutRight))
