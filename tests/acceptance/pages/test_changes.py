"""What changed between two moments: for each thing its standing before and after, and the decisions that did it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from tests.acceptance.pages.test_live_news import OwnRegion, answered
from tests.support.callers import FYRBODAL
from tests.support.logged_in import Visitor
from tests.support.world import UDDEVALLA

STROMSTAD = "2120001405"


def moment() -> str:
    return quote(datetime.now(UTC).isoformat())


def test_an_answer_stands_between_the_moments_before_and_after_it_and_nowhere_else(own_region: OwnRegion) -> None:
    leader = Visitor.of(own_region[0], people.LEADER, FYRBODAL)
    before = moment()
    answered(own_region, "1486", STROMSTAD)
    after = moment()
    leader.open(f"/historik/andringar?since={before}")
    assert "Strömstad från väntar → till intresserad" in leader.text
    assert "KS 2026/12" in leader.text
    place = next(link for link in leader.document.links if "#p" in link and STROMSTAD in link)
    assert f'id="{place.partition("#")[2]}"' in leader.open(place.partition("#")[0]).text
    leader.open(f"/historik/andringar?since={after}")
    assert "Inget ändrades." in leader.text
    other = Visitor.of(own_region[0], people.officer("1485"), UDDEVALLA)
    other.open(f"/historik/andringar?since={before}")
    assert "Strömstad från" not in other.text, "it is not open yet"


def test_all_of_the_story_has_changed_since_before_it(own_region: OwnRegion) -> None:
    leader = Visitor.of(own_region[0], people.LEADER, FYRBODAL)
    leader.open("/historik/andringar?since=2019-01-01")
    assert "E-rådets prioritering från inte prioriterad än → till startad" in leader.text
    assert "Uddevalla från – → till resurser avsatta från 0 → till 300 från 0 → till 80" in leader.text
    yesterday = local_day(datetime.now(UTC)) - timedelta(days=1)
    leader.open(f"/historik/andringar?since={yesterday}&knownAt={yesterday}")
    assert "Inget ändrades." in leader.text
    leader.open(f"/historik/andringar?compare=DECIDED&since=2019-01-01&until={yesterday}")
    assert "det som var beslutat 1 januari 2019 jämfört med" in leader.text
    assert "Uddevalla från – → till resurser avsatta" in leader.text, "though it was recorded today"
    leader.open("/historik/andringar?compare=DECIDED&since=2019-01-01")
    file = next(link for link in leader.document.links if "/changes/" in link and "file=csv" in link)
    assert "resurser avsatta" in leader.open(file).text
    assert leader.open("/historik/andringar?since=x").status_code == 422
    assert "Vad har ändrats?" in leader.open("/historik").text
