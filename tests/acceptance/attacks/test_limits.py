"""How often and how much at once: whoever asks too much is told to wait, and nobody else notices."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from samverka_services.demo import people
from samverka_services.kernel.timing import new_id
from tests.support.callers import FYRBODAL
from tests.support.databases import Cluster
from tests.support.installation import OFFICER, PROBLEM, Installation, an_idea, free_port
from tests.support.patience import PATIENCE_SECONDS
from tests.support.region import region_of_its_own
from tests.support.world import TROLLHATTAN, UDDEVALLA

NOTHING = "nonsense"
ME = "{ me { personId } }"
# Windows begin at whole multiples of their length: a short one may begin in the middle of a test.
LOW = {
    "SAMVERKA_RATE_QUERIES_PER_PERSON": "5 per 9999 hours",
    "SAMVERKA_RATE_QUERIES_PER_TENANT": "12 per 9999 hours",
    "SAMVERKA_RATE_COMMANDS_PER_PERSON": "4 per 9999 hours",
    "SAMVERKA_RATE_COMMANDS_PER_TENANT": "6 per 9999 hours",
    "SAMVERKA_RATE_STRANGERS_PER_ADDRESS": "5 per 9999 hours",
    "SAMVERKA_RATE_TRUSTED_PROXIES": "1",
    "SAMVERKA_RATE_AT_ONCE_PER_PERSON": "2",
    "SAMVERKA_RATE_AT_ONCE_PER_TENANT": "3",
}


@pytest.fixture(scope="module")
def region(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with region_of_its_own(cluster, tmp_path_factory.mktemp("limits")) as (running, _):
        yield running


@pytest.fixture
def strict(region: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A server with low limits of which nothing is used up."""
    yield from served(region, tmp_path, LOW)


def served(region: Installation, folder: Path, settings: dict[str, str]) -> Iterator[Installation]:
    port = free_port()
    environment = region.environment | {"SAMVERKA_PORT": str(port)} | settings
    found = Installation(region.database, f"http://127.0.0.1:{port}", folder, environment, issuer=region.issuer)
    found.start("serve")
    try:
        found.wait_until_ready()
        yield found
    finally:
        found.stop("serve")


def asks(running: Installation, person: str = OFFICER, tenant: str = TROLLHATTAN, times: int = 1) -> list[int]:
    token = running.token(person, tenant)
    return [running.graphql(token, ME).status_code for _ in range(times)]


def commands(running: Installation, person: str = OFFICER, tenant: str = TROLLHATTAN, times: int = 1) -> list[int]:
    """Commands that those who are let in are told to be without a role."""
    token = running.token(person, tenant)
    path, name = "/api/v1/organisations/own/name", {"name": "x"}
    return [running.send("PUT", path, token, name, version=999).status_code for _ in range(times)]


def test_a_person_who_asks_too_often_is_told_when_to_come_again(strict: Installation) -> None:
    assert asks(strict, times=6) == [200] * 5 + [429]
    token = strict.token(OFFICER, TROLLHATTAN)
    for language, word in (("sv", "Vänta"), ("en", "Wait")):
        answer = strict.send("POST", "/graphql", token, {"query": ME}, headers={"Accept-Language": language})
        assert (answer.status_code, answer.headers["content-type"]) == (429, PROBLEM)
        assert answer.json()["code"] == "rate-limited"
        assert answer.headers["retry-after"].isdigit()
        assert int(answer.headers["retry-after"]) > 0
        assert f"{word} {answer.headers['retry-after']} s" in answer.json()["detail"]
    assert strict.send("GET", "/api/v1/me", token).status_code == 429


def test_queries_and_commands_have_budgets_of_their_own(strict: Installation) -> None:
    assert asks(strict, times=6)[-1] == 429
    assert commands(strict, times=5) == [403] * 4 + [429]
    assert commands(strict, people.director("1488"), times=3) == [403] * 2 + [429]  # the organisation's six are used


def test_one_persons_excess_is_not_counted_for_others(strict: Installation) -> None:
    assert asks(strict, times=30).count(200) == 5
    assert asks(strict, people.director("1488"), times=5) == [200] * 5
    assert asks(strict, people.officer("1485"), UDDEVALLA, times=5) == [200] * 5


