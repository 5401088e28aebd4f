"""`samverka audit timeline`: the decisions that concern what is asked for, with all that was recorded of them."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body
from samverka_services.cli import timeline
from samverka_services.commands.answers import RegisterAnswerOnBehalf
from samverka_services.commands.commitments import AdjustCommitment, CorrectCommitment, TakePart
from tests.support.command_line import OK, REFUSED, USAGE, Done, assert_told, in_this_process, printed
from tests.support.databases import Cluster
from tests.support.installation import Running
from tests.support.unreadable import record_unreadable
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    GOTEBORGSREGIONEN,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
    empty_world,
    populated,
    populated_before,
)

MARKUP = "[/KS 12] [bold]se bilaga[/bold] :warning:"


@dataclass(frozen=True)
class Scene:
    world: World
    running: Running
    insats_id: str
    request_id: str

    def asked(self, *arguments: str, **settings: str) -> Done:
        return in_this_process(self.running, "audit", "timeline", *arguments, **settings)

    def told(self, *arguments: str, **settings: str) -> list[dict[str, Any]]:
        """As a program reads it."""
        found: list[dict[str, Any]] = json.loads(printed(self.asked(*arguments, "--format", "json", **settings)))
        return found

    def kinds(self, *arguments: str) -> list[str]:
        return [entry["row"]["type"] for entry in self.told(*arguments)]


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """An insats with an answer of each sort, and a part that was set right."""
    with cluster.database(populated) as database, empty_world(database) as world:
        populated_before(world).wherever_insatser_stand()
        insats_id = world.insats("4.1")
        request_id = world.sent_request(insats_id, world.now.date() + timedelta(days=10))
        world.answer(TROLLHATTAN, request_id, Stance.CONDITIONAL, contact=None)
        _register(world, request_id)
        _take_part(world, insats_id)
        world.now += timedelta(days=20)
        world.answer(VANERSBORG, request_id)
        yield Scene(world, running_on(world, tmp_path_factory.mktemp("timeline")), insats_id, request_id)


def running_on(world: World, folder: Path) -> Running:
    """Nothing runs: the command needs the database alone."""
    addresses = {"DATABASE_URL": world.database.app_url, "PROJECTOR_DATABASE_URL": world.database.projector_url}
    return Running(world.database, "", folder, {f"SAMVERKA_{name}": address for name, address in addresses.items()})


def _register(world: World, request_id: str) -> None:
    said = world.reply(Stance.DECLINED, decision=world.decision(Body.KOMMUNLEDNING, "kommundirektören", MARKUP))
    command = RegisterAnswerOnBehalf(request_id=request_id, kommunkod="1485", source="Brev", **said)
    world.do(LEADER, FYRBODAL, command)


def _take_part(world: World, insats_id: str) -> None:
    """Recorded long after it was decided, then put right; and a decision that had been forgotten."""
    authority = Authority(AuthorityKind.NAMND, name="Kultur- och fritidsnämnden")
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR, on=date(2026, 1, 15))
    decided = replace(decision, authority=authority, paragraph="§ 87", in_force_on=date(2026, 2, 5))
    take = TakePart(insats_id=insats_id, resources=world.resources(hours=100), decision=decided)
    world.do(OFFICER, TROLLHATTAN, take)
    correction = world.decision(Body.KOMMUNLEDNING, DIRECTOR, "Fel i protokollsutdraget")
    said: dict[str, Any] = {"corrected": replace(decided, record_number="2026/2"), "decision": correction}
    said["content"] = {"resources": world.resources(hours=10)}
    world.do(OFFICER, TROLLHATTAN, CorrectCommitment(insats_id=insats_id, version=2, **said), version=2)
    for day, version, overtaken in ((date(2026, 2, 10), 3, False), (date(2026, 1, 20), 4, True)):
        adjusted = replace(decision, decided_on=day, overtaken=overtaken)
        adjust = AdjustCommitment(insats_id=insats_id, resources=world.resources(hours=version), decision=adjusted)
        world.do(OFFICER, TROLLHATTAN, adjust, version=version)


def of_kind(told: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The first of a kind."""
    return next(entry for entry in told if entry["row"]["type"] == kind)


