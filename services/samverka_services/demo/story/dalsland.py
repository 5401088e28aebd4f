"""A second förbund with five of the same municipalities, and its own e-archive (all of it exempel)."""

from samverka_domain.document_parts import Need
from samverka_domain.gates import DocumentKind, Gate
from samverka_domain.ideas import Origin
from samverka_domain.insatser import Priority
from samverka_domain.judgements import Judgement
from samverka_domain.mandates import Role
from samverka_domain.requests import Round
from samverka_domain.steering import Stage
from samverka_services.demo import people
from samverka_services.demo.playing.asking import IdeaSubmitted, Judged, Prioritised, answers, asked
from samverka_services.demo.playing.reporting import approved
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.scene import Facts
from samverka_services.demo.playing.steering import ActsAsSteeringGroup
from samverka_services.demo.playing.taking_part import Appointed, Started, TookPart
from samverka_services.demo.playing.writing import DirectiveSent, GateDecided, VersionWritten, shaped

MEMBERS = ("Bengtsfors", "Dals-Ed", "Färgelanda", "Mellerud", "Åmål")
FACTS = Facts(
    title="Gemensamt e-arkiv",
    benefits_short=("handlingar hittas fortare", "tryggare bevarande"),
    benefits_long=("lägre kostnad för arkiv",),
    activities=("kravlista", "införande i varje kommun"),
    forbund_does=("vara styrgrupp", "stödja projektledaren"),
    municipalities_do=("avsätta arkivarie", "planera för införande"),
    effect_goals="Exempel: arkivet är gemensamt 2024.",
)
RECORDS = (("2022-01-10", "2022/7"),)
_DIRECTIVE, _PLAN = DocumentKind.PROJECT_DIRECTIVE, DocumentKind.PROJECT_PLAN
_ANSWERS = {
    "Bengtsfors": "J 03-09",
    "Dals-Ed": "J 03-14",
    "Färgelanda": "J 03-16",
    "Mellerud": "N 03-23",
    "Åmål": "J 03-23",
}
HOURS = {"Bengtsfors": (40, 120), "Dals-Ed": (20, 60), "Färgelanda": (30, 80), "Åmål": (40, 120)}
"""What each sets aside in 2022 and 2023."""


def _part(day: str, name: str) -> TookPart:
    return TookPart(day, name, {"arkivarie": HOURS[name]}, 2022)


def _needs() -> tuple[Need, ...]:
    return tuple(
        Need(role="arkivarie", year=2022 + after, municipality=name, hours=hours)
        for name, figures in HOURS.items()
        for after, hours in enumerate(figures)
    )


ROWS: tuple[StoryRow, ...] = (
    IdeaSubmitted("2022-01-10", "1.1", f"{FACTS.title} (exempel)", Origin.NETWORK),
    Prioritised("2022-01-20", Priority.START_NOW),
    *asked("2022-02-10", Round.IMPLEMENTATION, sent="2022-02-11", last_day="2022-03-25"),
    *answers(2022, _ANSWERS),
    Judged("2022-03-31", Judgement.GO, 3),
    ActsAsSteeringGroup("2022-03-31", Stage.PROJECT),
    *shaped(
        "2022-04-01",
        _DIRECTIVE,
        last_day="2022-04-28",
        presented="2022-05-03",
        parts={"needs": _needs(), "minimum_participants": 3},
    ),
    GateDecided("2022-05-10", Gate.PROJECT_DIRECTIVE),
    DirectiveSent("2022-05-12", "2022-09-16"),
    _part("2022-08-31", "Bengtsfors"),
    _part("2022-09-05", "Dals-Ed"),
    _part("2022-09-07", "Färgelanda"),
    _part("2022-09-14", "Åmål"),
    Appointed("2022-09-22", Role.PROJECT_LEADER, people.LEADER_OF_ARCHIVE, "2022-09-26"),
    Started("2022-09-26"),
    VersionWritten("2022-09-29", _PLAN, "första utkastet", whole=False),
    VersionWritten("2022-10-06", _PLAN, "alla delar"),
    GateDecided("2022-10-13", Gate.PROJECT_PLAN),
    *approved("2022-12-15", people.LEADER_OF_ARCHIVE, 1, since="2022-09-26"),
)
