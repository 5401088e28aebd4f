"""Nothing typed is lost when a limit or the database refuses while a form is sent: every form is shown again."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import KEEP, REVIEW, SEND, officer, waiting, written
from tests.acceptance.pages.test_deciding import LYSEKIL
from tests.acceptance.pages.test_drafts import MELLERUD, NOTE, secret
from tests.support.callers import FYRBODAL
from tests.support.databases import Cluster
from tests.support.installation import Installation, end_of_story, installation, play_story
from tests.support.logged_in import Visitor
from tests.support.starting import ready_to_join
from tests.support.world import TROLLHATTAN, UDDEVALLA

AT_MOST = 3
CLAIM = "select pg_advisory_lock(hashtextextended(%s, 0))"
SHUT = [
    "alter database {name} allow_connections false",
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
]


@pytest.fixture(scope="module")
def limited(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """With few commands for each person."""
    folder, more = tmp_path_factory.mktemp("limited"), {"SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt"}
    more |= {"SAMVERKA_RATE_COMMANDS_PER_PERSON": f"{AT_MOST} per 9999 hours"}
    with cluster.database(play_story) as database, installation(database, folder, **more) as found:
        found.wait_until_projected(end_of_story(database), found.token(people.LEADER, FYRBODAL), FYRBODAL)
        yield found


@pytest.fixture(scope="module")
def joined(limited: Installation) -> str:
    """The id of an insats in which Lysekil may take part."""
    return ready_to_join(limited, LYSEKIL)


def test_whoever_sends_too_often_is_told_when_to_try_again_on_the_same_form(
    limited: Installation, joined: str
) -> None:
    visitor = Visitor.of(limited, people.officer("1484"), LYSEKIL)
    visitor.open(f"/insatser/{joined}/delta")
    hours = {"__resources__hours__0__role": "jurist", "__resources__hours__0__year": "2027"}
    hours |= {"__resources__hours__0__hours": "40", "__decision__recordNumber": "KS 2026/90"}
    hours |= {"__resources__validFrom": "2027-01-01", "__resources__validTo": "2027-12-31"}
    for _ in range(AT_MOST):
        visitor.press(REVIEW, **hours)
        assert visitor.answer.status_code == 200, visitor.text
        visitor.press(("step", "write"))
    visitor.press(REVIEW)
    assert_told(visitor, 429)
    assert ("/resources/hours/0/role", "jurist") in visitor.form().fields


def test_a_draft_and_a_note_that_come_too_often_stay_in_their_fields(limited: Installation) -> None:
    visitor = officer(limited, "1461", MELLERUD)
    request = waiting(visitor)
    written(visitor, request)
    visitor.open(f"{request}/svara/villkor")
    visitor.press(KEEP, __conditions="Om kostnaden delas", note="högst 120 h")
    assert_told(visitor, 429)
    assert {("/conditions", "Om kostnaden delas"), ("note", "högst 120 h")} <= set(visitor.form().fields)
    visitor.open(request)
    visitor.send(f"{request}/anteckningar", [*secret(visitor), ("note", "högst 120 h"), NOTE])
    assert visitor.answer.status_code == 429
    assert any(("note", "högst 120 h") in form.fields for form in visitor.document.forms)


def test_what_is_under_way_already_is_sent_from_the_same_review_a_moment_later(
    limited: Installation, joined: str
) -> None:
    visitor = Visitor.of(limited, people.director("1484"), LYSEKIL)
    visitor.open(f"/insatser/{joined}/delta")
    visitor.press(REVIEW, __decision__recordNumber="KS 2026/91")
    key = dict(visitor.form().fields)["key"]
    with psycopg.connect(limited.database.admin_url) as connection:
        connection.execute(CLAIM, [f"{LYSEKIL} {key}"])
        visitor.press(SEND)
        assert_told(visitor, 409)
        assert dict(visitor.form().fields)["key"] == key
    visitor.press(SEND)
    assert visitor.path == "/vara-insatser"


def assert_told(visitor: Visitor, status: int) -> None:
    assert visitor.answer.status_code == status, visitor.text
    assert int(visitor.answer.headers["retry-after"]) > 0
    assert "Det du skrev finns kvar" in visitor.text
    assert 'role="alert"' in visitor.answer.text


@contextmanager
def shut(running: Installation) -> Iterator[None]:
    """The database lets nobody in."""
    name = running.database.name
    url = running.database.admin_url.replace(name, "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in SHUT:
            connection.execute(statement.format(name=name))
        try:
            yield
        finally:
            connection.execute(f"alter database {name} allow_connections true")


@pytest.mark.parametrize("organisation", [("1488", TROLLHATTAN), ("1485", UDDEVALLA)], ids=["step", "note"])
def test_a_form_that_meets_no_database_is_given_back_and_sent_again_as_it_was(
    limited: Installation, organisation: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    visitor = officer(limited, *organisation)
    address = waiting(visitor)
    visitor.open(f"{address}/svara/stallning")
    is_note = request.node.callspec.id == "note"
    button, wish = (NOTE, {"note": "högst 120 h"}) if is_note else (KEEP, {"__stance": "INTERESTED"})
    with shut(limited):
        visitor.press(button, **wish)
        assert visitor.answer.status_code == 503
        assert int(visitor.answer.headers["retry-after"]) > 0
        assert "Det du skrev finns kvar här." in visitor.text
    limited.wait_until_ready()
    while visitor.answer.status_code == 503:  # each pool comes back by itself
        kept = next(form for form in visitor.document.forms if form.action.endswith("/stallning"))
        visitor.send(kept.action, kept.fields)
    assert visitor.answer.status_code == 200, visitor.text
    assert "högst 120 h" in visitor.text if is_note else visitor.path == f"{address}/svara/fraga-1"
