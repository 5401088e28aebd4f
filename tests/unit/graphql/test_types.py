"""GraphQL types are read off the classes of what is shown."""

from dataclasses import dataclass, field

import pytest

from samverka_domain.commitments import RoleHours
from samverka_domain.kernel.decision import Body, Decision
from samverka_graphql.kernel import types
from samverka_graphql.kernel.schema import sdl
from samverka_graphql.kernel.types import field_docs, graphql_type, summary
from samverka_projections.commitments import PartThen


@dataclass(frozen=True)
class Unshown(Decision):
    """Nobody shows it."""

    more: str = field(default="")


def test_a_values_fields_become_fields_with_their_own_words() -> None:
    assert "hours: Int!" in sdl()
    assert summary(RoleHours) == "Whole hours that one role gives in one year"
    assert field_docs(Decision)["in_force_on"].startswith("The day on which it gains legal force")


def test_whatever_a_decision_says_is_shown() -> None:
    (shown,) = [part for part in sdl().split("\n\n\n") if "type Decision " in part] or [sdl()]
    for name in ("bodyId", "recordNumber", "decidedOn", "inForceOn", "overtaken", "paragraph", "authority"):
        assert f"  {name}: " in shown


def test_names_tell_ids_from_texts() -> None:
    assert graphql_type(str, "insats_id").__name__ == "ID"
    assert graphql_type(str, "person_id") is str
    assert graphql_type(tuple[str, ...], "effect_goals") == list[str]
    assert graphql_type(Body | None, "seat") == Body | None


def test_a_facts_type_is_the_one_that_its_topic_shows() -> None:
    assert graphql_type(list[PartThen], "commitments").__args__[0].__name__ == "Commitment"


def test_what_nobody_shows_is_named() -> None:
    with pytest.raises(TypeError, match="Unshown"):
        types.graphql_type(Unshown, "unshown")
