"""What the web pages say and are made of, those of logging in too; without server or browser."""

import ast
import re
from pathlib import Path

import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_domain.participation import Status
from samverka_services.catalogue import text, texts
from samverka_services.kernel.participation_signs import SIGNS, word_of

SERVICES = Path(__file__).parents[3] / "services/samverka_services"
TEMPLATES = SERVICES / "pages/templates"
OWN_SCRIPT = '<script type="module" src="{{ news_script }}"></script>'
HANDLERS = [path for wing in ("login", "pages", "takeover_import") for path in (SERVICES / wing).rglob("*.py")]


def test_every_text_of_the_templates_is_in_the_catalogue_and_every_text_of_the_catalogue_is_used() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (*TEMPLATES.rglob("*.html"), *HANDLERS)}
    for path, source in sources.items():
        for key in re.findall(r'\bt\("([a-z][\w.-]*[a-z])"', source) if path.suffix == ".html" else ():
            assert text(f"web.{key}", "sv", **_anything(f"web.{key}"))
    everything = "".join(sources.values())
    for section, entries in texts("sv")["web"].items():
        for name in entries:
            built = (
                f"{section}.{name}",
                f'"{section}." ~',
                f'"{section}.{name}." ~',
                f"{section}.{{",
                f'"{section}"',
            )
            used = any(each in everything for each in built)
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
    assert set(SIGNS) == {status.value for status in Status}
    assert set(words["status"]) == set(SIGNS) | {word_of(Status.DECLINED, declined_part=True)}


def test_templates_escape_everything_and_hold_no_script_but_one_that_is_our_own_file() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8").replace(OWN_SCRIPT, "")
        assert not re.search(r"\|\s*safe|autoescape|<script|<style|\sstyle=|\son\w+=|javascript:", source), path


def test_every_form_that_is_posted_carries_the_sessions_secret() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        forms = re.findall(r'<form (?:class="decide" id="form" )?method="post".*?</form>', source, re.DOTALL)
        assert source.count("<form") - source.count('<form method="get"') == len(forms), path
        secret = {"session_lost.html": "", "not_now.html": "{{ secret }}"}.get(path.name, "{{ session.csrf }}")
        assert all(f'name="csrf" value="{secret}"' in form for form in forms), path


def test_every_handler_of_a_form_checks_it() -> None:
    """The back channel is told by its token instead."""
    for path in HANDLERS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)):
            if (ast.get_docstring(function) or "").startswith("POST") and function.name != "hear_of_logout":
                called = {
                    node.func.id
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                }
                assert called & {"own_form", "own_or_kept_fields", "own_or_kept_files"}, function.name
