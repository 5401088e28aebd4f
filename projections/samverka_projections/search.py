"""Looking for words in what the caller may see: in insatser, in requests, and in what was decided or happened.

A word is looked for by its stem in Swedish, anywhere in other words: "upphandlingarna" finds "upphandlingskoncept",
which full text search does not. Row-level security decides what is looked at, so that no index could be asked. What
is found may be a little more than what says the words: stored JSON is compared as text, and letters beyond ASCII as
any letter, since not every PostgreSQL folds them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection

from samverka_projections.answers import AnswerFact
from samverka_projections.history import HistoryEntry, entries_where
from samverka_projections.insatser import BY_CODE, InsatsThen, insatser_question
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import ask
from samverka_projections.requests import RequestThen, requests_question

MOST_WORDS, LEAST_LETTERS = 8, 2
_WORD = re.compile(r"[^\s,;:!?()\"”]+")
_STEMS = """
    select coalesce((ts_lexize('swedish_stem', word))[1], ''), word
    from unnest(%s::text[]) with ordinality as asked(word, place) order by place
"""
_WILD = re.compile(r"[%_\\]")
_INSATS = "concat_ws(' ', code, title, array_to_string(effect_goals, ' '), gist)"
_REQUEST = "concat_ws(' ', title, text, questions)"
_ENTRY = "concat_ws(' ', why, decision)"


async def stems_of(connection: AsyncConnection, asked: str) -> tuple[str, ...]:
    """What is looked for when somebody writes this, in small letters; "och" and the like only if nothing else is."""
    words = [each.lower() for each in _WORD.findall(asked) if len(each) >= LEAST_LETTERS][:MOST_WORDS]
    found = await (await connection.execute(_STEMS, [words])).fetchall()
    stems = [stem for stem, _ in found if len(stem) >= LEAST_LETTERS]
    return tuple(dict.fromkeys(stems or words))


async def insatser_saying(
    connection: AsyncConnection, region_ids: Sequence[str], as_of: AsOf, stems: Sequence[str], *, limit: int
) -> list[InsatsThen]:
    """The regions' insatser that say all of it, by code."""
    query = f"""
        select * from ({insatser_question(as_of, "region_id = any (%(region_ids)s)")}) known
        where not struck and {_saying(_INSATS, stems)} order by {BY_CODE}, insats_id limit %(limit)s
    """
    return await ask(
        connection, InsatsThen, query, as_of, region_ids=list(region_ids), limit=limit, **_patterns(stems)
    )


async def requests_saying(
    connection: AsyncConnection, region_ids: Sequence[str], as_of: AsOf, stems: Sequence[str], *, limit: int
) -> list[RequestThen]:
    """The regions' requests that say all of it, newest first."""
    query = f"""
        select * from ({requests_question(as_of, "region_id = any (%(region_ids)s)")}) known
        where {_saying(_REQUEST, stems)} order by position desc limit %(limit)s
    """
    return await ask(
        connection, RequestThen, query, as_of, region_ids=list(region_ids), limit=limit, **_patterns(stems)
    )


async def entries_saying(
    connection: AsyncConnection,
    region_ids: Sequence[str],
    as_of: AsOf,
    stems: Sequence[str],
    named: Mapping[str, Sequence[str]],
    *,
    limit: int,
) -> list[HistoryEntry]:
    """The entries of which each stem is in the reason, the decision or an answer's conditions, newest first.

    Or is the name of the municipality that they are about: `named` are the ids of those by stem.
    """
    conditions = f"select position from {AnswerFact.table} where conditions ilike %(stem_{{0}})s"
    each = f"({_ENTRY} ilike %(stem_{{0}})s or municipality_id = any (%(named_{{0}})s) or position in ({conditions}))"
    where = " and ".join(each.format(number) for number in range(len(stems)))
    names = {f"named_{number}": list(named.get(stem, ())) for number, stem in enumerate(stems)}
    return await entries_where(
        connection, region_ids, as_of, where or "true", limit=limit, **_patterns(stems), **names
    )


def _saying(text: str, stems: Sequence[str]) -> str:
    return " and ".join(f"{text} ilike %(stem_{number})s" for number in range(len(stems))) or "true"


def _patterns(stems: Sequence[str]) -> dict[str, Any]:
    return {f"stem_{number}": f"%{_pattern(stem)}%" for number, stem in enumerate(stems)}


def _pattern(stem: str) -> str:
    escaped = _WILD.sub(lambda sign: f"\\{sign[0]}", stem)
    return "".join(letter if letter.isascii() else "_" for letter in escaped)
