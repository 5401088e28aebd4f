"""Documents are parsed once, and not kept without end."""

import pytest

from samverka_graphql.kernel import documents
from samverka_graphql.kernel.documents import Documents
from samverka_graphql.kernel.errors import Told


def test_the_same_text_is_parsed_once() -> None:
    kept = Documents()
    assert kept.of("{ me { personId } }") is kept.of("{ me { personId } }")
    assert kept.of("{ me { personId } }") is not kept.of("{ me { organisationId } }")


def test_what_is_too_large_is_refused_each_time() -> None:
    kept = Documents()
    for _ in range(2):
        with pytest.raises(Told):
            kept.of("{" + "a{" * 20 + "b" + "}" * 21)


def test_what_was_not_asked_for_lately_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Documents()
    monkeypatch.setattr(documents, "MOST_CHARACTERS", 12)
    first, second = kept.of("{ a }"), kept.of("{ b }")
    assert kept.of("{ a }") is first
    kept.of("{ c }")
    assert kept.of("{ a }") is first
    assert kept.of("{ b }") is not second
