"""Commands that read: matrix, log, settings. What is slow to import is imported where it is used."""

import asyncio
import json
import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from psycopg import AsyncConnection, Connection

from samverka_domain.kernel.calendar import end_of_day, local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.organisations import Organisation
from samverka_infra.access_log import Outcome, StoredEntry, Wanted, entries
from samverka_infra.database import async_pool, async_tenant_transaction, open_pool, tenant_transaction
from samverka_infra.event_log import reader
from samverka_infra.event_log.rows import Row
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.settings import settings_with_source
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MembershipOnDay, memberships_in, memberships_of
from samverka_services.catalogue import field_message, text, word
from samverka_services.cli.common import AsJson, Limit, Tenant, fit, language, meaning_of, say, settings
from samverka_services.cli.days import day, possible
from samverka_services.cli.matrix_table import print_matrix
from samverka_services.cli.printing import print_json, print_table
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.answers import answers_table
from samverka_services.downloads.spreadsheet import Table, csv_of
from samverka_services.kernel.timing import clock
from samverka_services.processes.databases import databases
from samverka_services.timeline.table import row_document

if TYPE_CHECKING:
    from samverka_graphql.kernel.place_in_time import KnownThen, Present

    Asked = tuple[KnownThen | date, date | None, date | None]
    """What is known, what is decided, and the day."""


def _known(given: str) -> "KnownThen | date":
    """A moment with its zone, a day, or the token of an earlier answer."""
    from samverka_graphql.kernel.place_in_time import TokenText, token_if_any

    if len(given) == len("2026-11-23"):
        return day(given)
    may_be_token = token_if_any(given)
    if isinstance(may_be_token, TokenText):
        return may_be_token
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(field_message(language(), "moment-malformed", {}))
    return possible(moment)


Region = Annotated[str, typer.Option(help=say("help.parameter.region"))]
KnownAt = Annotated[
    datetime | None,
    typer.Option("--known-at", parser=_known, help=say("help.parameter.known-at")),
]
DecidedAsOf = Annotated[
    date | None, typer.Option("--decided-as-of", parser=day, help=say("help.parameter.decided-as-of"))
]
On = Annotated[date | None, typer.Option("--on", parser=day, help=say("help.parameter.on"))]


