"""4.2 Digitala processer inom socialtjänst: a project of six, of which one leaves; finished in 2022."""

from samverka_domain.benefit_case import BenefitKind
from samverka_domain.document_parts import Effect, Need, Perspective
from samverka_domain.gates import DocumentKind, Gate
from samverka_domain.insatser import Priority
from samverka_domain.judgements import Judgement
from samverka_domain.mandates import Role
from samverka_domain.requests import Round
from samverka_domain.steering import Stage
from samverka_services.demo import people
from samverka_services.demo.playing.asking import Judged, Prioritised, answers, asked
from samverka_services.demo.playing.reporting import LightsTold, approved
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.steering import ActsAsSteeringGroup
from samverka_services.demo.playing.taking_part import (
    AgreementSigned,
    Appointed,
    ConditionMarked,
    DeclinedPart,
    HandoverBegun,
    HandoverDecided,
    Started,
    TookPart,
    Withdrew,
)
from samverka_services.demo.playing.writing import DirectiveSent, GateDecided, VersionWritten, returned, shaped

RECORDS = (("2020-04-16", "2020/52"),)
_DIRECTIVE, _PLAN = DocumentKind.PROJECT_DIRECTIVE, DocumentKind.PROJECT_PLAN
_FINAL, _EFFECT = DocumentKind.FINAL_REPORT, DocumentKind.EFFECT_REPORT
_LEADER = people.LEADER_OF_SOCIAL_SERVICES
_ROLES = ("processledare", "deltagare", "chef")
_NETWORK = "Socialchefsnätverket"

_ANSWERS = {
    "Dals-Ed": "N 05-22",
    "Färgelanda": "N 05-25",
    "Lysekil": "J 05-26",
    "Munkedal": "J 05-27",
    "Orust": "N 05-28",
    "Sotenäs": "N 05-29",
    "Strömstad": "N 06-01",
    "Tanum": "N 05-29, J 06-03",
    "Trollhättan": "J 06-02",
    "Uddevalla": "J 06-03",
    "Vänersborg": "J 06-04",
    "Åmål": "V 06-05",
}
_BECAUSE = {"Åmål": "om journalsystemet är med i kartläggningen"}

HOURS: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "Trollhättan": ((60, 240), (80, 400), (20, 60)),
    "Uddevalla": ((60, 240), (80, 360), (20, 60)),
    "Vänersborg": ((40, 160), (60, 280), (15, 45)),
    "Lysekil": ((20, 80), (30, 140), (10, 30)),
    "Tanum": ((20, 80), (30, 120), (10, 30)),
    "Munkedal": ((20, 80), (30, 110), (10, 20)),
}
"""What each sets aside in 2020 and 2021, by role in the order of the roles."""
_USED = {"Trollhättan": 790, "Uddevalla": 742, "Vänersborg": 560, "Lysekil": 262, "Tanum": 255, "Munkedal": 90}
_EFFECTS = (
    ("Trollhättan", 620, "2022", "socialchef"),
    ("Uddevalla", 580, "2022", "socialchef"),
    ("Vänersborg", 390, "2022", "verksamhetschef"),
    ("Lysekil", 150, "2023", "socialchef"),
    ("Tanum", 140, "2022", "enhetschef"),
)
"""Expected benefit in thousand kronor a year, from which year, and who owns it."""
_PANDEMIC = LightsTold(
    {"time": "YELLOW Socialtjänsten är belastad av pandemin"}, "workshoppar har flyttats", spending=(150, 40, 150)
)


def _part(day: str, name: str) -> TookPart:
    return TookPart(day, name, dict(zip(_ROLES, HOURS[name], strict=True)), 2020)


def _needs() -> tuple[Need, ...]:
    return tuple(
        Need(role=role, year=2020 + after, municipality=name, hours=hours)
        for name, by_role in HOURS.items()
        for role, figures in zip(_ROLES, by_role, strict=True)
        for after, hours in enumerate(figures)
    )


def _effects(*, with_year: bool) -> tuple[Effect, ...]:
    return tuple(
        Effect(
            organisation=name,
            benefit="Samma kvalitet oavsett kommun",
            kind=BenefitKind.ECONOMIC,
            perspective=Perspective.INTERNAL_BENEFIT,
            expected=f"{thousand} tkr per år",
            when=f"från {year}" if with_year else "efter införandet",
            owner=owner,
        )
        for name, thousand, year, owner in _EFFECTS
    )


