"""What the access log calls what was opened."""

import pytest

from samverka_infra.access_log import Action, StoredEntry
from samverka_services.catalogue import LANGUAGES, text, texts
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.downloads.declared import table_files
from samverka_services.kernel.timing import clock
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.registry import PAGES
from samverka_services.timeline.reads import opened, page_opened

ID = "0198c0de-0000-7000-8000-000000000001"
DECLARED = [each.page.address if isinstance(each, Form) else each.address for each in PAGES]
FILES = [table.address for table in table_files()]


def said(operation: str, action: Action = Action.READ, client: str = "samverka-cli") -> str:
    entry = StoredEntry(1, clock(), "person", client, action, operation, "", "ALLOWED", 200, "", "")
    return opened(entry, "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_every_file_has_a_name(language: str) -> None:
    """`[opened]` of the catalogue has them, by the words of their addresses."""
    nameless = text("web.audit.some-page", language)
    for address in (*DECLARED, *FILES):
        found = page_opened(_filled(address), language)
        assert found != nameless, address
        assert not any(part in found for part in ("/", "{", ID)), address


def _filled(address: str) -> str:
    return "/".join(ID if part.startswith("{") else part for part in address.split("/"))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("page /", "Att göra"),
        (f"page /insatser/{ID}", "Insats"),
        (f"page /forfragningar/{ID}/svara/fraga-1", "Svara på en förfrågan"),
        (f"page /forfragningar/{ID}/kvitto.pdf", "Kvitto på svaret"),
        ("page /regions/2220001776/insatser", "Insats, som fil"),
        ("page /something/else", "en sida"),
        ("AccessLogFile", "Åtkomstlogg, som fil"),
        ("Mine: insats me", "Fråga från Samverkas kommandorad: en insats, egna uppgifter"),
        ("participation_matrix", "Fråga från Samverkas kommandorad: läget i förbundet"),
        ("__schema", "Fråga från Samverkas kommandorad: uppgifter i Samverka"),
    ],
)
def test_what_was_opened_is_told_in_words(operation: str, expected: str) -> None:
    assert said(operation) == expected


@pytest.mark.parametrize(
    ("client", "program"),
    [
        ("samverka-machine-2120001421-narvaro", "programmet narvaro"),
        ("samverka-cli", "Samverkas kommandorad"),
        ("arenden-hos-grannen", "arenden-hos-grannen"),
    ],
)
def test_what_a_program_tried_to_change_is_told_with_its_name_and_that_of_the_change(
    client: str, program: str
) -> None:
    assert said("TakePart", Action.COMMAND, client) == f"Ändring från {program}: Delta i insatsen"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_name(language: str) -> None:
    assert set(texts(language)["command"]) == {command.__name__ for command in COMMANDS}
