"""The answers that are kept: the latest, and never more than fit."""

from samverka_graphql.kernel.dashboards import MOST_BYTES, Answer, Cache

LARGE = Answer(b"x" * (MOST_BYTES // 2), "")
ONE = Answer(b"one", "")


def test_an_answer_is_kept_under_its_key() -> None:
    cache = Cache()
    cache.put(("a", 1), ONE)
    assert (cache.get(("a", 1)), cache.get(("a", 2))) == (ONE, None)


def test_the_oldest_go_when_there_is_no_more_room() -> None:
    cache = Cache()
    for number in range(3):
        cache.put((number,), LARGE)
    assert [cache.get((number,)) is not None for number in range(3)] == [False, True, True]


def test_an_answer_that_is_kept_again_takes_its_room_once() -> None:
    cache = Cache()
    for _time in range(5):
        cache.put(("a",), LARGE)
    cache.put(("b",), LARGE)
    assert cache.get(("a",)) == cache.get(("b",)) == LARGE


def test_an_answer_larger_than_all_room_is_not_kept() -> None:
    cache = Cache()
    cache.put(("a",), Answer(LARGE.body * 3, ""))
    assert cache.get(("a",)) is None
