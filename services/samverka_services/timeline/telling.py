"""What an event says, in words: what its kind is called with the gist of it, and all the rest of its content."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import Aggregate, DomainEvent, field_names
from samverka_domain.kernel.limits import Value
from samverka_domain.networks import Network
from samverka_domain.steering import SteeringGroup
from samverka_projections.kernel.rows import key_of
from samverka_services.catalogue import text, texts, written
from samverka_services.timeline.names import Names

TOLD_APART = field_names(Aggregate.Created) | {
    "decision",
    "reason",
    "insats_id",
    "municipality_id",
    "late",
    "corrects",
}
"""The fields of events for which a timeline has columns of their own."""


HEADLINE = ("stance", "priority", "consent", "version", "number")
"""The fields of events that stand beside what their kind is called."""


@dataclass(frozen=True)
class Part:
    """A part of what an event says, with what it is called; and the name of the field that says it."""

    label: str
    value: str
    name: str

    def __str__(self) -> str:
        """As a line."""
        return f"{self.label[:1].upper()}{self.label[1:]}: {self.value}"


@dataclass(frozen=True)
class Told:
    """What happened, and what else was said."""

    what: str
    content: tuple[Part, ...]


def tell(event: DomainEvent, tenant_id: str, names: Names, language: str) -> Told:
    """Everything that an event in the log of a tenant says but for `TOLD_APART`."""
    what = text(f"event.{event.type_name}", language)
    parts = tuple(_content(event, tenant_id, names, language))
    head = next((part for part in parts if part.name in HEADLINE), None)
    gist = head.value if head else _named(event, names)
    return Told(f"{what}: {gist}" if gist else what, tuple(part for part in parts if part is not head))


def insats_of(event: DomainEvent) -> str | None:
    """The id of the insats that it concerns."""
    own = key_of(event.originator_id) if event.aggregate_class is Insats else None
    found: str | None = getattr(event, "insats_id", own)
    return found


def _named(event: DomainEvent, names: Names) -> str:
    """What a network or group is called, of an event about one: it stands nowhere else."""
    has_name = event.aggregate_class in {Network, SteeringGroup}
    return names.now.get(key_of(event.originator_id), "") if has_name else ""


def _content(event: Any, tenant_id: str, names: Names, language: str) -> Iterator[Part]:
    for each in fields(event):
        said = getattr(event, each.name)
        if each.name not in TOLD_APART and (each.name, said) != ("region_id", tenant_id):
            label = label_of(type(event), each.name, language)
            yield from _parts(said, label, each.name, names, language)


def _parts(value: Any, label: str, name: str, names: Names, language: str) -> Iterator[Part]:
    """Each by itself, with the labels on the way to it; what is not said is left out."""
    match value:
        case None | "" | ():
            return
        case Value():
            yield from _parts_of(value, label, names, language)
        case tuple() if isinstance(value[0], Value):
            for number, each in enumerate(value, 1):
                yield from _parts(each, f"{label} {number}", name, names, language)
        case tuple():
            yield Part(label, ", ".join(_said(each, names, language) for each in value), name)
        case _:
            yield Part(label, _said(value, names, language), name)


def _parts_of(value: Any, label: str, names: Names, language: str) -> Iterator[Part]:
    for each in fields(value):
        inner = f"{label}, {label_of(type(value), each.name, language)}"
        yield from _parts(getattr(value, each.name), inner, each.name, names, language)


def _said(value: Any, names: Names, language: str) -> str:
    return names.named(str(written(value, language)))


def label_of(kind: type, name: str, language: str) -> str:
    """What a field is called: in a value or an event of this kind, or wherever it stands."""
    labels = texts(language)["part"]
    own = labels.get(kind.__name__, {})
    return str(own[name] if name in own else labels[name])
