"""Recording that a request has closed, for people and statistics; its deadline holds without this."""

from psycopg import Connection

from samverka_domain.requests import InterestRequest
from samverka_infra.database import find_views
from samverka_infra.event_log.errors import KeyInFlight, StaleVersion
from samverka_infra.event_log.unit_of_work import EventLog, Stamp

ACTOR = "samverka"

_DUE = """
select s.region_id, s.request_id from sent_requests s
cross join lateral (
    select closes_at from request_deadlines
    where region_id = s.region_id and request_id = s.request_id order by position desc limit 1
) d
where d.closes_at <= (select moment from samverka.views_shown) and not exists (
    select from request_endings where region_id = s.region_id and request_id = s.request_id
)
order by s.position
"""


def record_closings(connection: Connection, log: EventLog) -> int:
    """Close, once each, the requests whose time is over; returns how many were closed here."""
    with connection.transaction():
        find_views(connection)
        due = connection.execute(_DUE).fetchall()
    return sum(_close(log, region_id, request_id) for region_id, request_id in due)


def _close(log: EventLog, region_id: str, request_id: str) -> bool:
    key = f"samverka close {request_id}"
    try:
        with log.unit_of_work(region_id) as work:
            already = work.claim(key, key)
            request = work.load(InterestRequest, InterestRequest.stream(request_id))
            if already is not None or request is None or request.require_sent().ending is not None:
                return False
            if work.at < request.require_sent().closes_at:
                return False
            request.close("Svarstiden är slut", frozenset(), work.at)
            work.save(request, stamp=Stamp(ACTOR, key, key), result={})
    except (KeyInFlight, StaleVersion):
        return False  # another process is closing it, or it was extended just now
    return True
