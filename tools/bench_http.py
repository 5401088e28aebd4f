"""The same matrix over HTTP from a real server, what the server holds in memory, and what a token costs."""

import time
from datetime import timedelta
from typing import Any

import httpx
from tools.bench_report import durations, milliseconds, row, section, timed
from tools.large_region import LEADER, OFFICER, Region
from tools.trial import Trial, resident_mebibytes

from samverka_graphql.dashboards import MATRIX
from samverka_services.api.app import token_verifier
from samverka_services.timing import clock

TIMES = 25
ROUNDS = 10
TOKENS = 500

Headers = dict[str, str]


def measure(trial: Trial, region: Region) -> None:
    """A server of its own for the trial's database."""
    section("Over HTTP from `samverka serve`, one client on loopback")
    started = time.perf_counter()
    with trial.running("serve") as process, httpx.Client(base_url=trial.address, timeout=30) as client:
        trial.await_ready(process)
        row("from the start of the process to its first answer", milliseconds(time.perf_counter() - started))
        row("resident memory then", f"{resident_mebibytes(process):.0f} MiB")
        _measure_answers(client, trial.headers(LEADER, region.forbund), region)
        count = _crowd(client, trial, region)
        told = f"as {region.members + 1} organisations"
        row(f"resident memory after {count} more requests", f"{resident_mebibytes(process):.0f} MiB", told)


def measure_tokens(trial: Trial) -> None:
    """What each request pays for knowing who asks."""
    section("Tokens")
    verifier = token_verifier(trial.settings)
    token = trial.issuer.token(LEADER, "2120000142")
    verifier.verify(token)
    durations("TokenVerifier.verify", [timed(lambda: verifier.verify(token)) for _ in range(TOKENS)])


def _measure_answers(client: httpx.Client, headers: Headers, region: Region) -> None:
    first = timed(lambda: _ask(client, headers, region))
    row("the matrix, the server's first request", milliseconds(first))
    moments = [(clock() - timedelta(milliseconds=number)).isoformat() for number in range(TIMES)]
    fresh = [timed(lambda at=at: _ask(client, headers, region, knownAt=at)) for at in moments]  # type: ignore[misc]
    durations("the matrix, not asked before", fresh)
    durations("the matrix, asked before", [timed(lambda: _ask(client, headers, region)) for _ in range(TIMES)])
    _measure_unchanged(client, headers, region)


def _measure_unchanged(client: httpx.Client, headers: Headers, region: Region) -> None:
    answer = _ask(client, headers, region)
    known = headers | {"If-None-Match": answer.headers["ETag"]}
    again = [timed(lambda: _ask(client, known, region)) for _ in range(TIMES)]
    status = _ask(client, known, region).status_code
    durations("the matrix with If-None-Match", again, f"status {status}")
    row("the answer", f"{len(answer.content):,} B")


def _crowd(client: httpx.Client, trial: Trial, region: Region) -> int:
    """Every organisation asks for the matrix again and again, as dashboards do."""
    askers = [(LEADER, region.forbund), *((OFFICER, each.number) for each in region.municipalities)]
    everybody = [trial.headers(person, organisation) for person, organisation in askers]
    answers = [_ask(client, headers, region).status_code for _ in range(ROUNDS) for headers in everybody]
    return len(answers)


def _ask(client: httpx.Client, headers: Headers, region: Region, **variables: Any) -> httpx.Response:
    body = {"documentId": MATRIX, "variables": {"regionId": region.forbund} | variables}
    answer = client.post("/graphql", json=body, headers=headers)
    assert answer.status_code in {httpx.codes.OK, httpx.codes.NOT_MODIFIED}, answer.text
    return answer
