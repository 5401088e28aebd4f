"""`samverka remote` and `samverka give` against the running server, with a token and no address of a database."""

import json
import subprocess
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from tests.support.callers import FYRBODAL
from tests.support.command_line import REFUSED, UNAVAILABLE, USAGE, assert_told, in_this_process, printed
from tests.support.installation import Installation, Running, free_port
from tests.support.world import TROLLHATTAN

Done = subprocess.CompletedProcess[str]


class Client:
    """Somebody who scripts."""

    def __init__(self, running: Installation, folder: Path, token: str | None) -> None:
        environment = {
            "SAMVERKA_SERVER": running.address,
            "XDG_STATE_HOME": str(folder),
            "SAMVERKA_DATA_DIR": str(folder),
        }
        self._here = Running(running.database, "", folder, environment | ({"SAMVERKA_TOKEN": token} if token else {}))

    def asks(self, *arguments: str, **settings: str) -> Done:
        return in_this_process(self._here, *arguments, **settings)

    def reads(self, *arguments: str, **settings: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(
            printed(self.asks("remote", *arguments, "--format", "json", **settings))
        )
        return found


@pytest.fixture
def leader(running: Installation, tmp_path: Path) -> Client:
    return Client(running, tmp_path, running.token(people.LEADER, FYRBODAL))


@pytest.fixture
def officer(running: Installation, tmp_path: Path) -> Client:
    return Client(running, tmp_path, running.token(people.officer("1488"), TROLLHATTAN))


def test_a_table_as_csv_is_the_servers_file(running: Installation, leader: Client) -> None:
    table = f"/regions/{FYRBODAL}/participation"
    sent = running.send(
        "GET", f"/api/v1{table}", running.token(people.LEADER, FYRBODAL), headers={"Accept-Language": "sv"}
    )
    assert printed(leader.asks("remote", "participation", "--region", FYRBODAL, "--format", "csv")) == sent.text


def test_a_table_as_json_has_the_columns_own_names_in_every_language(leader: Client) -> None:
    for language in ("sv", "en"):
        rows = leader.reads("insatser", "--region", FYRBODAL, SAMVERKA_LANGUAGE=language)
        assert {"4.1", "4.2"} <= {row["insatsCode"] for row in rows}
    (first, *_) = leader.reads("interest-requests", "--region", FYRBODAL)
    answers = leader.reads("answers", "--request", first["requestId"])
    assert "Trollhättan" in {row["name"] for row in answers}


def test_a_table_is_shown_to_people(leader: Client) -> None:
    told = printed(leader.asks("remote", "participation", "--region", FYRBODAL))
    assert [word for word in ("Kommun", "Trollhättan", "Uddevalla") if word not in told] == []


def test_a_workbook_goes_into_a_file(leader: Client, tmp_path: Path) -> None:
    file = tmp_path / "laget.xlsx"
    assert (
        printed(leader.asks("remote", "insatser", "--region", FYRBODAL, "--format", "xlsx", "--output", str(file)))
        == ""
    )
    assert file.read_bytes().startswith(b"PK")


def test_a_table_is_read_as_of_another_day(leader: Client) -> None:
    long_ago = leader.reads("interest-requests", "--region", FYRBODAL, "--decided-as-of", "1999-01-01")
    assert len(long_ago) < len(leader.reads("interest-requests", "--region", FYRBODAL))
    ahead = (local_day(clock()) + timedelta(days=9)).isoformat()
    done = leader.asks("remote", "insatser", "--region", FYRBODAL, "--decided-as-of", ahead)
    assert_told(done, REFUSED, "--decided-as-of: ")


def test_each_reader_gets_what_is_hers(officer: Client, leader: Client) -> None:
    assert officer.reads("commitments")
    assert_told(leader.asks("remote", "answers", "--request", str(uuid.uuid4())), REFUSED, "Finns inte")


def given(client: Client, *arguments: str) -> dict[str, Any]:
    outcome: dict[str, Any] = json.loads(printed(client.asks("give", *arguments, "--json")))
    return outcome


def idea(client: Client, *more: str) -> dict[str, Any]:
    fields = {"code": f"z{uuid.uuid4().hex[:18]}", "title": "Exempel", "origin": "NETWORK", "starts-with": "PROJECT"}
    return given(
        client, "receive-idea", *(part for name, value in fields.items() for part in (f"--{name}", value)), *more
    )


def test_a_command_is_given_by_its_fields_and_read_after(leader: Client) -> None:
    title = f"Exempel {uuid.uuid4()}"
    outcome = idea(leader, "--title", title)
    assert (outcome["kind"], outcome["version"]) == ("insats", 1)
    plan = leader.reads("history", "--read-after", outcome["token"])
    assert plan[0]["insats"] == title


def test_the_same_key_is_carried_out_once(leader: Client) -> None:
    fields = (
        "--code",
        f"z{uuid.uuid4().hex[:18]}",
        "--title",
        "Exempel",
        "--origin",
        "NETWORK",
        "--starts-with",
        "PROJECT",
    )
    command = ("give", "receive-idea", *fields, "--key", str(uuid.uuid4()))
    assert printed(leader.asks(*command)).startswith("Utfört: id ")
    assert printed(leader.asks(*command)).startswith("Redan utfört tidigare: id ")


def test_what_is_no_single_field_comes_from_a_file_and_options_go_before_it(leader: Client, tmp_path: Path) -> None:
    insats_id = idea(leader)["id"]
    file = tmp_path / "beslut.json"
    decision = {
        "body": "E_RAD",
        "decidedOn": "2026-01-15",
        "recordNumber": "1",
        "decidedBy": people.CHAIR,
        "reason": "x",
    }
    file.write_text(json.dumps({"priority": "NOT_NOW", "decision": decision}), encoding="utf-8")
    command = ("prioritise-insats", "--insats", insats_id, "--file", str(file), "--priority", "DECLINE")
    assert_told(leader.asks("give", *command), REFUSED, "--if-match")
    assert given(leader, *command, "--if-match", "1")["version"] == 2
    assert_told(leader.asks("give", *command, "--if-match", "1"), REFUSED, "läs")


@pytest.mark.parametrize(("language", "word"), [("sv", "dag"), ("en", "day")])
def test_what_is_wrong_is_told_by_the_option_that_says_it(leader: Client, language: str, word: str) -> None:
    wrong = ("--decision-decided-on", "i går", "--decision-body", "E_RAD", "--decision-record-number", "1")
    command = (
        "give",
        "prioritise-insats",
        "--insats",
        str(uuid.uuid4()),
        "--if-match",
        "1",
        "--priority",
        "WAIT",
        *wrong,
    )
    assert_told(leader.asks(*command, SAMVERKA_LANGUAGE=language), REFUSED, "--decision-decided-on: ", word)


def test_a_file_that_is_no_object_is_told(leader: Client, tmp_path: Path) -> None:
    file = tmp_path / "fields.json"
    for content in ("[]", "{"):
        file.write_text(content, encoding="utf-8")
        assert_told(leader.asks("give", "receive-idea", "--file", str(file)), USAGE, "--file", "JSON")


def test_who_may_not_is_told_so(officer: Client) -> None:
    done = officer.asks("give", "form-network", "--name", "Exempel", "--key", str(uuid.uuid4()))
    assert done.returncode == REFUSED


@pytest.mark.parametrize("lifetime", [None, -60])
def test_who_is_not_logged_in_any_more_is_told_to_log_in_again(
    running: Installation, tmp_path: Path, lifetime: int | None
) -> None:
    token = lifetime and running.token(people.LEADER, FYRBODAL, lifetime)
    done = Client(running, tmp_path, token or None).asks("remote", "history")
    assert_told(done, REFUSED, f"samverka login --server {running.address}")


def test_a_server_that_does_not_answer_is_told_with_the_key_to_send_again(leader: Client) -> None:
    away = f"http://127.0.0.1:{free_port()}"
    command = ("give", "rename-organisation", "--name", "Exempel", "--key", "min-nyckel", "--if-match", "1")
    assert_told(leader.asks(*command, "--server", away), UNAVAILABLE, away, "--key min-nyckel")


@pytest.mark.parametrize(
    "address",
    [
        "http://samverka.example.se",
        "ftp://127.0.0.1",
        "https://a:b@127.0.0.1",
        "127.0.0.1:8321",
        "http://127.0.0.1/x",
    ],
)
def test_a_token_is_sent_to_no_address_that_is_not_safe(leader: Client, address: str) -> None:
    assert_told(leader.asks("remote", "history", "--server", address), USAGE, "--server")


def test_a_name_that_is_none_is_told_with_those_that_are(leader: Client) -> None:
    assert_told(leader.asks("remote", "nothing"), USAGE, "participation")
    assert_told(leader.asks("give", "nothing"), USAGE, "receive-idea")
    assert "participation" in printed(leader.asks("remote"))
    assert "receive-idea" in printed(leader.asks("give"))
    assert "--starts-with" in printed(leader.asks("give", "receive-idea", "--help"))
    assert_told(leader.asks("remote", "answers"), USAGE, "--request")
