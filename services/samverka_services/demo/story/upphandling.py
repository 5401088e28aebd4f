"""4.1 Koncept för samordnad upphandling av IT-lösningar: pre-study, second request, a steering group, a project."""

from collections.abc import Iterator

from samverka_domain.benefit_case import BenefitKind
from samverka_domain.commitments import Receiving
from samverka_domain.document_parts import Effect, Need, Perspective, Solution
from samverka_domain.gates import DocumentKind, Gate
from samverka_domain.insatser import Priority
from samverka_domain.judgements import Judgement
from samverka_domain.mandates import Role
from samverka_domain.requests import Round
from samverka_domain.steering import Stage
from samverka_services.demo import people
from samverka_services.demo.playing.asking import Answered, Judged, Prioritised, answers, asked
from samverka_services.demo.playing.funding import FunderLetIn
from samverka_services.demo.playing.reporting import LightsTold, approved, received
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.steering import (
    ActsAsSteeringGroup,
    ChairNamed,
    GroupFormed,
    MeetingCalled,
    MeetingHeld,
    MinutesAdjusted,
    SeatFilled,
)
from samverka_services.demo.playing.taking_part import (
    AgreementSigned,
    Appointed,
    ConditionConfirmed,
    ConditionMarked,
    DeclinedPart,
    HandoverBegun,
    HandoverDecided,
    Started,
    TookPart,
)
from samverka_services.demo.playing.writing import (
    DirectiveSent,
    GateDecided,
    ReportPresented,
    VersionWritten,
    returned,
    shaped,
)

RECORDS = (("2020-04-16", "2020/51"), ("2021-03-11", "2021/23"))
_STUDY, _REPORT = DocumentKind.PRE_STUDY_DIRECTIVE, DocumentKind.PRE_STUDY_REPORT
_DIRECTIVE, _PLAN = DocumentKind.PROJECT_DIRECTIVE, DocumentKind.PROJECT_PLAN
_FINAL, _EFFECT = DocumentKind.FINAL_REPORT, DocumentKind.EFFECT_REPORT
_INVESTIGATOR, _LEADER = people.INVESTIGATOR_OF_PROCUREMENT, people.LEADER_OF_PROCUREMENT

_FIRST = {
    "Bengtsfors": "J 05-19",
    "Dals-Ed": "J 05-20",
    "Färgelanda": "V 05-22",
    "Lysekil": "J 05-25",
    "Munkedal": "J 05-26",
    "Orust": "N 05-27",
    "Sotenäs": "J 05-28",
    "Strömstad": "J 05-29",
    "Tanum": "J 06-01",
    "Trollhättan": "J 06-02",
    "Uddevalla": "J 06-03",
    "Vänersborg": "J 06-04",
    "Åmål": "J 06-05",
}
_SECOND = {
    "Bengtsfors": "J 04-20",
    "Dals-Ed": "J 04-21",
    "Färgelanda": "V 04-22",
    "Lysekil": "J 03-31",
    "Mellerud": "N 04-23",
    "Munkedal": "J 04-26",
    "Orust": "N 03-30",
    "Sotenäs": "J 04-27",
    "Strömstad": "J 04-28",
    "Tanum": "J 03-31",
    "Trollhättan": "J 03-24",
    "Uddevalla": "J 03-24",
    "Vänersborg": "J 04-29",
    "Åmål": "V 04-30",
}
_FORTY_HOURS = "högst 40 timmar per år"
_OWN = "egen upphandling av samma slag pågår"
_BECAUSE = {"Färgelanda": _FORTY_HOURS, "Orust": _OWN}
_BECAUSE_AGAIN = {
    **_BECAUSE,
    "Mellerud": "ingen budget 2022",
    "Åmål": "om personuppgiftsbiträdesavtal tecknas med varje kommun",
}

