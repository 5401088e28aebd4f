"""Where things are: what a newcomer may rely on, and what breaks everything when it is otherwise."""

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "domain": "samverka_domain",
    "infra": "samverka_infra",
    "projections": "samverka_projections",
    "graphql": "samverka_graphql",
    "services": "samverka_services",
}


@pytest.mark.parametrize("folder", PACKAGES)
def test_a_folder_holds_one_package_and_is_none_itself(folder: str) -> None:
    """`graphql/__init__.py` would shadow graphql-core for everything but plain pytest."""
    assert not (ROOT / folder / "__init__.py").exists()
    packages = {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}
    assert packages == {PACKAGES[folder]}


def test_every_folder_of_tests_is_a_package() -> None:
    """Otherwise two test files of the same name hide one another."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_file_has_grown_past_one_subject() -> None:
    files = [path for folder in (*PACKAGES, "tests", "tools") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


@pytest.mark.parametrize("folder", PACKAGES)
def test_no_two_classes_of_a_package_have_one_name(folder: str) -> None:
    """Events are told apart by their aggregate, and nested in it."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py")]
    names = Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == []


def test_the_model_of_what_is_right_knows_nothing_of_what_it_is_held_against() -> None:
    """Nor of libraries: plain Python, and its own modules."""
    for path in (ROOT / "tests/model").glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        named = [each.name for node in nodes if isinstance(node, ast.Import) for each in node.names]
        named += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
        own = [name for name in named if name.startswith("tests.model.")]
        foreign = {name.split(".")[0] for name in set(named) - set(own)} - set(sys.stdlib_module_names)
        assert foreign == set(), path.name


def test_every_decision_record_stands_in_their_list() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [name for name in records if f"({name})" not in listed] == []


def test_every_decision_record_names_what_enforces_it() -> None:
    for record in (ROOT / "docs/decisions").glob("0*.md"):
        last = record.read_text(encoding="utf-8").strip().splitlines()[-1]
        named = [word.strip("`.,;:()") for word in last.split() if word.strip("`.,;:()").startswith("tests/")]
        assert named, record.name
        assert [path for path in named if not (ROOT / path).exists()] == [], record.name
