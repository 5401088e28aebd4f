"""The operator at the command line: wrong addresses and logins, organisations, administrators, earlier moments."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from tests.support.callers import FYRBODAL
from tests.support.command_line import OK, REFUSED, SETTINGS, USAGE, assert_told, document, printed, samverka
from tests.support.installation import Installation
from tests.support.world import GOTEBORG, TROLLHATTAN

APP, PROJECTOR, MIGRATION = (f"SAMVERKA_{name}DATABASE_URL" for name in ("", "PROJECTOR_", "MIGRATION_"))
UNKNOWN = "212000-0142"
KOMMUN = ("--name", "Exempelstad", "--kind", "BOLAG")
MATRIX = ("matrix", "--region", FYRBODAL)
MALFORMED = ("localhost/samverka", "host=localhost port", "postgresql://user:p%zz@localhost/samverka")


@pytest.mark.parametrize("address", MALFORMED)
@pytest.mark.parametrize("command", [MATRIX, ("serve",), ("project",), ("log", "--tenant", FYRBODAL)], ids=" ".join)
def test_an_address_that_is_none_is_told_by_its_setting(
    running: Installation, command: tuple[str, ...], address: str
) -> None:
    done = samverka(running, *command, **{APP: address})
    assert_told(done, SETTINGS, APP, "postgresql://")
    assert address not in done.stderr


@pytest.mark.parametrize(
    ("command", "name"),
    [(("project",), PROJECTOR), (("projections", "status"), PROJECTOR), (("migrate",), MIGRATION)],
)
def test_so_is_one_of_the_other_addresses(running: Installation, command: tuple[str, ...], name: str) -> None:
    assert_told(samverka(running, *command, **{name: "ingen adress"}), SETTINGS, name)


def stranger(address: str) -> str:
    """The address with a login that the database does not know."""
    found = urlsplit(address)
    return (
        f"{found.scheme}://{quote('exempel-ingen')}:fel@{found.netloc.rpartition('@')[2]}{found.path}?{found.query}"
    )


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("serve",), APP),
        (("project",), APP),
        (("project",), PROJECTOR),
        (MATRIX, APP),
        (("log", "--tenant", FYRBODAL), APP),
        (("projections", "status"), PROJECTOR),
    ],
)
def test_a_login_that_the_database_refuses_ends_the_command(
    running: Installation, command: tuple[str, ...], name: str
) -> None:
    done = samverka(running, *command, **{name: stranger(running.environment[name])})
    assert_told(done, SETTINGS, "släpper inte in", "exempel-ingen", name)


@pytest.mark.parametrize("command", ["log", "access-log"])
def test_an_organisation_that_is_not_there_is_told(running: Installation, command: str) -> None:
    assert_told(samverka(running, command, "--tenant", UNKNOWN), REFUSED, "Finns inte: organisation 2120000142")


def test_a_stream_that_is_not_there_is_told(running: Installation) -> None:
    done = samverka(running, "log", "--tenant", TROLLHATTAN, "--stream", "insats:ingen")
    assert_told(done, REFUSED, "Finns inte: ström insats:ingen")


def test_the_version_is_told(running: Installation) -> None:
    assert printed(samverka(running, "--version")).startswith("samverka ")


def test_all_organisations_are_listed(running: Installation) -> None:
    listed = {each["organisationsnummer"]: each for each in document(running, "tenants", "list")}
    assert listed.keys() >= {FYRBODAL, TROLLHATTAN, GOTEBORG}
    assert (listed[TROLLHATTAN]["slag"], listed[TROLLHATTAN]["kommunkod"]) == ("KOMMUN", "1488")
    assert "Trollhättans stad" in printed(samverka(running, "tenants", "list"))


def test_a_matrix_of_an_earlier_day_says_which(running: Installation) -> None:
    day = local_day(clock()) - timedelta(days=40)
    known = samverka(running, *MATRIX, "--known-at", day.isoformat())
    assert f"som det var känt {day}" in printed(known).splitlines()[0]
    held = samverka(running, *MATRIX, "--decided-as-of", day.isoformat(), SAMVERKA_LANGUAGE="en")
    assert f"as it held on {day}" in printed(held).splitlines()[0]
    assert "som det" not in printed(samverka(running, *MATRIX)).splitlines()[0]


def test_what_was_known_on_a_day_is_what_was_known_at_its_end(running: Installation) -> None:
    """The first answers came 30 days ago."""
    before, after = (local_day(clock()) - timedelta(days=days) for days in (31, 30))
    assert statuses(running, before.isoformat()) == {"UNANSWERED"}
    assert "INTERESTED" in statuses(running, after.isoformat())


def test_a_matrix_may_be_asked_for_as_of_a_day_ahead_and_by_the_token_of_an_earlier_one(
    running: Installation,
) -> None:
    ahead = local_day(clock()) + timedelta(days=4000)
    lines = printed(samverka(running, *MATRIX, "--on", ahead.isoformat())).splitlines()
    assert f"för {ahead}" in lines[0]
    far = document(running, *MATRIX, "--on", ahead.isoformat())["participationMatrix"]["cells"]
    assert "RESOURCES_SET_ASIDE" not in {cell["status"] for cell in far}
    found = document(running, *MATRIX)
    assert document(running, *MATRIX, "--known-at", found["token"]) == found


def test_what_is_known_or_decided_in_the_future_is_told_to_be_nothing(running: Installation) -> None:
    tomorrow = (local_day(clock()) + timedelta(days=1)).isoformat()
    for option, name in (("--known-at", "knownAt"), ("--decided-as-of", "decidedAsOf")):
        assert_told(samverka(running, *MATRIX, option, tomorrow), USAGE, name, "framtiden")
    assert_told(samverka(running, *MATRIX, "--known-at", "A" * 43), USAGE, "Tokenen")


def statuses(running: Installation, known_at: str) -> set[str]:
    found = document(running, *MATRIX, "--known-at", known_at)
    return {cell["status"] for cell in found["participationMatrix"]["cells"]}


@pytest.mark.parametrize("given", ["i går", "2026-13-01", "2026-11-23T12:00"])
def test_a_moment_that_is_none_is_told_in_the_language_of_the_reader(running: Installation, given: str) -> None:
    done = samverka(running, *MATRIX, "--known-at", given)
    assert_told(done, USAGE, "Fel värde för --known-at", "skriv")


@pytest.mark.parametrize("option", ["--known-at", "--decided-as-of"])
@pytest.mark.parametrize("given", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_reaches_is_told_with_its_bounds(
    running: Installation, option: str, given: str
) -> None:
    assert_told(samverka(running, *MATRIX, option, given), USAGE, option, "1900-01-01")


@pytest.mark.parametrize(
    "command",
    [
        ("access-log", "--tenant", FYRBODAL, "--person", "\udcff"),
        ("log", "--tenant", FYRBODAL, "--stream", "\udcff"),
    ],
    ids=lambda command: " ".join(command[3:]).encode("ascii", "replace").decode(),
)
def test_a_value_that_the_database_cannot_take_is_told_as_that(
    running: Installation, command: tuple[str, ...]
) -> None:
    assert_told(samverka(running, *command), REFUSED, "kan inte användas")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("matrix",), ("Flaggan --region saknas.",)),
        (("import",), ("Argumentet plan saknas.",)),
        (("matrix", "--region"), ("Flaggan --region",)),
        (("log", "--tenant", FYRBODAL, "--limit", "många"), ("--limit", "måste vara ett heltal")),
        (("tenants", "add", UNKNOWN, "--name", "E", "--kind", "STAD", "--administrator", "a"), ("--kind", "eller")),
        (("tenants", "nothing"), ("list", "provision")),
        (("settings", "för", "mycket"), ("ord för mycket",)),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_wrong_command_line_is_told_in_swedish_alone(
    running: Installation, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = samverka(running, *arguments)
    assert_told(done, USAGE, *words)
    english = ("Usage", "Missing", "Invalid", "Error", "OPTIONS", "No such", "unexpected", "is not")
    assert [word for word in english if word in done.stderr] == []


def test_the_help_is_in_swedish_alone(running: Installation) -> None:
    told = printed(samverka(running, "tenants", "add", "--help"))
    assert [word for word in ("Usage", "Options", "required", "Show this") if word in told] == []
    assert [word for word in ("Användning", "Flaggor", "måste anges") if word not in told] == []


@pytest.mark.parametrize("placeholder", ["PERSON-ID", "person-id", "<PERSON-ID>", "PERSON_ID"])
def test_a_placeholder_administers_nothing(running: Installation, placeholder: str) -> None:
    add = ("tenants", "add", UNKNOWN, *KOMMUN, "--administrator", placeholder)
    name = ("tenants", "administrator", TROLLHATTAN, "--person", placeholder, "--reason", "Exempel")
    assert_told(samverka(running, *add), USAGE, placeholder, "platshållare")
    assert_told(samverka(running, *name), USAGE, placeholder, "platshållare")
    listed = {each["organisationsnummer"] for each in document(running, "tenants", "list")}
    assert UNKNOWN.replace("-", "") not in listed


def named(running: Installation, number: str, person: str, reason: str = "Exempel: ingen kan logga in.") -> str:
    return printed(samverka(running, "tenants", "administrator", number, "--person", person, "--reason", reason))


def test_the_operator_names_an_administrator_who_then_gives_mandates(running: Installation) -> None:
    person = "exempel-ny-administratör"
    assert person in named(running, GOTEBORG, person)
    assert "redan" in named(running, GOTEBORG, person)
    rows = document(running, "log", "--tenant", GOTEBORG, "--stream", "mandates")
    (row,) = (row for row in rows if row["type"] == "MandatesAdministratorNamed")
    assert (row["actor"], row["payload"]["reason"]) == ("operator", "Exempel: ingen kan logga in.")
    token = running.token(person, GOTEBORG)
    assert running.data(token, "{ me { personId } }")["me"]["personId"] == person
    assert running.command("POST", "/mandates", token, auditor("exempel-revisor", "exempel-chef"))["id"]


def auditor(person: str, decided_by: str, number: str = "EXEMPEL 1", reason: str = "") -> dict[str, Any]:
    """What gives a person the role, as the kommunledning has decided today."""
    today = local_day(clock()).isoformat()
    by = {"body": "KOMMUNLEDNING", "decidedBy": decided_by}
    decision = {**by, "decidedOn": today, "recordNumber": number, "reason": reason}
    return {"personId": person, "holds": "AUDITOR", "validFrom": today, "decision": decision}


def test_an_administrator_is_named_for_an_organisation_that_is_there(running: Installation) -> None:
    name = ("tenants", "administrator", UNKNOWN, "--person", "exempel-a", "--reason", "Exempel")
    assert_told(samverka(running, *name), REFUSED, "Finns inte: organisation")


def test_the_only_administrator_is_not_taken_away(running: Installation) -> None:
    remove = ("tenants", "remove-person", TROLLHATTAN, people.FIRST_ADMINISTRATOR)
    keycloak = {
        "SAMVERKA_KEYCLOAK_ADDRESS": "http://127.0.0.1:1",
        "SAMVERKA_KEYCLOAK_PROVISIONING_SECRET": "exempel",
    }
    done = samverka(running, *remove, **keycloak)
    assert_told(done, REFUSED, people.FIRST_ADMINISTRATOR, "ensam administratör", "tenants administrator")
    another = samverka(running, "tenants", "remove-person", TROLLHATTAN, "exempel-ingen", **keycloak)
    assert another.returncode != OK
    assert "ensam" not in another.stderr


def test_what_is_stored_is_printed_as_it_is(running: Installation) -> None:
    administrator = running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    stored = ("[/KS 12]", "[bilaga 1] [/red] :warning:")
    body = auditor("exempel-[/b]", people.director("1488"), *stored)
    running.command("POST", "/mandates", administrator, body)
    told = printed(samverka(running, "log", "--tenant", TROLLHATTAN, "--limit", "100000"))
    assert [text for text in stored if text not in told] == []
    running.graphql(running.token("exempel-[/b]-[red]\u00ad", TROLLHATTAN), "{ me { personId } }")
    told = printed(samverka(running, "access-log", "--tenant", TROLLHATTAN, "--limit", "100"))
    assert "exempel-[/b]-[red]\\u00ad" in told