HOURS = {
    "Färgelanda": (20, 40),
    "Lysekil": (20, 80),
    "Munkedal": (20, 70),
    "Sotenäs": (20, 60),
    "Tanum": (30, 90),
    "Trollhättan": (60, 180),
    "Uddevalla": (60, 180),
    "Vänersborg": (40, 140),
    "Åmål": (20, 70),
}
"""What each sets aside in 2021 and 2022."""
_SHARES = {
    "Färgelanda": 25_392,
    "Lysekil": 31_824,
    "Munkedal": 28_541,
    "Sotenäs": 27_361,
    "Tanum": 30_432,
    "Trollhättan": 67_978,
    "Uddevalla": 66_065,
    "Vänersborg": 52_163,
    "Åmål": 30_244,
}
"""Of 360 000 kronor."""
_FILLED = {
    "Uddevalla": "05-24",
    "Trollhättan": "05-25",
    "Vänersborg": "05-26",
    "Bengtsfors": "05-27",
    "Dals-Ed": "05-28",
    "Färgelanda": "05-31",
    "Lysekil": "06-01",
    "Munkedal": "06-02",
    "Sotenäs": "06-03",
    "Strömstad": "06-07",
    "Tanum": "06-09",
    "Åmål": "06-11",
}
_DELIVERED = (
    "Exempel: konceptet, och den första upphandlingen efter det. Upphandlingen av e-underskrifter annonserades "
    "2022-02-07 med tolv namngivna kommuner; åtta har avropat för 1 795 av högst 6 000 tkr."
)
_WANTS_OPTION = "ingen personal, men kommunen vill ha en option i upphandlingen"
_AGREED = "Exempel: ramavtal om e-underskrifter, undertecknat 2022-04-20, EXEMPEL KS 2021/540."
_OWNERS = (
    ("Trollhättan", "03", ""),
    ("Uddevalla", "04", ""),
    ("Vänersborg", "05", ""),
    ("Lysekil", "06", ""),
    ("Munkedal", "07", ""),
    ("Tanum", "10", ""),
    ("Färgelanda", "11", "tas i bruk 2023"),
    ("Sotenäs", "11", "tas i bruk 2023"),
    ("Åmål", "12", ""),
)
"""Who takes over in October 2022, and what each says of it."""
_LATE = LightsTold({"time": "YELLOW Underlag från kommunerna kommer sent"}, "elva av fjorton har lämnat underlag")
_TIME = LightsTold({"time": "YELLOW Anbudstiden fick förlängas"}, "anbuden är på väg in", spending=(360, 120, 360))


def _needs() -> tuple[Need, ...]:
    return tuple(
        Need(role="upphandlare", year=2021 + after, municipality=name, hours=hours)
        for name, figures in HOURS.items()
        for after, hours in enumerate(figures)
    )


def _cost_key() -> str:
    shares = ", ".join(f"{name} {kronor} kr" for name, kronor in _SHARES.items())
    return f"Exempel: 360 000 kr, hälften lika och hälften efter invånare 2019-12-31: {shares}."


def _effects() -> tuple[Effect, ...]:
    return tuple(
        Effect(
            organisation=name,
            benefit="Lägre upphandlingskostnad",
            kind=BenefitKind.ECONOMIC,
            perspective=Perspective.COST,
            expected="Exempel: 50 tkr per år",
            when="från 2023",
            owner="upphandlingschef",
        )
        for name in HOURS
    )


def _seats() -> Iterator[StoryRow]:
    for name, day in _FILLED.items():
        yield SeatFilled(f"2021-{day}", name, 250)


def _part(day: str, name: str) -> TookPart:
    return TookPart(day, name, {"upphandlare, systemägare och jurist": HOURS[name]}, 2021)


