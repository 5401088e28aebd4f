"""The demonstration as somebody starts it: once, again, stopped with Ctrl-C, and after having been killed."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import quote

import httpx
import psutil
import pytest

from samverka_services.demo import people
from samverka_services.pages.kernel.example import ExamplePerson
from tests.support.installation import free_port, fyrbodal
from tests.support.logged_in import Visitor
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import run
from tests.support.world import TROLLHATTAN

pytestmark = pytest.mark.long

OF_THE_PLAN = ("4.1", "4.2", "4.3", "4.4", "4.5")
ANSWERED = ("CONDITIONAL", "DECLINED", "INTERESTED", "TAKING_PART", "RESOURCES_SET_ASIDE", "ENDED")


def command(folder: Path, *options: str) -> list[str]:
    port = str(free_port())
    start = [sys.executable, "-m", "samverka_services.cli", "demo", "--data-dir", str(folder), "--port", port]
    return [*start, *options]


def run_once(folder: Path, *options: str) -> str:
    finished = subprocess.run(command(folder, "--once", *options), capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    assert "Traceback" not in finished.stderr
    return finished.stdout


@dataclass(frozen=True)
class Played:
    """A folder in which the demonstration has been run once, and what that printed."""

    folder: Path
    region: dict[str, Any]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("demo")
    return Played(folder, json.loads(run_once(folder, "--json")))


@pytest.fixture(scope="module")
def region(played: Played) -> dict[str, Any]:
    """The matrix as the first run prints it."""
    return played.region


def test_the_matrix_has_fourteen_municipalities_and_the_insatser_of_the_story(region: dict[str, Any]) -> None:
    matrix = region["participationMatrix"]
    assert region["id"] == fyrbodal()
    assert len(matrix["municipalities"]) == 14
    assert [insats["code"] for insats in matrix["insatser"]] == [*OF_THE_PLAN, "E.1", "E.2", "E.3"]
    assert len(matrix["cells"]) == 14 * 8


def test_the_story_ends_with_every_kind_of_standing_and_something_to_answer(region: dict[str, Any]) -> None:
    matrix = region["participationMatrix"]
    assert {cell["status"] for cell in matrix["cells"]} >= {*ANSWERED, "NOT_ASKED"}
    (open_one,) = (insats["id"] for insats in matrix["insatser"] if insats["code"] == "E.3")
    asked = [cell["status"] for cell in matrix["cells"] if cell["insatsId"] == open_one]
    assert asked == ["UNANSWERED"] * 14


def test_it_stops_at_any_day_of_the_story_in_a_folder_that_knows_the_day(tmp_path: Path) -> None:
    until = ("--until", "2020-05-20")
    cells = json.loads(run_once(tmp_path, "--json", *until))["participationMatrix"]["cells"]
    answered = [cell["status"] for cell in cells if cell["status"] in ANSWERED]
    assert answered == ["INTERESTED"] * 2, "Bengtsfors and Dals-Ed, about 4.1"
    other = subprocess.run(command(tmp_path, "--once"), capture_output=True, text=True, check=False)
    assert (other.returncode, "2020-05-20" in other.stderr) == (1, True)


def told_by(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What another command tells, with this data folder."""
    return run(arguments, {**os.environ, "SAMVERKA_DATA_DIR": str(data)})


def counted(folder: Path) -> int:
    """How many events the förbund may read."""
    return len(json.loads(told_by(folder, "log", "--tenant", fyrbodal(), "--json", "--limit", "100000").stdout))


def test_a_second_start_plays_nothing_again_and_says_that_all_is_an_example(folder: Path) -> None:
    before = counted(folder)
    title = run_once(folder).partition("\n\n")[0]
    assert title.startswith("EXEMPEL")
    assert "Fyrbodal" in title
    assert counted(folder) == before


