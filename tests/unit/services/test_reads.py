"""What the access log calls what was opened."""

import pytest

from samverka_infra.access_log import Action, StoredEntry
from samverka_services.catalogue import LANGUAGES, text
from samverka_services.downloads.declared import table_files
from samverka_services.kernel.timing import clock
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.registry import PAGES
from samverka_services.timeline.reads import opened, page_opened

ID = "0198c0de-0000-7000-8000-000000000001"
DECLARED = [each.page.address if isinstance(each, Form) else each.address for each in PAGES]
FILES = [table.address for table in table_files()]


def said(operation: str, action: Action = Action.READ) -> str:
    entry = StoredEntry(1, clock(), "person", "client", action, operation, "", "ALLOWED", 200, "", "")
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
        ("Mine: insats me", "Fråga från ett program: en insats, egna uppgifter"),
        ("participation_matrix", "Fråga från ett program: läget i förbundet"),
        ("__schema", "Fråga från ett program: uppgifter i Samverka"),
    ],
)
def test_what_was_opened_is_told_in_words(operation: str, expected: str) -> None:
    assert said(operation) == expected


def test_what_a_program_tried_to_change_is_told_as_a_change() -> None:
    assert said("TakePart", Action.COMMAND) == "Ändring från ett program: uppgifter i Samverka"