ROWS: tuple[StoryRow, ...] = (
    Prioritised("2020-04-16", Priority.START_NOW),
    *asked("2020-05-14", Round.PRE_STUDY, sent="2020-05-15", last_day="2020-06-05"),
    *answers(2020, _FIRST, _BECAUSE),
    Answered("2020-06-08", "Mellerud", "J", number="KS 2020/211"),
    Judged("2020-06-11", Judgement.GO, 8),
    ActsAsSteeringGroup("2020-06-11", Stage.PRE_STUDY),
    *shaped(
        "2020-06-12",
        _STUDY,
        last_day="2020-08-14",
        presented="2020-08-20",
        remarks=9,
        met=7,
        parts={
            "cost": "Exempel: 400 tkr, varav utredaren 320 tkr.",
            "funding": "Exempel: 450 tkr söks ur exempelfond för digital samverkan (EXEMPEL FFK 2020/74).",
        },
    ),
    GateDecided("2020-08-27", Gate.PRE_STUDY_DIRECTIVE),
    Appointed("2020-08-27", Role.INVESTIGATOR, _INVESTIGATOR, "2020-09-14", 320, external=True, record="2020/88"),
    *received("2020-10-30", _INVESTIGATOR, since="2020-09-14"),
    *received("2020-11-30", _INVESTIGATOR, told=_LATE),
    *received("2020-12-21", _INVESTIGATOR, told=_LATE),
    VersionWritten("2021-01-07", _REPORT, "första utkastet", whole=False),
    VersionWritten("2021-01-14", _REPORT, "alla delar"),
    returned(
        "2021-01-21",
        Gate.PRE_STUDY_REPORT,
        "nyttokalkylen saknar de små kommunerna",
        "utvärderingen av TUV E-arkiv saknar motgångar",
    ),
    *received("2021-01-29", _INVESTIGATOR, told=_LATE),
    VersionWritten(
        "2021-02-11",
        _REPORT,
        "de små kommunerna, och motgångarna i TUV E-arkiv",
        {
            "earlier_attempts": "Exempel: TUV E-arkiv försenades när avtal saknades.",
            "recommendation": "Exempel: ett koncept med ledande kommun, optioner och en fryst lista.",
        },
    ),
    GateDecided("2021-02-18", Gate.PRE_STUDY_REPORT),
    ReportPresented("2021-03-18"),
    *asked("2021-03-18", Round.IMPLEMENTATION, sent="2021-03-19", last_day="2021-04-30"),
    *answers(2021, _SECOND, _BECAUSE_AGAIN),
    Judged("2021-05-20", Judgement.GO, 8, with_conditions=True),
    GroupFormed("2021-05-20", "Styrgrupp för samordnad upphandling"),
    *shaped(
        "2021-05-21",
        _DIRECTIVE,
        last_day="2021-05-28",
        presented="2021-06-01",
        remarks=5,
        met=5,
        parts={
            "needs": _needs(),
            "minimum_participants": 6,
            "delivers_solution": Solution.DELIVERED,
            "receiving_owner": "Exempel: Uddevalla, efter beslut i kommunstyrelsen.",
            "cost": "Exempel: 360 tkr att fördela.",
            "funding": "Exempel: kommunerna. Förstudien fick 400 av 450 sökta tkr 2020-09-15, redovisade 2021-03-25.",
            "cost_key": _cost_key(),
            "tolerances": "Exempel: 10 procent och tre månader.",
            "delimitation": f"Exempel: Färgelanda {_FORTY_HOURS}; biträdesavtal tecknas med varje kommun.",
        },
    ),
    *_seats(),
    GateDecided("2021-06-08", Gate.PROJECT_DIRECTIVE),
    FunderLetIn("2021-06-08"),
    DirectiveSent("2021-06-10", "2021-09-30"),
    ChairNamed("2021-06-10", "Uddevalla"),
    ConditionMarked("2021-06-10", "Färgelanda"),
    ConditionMarked("2021-06-10", "Åmål"),
    _part("2021-08-25", "Trollhättan"),
    _part("2021-08-30", "Tanum"),
    _part("2021-09-01", "Uddevalla"),
    _part("2021-09-08", "Lysekil"),
    _part("2021-09-13", "Munkedal"),
    _part("2021-09-15", "Sotenäs"),
    ConditionConfirmed("2021-09-22", "Färgelanda"),
    _part("2021-09-22", "Färgelanda"),
    DeclinedPart("2021-09-22", "Bengtsfors", _WANTS_OPTION),
    Appointed("2021-09-23", Role.PROJECT_LEADER, _LEADER, "2021-10-01"),
    DeclinedPart("2021-09-27", "Dals-Ed", _WANTS_OPTION),
    _part("2021-09-29", "Vänersborg"),
    ConditionConfirmed("2021-09-29", "Åmål"),
    _part("2021-09-29", "Åmål"),
    Started("2021-10-04"),
    VersionWritten("2021-10-05", _PLAN, "första utkastet", whole=False),
    VersionWritten("2021-10-07", _PLAN, "alla delar"),
    HandoverDecided(
        "2021-10-07", "Uddevalla", "kommunstyrelsen", Receiving.WILL_OWN, "driften kostar 60 tkr om året"
    ),
    MeetingCalled(
        "2021-10-07",
        "2021-10-14",
        ("Mötets öppnande", "Projektplan för samordnad upphandling"),
        Gate.PROJECT_PLAN,
        _PLAN,
    ),
    MeetingHeld(
        "2021-10-14",
        ("Mötet öppnas.", "Projektplanen godkänns."),
        absent=("Bengtsfors", "Dals-Ed", "Strömstad", "Tanum"),
    ),
    GateDecided("2021-10-14", Gate.PROJECT_PLAN, in_meeting=2),
    MinutesAdjusted("2021-10-21", "Trollhättan"),
    *approved("2021-12-16", _LEADER, 5, since="2021-10-04", told=LightsTold(spending=(360, 60, 360))),
    *approved("2022-03-15", _LEADER, 6, told=_TIME),
    AgreementSigned("2022-04-20", "Exempelleverantören A AB", ("2022-05-01", "2024-04-30"), "KS 2021/540"),
    *approved("2022-06-14", _LEADER, 7),
    *approved("2022-09-13", _LEADER, 8),
    HandoverBegun("2022-09-13"),
    *(HandoverDecided(f"2022-10-{day}", name, "kommunstyrelsen", reason=reason) for name, day, reason in _OWNERS),
    *approved("2022-10-20", _LEADER, 9, told=LightsTold(spending=(360, 355, 360))),
    VersionWritten("2022-10-06", _FINAL, "första utkastet", whole=False),
    VersionWritten("2022-10-13", _FINAL, "alla delar", {"deliveries": _DELIVERED, "agreements": _AGREED}),
    GateDecided("2022-10-20", Gate.FINAL_REPORT),
    VersionWritten("2022-11-24", _EFFECT, "första utkastet", {"effects": _effects()[:5]}),
    VersionWritten("2022-12-01", _EFFECT, "en rad för varje deltagare", {"effects": _effects()}),
    GateDecided("2022-12-08", Gate.EFFECT_REPORT_E_RAD, record="2022/97"),
    returned("2022-12-16", Gate.EFFECT_REPORT_DIRECTORS, "optionskommunernas nytta saknas", record="2022/97"),
)
