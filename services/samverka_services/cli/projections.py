"""Commands about projections."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.progress import Progress

from samverka_infra.database import projector_connection
from samverka_infra.event_log import reader
from samverka_projections.kernel import projector
from samverka_projections.kernel.checkpoints import Checkpoint, State, checkpoints
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_projections.kernel.set_aside import SetAside, set_aside_by_live_builds
from samverka_services.cli.common import AsJson, Exit, say, settings
from samverka_services.cli.printing import console, print_json, print_table, tell
from samverka_services.cli.usage import App
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.kernel.timing import clock
from samverka_services.processes.databases import databases
from samverka_services.processes.projector import expect_many_objects

View = Annotated[
    str, typer.Argument(help=say("help.parameter.view", names=", ".join(each.name for each in PROJECTIONS)))
]

MOST_POSITIONS_TOLD = 20

app = App(help=say("help.command.projections"))


@app.command(help=say("help.command.projections-status"))
def status(as_json: AsJson = False) -> None:
    """How far each view has come, how many events it is behind, and which it lacks."""
    with databases(settings()) as found, projector_connection(found.projector) as connection:
        head = reader.head(connection)
        marks = checkpoints(connection)
        lacking = set_aside_by_live_builds(connection)
    rows = [_row(mark, head, lacking) for mark in marks]
    if as_json:
        print_json(rows)
        return
    _print_rows(
        "projections.title", ("projection", "version", "build", "state", "position", "behind", "updated_at"), rows
    )
    if lacking:
        told = ("projection", "position", "error", "set_aside_at")
        _print_rows("projections.set-aside", told, [asdict(each) for each in lacking])


def _row(mark: Checkpoint, head: int, lacking: Sequence[SetAside]) -> dict[str, Any]:
    live = mark.state == State.LIVE
    positions = [each.position for each in lacking if live and each.projection == mark.projection]
    return {**asdict(mark), "behind": head - mark.position, "set_aside": positions}


def _print_rows(title: str, names: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    lines = [[row[name] for name in names] for row in rows]
    print_table(say(title), [say(f"projections.{name}") for name in names], lines)


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
        lacking = [each.position for each in set_aside_by_live_builds(connection) if each.projection == name]
    told = {"events": head, "seconds": round(seconds, 1), "rate": round(head / seconds)}
    tell(say("rebuilt", name=name, build=build.number, **told))
    if lacking:
        positions = ", ".join(map(str, lacking[:MOST_POSITIONS_TOLD]))
        tell(say("incomplete", name=name, count=len(lacking), positions=positions), stderr=True)
        raise typer.Exit(Exit.REFUSED)
