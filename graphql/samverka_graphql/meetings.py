"""Meetings of a region's bodies and steering groups."""

from strawberry import Parent

from samverka_domain.minutes import AgendaItem, Attendance, Handled, Reservation, Resolution
from samverka_domain.voices import Ballot
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections import meetings as meetings_view
from samverka_projections.meetings import Addendum, MeetingThen
from samverka_projections.memberships import RegionFact

show(AgendaItem, to=TO_REGION)
show(Attendance, to=TO_REGION)
show(Reservation, to=TO_REGION)
show(Resolution, to=TO_REGION)
show(Addendum, "MinutesAddendum", to=TO_REGION, hide=("number_of_event",))
show(Ballot, to=TO_REGION)
show(Handled, "HandledItem", to=TO_REGION)
show(MeetingThen, "Meeting", to=TO_REGION, id="meeting_id", hide=("forbund",), also=("has_quorum",))


@field("Meetings with their minutes, the latest first; before they are adjusted, to those whose seats these are")
async def meetings(region: Parent[RegionFact], info: Info) -> list[MeetingThen]:
    """As far as the caller may know."""
    return await meetings_view.meetings(info.context.connection, region.region_id, region.as_of)