def test_a_decision_is_told_with_who_when_and_why(scene: Scene) -> None:
    entry = of_kind(scene.told("--insats", "4.1", "--municipality", "Trollhättan"), "CommitmentTakingPartDecided")
    assert entry["what"] == "Beslut att delta"
    expected = {
        "decided_on": "2026-01-15",
        "organisation": f"Trollhättan ({TROLLHATTAN})",
        "insats": f"4.1 Insats 4.1 ({scene.insats_id})",
        "body": "kommunledningen",
        "authority": "en nämnd, Kultur- och fritidsnämnden",
        "paragraph": "§ 87",
        "decided_by": DIRECTOR,
        "record_number": "2026/1",
        "in_force_on": "2026-02-05",
        "reason": "Efter beredning",
        "recorded_by": OFFICER,
        "marks": {"long-after": "registrerat 46 dagar efter beslutet"},
    }
    assert {name: entry[name] for name in expected} == expected
    assert entry["recorded_at"].startswith("2026-03-02 10:00")
    assert entry["row"]["tenant_id"] == TROLLHATTAN


def test_a_correction_is_told_of_both_sides(scene: Scene) -> None:
    told = scene.told("--insats", "4.1", "--person", DIRECTOR)
    wrong, right = (of_kind(told, f"Commitment{kind}") for kind in ("ResourcesSetAside", "Corrected"))
    assert wrong["corrected_by"] == [
        f"Rättat 2026-03-02 av kommunledningen, {DIRECTOR} (2026/1): Fel i protokollsutdraget"
    ]
    assert wrong["marks"]["corrected"] == "rättat senare"
    assert right["corrects"] == "Rättar beslutet 2026/1 av 2026-01-15."
    said = {each["label"]: each["value"] for each in right["content"]}
    assert said["så ska det vara, diarienummer"] == "2026/2"
    assert said["resurser, timmar 1, timmar"] == "10"


def test_a_decision_stands_with_its_correction_whichever_is_asked_for(scene: Scene) -> None:
    both = {"CommitmentResourcesSetAside", "CommitmentCorrected"}
    january = scene.told("--insats", "4.1", "--from", "2026-01-15", "--to", "2026-01-15")
    assert [entry["row"]["type"] for entry in january] == [
        "CommitmentTakingPartDecided",
        "CommitmentResourcesSetAside",
        "CommitmentCorrected",
    ]
    march = scene.told("--municipality", TROLLHATTAN, "--insats", scene.insats_id, "--from", "2026-03-01")
    assert both <= {entry["row"]["type"] for entry in march}


def test_late_forgotten_and_registered_on_behalf_are_marked(scene: Scene) -> None:
    told = scene.told("--insats", "4.1")
    marks = {(entry["municipality"], entry["decided_on"]): list(entry["marks"]) for entry in told}
    assert marks[f"Vänersborg ({VANERSBORG})", "2026-03-22"] == ["late"]
    assert marks[f"Uddevalla ({UDDEVALLA})", "2026-03-02"] == ["on-behalf"]
    assert marks[f"Trollhättan ({TROLLHATTAN})", "2026-01-20"] == ["long-after", "overtaken"]


def test_entries_stand_in_the_order_of_their_days(scene: Scene) -> None:
    days = [entry["decided_on"] or entry["recorded_at"][:10] for entry in scene.told()]
    assert days == sorted(days)


def test_text_csv_and_json_tell_the_same(scene: Scene) -> None:
    about = ("--insats", "4.1", "--municipality", "Uddevalla", "--person", "kommundirektören")
    (entry,) = scene.told(*about)
    written = printed(scene.asked(*about, "--format", "csv"))
    assert written.startswith("\ufeffBeslutsdag;Vad;")
    (row,) = csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert (row["Vad"], row["Diarienummer"], row["Anmärkning"]) == (
        "Svar: nej",
        "2026/1",
        "registrerat av förbundet å kommunens vägnar",
    )
    text = " ".join(printed(scene.asked(*about)).split())
    assert [cell for cell in row.values() if " ".join(cell.split()) not in text] == []
    assert (row["Vad"], row["Skäl"]) == (entry["what"], entry["reason"])


def test_stored_texts_are_printed_as_they_are(scene: Scene) -> None:
    for wanted in ("text", "csv", "json"):
        assert MARKUP in printed(scene.asked("--municipality", "1485", "--insats", "4.1", "--format", wanted))


def test_it_is_told_in_the_language_of_the_process(scene: Scene) -> None:
    text = printed(scene.asked("--insats", "4.1", "--municipality", "1485", SAMVERKA_LANGUAGE="en"))
    assert "Answer: no" in text
    assert "Beslut" not in text


