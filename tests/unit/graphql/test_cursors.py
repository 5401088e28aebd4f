"""Page cursors: what was written is read, and nothing else."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_graphql.kernel.cursors import Cursor
from samverka_infra.tokens import BadToken, Tokens
from samverka_projections.kernel.as_of import AsOf

MOMENT = datetime(2026, 11, 27, 8, 30, 0, 123456, UTC)
TOKENS = Tokens(bytes(32), "2220001776")
KEYS = st.lists(st.one_of(st.text(max_size=20), st.integers(-(2**62), 2**62)), max_size=3)
PLACES = st.sampled_from(
    [
        AsOf(1702, MOMENT),
        AsOf(1702, MOMENT, known_at=MOMENT, kept=True),
        AsOf(1702, MOMENT, decided_as_of=date(2026, 1, 31), on=date(2027, 3, 1)),
    ]
)


@every(KEYS, PLACES)
def test_what_was_written_is_read(key: list[str | int], as_of: AsOf) -> None:
    written = Cursor(key, as_of)
    assert Cursor.read(TOKENS, "insatser", written.written(TOKENS, "insatser")) == written


def test_a_cursor_holds_for_one_list_of_one_organisation() -> None:
    cursor = Cursor(["4.1", "x"], AsOf(1702, MOMENT)).written(TOKENS, "insatser")
    theirs, elsewhere = Tokens(bytes(32), "2120001546"), Tokens(b"a" * 32, "2220001776")
    for purpose, tokens in (("history", TOKENS), ("insatser", theirs), ("insatser", elsewhere)):
        with pytest.raises(BadToken):
            Cursor.read(tokens, purpose, cursor)


def test_a_token_is_no_cursor() -> None:
    with pytest.raises(BadToken):
        Cursor.read(TOKENS, "insatser", TOKENS.of((1702, MOMENT)))
