"""The meetings among which a form lets one choose in which a decision was taken: by body and day, and by item."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samverka_domain.kernel.decision import Body
from samverka_domain.organisations import OrganisationKind
from samverka_projections.meetings import MeetingThen, meetings
from samverka_projections.steering import group_names
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

MOST_MEETINGS = 30


@dataclass(frozen=True)
class HeldMeetings:
    """Those that some of the organisation's bodies have held, the latest first."""

    visit: Visit
    meetings: Sequence[MeetingThen]
    groups: dict[str, str]
    """What steering groups are called, by id."""

    def offered(self, prepared: Prepared, place: str) -> Prepared:
        """The same form, with what one chooses among for the decision at a place, if there was a meeting."""
        body_id = prepared.start.get(place.removeprefix("/"), {}).get("bodyId")
        known = [each for each in self.meetings if body_id in {None, each.body_id}]
        if not known:
            return prepared
        nothing = Option("", self.visit.write.text("form.no-meeting"))
        choices = {
            f"{place}/meetingId": [nothing, *(Option(each.meeting_id, self._called(each)) for each in known)],
            f"{place}/item": [nothing, *_items(known)],
        }
        without = prepared.without - {f"{place}/meetingId", f"{place}/item"}
        return replace(prepared, choices={**choices, **prepared.choices}, without=without)

    def _called(self, meeting: MeetingThen) -> str:
        body = self.groups.get(meeting.body_id or "") or capital(self.visit.write.word(meeting.met_body))
        return f"{body}, {self.visit.write.day(meeting.held_on)}"


def _items(known: Sequence[MeetingThen]) -> list[Option]:
    """By number, with what that item was about in each of the meetings."""
    longest = max(len(each.handled) for each in known)
    subjects = [
        dict.fromkeys(each.handled[index].item.subject for each in known if index < len(each.handled))
        for index in range(longest)
    ]
    return [Option(str(number), f"{number}. {' / '.join(told)}") for number, told in enumerate(subjects, start=1)]


async def held_meetings(visit: Visit, bodies: Sequence[Body]) -> HeldMeetings | None:
    """Of these bodies of a förbund; None, if they have held none."""
    if visit.viewer.kind is not OrganisationKind.KOMMUNALFORBUND:
        return None
    known = await meetings(visit.connection, visit.own, visit.as_of)
    held = [each for each in known if each.met_body in bodies and each.present is not None and not each.cancelled]
    if not held:
        return None
    return HeldMeetings(visit, held[:MOST_MEETINGS], await group_names(visit.connection, visit.own, visit.as_of))
