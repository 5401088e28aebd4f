"""Write a golden payload for each event version that has none yet. What has been released is never written again."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from tests.support.golden import FOLDER, document_of, path_of

from samverka_domain.kernel.aggregate import EVENT_TYPES, DomainEvent
from samverka_infra.event_log.mapper import EventMapper

_NAMED: dict[str, Any] = {"originator_id": "stream:1", "originator_version": 1, "originator_topic": ""}
_PLAIN: dict[Any, Any] = {
    str: "exempel",
    int: 7,
    bool: True,
    date: date(2026, 3, 2),
    datetime: datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for event_class in EVENT_TYPES.values():
        path = path_of(event_class)
        if not path.exists():
            document = document_of(EventMapper().to_stored_event(_example(event_class)))
            path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _example(event_class: type[DomainEvent]) -> DomainEvent:
    hints = get_type_hints(event_class)
    values = {field.name: _NAMED.get(field.name, _sample(hints[field.name])) for field in _fields(event_class)}
    return event_class(**values)


def _sample(kind: Any) -> Any:
    if get_origin(kind) in {Union, UnionType}:
        return _sample(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return (_sample(get_args(kind)[0]),)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{field.name: _sample(hints[field.name]) for field in fields(kind)})
    return _PLAIN[kind]


def _fields(event_class: Any) -> tuple[Any, ...]:
    return fields(event_class)


main()