class Started:
    """A demonstration that keeps serving."""

    def __init__(self, folder: Path) -> None:
        options = [*command(folder), "--tokens"]
        self.address = f"http://127.0.0.1:{options[options.index('--port') + 1]}"
        self.process = subprocess.Popen(options, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.printed = self._until_serving()
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> None:
        """In good order, unless it has ended."""
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        for printed in (self.process.stdout, self.process.stderr):
            assert printed is not None
            printed.close()

    def part(self, name: str) -> psutil.Process:
        (found,) = (each for each in self.children if each.is_running() and name in each.cmdline())
        return found

    def add_idea(self, code: str, title: str) -> str:
        """An insats of the user's own: its code, once it is acknowledged. Raises httpx.HTTPError."""
        headers = {"Authorization": f"Bearer {token_in(self.printed)}", "Idempotency-Key": code}
        idea = {"code": code, "title": title, "origin": "NETWORK", "startsWith": "PROJECT"}
        assert httpx.post(f"{self.address}/api/v1/insatser", json=idea, headers=headers).status_code == 201
        return code

    def _until_serving(self) -> str:
        assert self.process.stdout is not None
        printed = ""
        for line in self.process.stdout:
            printed += line
            if line.strip().endswith("/exempel"):
                return printed
        raise AssertionError(printed)


class Demonstration:
    """One that serves from one test to the next, until a test ends it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: Started | None = None

    def serving(self) -> Started:
        """The one that serves, started if need be."""
        if self._started is not None and self._started.process.poll() is not None:
            self.rest()
        self._started = self._started or Started(self.folder)
        return self._started

    def rest(self) -> None:
        """End the one that serves, if any."""
        if self._started is not None:
            self._started.end()
            self._started = None


@pytest.fixture(scope="module")
def demonstration(played: Played) -> Iterator[Demonstration]:
    found = Demonstration(played.folder)
    yield found
    found.rest()


@pytest.fixture
def folder(demonstration: Demonstration) -> Path:
    """The folder of a demonstration, which does not serve unless the test has it `started`."""
    return demonstration.folder


@pytest.fixture
def started(demonstration: Demonstration) -> Started:
    return demonstration.serving()


def test_who_is_picked_is_logged_in_on_the_day_that_the_pages_name(started: Started) -> None:
    person = ExamplePerson(people.officer("1488"), "", TROLLHATTAN, "", "")
    visitor = Visitor(started, {})
    visitor.open(f"/auth/login?login_hint={quote(person.hint)}")
    visitor.open("/medlemmar/namn")
    assert "Demonstrationens dag: 31 december 2022." in visitor.text
    assert re.search(r"Ulla Exempel ulla.exempel@\S+ ", visitor.text), visitor.text


def test_the_mail_to_who_is_played_is_read_and_its_link_leads_to_what_it_is_about(started: Started) -> None:
    person = ExamplePerson(people.officer("1485"), "", "2120001397", "", "")
    visitor = Visitor(started, {})
    visitor.open(f"/auth/login?login_hint={quote(person.hint)}")
    address = next(link for link in visitor.document.links if "/e-post/" in link)
    until = time.monotonic() + PATIENCE_SECONDS
    while "Ny intresseförfrågan: E.3" not in visitor.text and time.monotonic() < until:
        visitor.open(address)
    assert "ulla.exempel@2120001397.example" in visitor.text
    visitor.open(next(link for link in visitor.document.links if "forfragningar" in link))
    assert visitor.path.startswith("/forfragningar/")
    assert "Uddevalla kommun" in visitor.text
    assert visitor.open("/exempel/e-post/nobody@1").status_code == 404


def test_its_data_folder_is_named_for_other_commands(started: Started, folder: Path) -> None:
    assert f"SAMVERKA_DATA_DIR={folder}" in started.printed
    found = told_by(folder, "matrix", "--region", fyrbodal())
    assert "Trollhättan" in found.stdout, found.stderr


def test_a_second_demonstration_in_the_same_folder_says_so(started: Started, folder: Path) -> None:
    second = subprocess.run(command(folder, "--once"), capture_output=True, text=True, check=False)
    assert second.returncode == 3
    assert str(folder) in second.stderr
    assert started.process.poll() is None


def test_a_port_that_is_taken_is_named(started: Started, tmp_path: Path) -> None:
    options = [*command(tmp_path, "--once")[:-2], started.address.rpartition(":")[2], "--once"]
    finished = subprocess.run(options, capture_output=True, text=True, check=False)
    assert finished.returncode == 3
    assert started.address.rpartition(":")[2] in finished.stderr


def token_in(printed: str) -> str:
    return next(word for word in printed.split() if word.count(".") == 2 and word.startswith("ey"))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped_and_leaves_nothing_behind(started: Started, sent: signal.Signals) -> None:
    headers = {"Authorization": f"Bearer {token_in(started.printed)}"}
    answer = httpx.post(f"{started.address}/graphql", json={"query": "{ me { personId } }"}, headers=headers)
    assert answer.json()["data"]["me"]["personId"].startswith("exempel-")
    started.process.send_signal(sent)
    assert started.process.wait(PATIENCE_SECONDS) == 0
    assert psutil.wait_procs(started.children, 10)[1] == []


def test_what_its_user_adds_is_kept_and_left_alone(started: Started, folder: Path) -> None:
    """An insats of the user's own once broke every later start."""
    started.add_idea("9.1", "Egen [/insats]")
    started.process.terminate()
    started.process.wait(PATIENCE_SECONDS)
    before = counted(folder)
    assert "[/insats]" in run_once(folder)
    assert counted(folder) == before


@pytest.mark.parametrize("part", ["project", "mail"])
def test_it_says_so_when_a_part_of_it_dies(started: Started, folder: Path, part: str) -> None:
    started.part(part).kill()
    _, told = started.process.communicate(timeout=PATIENCE_SECONDS)
    assert started.process.returncode == 3
    assert str(folder / f"{part}.log") in told
    assert "Traceback" not in told


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed_in_the_middle_of_work(
    started: Started, folder: Path
) -> None:
    """The demonstration says so and ends; started again, it shows everything."""
    acknowledged: list[str] = []
    with pytest.raises(httpx.HTTPError):  # the answer that the kill cut off
        for number in count(10):
            acknowledged.append(started.add_idea(f"9.{number}", "Före avbrottet"))
            if number == 14:
                Timer(0.02, started.part("serve").kill).start()
    _, told = started.process.communicate(timeout=PATIENCE_SECONDS)
    assert (started.process.returncode, str(folder / "serve.log") in told) == (3, True)
    shown = json.loads(run_once(folder, "--json"))["participationMatrix"]["insatser"]
    assert len(acknowledged) >= 5
    assert {each["code"] for each in shown} >= set(acknowledged)


def test_after_a_kill_the_parts_stop_and_the_next_start_works(started: Started, folder: Path) -> None:
    ours = [child for child in started.children if "samverka" in " ".join(child.cmdline())]
    assert ours
    started.process.send_signal(signal.SIGKILL)
    started.process.wait()
    assert psutil.wait_procs(ours, 30)[1] == []
    assert "4.1" in run_once(folder)


def test_a_command_that_finds_nothing_says_where_the_demonstrations_data_are(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    done = told_by(tmp_path, "log", "--tenant", fyrbodal())
    assert done.returncode == 1
    assert f"SAMVERKA_DATA_DIR={tmp_path / 'demo'}" in done.stderr


def test_it_leaves_an_installation_alone_that_it_did_not_make(tmp_path: Path) -> None:
    add = ("tenants", "add", fyrbodal(), "--name", "Eget", "--kind", "KOMMUNALFORBUND", "--administrator", "egen")
    assert told_by(tmp_path, *add).returncode == 0
    refused = subprocess.run(command(tmp_path, "--once"), capture_output=True, text=True, check=False)
    assert (refused.returncode, str(tmp_path) in refused.stderr) == (1, True)
    assert counted(tmp_path) == 3


def test_it_refuses_production(tmp_path: Path) -> None:
    environment = {**os.environ, "SAMVERKA_ENVIRONMENT": "production"}
    finished = subprocess.run(command(tmp_path), env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 4
    assert finished.stderr.strip()
