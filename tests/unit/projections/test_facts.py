"""A fact's class says its table, its rows and its question; a fold's annotation says what feeds it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum

from samverka_domain.commitments import Commitment, Resources
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.resources import YearMoney
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Decided, Fact, Replaceable, columns, fact, values_of
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import latest

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = date(2026, 1, 1)


class Kind(StrEnum):
    WHOLE = "WHOLE"


@fact("parts", of=("insats_id",))
class Part(Decided, Replaceable):
    insats_id: str
    kind: Kind
    members: tuple[str, ...] = ()
    resources: Resources | None = None
    ends_on: date | None = None
    late: bool = False


@fact("notes", of=("insats_id",))
class Note(Fact):
    insats_id: str


def taking_part(event: Commitment.TakingPartDecided | Commitment.Ended) -> Iterator[Part | Note]:
    yield Part(insats_id=event.insats_id, kind=Kind.WHOLE)


def own(kind: type[Fact]) -> list[tuple[str, str, bool]]:
    common = {column.name for column in columns(Replaceable)}
    return [(column.name, column.kind, column.nullable) for column in columns(kind) if column.name not in common]


def test_the_columns_follow_from_the_annotations() -> None:
    assert own(Part) == [
        ("insats_id", "text", False),
        ("kind", "text", False),
        ("members", "text[]", False),
        ("resources", "json", True),
        ("ends_on", "date", True),
        ("late", "boolean", False),
    ]
    assert Part.table == "parts"


def test_the_decision_is_one_column_of_every_fact() -> None:
    decisions = {kind: column for kind in (Part, Note) for column in columns(kind) if column.name == "decision"}
    assert {kind: (column.kind, column.nullable) for kind, column in decisions.items()} == {
        Part: ("json", False),
        Note: ("json", True),
    }


def test_a_row_is_written_as_the_database_takes_it() -> None:
    resources = Resources(money=(YearMoney(2026, 5),), valid_from=DAY, valid_to=DAY)
    part = Part(insats_id="a", kind=Kind.WHOLE, members=("b", "c"), resources=resources)
    *_, insats_id, kind, members, written, ends_on, late = values_of(Part)(part)
    assert (insats_id, kind, members, ends_on, late) == ("a", "WHOLE", ["b", "c"], None, False)
    assert type(kind) is str
    assert written.startswith('{"valid_from":"2026-01-01"') or '"thousand_kronor":5' in written


def test_a_fold_says_by_its_annotation_what_feeds_it_and_what_it_states() -> None:
    projection = Projection("parts", 1, (taking_part,))
    assert set(projection.feeds) == {Commitment.TakingPartDecided, Commitment.Ended}
    assert projection.facts == (Part, Note)
    assert projection.types == ["CommitmentCorrected", "CommitmentEnded", "CommitmentTakingPartDecided"]


def test_the_latest_are_asked_for_in_one_way_wherever_one_looks_from() -> None:
    now, then = AsOf(7, NOW), AsOf(7, NOW, decided_as_of=DAY)
    assert "lasted is null" in latest(Part, now, "true")
    assert "superseded_on > %(effective_on)s" in latest(Part, then, "true")
    assert "distinct on" not in latest(Part, then, "true")
    assert "distinct on (insats_id)" in latest(Note, then, "true")
    assert "order by insats_id, place desc, position desc" in latest(Note, now, "true")
    assert "corrected_at is null" in latest(Note, now, "true")


def test_a_decision_may_not_be_in_force_yet_on_the_day_asked_about() -> None:
    part = Part(insats_id="a", kind=Kind.WHOLE)
    vars(part)["decision"] = Decision(Body.KOMMUNLEDNING, DAY, "1", "x", in_force_on=date(2026, 2, 1))
    for day, in_force in ((date(2026, 1, 31), False), (date(2026, 2, 1), True)):
        part.as_of = AsOf(7, NOW, decided_as_of=day)
        assert part.in_force is in_force
