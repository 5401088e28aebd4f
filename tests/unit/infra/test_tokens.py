"""Tokens: opaque, the same for the same place, and of one organisation."""

import base64
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_infra.tokens import LENGTH, BadToken, Place, Tokens

KEY = b"exempel" * 4 + b"1234"
OURS, THEIRS = Tokens(KEY, "2220001776"), Tokens(KEY, "2120001546")
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 — given a zone
PLACES = st.builds(Place, st.integers(0, 2**62), MOMENTS)


@every(PLACES)
def test_a_token_stands_for_its_place(place: Place) -> None:
    token = OURS.of(place)
    assert len(token) == LENGTH
    assert OURS.place(token) == place


@every(PLACES)
def test_the_same_place_has_the_same_token_in_every_process(place: Place) -> None:
    assert Tokens(KEY, "2220001776").of(place) == OURS.of(place)


@every(PLACES)
def test_another_organisations_token_is_none(place: Place) -> None:
    assert OURS.of(place) != THEIRS.of(place)
    with pytest.raises(BadToken):
        OURS.place(THEIRS.of(place))


@every(st.text(max_size=60))
def test_what_was_not_made_here_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        OURS.place(token)


@every(PLACES, st.integers(0, 31), st.integers(1, 255))
def test_one_changed_bit_is_noticed(place: Place, index: int, change: int) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(OURS.of(place) + "="))
    sealed[index] ^= change
    with pytest.raises(BadToken):
        OURS.place(base64.urlsafe_b64encode(sealed).decode().rstrip("="))


@every(PLACES)
def test_a_token_is_written_in_one_way(place: Place) -> None:
    """The last character has bits that say nothing."""
    token = OURS.of(place)
    others = [token[:-1] + each for each in map(chr, range(33, 127)) if each != token[-1]]
    for other in (*others, token + "=", " " + token):
        with pytest.raises(BadToken):
            OURS.place(other)


def test_nothing_of_a_place_can_be_read_or_compared() -> None:
    """Neighbours have nothing in common, and what they have in common says nothing of their order."""
    moment = datetime(2026, 11, 27, tzinfo=UTC)
    tokens = [OURS.of((position, moment + position * timedelta(seconds=1))) for position in range(1000)]
    assert len({token[:8] for token in tokens}) == len({token[-8:] for token in tokens}) == 1000
    steps = [later > earlier for earlier, later in pairwise(tokens)]
    assert 400 < sum(steps) < 600


def test_what_is_written_for_one_purpose_is_nothing_for_another() -> None:
    written = OURS.write("history", b"17")
    assert OURS.read("history", written) == b"17"
    with pytest.raises(BadToken):
        OURS.read("log", written)
