"""The command line as people and scripts meet it: exit codes, JSON, and what is told when something is wrong."""

import socket
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.catalogue import LANGUAGES, texts
from samverka_services.demo import people
from samverka_services.kernel.timing import clock, new_id
from tests.support.callers import FYRBODAL
from tests.support.command_line import (
    OK,
    REFUSED,
    SETTINGS,
    UNAVAILABLE,
    USAGE,
    assert_told,
    document,
    printed,
    samverka,
)
from tests.support.installation import PLAN, Installation, free_port
from tests.support.world import GOTEBORG, TROLLHATTAN

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
ADDRESSES = tuple(f"SAMVERKA_{whose}DATABASE_URL" for whose in ("", "PROJECTOR_", "IDENTITY_", "MIGRATION_"))
MATRIX = ("matrix", "--region", FYRBODAL)
SECRET = "EXEMPEL-HEMLIGHET"


def head(running: Installation) -> int:
    with psycopg.connect(running.database.projector_url) as connection:
        found = connection.execute("select position from samverka.log_head").fetchone()
    assert found is not None
    return int(found[0])


def test_settings_are_listed_with_value_and_source_and_secrets_masked(running: Installation) -> None:
    listed = {entry["name"]: entry for entry in document(running, "settings", SAMVERKA_MIGRATION_DATABASE_URL=SECRET)}
    shown = {name: (entry["value"], entry["source"]) for name, entry in listed.items()}
    assert shown["SAMVERKA_ISSUER"] == (running.issuer.issuer, "environment")
    assert shown["SAMVERKA_POOL_SIZE"] == ("8", "default")
    assert shown["SAMVERKA_LANGUAGE"] == ("sv", "default")
    masked = ("********", "environment")
    assert shown["SAMVERKA_MIGRATION_DATABASE_URL"] == shown["SAMVERKA_DATABASE_URL"] == masked
    assert shown["SAMVERKA_JWKS_URL"] == ("", "default")


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_are_explained_in_the_chosen_language(running: Installation, language: str) -> None:
    listed = document(running, "settings", SAMVERKA_LANGUAGE=language)
    assert {entry["name"]: entry["description"] for entry in listed} == texts(language)["setting"]


@pytest.mark.parametrize(
    ("language", "words"), [("sv", ("Källa", "förval", "miljövariabel", "Port som")), ("en", ("Source", "Port on"))]
)
def test_the_table_of_settings_is_in_the_chosen_language(
    running: Installation, language: str, words: tuple[str, ...]
) -> None:
    table = printed(samverka(running, "settings", SAMVERKA_LANGUAGE=language, SAMVERKA_MIGRATION_DATABASE_URL=SECRET))
    assert [word for word in words if word not in table] == []
    assert ("default" in table) == (language == "en")
    assert SECRET not in table
    assert running.database.app_url not in table


