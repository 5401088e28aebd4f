"""Commands about whether what is shown is what was recorded."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from samverka_infra.database import projector_connection
from samverka_projections.kernel.auditing import Progress as Told
from samverka_projections.kernel.auditing import replay as replayed
from samverka_projections.kernel.comparing import Difference
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.cli.common import AsJson, Exit, Limit, say, settings
from samverka_services.cli.printing import console, print_json, tell
from samverka_services.cli.usage import App
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.kernel.timing import clock
from samverka_services.processes.databases import databases
from samverka_services.processes.projector import expect_many_objects

NAMES = ", ".join(each.name for each in PROJECTIONS)
Views = Annotated[list[str] | None, typer.Argument(help=say("help.parameter.audit-views", names=NAMES))]

app = App(help=say("help.command.audit"))


@app.callback()
def audit() -> None:
    """What stands before its commands."""


@app.command(help=say("help.command.audit-replay"))
def replay(views: Views = None, limit: Limit = 1000, as_json: AsJson = False) -> None:
    """Rebuild views beside the running installation, and name each row that differs. Raises NotFound, AuditRuns."""
    chosen = _chosen(views or [])
    expect_many_objects()
    named: list[Difference] = []
    count = 0
    with databases(settings()) as found, projector_connection(found.projector) as connection, _progress() as told:
        for count, each in enumerate(replayed(connection, chosen, clock, told), 1):
            named += [each] if count <= limit else []
    _tell(named, count, [each.name for each in chosen], as_json=as_json)
    raise typer.Exit(Exit.REFUSED if count else Exit.OK)


def _chosen(names: Sequence[str]) -> list[Projection]:
    known = {each.name: each for each in PROJECTIONS}
    for name in names:
        if name not in known:
            raise NotFound("Projection", name)
    return [known[name] for name in names or known]


@contextmanager
def _progress() -> Iterator[Told]:
    with Progress(console=console(stderr=True)) as progress:
        tasks: dict[str, TaskID] = {}

        def told(view: str, folded: int, of: int) -> None:
            if view not in tasks:
                tasks[view] = progress.add_task(view)
            progress.update(tasks[view], completed=folded, total=of)

        yield told


def _tell(named: Sequence[Difference], count: int, views: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"views": views, "differences": count, "named": [asdict(each) for each in named]})
        return
    for each in named:
        tell(_line(each))
    tell(
        say("audit.different", count=count, named=len(named)) if count else say("audit.same", names=", ".join(views))
    )


def _line(found: Difference) -> str:
    about = "".join(f", {name} {value}" for name, value in found.about.items())
    place = say("audit.place", table=found.table, position=found.position, tenant=found.tenant_id, about=about)
    if found.column is not None:
        live, rebuilt = (json.dumps(value, ensure_ascii=False) for value in (found.live, found.rebuilt))
        return f"{place} {say('audit.column', column=found.column, live=live, rebuilt=rebuilt)}"
    return f"{place} {say('audit.too-many' if found.rebuilt is None else 'audit.missing')}"
