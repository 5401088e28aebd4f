"""4.3 Handbok för digitalisering: waits half a year, directive given back once, lights down to red and up again."""

from samverka_domain.document_parts import Need
from samverka_domain.gates import DocumentKind, Gate
from samverka_domain.insatser import Priority
from samverka_domain.judgements import Judgement
from samverka_domain.mandates import Role
from samverka_domain.requests import Round
from samverka_domain.steering import Stage
from samverka_services.demo import people
from samverka_services.demo.playing.asking import Judged, Prioritised, RequestExtended, answers, asked
from samverka_services.demo.playing.reporting import LightsTold, approved
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.steering import ActsAsSteeringGroup
from samverka_services.demo.playing.taking_part import (
    Appointed,
    ConditionConfirmed,
    ConditionMarked,
    DeclinedPart,
    RoleEnded,
    Started,
    TookPart,
)
from samverka_services.demo.playing.writing import DirectiveSent, GateDecided, VersionWritten, returned, shaped

RECORDS = (("2020-04-16", "2020/53"),)
_DIRECTIVE, _PLAN = DocumentKind.PROJECT_DIRECTIVE, DocumentKind.PROJECT_PLAN
_FIRST_LEADER, _LEADER = people.FIRST_LEADER_OF_HANDBOOK, people.LEADER_OF_HANDBOOK
_OWN_TEMPLATE = "om handboken kan användas i egen mall"

_ANSWERS = {
    "Bengtsfors": "J 11-19",
    "Dals-Ed": "N 11-20",
    "Färgelanda": "J 11-23",
    "Lysekil": "V 11-24",
    "Mellerud": "N 11-25",
    "Munkedal": "J 11-26",
    "Orust": "N 11-27",
    "Sotenäs": "J 11-30",
    "Tanum": "J 12-01",
    "Trollhättan": "J 12-02",
    "Uddevalla": "J 12-03",
    "Vänersborg": "V 12-04",
    "Åmål": "J 12-07",
}
_NOT_IN_BUDGET = "införandet ryms inte i budget 2022"
_BECAUSE = {"Lysekil": _OWN_TEMPLATE, "Vänersborg": _OWN_TEMPLATE}

HOURS = {
    "Bengtsfors": (30, 60),
    "Färgelanda": (20, 40),
    "Lysekil": (30, 60),
    "Munkedal": (30, 60),
    "Sotenäs": (20, 40),
    "Trollhättan": (80, 160),
    "Uddevalla": (80, 160),
}
"""What each sets aside in 2021 and 2022."""


def _part(day: str, name: str) -> TookPart:
    return TookPart(day, name, {"redaktör och testare": HOURS[name]}, 2021)


def _needs() -> tuple[Need, ...]:
    return tuple(
        Need(role="redaktör och testare", year=2021 + after, municipality=name, hours=hours)
        for name, figures in HOURS.items()
        for after, hours in enumerate(figures)
    )


_SAID = {
    "needs": _needs(),
    "minimum_participants": 5,
    "funding": "Exempel: 600 tkr sökta 2021-01-15, avslag 2021-02-26; 450 tkr söks i en andra ansökan.",
    "tolerances": "Exempel: sex månader.",
    "delimitation": "Exempel: handboken kan användas i kommunens egen mall.",
}
_GRANTED = "Exempel: 450 tkr, beviljade 2021-05-28 för 2021-06-01–2022-12-31, redovisas 2023-01-31."
_LATE = LightsTold({"time": "YELLOW Testerna börjar senare än planerat"}, "kapitel ett till fem är skrivna")
_LEAVES = LightsTold(
    {"time": "RED Projektledaren slutar"},
    "arbetet stannar utan projektledare",
    asks="e-rådet skaffar ersättare före 1 maj",
    until="2022-04-30",
)
_STANDS = LightsTold(
    {"time": "RED Två månader har gått utan projektledare", "cost": "YELLOW Överlämning kostar timmar"},
    "den nya projektledaren tar över",
)
_AGAIN = LightsTold({"time": "YELLOW Sex månader senare än i första planen"}, "testerna pågår i två kommuner")

