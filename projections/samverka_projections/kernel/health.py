"""Whether the views can be relied on: for who watches over an installation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from psycopg import Connection
from psycopg.rows import dict_row

from samverka_projections.kernel.checkpoints import UNDER_WAY
from samverka_projections.kernel.projection import Projection

SILENT_SECONDS = 30
"""So long may a projector that works go without being seen."""
BEHIND_SECONDS = 30
"""So long may an event wait until a view has it."""

_BEAT = "update samverka.projector_heartbeat set beat_at = clock_timestamp()"
_IS_SILENT = """
select beat_at < clock_timestamp() - make_interval(secs => %s) from samverka.projector_heartbeat
"""
_VIEWS = """
select c.projection, bool_or(c.state = 'LIVE') as live, bool_or(c.rests) as resting,
    bool_or(c.state = 'LIVE' and c.position < h.position
            and shown.moment < samverka.log_now() - make_interval(secs => %(behind)s)) as behind,
    bool_or(c.state = 'LIVE' and exists (
        select from samverka.set_aside s
        where (s.projection, s.version, s.build) = (c.projection, c.version, c.build)
    )) as incomplete
from samverka.projection_checkpoints c cross join samverka.log_head h cross join samverka.views_shown shown
where c.state = any(%(states)s)
group by c.projection order by c.projection
"""


@dataclass(frozen=True)
class Health:
    """What is wrong: nothing, if all is false and empty. Otherwise by the names of the views."""

    silent: bool
    """Whether no projector works."""
    missing: Sequence[str]
    """Not built yet."""
    resting: Sequence[str]
    """With a build that the projector has stumbled over."""
    behind: Sequence[str]
    """That lack an event which was recorded a while ago."""
    incomplete: Sequence[str]
    """That lack an event which was set aside."""

    @property
    def complaints(self) -> list[str]:
        """The names of what is wrong."""
        return [each.name for each in fields(self) if getattr(self, each.name)]


def beat(connection: Connection) -> None:
    """Let it be seen that the projector works."""
    connection.execute(_BEAT)


def health(connection: Connection, projections: Iterable[Projection]) -> Health:
    """How the views of these projections are."""
    silent = connection.execute(_IS_SILENT, [SILENT_SECONDS]).fetchone() != (False,)
    with connection.cursor(row_factory=dict_row) as cursor:
        asked = {"behind": BEHIND_SECONDS, "states": list(UNDER_WAY)}
        found = {row["projection"]: row for row in cursor.execute(_VIEWS, asked)}
    return Health(
        silent=silent,
        missing=[each.name for each in projections if not found.get(each.name, {}).get("live")],
        resting=[name for name, row in found.items() if row["resting"]],
        behind=[name for name, row in found.items() if row["behind"]],
        incomplete=[name for name, row in found.items() if row["incomplete"]],
    )
