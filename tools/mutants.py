"""Mutation testing of the domain: what its own unit tests do not notice when the code is changed.

Works in a copy below build/, where the package lies as mutmut expects it, and goes on where it left off: what was
noticed and not changed since is not tried again, what was not noticed is, by the tests that have come since. Takes
more than an hour of one processor the first time.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPY = ROOT / "build/mutants"
MUTMUT = (str(ROOT / ".venv/bin/python"), "-m", "mutmut")
TESTS = ("__init__.py", "golden", "model", "support", "unit/__init__.py", "unit/support.py", "unit/domain")
UNNOTICED = {0, 33}
"""Exit codes that mutmut keeps of a mutant that survived, or that no test reaches."""
SETTINGS = """
[tool.mutmut]
source_paths = ["src"]
also_copy = ["domain"]
pytest_add_cli_args_test_selection = ["tests/unit/domain"]
"""


def main() -> int:
    """0 whatever survives: a score is read, not passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="mutants, or patterns such as 'samverka_domain.answers.*'; else all")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    _prepare()
    _forget_survivors()
    _mutmut("run", "--max-children", str(chosen.processes), *chosen.names)
    for name in _survivors():
        print(_diff(name))
    _mutmut("export-cicd-stats", quiet=True)
    print(_score(json.loads((COPY / "mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))))
    return 0


def _prepare() -> None:
    """The copy as the sources are now."""
    _copy(ROOT / "domain/samverka_domain", COPY / "src/samverka_domain")
    _copy(ROOT / "domain/README.md", COPY / "domain/README.md")
    for name in TESTS:
        _copy(ROOT / "tests" / name, COPY / "tests" / name)
    (COPY / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")


def _forget_survivors() -> None:
    """What no test had noticed, or reached, is to be tried again."""
    for file in (COPY / "mutants").rglob("*.meta"):
        known = json.loads(file.read_text(encoding="utf-8"))
        codes = known["exit_code_by_key"]
        known["exit_code_by_key"] = {name: None if code in UNNOTICED else code for name, code in codes.items()}
        file.write_text(json.dumps(known, indent=4), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file():
        shutil.copy2(source, target)
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def _mutmut(*arguments: str, quiet: bool = False) -> str:
    finished = subprocess.run(
        [*MUTMUT, *arguments], cwd=COPY, check=True, text=True, stdout=subprocess.PIPE if quiet else None
    )
    return finished.stdout or ""


def _survivors() -> Iterator[str]:
    """The names of the mutants that no test has noticed, or that none reaches."""
    for line in _mutmut("results", quiet=True).splitlines():
        name, _, status = line.strip().partition(": ")
        if status in {"survived", "no tests"}:
            yield name


def _diff(name: str) -> str:
    """A mutant's heading, and the lines in which it differs."""
    heading, *lines = _mutmut("show", name, quiet=True).splitlines()
    return "\n".join([heading, *(line for line in lines if _is_changed(line))])


def _is_changed(line: str) -> bool:
    return line[:1] in {"-", "+"} and line[:3] not in {"---", "+++"}


def _score(counts: dict[str, int]) -> str:
    """Of those that were tried."""
    others: Sequence[str] = ("survived", "no_tests", "suspicious", "segfault")
    noticed = counts["killed"] + counts["timeout"]
    total = noticed + sum(counts[name] for name in others)
    rest = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in others)
    return f"{noticed} of {total} mutants noticed: {100 * noticed / total:.1f} % ({rest})"


sys.exit(main())
