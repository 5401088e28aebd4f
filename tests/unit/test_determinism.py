"""The domain and the projections take clock, ids and chance from outside: the same log gives the same state."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("domain/samverka_domain", "projections/samverka_projections")
    for path in (ROOT / folder).rglob("*.py")
)
OF_GREENWICH = "clock()" + ".date()"
IMPURE_MODULES = {"time", "random", "secrets", "uuid", "os", "socket", "uuid_utils"}
IMPURE_CALLS = {"now", "utcnow", "today", "time", "monotonic", "uuid4", "uuid7", "random", "urandom"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_reads_the_clock_or_draws_lots(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(_impure_imports(tree)) == []
    assert list(_impure_calls(tree)) == []


def test_no_day_is_read_off_the_clock_without_its_zone() -> None:
    """Between midnight here and in Greenwich, it would be yesterday."""
    sources = [
        path
        for folder in ("domain", "infra", "projections", "graphql", "services", "tests", "tools")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert [path for path in sources if OF_GREENWICH in path.read_text(encoding="utf-8")] == []


def test_the_lint_sees_what_it_looks_for() -> None:
    tree = ast.parse("import random\nfrom uuid import uuid4\nat = datetime.now()\nday = date.today()\n")
    assert list(_impure_imports(tree)) == ["random", "uuid"]
    assert list(_impure_calls(tree)) == ["now", "today"]


def _impure_imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (name for name in names if name.split(".")[0] in IMPURE_MODULES)


def _impure_calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_CALLS:
            yield node.func.attr
