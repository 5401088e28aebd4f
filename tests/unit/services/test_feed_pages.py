"""A page of a feed: what it holds, where it ends, and what leads to the next."""

import csv
import io
import json

import pytest

from samverka_services.api.feeds import FEEDS
from samverka_services.extracts.feed import NEXT, Feed, FeedColumn, FeedPage, FeedRow, Key, OwnId, feed
from samverka_services.extracts.writing import MOST_BYTES, FeedKind, Written, write_page
from tests.unit.services.test_spreadsheet import FORMULAS


@feed("exempel", {"text": FeedColumn("a", lambda about: about)})
async def examples(_: FeedPage) -> list[FeedRow]:
    return []


def written(texts: list[str], limit: int, kind: FeedKind = "jsonl") -> Written:
    rows = [FeedRow([number], text) for number, text in enumerate(texts)]
    return write_page(examples, rows, limit, kind, _cursor)


def _cursor(key: Key) -> str:
    return f"-{key[0]}"


def test_the_last_row_of_a_page_leads_on_only_if_others_follow() -> None:
    more, all_of_it = written(["a", "b", "c"], 2), written(["a", "b"], 2)
    assert (more.next, all_of_it.next, written([], 2).next) == ("-1", None, None)
    assert [json.loads(line)[NEXT] for line in more.content.splitlines()] == [None, "-1"]
    assert [json.loads(line)[NEXT] for line in all_of_it.content.splitlines()] == [None, None]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_page_ends_before_it_grows_too_large(kind: FeedKind) -> None:
    large = "å" * (MOST_BYTES // 4 - 20)
    page = written([large] * 5, 5, kind)
    assert page.next == "-2"
    assert len(page.content.encode()) < 2 * MOST_BYTES
    assert written([large * 3, "b"], 2, kind).next == "-0"


def test_csv_keeps_texts_from_being_formulas_and_leaves_its_own_cursor_as_it_is() -> None:
    page = written([*FORMULAS, "a"], len(FORMULAS), "csv")
    rows = list(csv.DictReader(io.StringIO(page.content, newline="")))
    assert [row["text"] for row in rows] == [f"'{text}" for text in FORMULAS]
    assert rows[-1][NEXT] == page.next == f"-{len(FORMULAS) - 1}"
    assert [json.loads(line)["text"] for line in written([*FORMULAS], 20).content.splitlines()] == [*FORMULAS]


def test_an_id_of_samverkas_own_is_never_changed() -> None:
    own = Feed("exempel", {"id": FeedColumn("-x", lambda about: OwnId(about))}, examples.read)
    assert write_page(own, [FeedRow([1], "-x")], 1, "csv", _cursor).content == "id,next\r\n-x,\r\n"


def test_feeds_name_no_people_and_each_column_once() -> None:
    for each in FEEDS:
        assert NEXT not in each.columns
        assert not {"actor", "decidedBy", "contact", "personId"} & each.columns.keys()