@pytest.mark.parametrize(
    ("name", "value", "swedish", "english"),
    [
        ("PORT", "abc", "måste vara ett heltal", "must be a whole number"),
        ("LANGUAGE", "de", "måste vara 'sv' eller 'en'", ""),
        ("ENVIRONMENT", "test", "'development' eller 'production'", "'development' or 'production'"),
        ("POOL_SIZE", "0", "minst 1", "at least 1"),
        ("RATE_QUERIES_PER_PERSON", "3", "i formen 100 per 5 seconds", "in the form 100 per 5 seconds"),
        ("KEYCLOAK_SMTP_STARTTLS", "x", "måste vara true eller false", "must be true or false"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_should_be(
    running: Installation, name: str, value: str, swedish: str, english: str
) -> None:
    wrong = {f"SAMVERKA_{name}": value}
    assert_told(samverka(running, "settings", **wrong), SETTINGS, f"SAMVERKA_{name}: ", swedish)
    if english:
        done = samverka(running, "settings", **{"SAMVERKA_LANGUAGE": "en", **wrong})
        assert_told(done, SETTINGS, f"SAMVERKA_{name}: ", english)


def test_the_matrix_as_json_is_the_documents_answer(running: Installation) -> None:
    leader = running.token(people.LEADER, FYRBODAL)
    asked = {"documentId": "participation_matrix", "variables": {"regionId": FYRBODAL}}
    answer = running.send("POST", "/graphql", leader, asked).json()["data"]["region"]
    assert document(running, *MATRIX)["participationMatrix"] == answer["participationMatrix"]


def test_the_matrix_of_a_real_region_is_not_marked_as_an_example(running: Installation) -> None:
    table = printed(samverka(running, *MATRIX))
    assert table.startswith("Vem deltar i vilka insatser")
    assert "exempel" not in table.splitlines()[0].lower()
    assert "Trollhättan" in table


def test_the_matrix_of_the_past(running: Installation) -> None:
    """The story's requests went out 45 days ago, and the first answers came 30 days ago."""
    moment = (clock() - timedelta(days=40)).isoformat(timespec="minutes")
    cells = document(running, *MATRIX, "--known-at", moment)["participationMatrix"]["cells"]
    assert {cell["status"] for cell in cells} == {"UNANSWERED"}


def test_a_region_that_was_not_there_then_is_told(running: Installation) -> None:
    assert_told(samverka(running, *MATRIX, "--known-at", "1999-01-01T12:00+01:00"), REFUSED, FYRBODAL)


@pytest.mark.parametrize(
    ("number", "word"), [("212000-1355", "region"), ("222000-1775", "222000-1775"), ("x", "organisationsnummer")]
)
def test_a_region_that_is_none_is_told(running: Installation, number: str, word: str) -> None:
    assert_told(samverka(running, "matrix", "--region", number), REFUSED, word)


def test_the_memberships_as_both_sides_have_recorded_them(running: Installation) -> None:
    told = document(running, "memberships", "--tenant", FYRBODAL)
    assert (len(told), {each["status"] for each in told}) == (14, {"MEMBER"})
    (own,) = document(running, "memberships", "--tenant", TROLLHATTAN)
    assert own == {
        "forbund": "Fyrbodals kommunalförbund",
        "member": "Trollhättan",
        "status": "MEMBER",
        "validFrom": "2018-10-01",
        "validTo": None,
        "recordNumber": "EXEMPEL FFK 2018/1",
        "ownRecordNumber": "EXEMPEL KS 2018/1488 § 1",
    }
    assert "medlem" in printed(samverka(running, "memberships", "--tenant", TROLLHATTAN))


def test_the_log_is_what_the_organisation_may_read(running: Installation) -> None:
    rows = document(running, "log", "--tenant", FYRBODAL, "--limit", "100000")
    assert [row["position"] for row in rows] == sorted(row["position"] for row in rows)
    assert {row["type"] for row in rows} >= {"InsatsPrioritised", "InterestResponseGiven"}
    assert all(isinstance(row["payload"], dict) for row in rows)
    others = document(running, "log", "--tenant", GOTEBORG)
    assert not {row["position"] for row in rows} & {row["position"] for row in others}


def test_the_access_log_is_what_the_organisation_may_know(running: Installation) -> None:
    stranger = f"exempel-{new_id()}"
    answer = running.graphql(running.token(stranger, TROLLHATTAN), "{ me { personId } }")
    (row,) = document(running, "access-log", "--tenant", TROLLHATTAN, "--person", stranger)
    assert (row["operation"], row["outcome"], row["reason"]) == ("me", "REFUSED", "no-mandate")
    assert row["correlation_id"] == answer.headers["x-correlation-id"]
    assert document(running, "access-log", "--tenant", GOTEBORG, "--person", stranger) == []
    refused = ("access-log", "--tenant", TROLLHATTAN, "--refused")
    assert {entry["outcome"] for entry in document(running, *refused)} == {"REFUSED"}
    assert document(running, *refused, "--before", str(row["entry"]), "--person", stranger) == []
    table = printed(samverka(running, *refused, "--limit", "1", SAMVERKA_LANGUAGE="en"))
    assert [word for word in ("Access log", "Outcome", "refused:") if word not in table] == []


def test_the_log_from_a_position_and_of_one_stream(running: Installation) -> None:
    rows = document(running, "log", "--tenant", TROLLHATTAN, "--after", "10", "--limit", "3")
    assert len(rows) == 3
    assert min(row["position"] for row in rows) > 10
    mandates = document(running, "log", "--tenant", TROLLHATTAN, "--stream", "mandates")
    assert {row["stream_id"] for row in mandates} == {"mandates"}


def test_the_log_tells_people_who_decided_and_when(running: Installation) -> None:
    table = printed(samverka(running, "log", "--tenant", TROLLHATTAN))
    assert [word for word in ("Vem", "Beslut", "Varför", "kommunledningen", "EXEMPEL") if word not in table] == []


def test_the_status_of_the_views(running: Installation) -> None:
    rows = document(running, "projections", "status")
    assert {row["projection"] for row in rows if row["state"] == "LIVE"} == {each.name for each in PROJECTIONS}
    assert all(row["behind"] >= 0 and row["position"] + row["behind"] <= head(running) for row in rows)
    table = printed(samverka(running, "projections", "status"))
    assert [each.name for each in PROJECTIONS if each.name not in table] == []


def test_a_view_is_rebuilt_while_the_projector_runs(running: Installation) -> None:
    name = PROJECTIONS[0].name
    before = live_build(running, name)
    assert name in printed(samverka(running, "projections", "rebuild", name))
    assert live_build(running, name) == before + 1
    assert running.processes["project"].poll() is None


def live_build(running: Installation, name: str) -> int:
    (row,) = (
        row
        for row in document(running, "projections", "status")
        if (row["projection"], row["state"]) == (name, "LIVE")
    )
    return int(row["build"])


def test_a_view_that_does_not_exist_is_told(running: Installation) -> None:
    assert_told(samverka(running, "projections", "rebuild", "nothing"), REFUSED, "nothing")


def plan_with(folder: Path, right: str, wrong: str) -> tuple[str, int]:
    """Fyrbodal's plan with one thing changed; returns the file and the line of the change."""
    text = PLAN.read_text(encoding="utf-8")
    changed = folder / "plan.yaml"
    changed.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return str(changed), text[: text.index(right)].count("\n") + 1


def test_a_plan_with_a_mistake_is_refused_with_line_and_field(running: Installation, tmp_path: Path) -> None:
    before = head(running)
    file, line = plan_with(tmp_path, 'kommunkod: "1488"', 'kommunkod: "9999"')
    place = ("members.", ".kommunkod", "9999")
    assert_told(samverka(running, "import", file, "--as", people.LEADER), REFUSED, f"rad {line},", *place)
    done = samverka(running, "import", file, "--as", people.LEADER, "--json", SAMVERKA_LANGUAGE="en")
    assert_told(done, REFUSED, f"line {line},", *place)
    assert head(running) == before


def test_a_plan_is_imported_by_its_process_leader_only(running: Installation, tmp_path: Path) -> None:
    before = head(running)
    file, _ = plan_with(tmp_path, "4.1", "4.9")
    assert_told(samverka(running, "import", file, "--as", people.AUDITOR), REFUSED, "processledare")
    assert head(running) == before


def test_a_plan_that_was_imported_before_changes_nothing(running: Installation) -> None:
    before = head(running)
    imported = document(running, "import", str(PLAN), "--as", people.LEADER)
    assert imported == {"members": 0, "insatser": 0, "events": 0}
    assert "redan inläst" in printed(samverka(running, "import", str(PLAN), "--as", people.LEADER))
    assert head(running) == before


def test_a_file_that_is_not_there_is_told(running: Installation, tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing.yaml")
    assert_told(samverka(running, "import", missing, "--as", people.LEADER), REFUSED, missing)


def test_an_organisation_that_is_there_already_is_left_alone(running: Installation) -> None:
    before = head(running)
    kommun = ("--name", "Trollhättan", "--kind", "KOMMUN", "--kommunkod", "1488", "--administrator", "a")
    assert "fanns redan" in printed(samverka(running, "tenants", "add", TROLLHATTAN, *kommun))
    assert head(running) == before


def test_an_organisation_with_a_wrong_number_is_refused(running: Installation) -> None:
    kommun = ("--name", "Fel", "--kind", "KOMMUN", "--kommunkod", "1488", "--administrator", "a")
    assert_told(samverka(running, "tenants", "add", "2120001547", *kommun), REFUSED, "2120001547")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("matrix",),
        (*MATRIX, "--known-at", "yesterday"),
        ("log", "--tenant", FYRBODAL, "--limit", "0"),
        ("import",),
        ("tenants", "add", TROLLHATTAN, "--name", "T", "--kind", "LANDSTING", "--administrator", "a"),
        ("projections", "status", "--nothing"),
        ("settings", "too", "much"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_told(running: Installation, arguments: tuple[str, ...]) -> None:
    assert_told(samverka(running, *arguments), USAGE, "Användning: samverka")


@pytest.mark.parametrize("arguments", [MATRIX, ("projections", "status"), ("migrate",)], ids=" ".join)
def test_a_database_that_does_not_answer_is_told_with_the_settings_to_look_at(
    running: Installation, arguments: tuple[str, ...]
) -> None:
    done = samverka(running, *arguments, **dict.fromkeys(ADDRESSES, NOWHERE))
    assert_told(done, UNAVAILABLE, *ADDRESSES)


def test_an_address_is_needed_only_by_what_uses_it(running: Installation) -> None:
    app, projector, identity, migration = ADDRESSES
    assert printed(samverka(running, *MATRIX, **{projector: None, identity: None}))
    assert printed(samverka(running, "projections", "status", **{app: None}))
    only = {app: None, projector: None, identity: None, migration: running.database.admin_url}
    assert "kördes: 0" in printed(samverka(running, "migrate", **only))


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (MATRIX, ADDRESSES[0]),
        (("serve",), ADDRESSES[0]),
        (("project",), ADDRESSES[0]),
        (("project",), ADDRESSES[1]),
        (("projections", "status"), ADDRESSES[1]),
    ],
)
def test_an_address_that_is_missing_beside_another_is_named(
    running: Installation, arguments: tuple[str, ...], missing: str
) -> None:
    assert_told(samverka(running, *arguments, **{missing: None}), SETTINGS, missing)


def test_a_server_with_web_pages_needs_the_address_for_who_is_logged_in(running: Installation) -> None:
    with_pages = {"SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt", ADDRESSES[2]: None}
    assert_told(samverka(running, "serve", **with_pages), SETTINGS, ADDRESSES[2])


def test_migrating_beside_other_addresses_needs_its_own(running: Installation) -> None:
    assert_told(samverka(running, "migrate"), SETTINGS, ADDRESSES[3])


def test_the_server_runs_without_the_addresses_that_it_does_not_need(running: Installation, tmp_path: Path) -> None:
    port = str(free_port())
    environment = {**running.environment, "SAMVERKA_PORT": port}
    del environment[ADDRESSES[1]], environment[ADDRESSES[2]]
    second = Installation(running.database, f"http://127.0.0.1:{port}", tmp_path, environment, issuer=running.issuer)
    second.start("serve")
    try:
        second.wait_until_ready()
    finally:
        assert second.stop("serve") == OK


def test_in_production_the_demonstration_is_refused_before_anything_is_touched(
    running: Installation, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        options = ("demo", "--once", "--data-dir", str(tmp_path / "demo"), "--port", port)
        done = samverka(running, *options, SAMVERKA_ENVIRONMENT="production")
    assert_told(done, SETTINGS, "production")
    assert not (tmp_path / "demo").exists()
