"""Searching finds what the reader may see, tells in which words, and nothing of what she may not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from samverka_services.demo import people
from tests.support.callers import FYRBODAL, KNOCKERS, Knocker
from tests.support.databases import Cluster
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.region import SECRET, Things, region_of_its_own
from tests.support.world import TROLLHATTAN, UDDEVALLA

NOTHING = "Inget hittades om"


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things

    def found(self, person: str, organisation: str, words: str, more: str = "") -> Visitor:
        visitor = Visitor.of(self.running, person, organisation)
        visitor.open(f"/sok?q={quote(words)}{more}")
        assert visitor.answer.status_code == 200
        return visitor


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("search")
    with region_of_its_own(cluster, folder, SAMVERKA_KEYCLOAK_WEB_SECRET="hemligt") as (running, things):
        yield Scene(running, things)


@pytest.mark.parametrize(
    "words", ["samordnad upphandling", "UPPHANDLINGARNA och", "4.1", "upphandlingskonceptet", "koncept it-lösningar"]
)
def test_an_insats_is_found_by_its_code_its_words_and_their_other_forms(scene: Scene, words: str) -> None:
    visitor = scene.found(people.officer("1485"), UDDEVALLA, words)
    if words == "upphandlingskonceptet":
        assert NOTHING in visitor.text
        return
    assert "Insatser (" in visitor.text
    assert "4.1 Koncept för samordnad upphandling" in " ".join(visitor.text.split())
    assert "<mark>" in visitor.answer.text


def test_decisions_are_found_by_record_number_reason_and_municipality(scene: Scene) -> None:
    visitor = Visitor.of(scene.running, people.LEADER, FYRBODAL)
    visitor.open("/historik")
    number = re.findall(r"\d{4}/\d+", visitor.text)[-1]
    visitor = scene.found(people.LEADER, FYRBODAL, number)
    assert "Beslut och händelser" in visitor.text
    assert "Diarienummer:" in visitor.text
    place = next(link for link in visitor.document.links if "#p" in link)
    assert f'id="{place.partition("#")[2]}"' in visitor.open(place.partition("#")[0]).text
    by_name = scene.found(people.LEADER, FYRBODAL, "trollhättan")
    assert "<mark>Trollhättan</mark>" in by_name.answer.text


def test_what_is_not_disclosed_is_found_by_the_forbund_and_its_giver_alone(scene: Scene) -> None:
    for person, organisation in ((people.LEADER, FYRBODAL), (people.officer("1488"), TROLLHATTAN)):
        assert "Villkor" in scene.found(person, organisation, SECRET).text
    other = scene.found(people.officer("1485"), UDDEVALLA, SECRET)
    assert NOTHING in other.text
    assert "när förfrågan har stängt" in other.text


@pytest.mark.parametrize("knocker", [each for each in KNOCKERS if each.holds], ids=lambda knocker: knocker.name)
def test_nothing_of_another_region_is_found_nor_counted(scene: Scene, knocker: Knocker) -> None:
    for words in ("upphandling", "exempel", "trollhättan", "%", "_", "\\", "' or true --", "a" * 500):
        visitor = scene.found(knocker.person, knocker.organisation, words)
        if not knocker.in_region:
            assert NOTHING in visitor.text
            assert "Fyrbodal" not in visitor.text


def test_signs_of_patterns_stand_for_themselves(scene: Scene) -> None:
    for words in ("%%", "__", "4_1", "upp%ling"):
        assert NOTHING in scene.found(people.LEADER, FYRBODAL, words).text


def test_a_draft_is_found_by_its_forbund_alone(scene: Scene) -> None:
    draft = f"/forfragningar/{scene.things.draft_id}/utkast"
    assert draft in scene.found(people.LEADER, FYRBODAL, "exempel").document.links
    assert draft not in scene.found(people.officer("1488"), TROLLHATTAN, "exempel").document.links


def test_the_past_is_searched_as_it_was_and_the_field_of_each_page_stays_in_it(scene: Scene) -> None:
    visitor = scene.found(people.LEADER, FYRBODAL, "upphandling", "&knownAt=2019-01-01")
    assert NOTHING in visitor.text
    visitor.open("/laget?decidedAsOf=2026-01-31")
    searching = next(form for form in visitor.document.forms if form.action == "/sok")
    assert ("decidedAsOf", "2026-01-31") in searching.fields


def test_what_was_looked_for_stands_in_no_log(scene: Scene) -> None:
    scene.found(people.LEADER, FYRBODAL, "hemligtsökord")
    assert "hemligtsökord" not in scene.running.logged("serve")
    auditor = Visitor.of(scene.running, people.AUDITOR, FYRBODAL)
    auditor.open("/revision/atkomstlogg")
    assert "Sök" in {cell.strip() for cell in re.findall(r"<td[^>]*>([^<]*)", auditor.answer.text)}
    assert "hemligtsökord" not in auditor.text
