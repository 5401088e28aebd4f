"""Which deadlines come, and on which morning their reminders go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from psycopg import Connection
from psycopg.rows import class_row

from samverka_domain.kernel.calendar import STOCKHOLM, last_day_before
from samverka_infra.database import find_views
from samverka_infra.mail_wishes import DAYS_BEFORE
from samverka_services.mailing.told import Coming

MORNING = time(7)
"""In Sweden: when reminders are noted, and the mail of a day goes out to those who want it together."""

_OPEN = """
select s.request_id as thing, s.recipients, d.closes_at, d.recorded_at as set_at,
       coalesce(r.days_before, %(days_before)s::smallint[]) as days_before
from sent_requests s
cross join lateral (
    select closes_at, recorded_at from request_deadlines
    where region_id = s.region_id and request_id = s.request_id order by position desc limit 1
) d
left join samverka.reminders r on r.tenant_id = s.region_id
where d.closes_at > %(moment)s and not exists (
    select from request_endings where region_id = s.region_id and request_id = s.request_id
)
order by s.position
"""
_REMISSER = """
select d.document_id || '/' || d.remiss as thing, d.asked as recipients,
       (d.last_day + 1)::timestamp at time zone 'Europe/Stockholm' as closes_at, d.recorded_at as set_at,
       coalesce(r.days_before, %(days_before)s::smallint[]) as days_before
from document_remisser d
left join samverka.reminders r on r.tenant_id = d.region_id
where d.last_day >= samverka.local_day(%(moment)s) and not exists (
    select from document_remisser_closed
    where region_id = d.region_id and document_id = d.document_id and remiss = d.remiss
)
order by d.position
"""


@dataclass(frozen=True)
class Open:
    """A request that takes answers, or a remiss that takes remarks."""

    thing: str
    """As `Coming` has it."""
    recipients: Sequence[str]
    closes_at: datetime
    set_at: datetime
    """When its deadline was said last."""
    days_before: Sequence[int]

    def due(self, moment: datetime, since: datetime) -> tuple[Coming, datetime] | None:
        """The last reminder whose morning has come, with that morning; none from before the deadline was set.

        Nor from before mail was sent at all.
        """
        last_day = last_day_before(self.closes_at)
        for days in sorted(self.days_before):
            at = morning(last_day - timedelta(days=days))
            if at <= moment:
                return (Coming(self.thing, last_day, days), at) if at > max(self.set_at, since) else None
        return None


def open_to_answers(connection: Connection, moment: datetime) -> list[Open]:
    """Of all regions; as the projector."""
    with connection.transaction(), connection.cursor(row_factory=class_row(Open)) as cursor:
        find_views(connection)
        known = {"moment": moment, "days_before": list(DAYS_BEFORE)}
        return [each for query in (_OPEN, _REMISSER) for each in cursor.execute(query, known).fetchall()]


def morning(day: date) -> datetime:
    """When that day's mail goes out."""
    return datetime.combine(day, MORNING, tzinfo=STOCKHOLM)


def last_morning(moment: datetime) -> datetime:
    """The latest one that has come."""
    today = morning(moment.astimezone(STOCKHOLM).date())
    return today if today <= moment else morning(today.date() - timedelta(days=1))
