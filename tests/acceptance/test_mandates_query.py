"""An organisation's mandates, as its administrator and auditor read them: to end one, and to look back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from tests.support.callers import AUDITOR, FORMER, FYRBODAL
from tests.support.databases import Cluster
from tests.support.installation import DIRECTOR, OFFICER, Installation
from tests.support.region import Things, region_of_its_own
from tests.support.world import TROLLHATTAN, UDDEVALLA

ADMINISTRATOR = people.FIRST_ADMINISTRATOR
MANDATES = """query($first: Int! = 100, $after: String, $includeEnded: Boolean! = false, $personId: String,
    $day: Date, $knownAt: DateTime, $decidedAsOf: Date) {
  mandates(first: $first, after: $after, includeEnded: $includeEnded, personId: $personId, day: $day,
      knownAt: $knownAt, decidedAsOf: $decidedAsOf) {
    version pageInfo { hasNextPage endCursor }
    edges { node { id personId role seat validFrom validTo
      given { decision { body decidedOn decidedBy recordNumber reason } recordedBy recordedAt }
      ended { decision { body decidedOn decidedBy recordNumber reason } recordedBy recordedAt } } }
  }
}"""


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things

    def page(self, person: str = ADMINISTRATOR, tenant: str = TROLLHATTAN, **wanted: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.running.data(self.running.token(person, tenant), MANDATES, **wanted)["mandates"]
        return found

    def mandates(self, person: str = ADMINISTRATOR, tenant: str = TROLLHATTAN, **wanted: Any) -> list[dict[str, Any]]:
        return [edge["node"] for edge in self.page(person, tenant, **wanted)["edges"]]

    def give(self, person: str, since: date, until: date | None = None, decided: date = date(2026, 1, 15)) -> str:
        body = {
            "personId": person,
            "holds": "OFFICER",
            "validFrom": since.isoformat(),
            "validTo": until.isoformat() if until else None,
            "decision": decision(decided),
        }
        return str(self._record("/mandates", body)["id"])

    def end(self, mandate_id: str, last: date) -> int:
        body = {"validTo": last.isoformat(), "decision": decision(date(2026, 3, 1))}
        return int(self._record(f"/mandates/{mandate_id}/endings", body)["version"])

    def _record(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Recorded, and shown."""
        token = self.running.token(ADMINISTRATOR, TROLLHATTAN)
        outcome = self.running.command("POST", path, token, body)
        self.running.wait_until_projected(outcome["token"], token, FYRBODAL)
        return outcome


def decision(decided: date) -> dict[str, str]:
    found = {"body": "KOMMUNLEDNING", "decidedOn": decided.isoformat(), "recordNumber": "EXEMPEL 2026/7"}
    return found | {"decidedBy": DIRECTOR, "reason": "Exempel"}


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with region_of_its_own(cluster, tmp_path_factory.mktemp("mandates")) as (running, things):
        yield Scene(running, things)


def test_an_administrator_finds_the_mandate_that_she_ends(scene: Scene) -> None:
    scene.give("exempel-slutar", date(2026, 2, 1))
    (found,) = scene.mandates(personId="exempel-slutar")
    version = scene.end(found["id"], date(2026, 6, 30))
    assert scene.page()["version"] == version
    assert scene.mandates(personId="exempel-slutar", day="2026-07-01") == []


def test_a_mandate_tells_who_decided_it_and_who_recorded_it(scene: Scene) -> None:
    mandate_id = scene.give("exempel-beslut", date(2026, 2, 1))
    scene.end(mandate_id, date(2026, 6, 30))
    (found,) = scene.mandates(personId="exempel-beslut", includeEnded=True)
    assert (found["id"], found["role"], found["seat"]) == (mandate_id, "OFFICER", None)
    assert (found["validFrom"], found["validTo"]) == ("2026-02-01", "2026-06-30")
    for name, day in (("given", "2026-01-15"), ("ended", "2026-03-01")):
        told = found[name]
        assert told.pop("recordedAt") <= clock().isoformat()
        expected = {"body": "KOMMUNLEDNING", "decidedOn": day, "decidedBy": DIRECTOR, "reason": "Exempel"}
        assert told == {"decision": expected | {"recordNumber": "EXEMPEL 2026/7"}, "recordedBy": ADMINISTRATOR}


def test_the_first_administrator_was_given_by_nobody(scene: Scene) -> None:
    (found, *_) = scene.mandates()
    assert (found["personId"], found["role"], found["given"], found["ended"]) == (
        ADMINISTRATOR,
        "ADMINISTRATOR",
        None,
        None,
    )


def test_seats_are_told_as_seats(scene: Scene) -> None:
    (found,) = scene.mandates(personId=DIRECTOR)
    assert (found["role"], found["seat"]) == (None, "KOMMUNLEDNING")


def test_what_has_ended_is_shown_when_it_is_asked_for(scene: Scene) -> None:
    assert FORMER not in {mandate["personId"] for mandate in scene.mandates()}
    assert FORMER in {mandate["personId"] for mandate in scene.mandates(includeEnded=True)}


def test_who_was_entitled_on_a_day_is_answered(scene: Scene) -> None:
    yesterday = local_day(clock()) - timedelta(days=1)
    (found,) = scene.mandates(personId=FORMER, day=yesterday.isoformat())
    assert found["role"] == "OFFICER"
    assert scene.mandates(personId=FORMER, day=local_day(clock()).isoformat()) == []
    assert scene.mandates(personId=OFFICER, day="1999-01-01") == []


def test_what_was_known_and_what_was_decided_are_two_questions(scene: Scene) -> None:
    scene.give("exempel-innan", date(2026, 2, 1))
    before = max(each["given"]["recordedAt"] for each in scene.mandates() if each["given"])
    known = scene.page(knownAt=before)["version"]
    mandate_id = scene.give("exempel-sent", date(2026, 2, 1), decided=date(2026, 2, 10))
    wanted = {"personId": "exempel-sent", "day": "2026-02-20"}
    assert scene.mandates(**wanted, knownAt=before) == []
    assert scene.page(knownAt=before)["version"] == known
    assert scene.mandates(**wanted, decidedAsOf="2026-02-09") == []
    assert [found["id"] for found in scene.mandates(**wanted, decidedAsOf="2026-02-10")] == [mandate_id]
    scene.end(mandate_id, date(2026, 2, 15))
    assert scene.mandates(**wanted) == []
    assert [found["id"] for found in scene.mandates(**wanted, decidedAsOf="2026-02-10")] == [mandate_id]


def test_mandates_are_read_page_by_page(scene: Scene) -> None:
    whole = [found["id"] for found in scene.mandates(includeEnded=True)]
    first = scene.page(first=2, includeEnded=True)
    second = scene.page(first=2, includeEnded=True, after=first["pageInfo"]["endCursor"])
    assert [edge["node"]["id"] for page in (first, second) for edge in page["edges"]] == whole[:4]


def test_the_auditor_reads_the_same_and_nobody_reads_another_organisations(scene: Scene) -> None:
    assert scene.mandates(AUDITOR) == scene.mandates()
    neighbours = {found["id"] for found in scene.mandates(tenant=UDDEVALLA, includeEnded=True)}
    assert neighbours
    assert neighbours.isdisjoint(found["id"] for found in scene.mandates(includeEnded=True))
