"""History forgets nothing: whatever class of events concerns an insats feeds it."""

from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import EVENT_TYPES, field_names
from samverka_projections.history import PROJECTION

ELSEWHERE = {
    "ActionPlan",
    "Analysis",
    "Invitation",
    "Kommunalforbund",
    "Mandates",
    "Meeting",
    "MeetingVoice",
    "Membership",
    "Network",
    "Organisation",
    "SteeringGroup",
    "SteeringSeat",
}
"""Aggregates of which no event concerns one insats; whoever adds one has to say so here, or be in the history."""


def test_every_event_that_concerns_an_insats_is_in_its_history() -> None:
    missing = {
        name
        for name, each in EVENT_TYPES.items()
        if each not in PROJECTION.feeds and each.aggregate_class.__name__ not in ELSEWHERE
    }
    assert missing == set()


def test_what_names_an_insats_and_what_lies_in_its_stream_concerns_it() -> None:
    concerning = {
        name
        for name, each in EVENT_TYPES.items()
        if "insats_id" in field_names(each) or each.aggregate_class is Insats
    }
    assert {each.type_name for each in PROJECTION.feeds} == concerning
    assert {"InsatsStruck", "CommitmentCorrected", "InterestRequestDrafted"} <= concerning
