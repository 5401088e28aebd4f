"""Every topic's module imported, so that every event class is known by its name in the log."""

from importlib import import_module
from pkgutil import walk_packages

import samverka_domain
from samverka_domain.kernel.aggregate import EVENT_TYPES, Aggregate, DomainEvent

for _module in walk_packages(samverka_domain.__path__, f"{samverka_domain.__name__}."):
    import_module(_module.name)

AGGREGATES: tuple[type[Aggregate], ...] = tuple({each.aggregate_class: None for each in EVENT_TYPES.values()})


def known_types() -> list[str]:
    """The names in the log of all events that are known here."""
    return sorted(EVENT_TYPES)


def event_class(type_name: str) -> type[DomainEvent]:
    """The event class with this name in the log (KeyError if there is none)."""
    return EVENT_TYPES[type_name]
