"""The demonstration's command."""

from datetime import date, datetime
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from samverka_services.cli.common import AsJson, say, settings
from samverka_services.cli.matrix_table import print_matrix
from samverka_services.cli.printing import console, print_json, tell
from samverka_services.demo.running import FIRST_DAY, FOLDER, LAST_DAY, Demonstration, Token

DataDir = Annotated[Path | None, typer.Option(help=say("help.parameter.demo-data-dir"))]
Until = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help=say("help.parameter.demo-until"))
]
Port = Annotated[int | None, typer.Option(min=1, max=65534, help=say("help.parameter.demo-port"))]


def demo(
    once: Annotated[bool, typer.Option("--once", help=say("help.parameter.demo-once"))] = False,
    as_json: AsJson = False,
    tokens: Annotated[bool, typer.Option("--tokens", help=say("help.parameter.demo-tokens"))] = False,
    data_dir: DataDir = None,
    port: Port = None,
    until: Until = None,
) -> None:
    """`samverka demo`: the story and the matrix on its last day; then the server, until it is stopped."""
    chosen, last_day = settings(), _last_day(until)
    folder = data_dir or chosen.data_dir / (FOLDER if until is None else f"{FOLDER}-{last_day}")
    told = console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=told) as progress:
        task = progress.add_task("", total=None)

        def step(name: str) -> None:
            progress.update(task, description=say(f"demo.{name}"))
            if not told.is_terminal:
                tell(say(f"demo.{name}"), stderr=True)

        demonstration = Demonstration(chosen, folder, port or chosen.port, step, last_day)
        demonstration.__enter__()
    try:
        region = demonstration.matrix()
        print_json(region) if as_json else print_matrix(region, say("demo.matrix-title", name=region["name"]))
        if not once:
            if tokens:
                _tell_tokens(demonstration.address, demonstration.tokens())
            _tell_folder(demonstration.folder)
            if demonstration.mail_folder:
                tell(say("demo.mail", folder=demonstration.mail_folder))
            tell(f"\n{say('demo.open')}\n  {demonstration.front_door}")
            demonstration.wait()
            tell(say("demo.stopping"), stderr=True)
    finally:
        demonstration.__exit__(None, None, None)


def _last_day(until: datetime | None) -> date:
    """Within the story."""
    day = until.date() if until else LAST_DAY
    if not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(say("error.not-in-the-story", first=FIRST_DAY, last=LAST_DAY), param_hint="--until")
    return day


def _tell_tokens(address: str, tokens: list[Token]) -> None:
    tell(f"\n{say('demo.addresses')}\n  REST     {address}/api/v1/openapi.json\n  GraphQL  {address}/graphql")
    tell(f"\n{say('demo.tokens')}")
    for token in tokens:
        tell(f"{token.name} ({token.organisation_name}, {token.person_id})\n{token.value}")
    tell("\n" + say("demo.try-it"))
    tell(
        f"curl -s {address}/graphql -H 'Content-Type: application/json' -H \"Authorization: Bearer $TOKEN\" "
        '-d \'{"query":"{ regions { id name } }"}\''
    )


def _tell_folder(folder: Path) -> None:
    tell(f"\n{say('demo.data')}\n  export SAMVERKA_DATA_DIR={quote(str(folder))}\n\n{say('demo.stop-with')}")
