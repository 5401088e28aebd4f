"""The form of a correction: it begins with what stands of one's own event at the version in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic.alias_generators import to_camel

from samverka_domain.kernel.aggregate import DomainEvent, PutRight
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.order import decision_of
from samverka_infra.event_log import reader as log
from samverka_infra.event_log.rows import RecordedEvent
from samverka_services.pages.kernel.as_json import as_json
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.page import there
from samverka_services.pages.kernel.visit import Visit

CORRECTED, CORRECTING = "corrected", "decision"


@dataclass(frozen=True)
class Correctable:
    """A decision that can be put right, as it stands now."""

    version: int
    type: str
    decision: Decision


async def correctable(visit: Visit, stream_id: str, **about: str) -> list[Correctable]:
    """The decisions of one's own stream that are about something, by the fields that say so."""
    events = await log.stream(visit.connection, visit.own, stream_id)
    standing = [_standing(events, each.event) for each in events if not isinstance(each.event, PutRight)]
    wanted = [each for each in standing if all(getattr(each, name, None) == said for name, said in about.items())]
    decided = [(each, decision_of(each)) for each in wanted]
    return [Correctable(each.originator_version, each.type_name, found) for each, found in decided if found]


async def correcting(visit: Visit, stream_id: str, *content: str) -> Prepared:
    """Of an event of one's own stream; `content` names what events of its aggregate say besides their decision."""
    events, found = await _named(visit, stream_id)
    decision = there(_to_correct(found))
    left_out = {f"/{to_camel(name)}" for name in content if not hasattr(found, name)}
    start = {**_said(visit, found, content), CORRECTED: decision}
    labels = {f"/{CORRECTING}": visit.write.text("correction.decision")}
    return Prepared(
        start,
        events[-1].event.originator_version,
        fixed=frozenset({"/version"}),
        without=frozenset(left_out),
        labels=labels,
    )


async def correcting_act(visit: Visit, stream_id: str, *content: str) -> Prepared:
    """Of an act that nobody has decided: all that `content` names, and the reason."""
    events, found = await _named(visit, stream_id)
    is_one = decision_of(found) is None and all(hasattr(found, name) for name in content)
    there(found if is_one and not isinstance(found, PutRight) else None)
    return Prepared(_said(visit, found, content), events[-1].event.originator_version, fixed=frozenset({"/version"}))


async def _named(visit: Visit, stream_id: str) -> tuple[Sequence[RecordedEvent], Any]:
    """The stream, and its event at the version in the address as it stands now."""
    events = await log.stream(visit.connection, visit.own, stream_id)
    version = visit.path["version"]
    wrong = there(next((each.event for each in events if str(each.event.originator_version) == version), None))
    return events, _standing(events, wrong)


def _said(visit: Visit, found: Any, content: Sequence[str]) -> dict[str, Any]:
    said = {to_camel(name): as_json(getattr(found, name)) for name in content if hasattr(found, name)}
    return {"version": int(visit.path["version"]), **said}


def _standing(events: Sequence[RecordedEvent], event: DomainEvent) -> DomainEvent:
    """An event as its corrections have left it."""
    for each in events:
        if isinstance(each.event, PutRight) and each.event.corrects == event.originator_version:
            event = each.event.put_right(event)
    return event


def _to_correct(event: DomainEvent) -> Any:
    decision = None if isinstance(event, PutRight) else decision_of(event)
    return None if decision is None else as_json(decision)
