"""Page cursors: what was written is read, and nothing else."""

import base64

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_graphql.kernel.cursors import BadCursor, Cursors

CURSORS = Cursors(b"a secret of thirty-two bytes here")
KEYS = st.lists(st.one_of(st.text(max_size=20), st.integers(-(2**62), 2**62)), max_size=3)


@every(KEYS)
def test_what_was_written_is_read(key: list[str | int]) -> None:
    assert CURSORS.read("insatser", "1", CURSORS.write("insatser", "1", key)) == key


@every(st.text(max_size=60))
def test_what_was_not_written_here_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        CURSORS.read("insatser", "1", cursor)


def test_a_cursor_holds_for_one_list_of_one_tenant() -> None:
    cursor = CURSORS.write("insatser", "1", ["4.1", "x"])
    for purpose, tenant in (("history", "1"), ("insatser", "2")):
        with pytest.raises(BadCursor):
            CURSORS.read(purpose, tenant, cursor)
    with pytest.raises(BadCursor):
        Cursors(b"another secret").read("insatser", "1", cursor)


@every(st.integers(min_value=0), st.integers(1, 255))
def test_one_changed_bit_is_noticed(place: int, change: int) -> None:
    signed = bytearray(base64.urlsafe_b64decode(padded(CURSORS.write("insatser", "1", ["4.1", 7]))))
    signed[place % len(signed)] ^= change
    with pytest.raises(BadCursor):
        CURSORS.read("insatser", "1", base64.urlsafe_b64encode(bytes(signed)).decode())


def padded(cursor: str) -> str:
    return cursor + "=" * (-len(cursor) % 4)
