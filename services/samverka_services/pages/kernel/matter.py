"""Which insatser a page is about, by its address: who leads one of them, and holds nothing else, sees it."""

from collections.abc import Collection

from psycopg import AsyncConnection
from starlette.requests import Request

from samverka_projections.documents import BegunFact
from samverka_projections.funders import LetInFact
from samverka_projections.meetings import MeetingStepFact
from samverka_projections.requests import DraftFact, SentFact
from samverka_projections.steering import SteeringFact

_OF_FUNDER = f"select insats_id from {LetInFact.table} where funder_id = %s"
_OF_DOCUMENT = f"select insats_id from {BegunFact.table} where document_id = %s"
_OF_REQUEST = f"""
    with asked as (select %s::text as id)
    select insats_id from {SentFact.table} where request_id = (select id from asked)
    union select insats_id from {DraftFact.table} where request_id = (select id from asked)
"""
_OF_GROUP = f"""
    select insats_id from (
        select distinct on (insats_id, stage) insats_id, group_id from {SteeringFact.table}
        where corrected_at is null order by insats_id, stage, place desc
    ) latest where group_id = %s
"""
_OF_MEETING = f"select body_id from {MeetingStepFact.table} where meeting_id = %s limit 1"


async def insatser_of(
    request: Request, connection: AsyncConnection, insats_id: str | None = None
) -> Collection[str | None]:
    """The insats in the address, or that of what it names, or all that its steering group steers; else this one."""
    path = request.path_params
    if "funder_id" in path:
        return await _first_column(connection, _OF_FUNDER, path["funder_id"])
    if "document_id" in path:
        return await _first_column(connection, _OF_DOCUMENT, path["document_id"])
    if "request_id" in path:
        return await _first_column(connection, _OF_REQUEST, path["request_id"])
    group_id = path.get("group_id")
    if "meeting_id" in path:
        group_id = next(iter(await _first_column(connection, _OF_MEETING, path["meeting_id"])), None)
    steered = await _first_column(connection, _OF_GROUP, group_id) if group_id else []
    return [path.get("insats_id", insats_id), *steered]


async def _first_column(connection: AsyncConnection, query: str, value: str) -> list[str | None]:
    """With nothing, if there is nothing: a matter of no insats."""
    found = await (await connection.execute(query, [value])).fetchall()
    return [row[0] for row in found] or [None]
