"""Run every check and every test, one step after another, and say how long each took."""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = ROOT / ".venv/bin"
WITH_KEYCLOAK = "tests/acceptance/identity"
BY_MODULE = ("pytest", "--quiet", "--numprocesses=2", "--dist=loadscope", "--no-loadscope-reorder")
"""In the order of tests/conftest.py."""
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The tests start programs by the hundred: what these import is compiled once."""


@dataclass(frozen=True)
class Step:
    """A program of the environment with its arguments."""

    name: str
    command: tuple[str, ...]


CHECKS = (
    Step("format", ("ruff", "format", "--check", "--quiet", ".")),
    Step("lint", ("ruff", "check", "--quiet", ".")),
    Step("layers", ("lint-imports",)),
    Step("types", ("mypy", "domain", "infra", "projections", "graphql", "services", "tests", "tools")),
)
TESTS = (
    Step("unit tests", ("pytest", "--quiet", "--numprocesses=2", "tests/unit")),
    Step("integration tests", (*BY_MODULE, "tests/integration")),
    Step("acceptance tests", (*BY_MODULE, "--ignore", WITH_KEYCLOAK, "tests/acceptance")),
    Step("tests with Keycloak", (*BY_MODULE, WITH_KEYCLOAK)),
)


def main() -> int:
    """0 if every step succeeded; a failed step does not keep the others from being run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks-only", action="store_true", help="leave the tests out")
    chosen = CHECKS if parser.parse_args().checks_only else CHECKS + TESTS
    results = [(step.name, *_run(step)) for step in chosen]
    for name, succeeded, seconds in results:
        print(f"{seconds:7.1f} s  {'ok    ' if succeeded else 'FAILED'}  {name}")
    print(f"{sum(seconds for *_, seconds in results):7.1f} s          all together")
    return 0 if all(succeeded for _, succeeded, _ in results) else 1


def _run(step: Step) -> tuple[bool, float]:
    print(f"── {step.name}", flush=True)
    started = time.monotonic()
    program, *arguments = step.command
    finished = subprocess.run([str(BIN / program), *arguments], cwd=ROOT, env=ENVIRONMENT, check=False)
    return finished.returncode == 0, time.monotonic() - started


sys.exit(main())