ROWS: tuple[StoryRow, ...] = (
    Prioritised("2020-04-16", Priority.WAIT, "Exempel: e-rådet hinner inte med fem på en gång", "2020-09-24"),
    Prioritised("2020-09-24", Priority.START_NOW, "Exempel: i stället för 4.4"),
    *asked("2020-10-22", Round.IMPLEMENTATION, sent="2020-10-23", last_day="2020-11-30", extended="2020-12-07"),
    RequestExtended("2020-11-26", "2020-12-07", "många kommunstyrelser möts i december"),
    *answers(2020, _ANSWERS, _BECAUSE),
    Judged("2020-12-10", Judgement.GO, 7),
    ActsAsSteeringGroup("2020-12-10", Stage.PROJECT),
    *shaped("2020-12-11", _DIRECTIVE, last_day="2021-01-29", presented="2021-02-09", parts=_SAID),
    returned("2021-02-16", Gate.PROJECT_DIRECTIVE, "nyttokalkylen saknar kommunernas kostnad för införande"),
    VersionWritten(
        "2021-03-09",
        _DIRECTIVE,
        "kommunernas kostnad för införande",
        {**_SAID, "cost": "Exempel: 450 tkr, och 40 timmar för införande i varje kommun."},
    ),
    GateDecided("2021-03-16", Gate.PROJECT_DIRECTIVE),
    DirectiveSent("2021-03-18", "2021-05-14"),
    ConditionMarked("2021-03-18", "Lysekil"),
    ConditionMarked("2021-03-18", "Vänersborg"),
    _part("2021-03-31", "Trollhättan"),
    _part("2021-04-14", "Uddevalla"),
    _part("2021-04-21", "Bengtsfors"),
    _part("2021-04-26", "Munkedal"),
    _part("2021-04-28", "Färgelanda"),
    DeclinedPart("2021-05-03", "Tanum", _NOT_IN_BUDGET),
    _part("2021-05-05", "Sotenäs"),
    DeclinedPart("2021-05-05", "Åmål", _NOT_IN_BUDGET),
    ConditionConfirmed("2021-05-06", "Lysekil"),
    _part("2021-05-06", "Lysekil"),
    DeclinedPart("2021-05-12", "Vänersborg", _NOT_IN_BUDGET),
    Appointed("2021-05-20", Role.PROJECT_LEADER, _FIRST_LEADER, "2021-05-24"),
    Started("2021-06-01"),
    VersionWritten("2021-06-02", _PLAN, "första utkastet", whole=False),
    VersionWritten(
        "2021-06-03", _PLAN, "handbok, test i två kommuner, eventuell gemensam upphandling 2023", {"cost": _GRANTED}
    ),
    GateDecided("2021-06-10", Gate.PROJECT_PLAN),
    *approved("2021-09-23", _FIRST_LEADER, 1, since="2021-06-01"),
    *approved("2021-12-09", _FIRST_LEADER, 2, told=_LATE),
    *approved("2022-03-17", _FIRST_LEADER, 3, told=_LEAVES),
    Appointed("2022-04-21", Role.PROJECT_LEADER, _LEADER, "2022-05-02"),
    RoleEnded("2022-04-21", _FIRST_LEADER, "2022-04-30"),
    VersionWritten(
        "2022-05-12",
        _PLAN,
        "sex månader till",
        {
            "time_plan": "Exempel: klart i juni 2023. Behov 2023: 290 timmar, inget är avsatt än.",
            "cost": f"{_GRANTED} Finansiären har fått veta; förlängning till 2023-06-30 söks.",
        },
    ),
    GateDecided("2022-05-19", Gate.PROJECT_PLAN),
    *approved("2022-06-09", _LEADER, 4, told=_STANDS),
    *approved("2022-09-22", _LEADER, 5, told=_AGAIN),
    *approved("2022-12-08", _LEADER, 6, told=_AGAIN),
)
