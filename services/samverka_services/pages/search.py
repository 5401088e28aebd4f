"""Searching: insatser, requests and decisions that say the words, of those that the reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic.alias_generators import to_camel

from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.memberships import members_of_all_times
from samverka_projections.requests import Draft, RequestThen, drafts
from samverka_projections.search import entries_saying, insatser_saying, requests_saying, stems_of
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.marking import Passage, Piece, passage, pieces, says, says_all
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.visit import Visit

LONGEST = 100
"""Letters that are looked for."""
MOST_SHOWN, MOST_LOOKED_AT = 20, 100
"""Of each group."""
Texts = Sequence[tuple[str, str]]
"""What is said, by what it is called."""


@dataclass(frozen=True)
class Hit:
    """A thing that says the words."""

    address: str
    title: Sequence[Piece]
    note: str
    passages: Sequence[Passage]


@dataclass(frozen=True)
class HitGroup:
    """Things of one kind; `more` tells that there are others."""

    name: str
    hits: Sequence[Hit]
    more: bool


@dataclass(frozen=True)
class Results:
    """What is looked for, and what says it; no groups where nothing is looked for."""

    query: str
    stems: Sequence[str]
    groups: Sequence[HitGroup]


@page("/sok", "search.html", Section.SEARCH)
async def search_page(visit: Visit) -> Results:
    """As of the time that the page is asked about."""
    query = visit.request.query_params.get("q", "")[:LONGEST].strip()
    stems = await stems_of(visit.connection, query)
    if not stems:
        return Results(query, stems, [])
    groups = [await _insatser(visit, stems), await _requests(visit, stems), await _entries(visit, stems)]
    return Results(query, stems, [each for each in groups if each.hits])


def _group(name: str, hits: Iterable[Hit | None]) -> HitGroup:
    found = [each for each in hits if each is not None]
    return HitGroup(name, found[:MOST_SHOWN], len(found) > MOST_SHOWN)


def _hit(address: str, title: str, note: str, texts: Texts, stems: Sequence[str]) -> Hit | None:
    """None where the database found more than there is."""
    if not says_all([title, *(text for _, text in texts)], stems):
        return None
    passages = (passage(label, text, stems) for label, text in texts)
    return Hit(address, list(pieces(title, stems)), note, [each for each in passages if each])


async def _insatser(visit: Visit, stems: Sequence[str]) -> HitGroup:
    found = await insatser_saying(visit.connection, _regions(visit), visit.as_of, stems, limit=MOST_LOOKED_AT)
    return _group("insatser", (_of_insats(visit, each, stems) for each in found))


def _of_insats(visit: Visit, insats: InsatsThen, stems: Sequence[str]) -> Hit | None:
    gist = {name: "; ".join(points) for name, points in vars(insats.gist).items() if points}
    texts = [(_field(visit, name), text) for name, text in gist.items()]
    goals = (_field(visit, "effect_goals"), ", ".join(insats.effect_goals))
    note = visit.write.text(f"priority.{insats.priority or 'NONE'}")
    title = f"{insats.code} {insats.title}"
    return _hit(f"/insatser/{insats.insats_id}", title, note, [*texts, goals], stems)


async def _requests(visit: Visit, stems: Sequence[str]) -> HitGroup:
    own = await drafts(visit.connection, visit.as_of)
    sent = await requests_saying(visit.connection, _regions(visit), visit.as_of, stems, limit=MOST_LOOKED_AT)
    hits = [*(_of_draft(visit, each, stems) for each in own), *(_of_request(visit, each, stems) for each in sent)]
    return _group("requests", hits)


def _of_draft(visit: Visit, draft: Draft, stems: Sequence[str]) -> Hit | None:
    wording = draft.wording
    asked = "; ".join(each.text for each in wording.questions)
    texts = [(_field(visit, "text"), wording.text), (_field(visit, "questions"), asked)]
    note = visit.write.text("search.draft")
    return _hit(f"/forfragningar/{draft.request_id}/utkast", wording.title, note, texts, stems)


def _of_request(visit: Visit, request: RequestThen, stems: Sequence[str]) -> Hit | None:
    asked = "; ".join(each.text for each in request.questions)
    texts = [(_field(visit, "text"), request.text), (_field(visit, "questions"), asked)]
    day = visit.write.day(visit.write.last_day(request.closes_at))
    note = visit.write.text(f"request.status.{request.status}", day=day)
    return _hit(f"/forfragningar/{request.request_id}", request.title, note, texts, stems)


async def _entries(visit: Visit, stems: Sequence[str]) -> HitGroup:
    regions, named = _regions(visit), await _named(visit, stems)
    found = await entries_saying(visit.connection, regions, visit.as_of, stems, named, limit=MOST_LOOKED_AT)
    shown = await entries_shown(visit, found)
    about = await insatser_by_id(visit.connection, sorted({each.insats_id for each in found}), visit.as_of)
    return _group("entries", (_of_entry(visit, each, about, stems) for each in shown))


async def _named(visit: Visit, stems: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The municipalities that are called so, by stem."""
    known = [
        member
        for region in visit.regions
        for member in await members_of_all_times(visit.connection, region.region_id, visit.as_of)
    ]
    return {stem: [each.member_id for each in known if says(each.name, stem)] for stem in stems}


def _of_entry(visit: Visit, entry: EntryShown, about: Mapping[str, InsatsThen], stems: Sequence[str]) -> Hit | None:
    write, insats = visit.write, about.get(entry.insats_id)
    place = f"/laget/{entry.insats_id}/{entry.municipality_id}" if entry.municipality_id else ""
    texts = [(_field(visit, "reason"), entry.reason), *entry.facts]
    if entry.decision:
        number = f"{entry.decision.record_number} {entry.decision.paragraph or ''}"
        texts.append((_field(visit, "record_number"), number.strip()))
    note = f"{write.day(entry.day)}{f', {insats.code} {insats.title}' if insats else ''}"
    return _hit(f"{place or f'/insatser/{entry.insats_id}'}#p{entry.position}", entry.title, note, texts, stems)


def _field(visit: Visit, name: str) -> str:
    return visit.write.label(f"/{to_camel(name)}")


def _regions(visit: Visit) -> Sequence[str]:
    return [region.region_id for region in visit.regions]
