"""Commands about projections."""

import time
from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import Progress

from samverka_infra.database import projector_connection
from samverka_infra.event_log import reader
from samverka_projections.kernel import projector
from samverka_projections.kernel.checkpoints import checkpoints
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.cli.common import AsJson, say, settings
from samverka_services.cli.printing import console, print_json, print_table, tell
from samverka_services.cli.usage import App
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.kernel.timing import clock
from samverka_services.processes.databases import databases
from samverka_services.processes.projector import expect_many_objects

View = Annotated[
    str, typer.Argument(help=say("help.parameter.view", names=", ".join(each.name for each in PROJECTIONS)))
]

app = App(help=say("help.command.projections"))


@app.command(help=say("help.command.projections-status"))
def status(as_json: AsJson = False) -> None:
    """How far each view has come, and how many events it is behind."""
    with databases(settings()) as found, projector_connection(found.projector) as connection:
        head = reader.head(connection)
        marks = checkpoints(connection)
    rows = [{**asdict(mark), "behind": head - mark.position} for mark in marks]
    if as_json:
        print_json(rows)
        return
    names = ("projection", "version", "build", "state", "position", "behind", "updated_at")
    lines = [[row[name] for name in names] for row in rows]
    print_table(say("projections.title"), [say(f"projections.{name}") for name in names], lines)


@app.command(help=say("help.command.projections-rebuild"))
def rebuild(name: View) -> None:
    """Build a view anew beside the live one, then switch. Raises NotFound."""
    chosen = [projection for projection in PROJECTIONS if projection.name == name]
    if not chosen:
        raise NotFound("Projection", name)
    expect_many_objects()
    with databases(settings()) as found, projector_connection(found.projector) as connection:
        started, head = time.monotonic(), reader.head(connection)
        build = projector.begin_build(connection, chosen[0], clock)
        with Progress(console=console(stderr=True)) as progress:
            task = progress.add_task(name, total=head)
            while folded := projector.advance_build(connection, build, clock):
                progress.advance(task, folded)
        seconds = time.monotonic() - started
    told = {"events": head, "seconds": round(seconds, 1), "rate": round(head / seconds)}
    tell(say("rebuilt", name=name, build=build.number, **told))