def test_an_organisation_has_a_budget_for_all_its_people(strict: Installation) -> None:
    persons = (OFFICER, people.director("1488"), people.FIRST_ADMINISTRATOR)
    answers = [status for person in persons for status in asks(strict, person, times=5)]
    assert answers == [200] * 12 + [429] * 3
    assert asks(strict, people.officer("1485"), UDDEVALLA) == [200]


def test_a_refused_request_does_not_prolong_the_wait(region: Installation, tmp_path: Path) -> None:
    for running in served(region, tmp_path, LOW | {"SAMVERKA_RATE_QUERIES_PER_PERSON": "3 per 2 seconds"}):
        assert 429 in asks(running, times=20)
        while asks(running) == [429]:  # ends although it never pauses
            continue


def bad(running: Installation, address: str, token: str = NOTHING, times: int = 1) -> list[httpx.Response]:
    headers = {"X-Forwarded-For": address}
    return [running.send("GET", "/api/v1/me", token, headers=headers) for _ in range(times)]


def test_who_shows_nothing_genuine_too_often_is_told_to_wait_and_only_that_address(strict: Installation) -> None:
    assert [answer.status_code for answer in bad(strict, "192.0.2.1", times=7)] == [401] * 5 + [429] * 2
    assert bad(strict, "192.0.2.2")[0].status_code == 401
    assert bad(strict, "192.0.2.1", strict.token(OFFICER, TROLLHATTAN))[0].status_code == 200


def test_an_address_is_what_the_last_trusted_proxy_saw(strict: Installation) -> None:
    for spoofed in range(5):
        assert bad(strict, f"198.51.100.{spoofed}, 192.0.2.1")[0].status_code == 401
    assert bad(strict, "198.51.100.9, 192.0.2.1")[0].status_code == 429


def test_without_a_proxy_the_header_is_not_read(region: Installation, tmp_path: Path) -> None:
    for running in served(region, tmp_path, LOW | {"SAMVERKA_RATE_TRUSTED_PROXIES": "0"}):
        statuses = [bad(running, f"192.0.2.{number}")[0].status_code for number in range(6)]
        assert statuses == [401] * 5 + [429]


def test_one_customers_network_of_addresses_is_one_address(strict: Installation) -> None:
    statuses = [bad(strict, f"2001:db8:1:2::{number}")[0].status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]


def test_nobody_without_her_token_uses_up_a_persons_budget(strict: Installation) -> None:
    token = strict.issuer.token(OFFICER, TROLLHATTAN, lifetime_seconds=-60)
    for forged in (token, strict.token(OFFICER, TROLLHATTAN)[:-4] + "aaaa"):
        bad(strict, "192.0.2.7", forged, times=6)
    assert asks(strict, times=5) == [200] * 5


def refused(running: Installation, person: str) -> list[str]:
    query = "select reason from samverka.access_log where person_id = %s and reason = 'rate-limited'"
    with psycopg.connect(running.database.admin_url) as connection:
        return [row[0] for row in connection.execute(query, [person]).fetchall()]


def test_that_somebody_was_told_to_wait_is_logged_but_not_again_and_again(strict: Installation) -> None:
    person = f"exempel-{new_id()}"  # without mandate: each of her first five is refused for that reason
    assert asks(strict, person, times=25) == [403] * 5 + [429] * 20
    assert 1 <= len(refused(strict, person)) < 20
    lines = [json.loads(line) for line in strict.logged("serve").splitlines() if '"request"' in line]
    assert sum(line.get("refused") == "rate-limited" for line in lines) == 20


def at_once(running: Installation, token: str, query: str, times: int) -> list[httpx.Response]:
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(running.graphql(token, query))) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


UNHURRIED = {name: "1000 per 1 second" for name in LOW if "_PER_" in name and "AT_ONCE" not in name}