@pytest.mark.parametrize("given", ["Uddevalla", "uddevalla", "1485", UDDEVALLA, "212000-1397"])
def test_a_municipality_is_known_by_name_kommunkod_and_number(scene: Scene, given: str) -> None:
    kinds = scene.kinds("--municipality", given, "--insats", "4.1")
    assert kinds == ["InterestRequestSent", "InterestResponseGiven"]


def test_a_person_is_told_of_as_who_decided_who_recorded_and_who_is_named(scene: Scene) -> None:
    assert set(scene.kinds("--person", "auditor", "--municipality", TROLLHATTAN)) == {"MandatesGiven"}
    assert "InsatsPrioritised" in scene.kinds("--person", CHAIR)
    assert "InterestRequestSent" in scene.kinds("--person", LEADER)


def test_an_organisation_reads_what_it_may_and_the_operator_all(scene: Scene) -> None:
    seen = {entry["row"]["tenant_id"] for entry in scene.told("--tenant", VANERSBORG)}
    assert GOTEBORG in {entry["row"]["tenant_id"] for entry in scene.told()}
    assert VANERSBORG in seen
    assert not seen & {GOTEBORG, GOTEBORGSREGIONEN}
    of_others = set(scene.kinds("--tenant", VANERSBORG, "--municipality", TROLLHATTAN))
    assert "CommitmentTakingPartDecided" in of_others
    assert not of_others & {"InterestResponseGiven", "MandatesGiven"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--insats", "9.9"), ("insats 9.9",)),
        (("--municipality", "Atlantis"), ("organisation Atlantis",)),
        (("--person", "nobody"), ("person nobody",)),
        (("--tenant", "2120001363"), ("2120001363",)),
    ],
    ids=lambda value: value[0],
)
def test_what_is_not_known_is_refused(scene: Scene, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    assert_told(scene.asked(*arguments), REFUSED, *words)


@pytest.mark.parametrize(
    "arguments", [("--from", "yesterday"), ("--from", "2026-03-02", "--to", "2026-03-01"), ("--format", "xml")]
)
def test_what_is_written_wrongly_is_told(scene: Scene, arguments: tuple[str, ...]) -> None:
    assert_told(scene.asked(*arguments), USAGE, arguments[-2])


def test_that_nothing_was_found_is_said(scene: Scene) -> None:
    empty = ("--insats", "4.1", "--from", "2027-01-01")
    assert "Inga beslut" in printed(scene.asked(*empty))
    for wanted, expected in (("json", "[]\n"), ("csv", "")):
        done = scene.asked(*empty, "--format", wanted)
        assert done.returncode == OK
        assert "Inga beslut" in done.stderr
        assert done.stdout.endswith(expected)


def test_more_than_can_be_told_at_once_is_refused_and_not_cut(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(scene.told("--insats", "4.1"))
    monkeypatch.setattr(timeline, "MOST", count)
    assert len(scene.told("--insats", "4.1")) == count
    monkeypatch.setattr(timeline, "MOST", count - 1)
    assert_told(scene.asked("--insats", "4.1"), REFUSED, str(count - 1))


def test_a_code_that_two_forbund_use_must_be_told_apart(world: World, tmp_path: Path) -> None:
    ids = [world.insats("4.1", forbund=forbund) for forbund in (FYRBODAL, GOTEBORGSREGIONEN)]
    running = running_on(world, tmp_path)
    assert_told(in_this_process(running, "audit", "timeline", "--insats", "4.1"), REFUSED, *ids)
    told = printed(in_this_process(running, "audit", "timeline", "--insats", ids[1]))
    assert "Fyrbodal" not in told


def test_an_event_that_cannot_be_read_is_told_as_it_lies_there(world: World, tmp_path: Path) -> None:
    insats_id = world.insats("4.1")
    stream = f"insats:{insats_id}"
    record_unreadable(world, "InsatsPrioritised", type_name="InsatsFromTomorrow", stream=stream, payload={"x": "§ 9"})
    told = printed(in_this_process(running_on(world, tmp_path), "audit", "timeline", "--insats", "4.1"))
    assert "InsatsFromTomorrow" in told
    assert '{"x": "§ 9"}' in told
    assert "E-rådets prioritering: starta nu" in told
