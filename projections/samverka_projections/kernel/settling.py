"""What is filled in when a later fact has come: by which a fact was put right, and by which it was replaced.

A row says at which place in the log, and of the latter from which day on. It says nothing that the facts themselves
do not, but the latest of each kind are found by it without putting all in order.
"""

from psycopg import Cursor, sql

from samverka_domain.kernel.aggregate import PutRight
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import EVER
from samverka_projections.kernel.fact import Fact, Replaceable
from samverka_projections.kernel.lasting import DAYS, POSITIONS

_CORRECT = """
update {table} earlier
set corrected_at = later.at
from (
    select place, position, lead(position) over in_place as at
    from {table}
    where place in (select place from {table} where position <> place and position >= %(since)s)
    group by place, position
    window in_place as (partition by place order by position)
) later
where earlier.place = later.place and earlier.position = later.position
  and later.at is not null and earlier.corrected_at is null
"""

# The position is that of the first to become known of all that come later in order: known as of then, a fact was no
# longer the latest. That first is the next in order, or else a correction of the fact itself, which exists no more
# then; so from the day of the next on it was not the latest either. Corrections may have given the next several days:
# by the last of them it was replaced. If anything later in order holds before that day, or the fact itself before its
# own, no day tells it all.
_SUPERSEDE = """
update {table} earlier
set superseded_at = later.at, lasted = width_bucket(later.at - earlier.position, %(positions)s::bigint[]),
    superseded_on = later.on_day,
    lasted_days = case when later.on_day < %(ever)s
                       then width_bucket(later.on_day - earlier.effective_on, %(days)s::integer[]) end
from (
    select position, superseded_at, superseded_on, min(position) over after_it as at,
           case when not (min({holds_on}) over after_it >= max(effective_on) over next_to_it
                          and {holds_on} >= effective_on)
                then %(ever)s else max(effective_on) over next_to_it end as on_day
    from {table} {chosen}
    window after_it as (
        partition by {of} order by place desc, position desc rows between unbounded preceding and 1 preceding
    ), next_to_it as (partition by {of} order by place desc groups between 1 preceding and 1 preceding)
) later
where earlier.position = later.position
  and (later.superseded_at, later.superseded_on) is distinct from (later.at, later.on_day)
"""

_OF_PAGE = "where ({of}) in (select {of} from {table} where position >= %(since)s)"

_LENGTHS = {"ever": EVER, "positions": POSITIONS.least, "days": DAYS.least}


def settle_corrections(cursor: Cursor, table: sql.Identifier, page: list[RecordedEvent] | None) -> None:
    """Note at the facts that corrections of the page, or any, have put right, by which; several facts per event."""
    if page is None or any(isinstance(recorded.event, PutRight) for recorded in page):
        cursor.execute(sql.SQL(_CORRECT).format(table=table), {"since": _since(page)})


def settle_replaced(
    cursor: Cursor, kind: type[Fact], table: sql.Identifier, page: list[RecordedEvent] | None
) -> None:
    """Note at the facts that those of the page, or any, have replaced, by which; one fact per event."""
    if issubclass(kind, Replaceable) and page != []:
        of = sql.SQL(", ").join(map(sql.Identifier, (*kind.of, "region_id")))
        chosen = sql.SQL("") if page is None else sql.SQL(_OF_PAGE).format(of=of, table=table)
        holds_on = sql.SQL(kind.takes_effect_on or "effective_on")
        query = sql.SQL(_SUPERSEDE).format(table=table, of=of, chosen=chosen, holds_on=holds_on)
        cursor.execute(query, {"since": _since(page), **_LENGTHS})


def _since(page: list[RecordedEvent] | None) -> int:
    return page[0].position if page else 0