@pytest.fixture
def narrow(region: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A server where few may ask at once, as often as they like."""
    yield from served(region, tmp_path, LOW | UNHURRIED)


def test_a_few_heavy_queries_leave_room_for_others(narrow: Installation) -> None:
    node = "participants { status reason } history(first: 100) { edges { node { actor } } }"
    one = f"insatser(first: 100) {{ edges {{ node {{ {node} }} }} }}"
    heavy = "{ regions { " + " ".join(f"a{number}: {one}" for number in range(30)) + " } }"
    leader = narrow.token(people.LEADER, FYRBODAL)
    heard: list[httpx.Response] = []
    crowd = threading.Thread(target=lambda: heard.extend(at_once(narrow, leader, heavy, 12)))
    crowd.start()
    while crowd.is_alive():
        assert asks(narrow) == [200]
    assert {answer.status_code for answer in heard} <= {200, 429}
    assert any(answer.status_code == 200 for answer in heard)


def test_who_waits_too_long_for_her_turn_is_told_to_come_again(narrow: Installation) -> None:
    leader = narrow.token(people.LEADER, FYRBODAL)
    with psycopg.connect(narrow.database.admin_url) as blocker:
        blocker.execute("lock table samverka.projection_checkpoints in access exclusive mode")
        heard: list[httpx.Response] = []
        crowd = threading.Thread(target=lambda: heard.extend(at_once(narrow, leader, ME, 5)))
        crowd.start()
        await_waiting(narrow, 2)
        waited = narrow.graphql(leader, ME)
        blocker.rollback()
        crowd.join()
    assert waited.status_code == 429
    assert waited.headers["retry-after"] == "1"
    assert sorted({answer.status_code for answer in heard}) == [200, 429]
    assert asks(narrow) == [200]


def await_waiting(running: Installation, count: int) -> None:
    """Until so many of the server's transactions wait for a lock."""
    query = """
        select count(*) from pg_stat_activity
        where wait_event_type = 'Lock' and usename = %s and datname = current_database()
    """
    login = conninfo_to_dict(running.database.app_url)["user"]
    with psycopg.connect(running.database.admin_url, autocommit=True) as connection:
        while connection.execute(query, [login]).fetchone() != (count,):
            continue


def test_commands_at_once_leave_room_for_others(narrow: Installation) -> None:
    leader = narrow.token(people.LEADER, FYRBODAL)
    with psycopg.connect(narrow.database.admin_url) as blocker:
        blocker.execute("select * from samverka.log_head for update")
        statuses: list[int] = []

        def add() -> None:
            statuses.append(narrow.send("POST", "/api/v1/insatser", leader, an_idea()).status_code)

        threads = [threading.Thread(target=add) for _ in range(12)]
        for thread in threads:
            thread.start()
        await_waiting(narrow, 2)
        assert commands(narrow) == [403]
        blocker.rollback()
        for thread in threads:
            thread.join()
    assert set(statuses) <= {201, 429}
    assert 201 in statuses


def test_what_the_settings_say_is_checked_at_start(region: Installation, tmp_path: Path) -> None:
    environment = region.environment | {"SAMVERKA_RATE_QUERIES_PER_PERSON": "many"}
    running = Installation(region.database, "", tmp_path, environment, issuer=region.issuer)
    running.start("serve")
    assert running.processes["serve"].wait(PATIENCE_SECONDS) == 4
    assert "SAMVERKA_RATE_QUERIES_PER_PERSON" in running.logged("serve")


def test_who_begins_logins_without_end_is_told_to_wait(region: Installation, tmp_path: Path) -> None:
    """Each is a question to the login service and a row in the database, for anybody who asks."""
    for strict in served(region, tmp_path, LOW | {"SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt"}):
        for seen, expected in (("203.0.113.7", [503] * 5 + [429] * 2), ("203.0.113.8", [503])):
            headers = {"X-Forwarded-For": seen, "Accept": "text/html"}
            answers = [httpx.get(f"{strict.address}/auth/login", headers=headers) for _ in expected]
            assert [answer.status_code for answer in answers] == expected
        assert answers[-1].headers["content-type"].startswith("text/html")


def test_who_tells_of_logouts_without_proof_is_told_to_wait(region: Installation, tmp_path: Path) -> None:
    for strict in served(region, tmp_path, LOW | {"SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt"}):
        address = f"{strict.address}/auth/backchannel-logout"
        answers = [httpx.post(address, data={"logout_token": NOTHING}) for _ in range(7)]
        assert [answer.status_code for answer in answers] == [400] * 5 + [429] * 2


def test_whoever_guesses_addresses_of_calendars_is_told_to_wait(region: Installation, tmp_path: Path) -> None:
    for strict in served(region, tmp_path, LOW | {"SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt"}):
        guessed = ["x", *(f"{TROLLHATTAN}-{number:043}" for number in range(5))]
        answers = [strict.send("GET", f"/kalender/{each}.ics") for each in guessed]
        assert [answer.status_code for answer in answers] == [404] * 5 + [429]
        assert strict.send("GET", "/api/v1/me", strict.token(OFFICER, TROLLHATTAN)).status_code == 200
