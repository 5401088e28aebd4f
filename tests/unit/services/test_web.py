"""What the web pages keep and where they lead, without server or browser."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_domain.participation import Status
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.catalogue import text, texts
from samverka_services.participation_signs import SIGNS
from samverka_services.web.return_to import page_of_this_site
from samverka_services.web.sealing import NotOpened, Purpose, is_key, new_key, row_of, seal, unseal

WEB = Path(__file__).parents[3] / "services/samverka_services/web"


@pytest.mark.parametrize(
    "page",
    ["/", "/auth/organisation", "/insatser/4.1", "/insatser/?efter=a%20b&sida=2", "/a/b_c-d~e/", "/.well-known"],
)
def test_pages_of_this_site_are_gone_on_to(page: str) -> None:
    assert page_of_this_site(page) == page


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/%2Felsewhere.example",
        "/a//b",
        "/../x",
        "/a/..",
        "/a/./b",
        "/a/..?x=1",
        "/a\n",
        "/a b",
        "/a#b",
        "/a@b",
        "/å",
        "?x=1",
        "https://elsewhere.example/",
        "/x?y=/z",
    ],
)
def test_everything_else_leads_to_the_first_page(elsewhere: str | None) -> None:
    assert page_of_this_site(elsewhere) == "/"


def test_what_is_sealed_opens_with_its_own_key_and_purpose_alone() -> None:
    key, other = new_key(), new_key()
    sealed = seal(key, Purpose.SESSION, "hemligt å")
    assert unseal(key, Purpose.SESSION, sealed) == "hemligt å"
    assert seal(key, Purpose.SESSION, "hemligt å") != sealed
    changed = sealed[:-2] + (b"AA" if sealed[-2:] != b"AA" else b"BB")
    for wrong in ((other, Purpose.SESSION, sealed), (key, Purpose.ATTEMPT, sealed), (key, Purpose.SESSION, changed)):
        with pytest.raises(NotOpened):
            unseal(*wrong)
    assert row_of(key) != row_of(other)


def test_a_key_is_256_bits_of_chance() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(is_key(key) for key in keys)
    assert not any(is_key(value) for value in (None, "", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 43 + "\n"))


@pytest.mark.parametrize("address", ["https://samverka.example", "http://127.0.0.1:8321", "http://localhost"])
def test_people_come_by_tls_or_from_this_machine(address: str) -> None:
    assert KeycloakSettings(web_address=address).web_address == address


@pytest.mark.parametrize(
    "address",
    ["http://samverka.example", "http://127.0.0.1.samverka.example", "https://samverka.example/", "ftp://x"],
)
def test_other_addresses_are_refused_since_their_cookies_would_be(address: str) -> None:
    with pytest.raises(ValidationError):
        KeycloakSettings(web_address=address)


def test_every_text_of_the_templates_is_in_the_catalogue_and_every_text_of_the_catalogue_is_used() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in WEB.rglob("*") if path.suffix in {".html", ".py"}}
    for path, source in sources.items():
        for key in re.findall(r'\bt\("([a-z][\w.-]*[a-z])"', source) if path.suffix == ".html" else ():
            assert text(f"web.{key}", "sv", **_anything(f"web.{key}"))
    everything = "".join(sources.values())
    for section, entries in texts("sv")["web"].items():
        for name in entries:
            used = (
                f"{section}.{name}" in everything or f'"{section}." ~' in everything or f"{section}.{{" in everything
            )
            assert used, f"web.{section}.{name}"


def _anything(key: str) -> dict[str, str]:
    entry = texts("sv")["web"]
    for part in key.split(".")[1:]:
        entry = entry[part]
    return dict.fromkeys(re.findall(r"{(\w+)", str(entry)), "x")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_roles_seats_and_strengths_have_a_word_each(language: str) -> None:
    words = texts(language)["web"]
    assert set(words["role"]) == set(Role)
    assert set(words["seat"]) == set(Body)
    assert set(words["status"]) == set(SIGNS) == {status.value for status in Status}


def test_templates_escape_everything_and_hold_no_script() -> None:
    for path in WEB.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|<script|<style|\sstyle=|\son\w+=|javascript:", source), path


def test_every_form_that_is_posted_carries_the_sessions_secret() -> None:
    for path in WEB.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        forms = re.findall(r'<form method="post".*?</form>', source, re.DOTALL)
        assert source.count("<form") == len(forms), path
        assert all('name="csrf" value="{{ session.csrf }}"' in form for form in forms), path


def test_every_handler_of_a_form_checks_it() -> None:
    """The back channel is told by its token instead."""
    for path in WEB.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)):
            if (ast.get_docstring(function) or "").startswith("POST:") and function.name != "hear_of_logout":
                called = {
                    node.func.id
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                }
                assert "own_form" in called, function.name
