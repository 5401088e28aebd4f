"""What a form sends is the body that REST takes: for every command, by its own example."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from samverka_domain.questions import Question, QuestionKind
from samverka_services.commands.kernel.bodies import path_fields
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.pages.kernel.fields import Drawing, Field, Prepared, walked
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import Audience, Page
from samverka_services.pages.kernel.sent import Given, Sent, pairs_of
from samverka_services.pages.kernel.shapes import FieldKind
from samverka_services.pages.kernel.summary import reviewed
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import Writing
from samverka_services.pages.kernel.wrong import wrong_with

TODAY = date(2026, 11, 27)
SV, EN = Writing("sv", TODAY), Writing("en", TODAY)
IN_PATH = {"kommunkod": "1488", "organisation_number": "2120001546", "forbund": "2220001776", "number": "1"}
QUESTIONS = [Question("resurs", "Kan ni?", QuestionKind.YES_NO)]


async def nothing(_: Visit) -> None:
    """Reads nothing."""


def form_of(handling: Handling) -> Form:
    page = Page("/x", "x.html", Section.TODO, Audience(), nothing)
    return Form(page, handling.command, "/")


@pytest.mark.parametrize("handling", COMMANDS.values(), ids=lambda each: each.command.__name__)
def test_what_the_fields_of_a_command_send_is_the_command(handling: Handling) -> None:
    form = form_of(handling)
    in_path = {to_camel(name): IN_PATH.get(name, "x") for name in path_fields(handling)}
    given = {**in_path, **handling.example}
    drawn = Drawing(SV, Prepared(questions=QUESTIONS), {}).fields(form.parts, given)
    for pairs in (list(pairs_of(read_back(form, drawn))), sent_by(drawn)):
        read = Sent(pairs, QUESTIONS).body(form.parts)
        assert form.command_of(read, {}) == form.command_of(given, {})


def read_back(form: Form, drawn: Sequence[Field]) -> Given:
    return Sent(sent_by(drawn), QUESTIONS).body(form.parts)


def sent_by(drawn: Sequence[Field]) -> list[tuple[str, str]]:
    """What a browser sends of fields that nobody has touched."""
    answers = [(each.place.replace("/value", "/questionId"), each.key) for each in walked(drawn) if each.key]
    leaves = (each for each in walked(drawn) if not each.rows)
    return answers + [pair for each in leaves for pair in _sent(each)]


def _sent(field: Field) -> Iterator[tuple[str, str]]:
    if field.kind is FieldKind.YES:
        yield from [(field.place, "true")] if field.value else []
    elif field.choices:
        yield from ((field.place, value) for value in field.chosen)
    else:
        yield field.place, field.written


@pytest.mark.parametrize("write", [SV, EN], ids=["sv", "en"])
@pytest.mark.parametrize("handling", COMMANDS.values(), ids=lambda each: each.command.__name__)
def test_every_field_of_every_command_has_a_label(handling: Handling, write: Writing) -> None:
    drawing = Drawing(write, Prepared(), {})
    for field in walked(drawing.fields(form_of(handling).parts, {})):
        assert field.label != field.place.rpartition("/")[2], field.place


def test_what_is_wrong_is_told_together_and_nothing_of_what_the_example_holds() -> None:
    form = form_of(next(each for each in COMMANDS.values() if each.command.__name__ == "AnswerInterestRequest"))
    visit: Any = SimpleNamespace(write=SV, path={"request_id": "x"})
    given = {"stance": "CONDITIONAL", "decision": {"body": "KOMMUNLEDNING", "decidedOn": "i går"}}
    found = {fault.place for fault in wrong_with(form, visit, Prepared(questions=QUESTIONS), given)}
    of_decision = {f"/decision/{name}" for name in ("decidedOn", "recordNumber")}
    assert found == {*of_decision, "/conditions", "question resurs"}
    declined = {**given, "stance": "DECLINED"}
    assert {each.place for each in wrong_with(form, visit, Prepared(questions=QUESTIONS), declined)} == of_decision


def test_what_is_no_number_stays_as_it_was_written() -> None:
    form = form_of(next(each for each in COMMANDS.values() if each.command.__name__ == "SetResourcesAside"))
    rows = [
        ("/resources/hours/3/year", "2027"),
        ("/resources/hours/3/hours", "12,5"),
        ("/resources/money/0/year", ""),
    ]
    assert Sent(rows).body(form.parts)["resources"]["hours"] == [{"year": 2027, "hours": "12,5"}]
    assert "money" not in Sent(rows).body(form.parts)["resources"]
    many = Sent([("/resources/hours/0/hours", "1 200")]).body(form.parts)
    assert many["resources"]["hours"] == [{"hours": 1200}]


def test_a_row_in_which_a_box_alone_is_ticked_says_nothing() -> None:
    form = form_of(next(each for each in COMMANDS.values() if each.command.__name__ == "DraftInterestRequest"))
    untouched = [("fixed", "/questions/0/questionId"), ("/questions/0/questionId", "fraga1")]
    ticked = [*untouched, ("/questions/0/text", ""), ("/questions/0/required", "true")]
    assert "questions" not in Sent(ticked).body(form.parts)


def test_what_is_looked_through_says_that_nothing_was_filled_in() -> None:
    assert [line.text for line in reviewed([], SV)] == ["inget är ifyllt"]


def test_days_are_written_as_people_write_them() -> None:
    moment = datetime(2026, 11, 27, 9, 15, tzinfo=UTC)
    assert SV.moment(moment) == "27 november 2026 kl. 10.15"
    assert SV.long_day(date(2026, 12, 18)) == "fredag 18 december 2026"
    assert (SV.short_day(date(2026, 12, 18)), SV.short_day(date(2027, 1, 15))) == ("18 dec", "15 jan 2027")
    ahead = [(21, "om 3 veckor"), (1, "i morgon"), (0, "i dag"), (-7, "7 dagar sen"), (5, "om 5 dagar")]
    assert [SV.distance(SV.days_from(days)) for days, _ in ahead] == [said for _, said in ahead]
    assert (SV.hours(1120), SV.money(305), EN.number(1120.5)) == ("1\xa0120\xa0h", "305\xa0tkr", "1\xa0120.5")