ROWS: tuple[StoryRow, ...] = (
    Prioritised("2020-04-16", Priority.START_NOW),
    *asked("2020-05-14", Round.IMPLEMENTATION, sent="2020-05-15", last_day="2020-06-05"),
    *answers(2020, _ANSWERS, _BECAUSE),
    Judged("2020-06-11", Judgement.GO, 4, "Exempel: börjar som pilot"),
    ActsAsSteeringGroup("2020-06-11", Stage.PROJECT),
    *shaped(
        "2020-06-12",
        _DIRECTIVE,
        last_day="2020-08-14",
        presented="2020-08-18",
        remarks=4,
        met=4,
        others=(_NETWORK,),
        parts={
            "needs": _needs(),
            "minimum_participants": 4,
            "cost": "Exempel: 150 tkr och kommunernas egna timmar.",
            "funding": "Exempel: förbundet 150 tkr. Medel söks inte.",
            "cost_key": "Exempel: inga pengar att fördela.",
            "tolerances": "Exempel: tre månader.",
        },
    ),
    GateDecided("2020-08-25", Gate.PROJECT_DIRECTIVE),
    DirectiveSent("2020-08-27", "2020-10-09"),
    ConditionMarked("2020-08-27", "Åmål", "journalsystemet är inte med i kartläggningen"),
    _part("2020-09-08", "Trollhättan"),
    _part("2020-09-14", "Munkedal"),
    _part("2020-09-16", "Lysekil"),
    _part("2020-09-21", "Tanum"),
    DeclinedPart("2020-09-23", "Åmål", "villkoret är inte uppfyllt: journalsystemet är inte med"),
    Appointed("2020-09-24", Role.PROJECT_LEADER, _LEADER, "2020-10-12"),
    _part("2020-09-30", "Uddevalla"),
    _part("2020-10-07", "Vänersborg"),
    Started("2020-10-12"),
    VersionWritten("2020-10-13", _PLAN, "första utkastet", whole=False),
    VersionWritten("2020-10-15", _PLAN, "alla delar"),
    GateDecided("2020-10-22", Gate.PROJECT_PLAN),
    *approved("2020-12-10", _LEADER, 1, since="2020-10-12"),
    *approved("2021-03-18", _LEADER, 2, told=_PANDEMIC),
    VersionWritten("2021-03-11", _PLAN, "tre månader till", {"time_plan": "Exempel: klart i december 2021."}),
    GateDecided("2021-03-18", Gate.PROJECT_PLAN),
    Withdrew(
        "2021-03-24",
        "Munkedal",
        "2021-04-01",
        "processledaren behövs i den egna socialtjänsten",
        "KS 2021/118 § 41",
        recorded="2021-04-09",
    ),
    *approved("2021-06-10", _LEADER, 3, told=_PANDEMIC),
    *approved("2021-09-23", _LEADER, 4),
    HandoverBegun("2021-10-21"),
    *(HandoverDecided("2021-11-24", name, owner) for name, _, _, owner in _EFFECTS),
    AgreementSigned("2021-11-25"),
    *approved("2021-12-09", _LEADER, 5, told=LightsTold(used=_USED, spending=(150, 148, 150))),
    VersionWritten("2021-11-25", _FINAL, "första utkastet", whole=False),
    VersionWritten("2021-12-02", _FINAL, "alla delar", {"handover": "Exempel: fem kommuner tog emot 2021-11-24."}),
    GateDecided("2021-12-09", Gate.FINAL_REPORT),
    VersionWritten("2022-01-13", _EFFECT, "första utkastet", {"effects": _effects(with_year=False)}),
    GateDecided("2022-01-20", Gate.EFFECT_REPORT_E_RAD),
    returned("2022-02-04", Gate.EFFECT_REPORT_DIRECTORS, "nyttorna per kommun saknar år"),
    VersionWritten("2022-03-10", _EFFECT, "år och ägare för varje nytta", {"effects": _effects(with_year=True)}),
    GateDecided("2022-03-17", Gate.EFFECT_REPORT_E_RAD),
    GateDecided("2022-04-08", Gate.EFFECT_REPORT_DIRECTORS),
)
