"""The same matrix over HTTP from a real server, what the server holds in memory, and what a token costs."""

import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import quantiles
from typing import Any

import httpx
from psycopg import Connection
from tools.bench_report import durations, milliseconds, row, section, timed
from tools.large_region import LEADER, OFFICER, Region
from tools.trial import Trial, resident_mebibytes

from samverka_domain.kernel.calendar import local_day
from samverka_graphql.kernel.dashboards import MATRIX
from samverka_infra.database import open_pool, projector_connection
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_projections.kernel import projector
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.kernel.timing import clock
from samverka_services.processes.app import token_verifier

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
        _measure_answers(client, trial, region)
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


def _measure_answers(client: httpx.Client, trial: Trial, region: Region) -> None:
    forbund = trial.headers(LEADER, region.forbund)
    member = trial.headers(OFFICER, region.municipalities[0].number)
    first = timed(lambda: _ask(client, forbund, region))
    row("the matrix, the server's first request", milliseconds(first))
    with open_pool(trial.databases.app, 1) as pool, projector_connection(trial.databases.projector) as projecting:
        region.log = EventLog(pool)
        for name, headers in (("the förbund", forbund), ("a member", member)):
            found = [_after_an_event(client, headers, region, projecting, each) for each in range(TIMES)]
            durations(f"the matrix as {name}, an event after it was asked last", found, _ninetieth(found))
    _measure_past(client, forbund, region)
    again = [timed(lambda: _ask(client, forbund, region)) for _ in range(TIMES)]
    durations("the matrix, asked before", again)
    _measure_unchanged(client, forbund, region)


def _after_an_event(
    client: httpx.Client, headers: Headers, region: Region, projecting: Connection, number: int
) -> float:
    region.adjust_one(number)
    while projector.advance(projecting, PROJECTIONS, clock):
        continue
    return timed(lambda: _ask(client, headers, region))


def _measure_past(client: httpx.Client, headers: Headers, region: Region) -> None:
    """Each of another moment or day, so that none was asked before."""
    moments = [(clock() - timedelta(days=30, seconds=number)).isoformat() for number in range(TIMES)]
    known = [timed(lambda at=at: _ask(client, headers, region, knownAt=at)) for at in moments]  # type: ignore[misc]
    durations("the matrix as it was known 30 days ago", known)
    days = [(local_day(clock()) - timedelta(days=number)).isoformat() for number in range(20, 20 + TIMES)]
    held = [timed(lambda day=day: _ask(client, headers, region, decidedAsOf=day)) for day in days]  # type: ignore[misc]
    durations("the matrix as it held on a day from 20 days ago on", held)


def _ninetieth(seconds: Sequence[float]) -> str:
    return f"p90 {milliseconds(quantiles(seconds, n=10)[-1])}"


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
