"""Measure how long it takes to provision all municipalities, with a real Keycloak and real invitations by SMTP.

`python tools/bench_provisioning.py [FÖRBUND]`: the 290 municipalities, each with an administrator of its own, and so
many kommunalförbund (290 if no number is given), administered by the municipalities' administrators in turn. Figures
only: a first run, a run with nothing to do, and a run that is killed halfway and finished by the next.
"""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.acceptance.identity.serving import environment
from tests.acceptance.identity.support import Identity, at_mail, organisationsnummer, running_identity
from tests.support.databases import Cluster, throwaway_cluster
from tools.bench_report import row, section

MUNICIPALITIES = Path(__file__).parents[1] / "services/samverka_services/municipalities/kommuner.csv"
COLUMNS = ["organisationsnummer", "namn", "slag", "kommunkod", "administrator_namn", "administrator_epost"]


def tenants(forbund: int, series: int) -> list[list[str]]:
    """Rows of a tenant file; numbers and people are examples, other ones in each series."""
    with MUNICIPALITIES.open(encoding="utf-8", newline="") as file:
        known = [(entry["kommunkod"], entry["namn"]) for entry in csv.DictReader(file)]
    mails = [f"exempel-{code}@{series}.exempel.se" for code, _ in known]
    rows = [
        [
            organisationsnummer(series * 1000 + index),
            f"{name} {series}",
            "KOMMUN",
            code,
            f"Exempel {name}",
            mails[index],
        ]
        for index, (code, name) in enumerate(known)
    ]
    return rows + [
        [
            organisationsnummer(series * 1000 + 500 + i),
            f"Exempelförbundet {series}-{i}",
            "KOMMUNALFORBUND",
            "",
            "Exempel",
            mails[i % len(mails)],
        ]
        for i in range(forbund)
    ]


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path


class Bench:
    """One Keycloak; a new database of Samverka's for each run that begins anew."""

    def __init__(self, identity: Identity, cluster: Cluster, folder: Path) -> None:
        self.identity, self.cluster, self.folder = identity, cluster, folder

    def measure(self, rows: list[list[str]]) -> None:
        section(f"Provisioning {len(rows)} tenants; load of the machine before: {os.getloadavg()[0]:.1f}")
        file = write(self.folder / "tenants.csv", rows)
        with self.cluster.database() as database:
            settings = environment(self.identity, database, self.folder)
            self._told("first run", settings, file)
            self._told("second run, nothing to do", settings, file)

    def measure_cut_off(self, rows: list[list[str]]) -> None:
        section(f"Provisioning {len(rows)} tenants, killed at the 100th invitation")
        file = write(self.folder / "cut-off.csv", rows)
        with self.cluster.database() as database:
            settings = environment(self.identity, database, self.folder)
            started, process = time.perf_counter(), self._start(settings, file)
            at_mail(100, self.identity.mailbox, process.kill)
            process.communicate()
            row("until it was killed", f"{time.perf_counter() - started:.1f} s", f"exit code {process.returncode}")
            self._told("the next run, which finishes it", settings, file)

    def _told(self, what: str, settings: dict[str, str], file: Path) -> None:
        before, started = len(self.identity.mailbox.mails), time.perf_counter()
        process = self._start(settings, file)
        told, errors = process.communicate()
        seconds = time.perf_counter() - started
        assert process.returncode == 0, told + errors
        row(what, f"{seconds:.1f} s", f"{len(self.identity.mailbox.mails) - before} invitations")

    def _start(self, settings: dict[str, str], file: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "samverka_services.cli", "tenants", "provision", str(file)],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def main() -> None:
    forbund = int(sys.argv[1]) if len(sys.argv) > 1 else 290
    with TemporaryDirectory(prefix="samverka-bench-") as name, throwaway_cluster(Path(name) / "postgres") as cluster:
        folder = Path(name)
        with running_identity(cluster, folder / "keycloak") as identity:
            bench = Bench(identity, cluster, folder)
            bench.measure(tenants(forbund, series=1))
            bench.measure_cut_off(tenants(forbund, series=2))


if __name__ == "__main__":
    main()
