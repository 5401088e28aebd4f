"""Write a golden payload for each event version that has none yet. What has been released is never written again."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from tests.support.golden import FOLDER, document_of, path_of

from samverka_domain.kernel.aggregate import EVENT_TYPES, DomainEvent
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body, Decision
from samverka_domain.kernel.limits import Between, Matching
from samverka_domain.mandates import Mandate, Role
from samverka_infra.event_log.mapper import EventMapper

_DAY = date(2026, 3, 2)
_NAMED: dict[str, Any] = {"originator_id": "stream:1", "originator_version": 1, "originator_topic": ""}
_PLAIN: dict[Any, Any] = {
    str: "exempel",
    int: 7,
    bool: True,
    date: _DAY,
    datetime: datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
}
_WHOLE: dict[Any, Any] = {
    Decision: Decision(
        body=Body.KOMMUNLEDNING,
        decided_on=_DAY,
        record_number="KS 2026/17",
        decided_by="exempel",
        reason="exempel",
        authority=Authority(AuthorityKind.DELEGATION, office="Kommundirektör", point="4.2"),
        paragraph="§ 87",
        in_force_on=date(2026, 3, 24),
    ),
    Mandate: Mandate("exempel", Role.OFFICER, None, _DAY, date(2026, 12, 31)),
}
"""Values whose parts depend on one another."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for event_class in EVENT_TYPES.values():
        path = path_of(event_class)
        if not path.exists():
            document = document_of(EventMapper().to_stored_event(_example(event_class)))
            path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _example(event_class: type[DomainEvent]) -> DomainEvent:
    event: DomainEvent = _built(event_class)
    return event


def _built(kind: Any) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{each.name: _NAMED.get(each.name, _sample(hints[each.name])) for each in fields(kind)})


def _sample(hint: Any) -> Any:
    """An example of what an annotation allows: of a union its first kind, of a list one part."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _limited(hint)
    if origin in {Union, UnionType}:
        return _sample(get_args(hint)[0])
    if origin is tuple:
        return (_sample(get_args(hint)[0]),)
    return _simple(hint)


def _limited(hint: Any) -> Any:
    for limit in hint.__metadata__:
        if isinstance(limit, Matching):
            return limit.like
        if isinstance(limit, Between):
            return limit.least
    return _sample(get_args(hint)[0])


def _simple(kind: type) -> Any:
    if kind in _WHOLE:
        return _WHOLE[kind]
    if issubclass(kind, Enum):
        return next(iter(kind))
    return _built(kind) if is_dataclass(kind) else _PLAIN[kind]


main()
