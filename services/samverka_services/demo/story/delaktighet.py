"""4.5 Digital delaktighet för kommuninvånare och företag: given back twice, waits, and is taken up again."""

from samverka_domain.document_parts import Need
from samverka_domain.gates import DocumentKind, Gate
from samverka_domain.insatser import Priority
from samverka_domain.judgements import Judgement
from samverka_domain.mandates import Role
from samverka_domain.requests import Round
from samverka_domain.steering import Stage
from samverka_services.demo import people
from samverka_services.demo.playing.asking import Judged, Prioritised, answers, asked
from samverka_services.demo.playing.reporting import LightsTold, received
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.steering import ActsAsSteeringGroup, GroupFormed
from samverka_services.demo.playing.taking_part import Appointed, GaveHours
from samverka_services.demo.playing.writing import (
    AskedAbout,
    GateDecided,
    ReportPresented,
    VersionWritten,
    returned,
    shaped,
)

RECORDS = (("2020-04-16", "2020/55"), ("2021-12-02", "2021/78"))
_STUDY, _REPORT = DocumentKind.PRE_STUDY_DIRECTIVE, DocumentKind.PRE_STUDY_REPORT
_DIRECTIVE = DocumentKind.PROJECT_DIRECTIVE
_INVESTIGATOR = people.INVESTIGATOR_OF_INCLUSION
_BUDGET = "om beslut i budget 2023"

_FIRST = {
    "Dals-Ed": "J 01-04",
    "Färgelanda": "J 01-05",
    "Lysekil": "J 01-07",
    "Mellerud": "J 01-08",
    "Sotenäs": "J 01-13 brev",
    "Strömstad": "J 01-11",
    "Tanum": "N 01-12",
    "Trollhättan": "J 01-13",
    "Uddevalla": "J 01-14",
    "Vänersborg": "J 01-15",
}
_SECOND = {
    "Bengtsfors": "N 01-28",
    "Färgelanda": "J 01-31",
    "Lysekil": "J 02-01",
    "Mellerud": "N 02-02",
    "Orust": "N 02-03",
    "Sotenäs": "V 02-04",
    "Strömstad": "V 02-07",
    "Tanum": "N 02-08",
    "Trollhättan": "J 02-09",
    "Uddevalla": "J 02-10",
    "Vänersborg": "J 02-11",
}
_LATE = {"Dals-Ed": "J 08-29", "Åmål": "J 10-05"}
_NARROWER = {"delimitation": "Exempel: äldre, och företag med högst tio anställda."}
_FUNDED = {**_NARROWER, "funding": "Exempel: 300 tkr, beviljade 2021-03-30, räcker också till intervjuer."}


def _needs() -> tuple[Need, ...]:
    names = ("Dals-Ed", "Färgelanda", "Lysekil", "Sotenäs", "Strömstad", "Trollhättan", "Uddevalla", "Vänersborg")
    return tuple(Need(role="handledare", year=2023, municipality=name, hours=40) for name in (*names, "Åmål"))


ROWS: tuple[StoryRow, ...] = (
    Prioritised("2020-09-24", Priority.START_NOW),
    *asked("2020-11-19", Round.PRE_STUDY, sent="2020-11-20", last_day="2021-01-15"),
    *answers(2021, _FIRST),
    Judged("2021-01-21", Judgement.GO, 7),
    ActsAsSteeringGroup("2021-01-21", Stage.PRE_STUDY),
    *shaped("2021-01-22", _STUDY, last_day="2021-02-05", presented="2021-02-11", remarks=3, met=3),
    returned("2021-02-18", Gate.PRE_STUDY_DIRECTIVE, "målgrupperna är för breda"),
    VersionWritten("2021-03-11", _STUDY, "smalare målgrupper", _NARROWER),
    returned("2021-03-18", Gate.PRE_STUDY_DIRECTIVE, "medel för intervjuer saknas"),
    VersionWritten("2021-04-15", _STUDY, "medel för intervjuer", _FUNDED),
    GateDecided("2021-04-22", Gate.PRE_STUDY_DIRECTIVE),
    Appointed("2021-04-22", Role.INVESTIGATOR, _INVESTIGATOR, "2021-05-10"),
    GaveHours("2021-05-17", "Uddevalla", "handledare i workshop", 24),
    GaveHours("2021-05-19", "Trollhättan", "handledare i workshop", 40),
    *received("2021-05-31", _INVESTIGATOR, since="2021-05-10"),
    *received("2021-06-30", _INVESTIGATOR),
    *received("2021-08-31", _INVESTIGATOR, told=LightsTold({"time": "YELLOW Semestrar flyttade workshoppar"})),
    *received("2021-09-30", _INVESTIGATOR),
    *received("2021-10-29", _INVESTIGATOR),
    VersionWritten("2021-11-04", _REPORT, "första utkastet", whole=False),
    VersionWritten("2021-11-11", _REPORT, "alla delar"),
    GateDecided("2021-11-18", Gate.PRE_STUDY_REPORT),
    ReportPresented("2021-12-09"),
    *asked("2021-12-09", Round.IMPLEMENTATION, sent="2021-12-10", last_day="2022-02-11"),
    *answers(2022, _SECOND, {"Sotenäs": _BUDGET, "Strömstad": _BUDGET}),
    Judged(
        "2022-02-17",
        Judgement.WAIT,
        7,
        "Exempel: fem säger ja och två med villkor; vänta tills budgetförslagen för 2023 är kända",
        review_on="2022-10-20",
    ),
    *answers(2022, _LATE),
    Judged("2022-10-20", Judgement.GO, 7),
    GroupFormed("2022-10-20", "Styrgrupp för digital delaktighet"),
    VersionWritten("2022-11-24", _DIRECTIVE, "första utkastet", whole=False),
    VersionWritten("2022-12-08", _DIRECTIVE, "alla delar", {"needs": _needs()}),
    AskedAbout("2022-12-09", _DIRECTIVE, "2023-01-20"),
)