def matrix(
    region: Region,
    known_at: KnownAt = None,
    decided_as_of: DecidedAsOf = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Who joined which insats, now or as it was known or decided then, on that day or another."""
    number = organisation_number(region)
    with databases(settings()) as found:
        answer, as_of = asyncio.run(_matrix(fit(found.app), number, (known_at, decided_as_of, on)))
    document = json.loads(answer)["data"]["region"]
    if document is None:
        raise NotFound("Region", region)
    print_json(document) if as_json else print_matrix(document, _title(document["name"], as_of))


def answers(
    tenant: Tenant,
    request: Annotated[str, typer.Option(help=say("help.parameter.answers-request"))],
    known_at: KnownAt = None,
    decided_as_of: DecidedAsOf = None,
    on: On = None,
    as_csv: Annotated[bool, typer.Option("--csv", help=say("help.parameter.answers-csv"))] = False,
) -> None:
    """The answers to an interest request that the organisation may see, a row for each that was asked."""
    number = organisation_number(tenant)
    with databases(settings()) as found:
        table, as_of = asyncio.run(_answers(fit(found.app), number, request, (known_at, decided_as_of, on)))
    if as_csv:
        sys.stdout.buffer.write(csv_of(table).encode())
    else:
        print_table(_asked_at(table.title, as_of), table.headings, table.rows)


def memberships(
    tenant: Tenant,
    known_at: KnownAt = None,
    decided_as_of: DecidedAsOf = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """An organisation's memberships and invitations; a förbund's, whom it has invited."""
    number = organisation_number(tenant)
    with databases(settings()) as found:
        rows, as_of = asyncio.run(_memberships(fit(found.app), number, (known_at, decided_as_of, on)))
    documents = [_membership(row) for row in rows]
    if as_json:
        print_json(documents)
        return
    columns = [say(f"memberships.{name}") for name in ("forbund", "member", "status", "from", "to", "decided", "own")]
    lines = [[*each.values()] for each in documents]
    for line in lines:
        line[2] = word(line[2], language())
    print_table(_asked_at(say("memberships.title"), as_of), columns, lines)


def _membership(row: MembershipOnDay) -> dict[str, Any]:
    own = row.own_decision.record_number if row.own_decision else None
    return {
        "forbund": row.forbund,
        "member": row.name,
        "status": row.status,
        "validFrom": row.valid_from.isoformat(),
        "validTo": row.valid_to and row.valid_to.isoformat(),
        "recordNumber": row.forbund_decision.record_number,
        "ownRecordNumber": own,
    }


def _title(name: str, as_of: AsOf) -> str:
    return _asked_at(say("matrix-title", name=name), as_of)


def _asked_at(title: str, as_of: AsOf) -> str:
    asked = [say("matrix-known-at", moment=as_of.known_at)] if as_of.known_at else []
    asked += [say("matrix-decided-as-of", day=as_of.decided_as_of)] if as_of.decided_as_of else []
    asked += [say("matrix-on", day=as_of.on)] if as_of.on else []
    return ", ".join([title, *asked])


def log(
    tenant: Tenant,
    stream: Annotated[str | None, typer.Option(help=say("help.parameter.log-stream"))] = None,
    after: Annotated[int, typer.Option(min=0, help=say("help.parameter.log-after"))] = 0,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """The events that the organisation may read, with who, when and why."""
    number = organisation_number(tenant)
    with (
        databases(settings()) as found,
        open_pool(fit(found.app), 1) as pool,
        tenant_transaction(pool, number) as shared,
    ):
        require_known(shared, number, stream)
        rows = reader.rows(shared, stream, after, limit)
    if as_json:
        print_json([row_document(row) for row in rows])
    else:
        columns = [say(f"log.{name}") for name in ("position", "recorded", "event", "who", "decision", "why")]
        print_table(say("log.title"), columns, [_line(row) for row in rows])


def access_log(
    tenant: Tenant,
    person: Annotated[str | None, typer.Option(help=say("help.parameter.access-log-person"))] = None,
    refused: Annotated[bool, typer.Option("--refused", help=say("help.parameter.access-log-refused"))] = False,
    before: Annotated[int | None, typer.Option(min=1, help=say("help.parameter.access-log-before"))] = None,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """Who read, or was refused, what in the organisation, newest first."""
    number = organisation_number(tenant)
    wanted = Wanted(before, person, Outcome.REFUSED if refused else None)
    with (
        databases(settings()) as found,
        open_pool(fit(found.app), 1) as pool,
        tenant_transaction(pool, number) as shared,
    ):
        require_known(shared, number)
        rows = entries(shared, wanted, limit)
    if as_json:
        print_json([row._asdict() for row in rows])
    else:
        columns = [say(f"access-log.{name}") for name in ("entry", "happened", "who", "what", "outcome")]
        print_table(say("access-log.title"), columns, [_entry(row) for row in rows])


def require_known(shared: Connection, number: str, stream: str | None = None) -> None:
    """Raises NotFound where nothing is found because there is no such organisation, or no such stream."""
    if not reader.rows(shared, Organisation.stream(number), 0, 1):
        raise NotFound("Organisation", number)
    if stream is not None and not reader.rows(shared, stream, 0, 1):
        raise NotFound("Stream", stream)


def list_settings(as_json: AsJson = False) -> None:
    """The settings with their value, source and meaning."""
    given = settings_with_source(settings(), KeycloakSettings())
    found = [entry | {"description": meaning_of(entry["name"])} for entry in given]
    if as_json:
        print_json(found)
    else:
        columns = [say(f"settings.{name}") for name in ("name", "value", "source", "description")]
        lines = [entry | {"source": say(f"settings.{entry['source']}")} for entry in found]
        print_table(say("settings.title"), columns, [list(line.values()) for line in lines])


async def _matrix(url: str, region: str, asked: "Asked") -> tuple[bytes, AsOf]:
    from samverka_graphql.kernel.dashboards import matrix_answer

    async with async_pool(url, 1) as pool, async_tenant_transaction(pool, region) as connection:
        present = await _present(connection, region)
        as_of = await _as_of(present, *asked)
        return await matrix_answer(connection, region, as_of, present.tokens.of(as_of.place)), as_of


async def _answers(url: str, tenant: str, request: str, asked: "Asked") -> tuple[Table, AsOf]:
    async with async_pool(url, 1) as pool, async_tenant_transaction(pool, tenant) as connection:
        as_of = await _as_of(await _present(connection, tenant), *asked)
        return await answers_table(connection, tenant, request, as_of, language()), as_of


async def _memberships(url: str, tenant: str, asked: "Asked") -> tuple[list[MembershipOnDay], AsOf]:
    async with async_pool(url, 1) as pool, async_tenant_transaction(pool, tenant) as connection:
        as_of = await _as_of(await _present(connection, tenant), *asked)
        own = await memberships_of(connection, tenant, as_of)
        return [*own, *await memberships_in(connection, tenant, as_of)], as_of


async def _present(connection: AsyncConnection, tenant: str) -> "Present":
    from samverka_graphql.kernel.place_in_time import Present
    from samverka_infra.tokens import TokenKey

    return await Present.to(tenant, connection, TokenKey())


async def _as_of(
    present: "Present", known_at: "KnownThen | date", decided_as_of: date | None, on: date | None
) -> AsOf:
    """Of a day, its last moment is asked about, or the present one of today."""
    from samverka_graphql.kernel.errors import Told
    from samverka_graphql.kernel.place_in_time import place_in_time

    if isinstance(known_at, date) and not isinstance(known_at, datetime):
        today = known_at == local_day(present.shown.moment)
        known_at = present.shown.moment if today else end_of_day(known_at) - timedelta(microseconds=1)
    try:
        return await place_in_time(present, known_at, decided_as_of, on)
    except Told as told:
        raise typer.BadParameter(text(f"graphql.{told.code}", language(), **told.params)) from told


def _entry(row: StoredEntry) -> list[object]:
    what = f"{say(f'access-log.{row.action}')} {row.operation}\n{row.target}".strip()
    outcome = f"{say(f'access-log.{row.outcome}')} {row.reason}".strip()
    return [row.entry, f"{row.happened_at:%Y-%m-%d %H:%M:%S}", f"{row.person_id}\n{row.client_id}", what, outcome]


def _decided(said: dict[str, Any]) -> str:
    in_force_on = said.get("in_force_on")
    pending = in_force_on is not None and local_day(clock()) < date.fromisoformat(in_force_on)
    decided = say("log.decided", **said | {"body": Body(said["body"])})
    return f"{decided}\n{say('log.not-in-force')}" if pending else decided


def _line(row: Row) -> list[object]:
    payload = json.loads(row.payload)
    said = payload.get("decision") or {}
    decision = _decided(said) if said else ""
    event = f"{row.type}\n{row.stream_id} v{row.version}"
    reason = said.get("reason") or payload.get("reason", "")
    return [row.position, f"{row.recorded_at:%Y-%m-%d %H:%M:%S}", event, row.actor, decision, reason]
