"""The story 2020–2022 as the demonstration tells it: who stands where at four moments, and what else they show."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from samverka_services.demo import people
from tests.support.callers import FYRBODAL
from tests.support.databases import Cluster
from tests.support.installation import Installation, end_of_story, installation
from tests.support.story import tell_story
from tests.support.world import TROLLHATTAN

pytestmark = pytest.mark.long

CODES = ("4.1", "4.2", "4.3", "4.4", "4.5")
STANDINGS = """
Bengtsfors  | J ! . o . | o - J V - | j - R V N | j - R V N
Dals-Ed     | J N . J . | o N N J J | j N N J - | j N N J J
Färgelanda  | V N . o . | o N J N J | R N R N J | R N R N J
Lysekil     | J J . N . | J R V N J | R T R N J | R T R N J
Mellerud    | ! ! . o . | o - N J J | N - N J N | N - N J N
Munkedal    | J J . o . | o R J N - | R E R N - | R E R N -
Orust       | N N . o . | N N N - - | N N N - N | N N N - N
Sotenäs     | J N . J . | o N J J J | R N R J V | R N R J V
Strömstad   | J N . o . | o N - N J | J N - N V | J N - N V
Tanum       | J J . o . | J R J N N | R T j N N | R T j N N
Trollhättan | J J . N . | J R R N J | R T R N J | R T R N J
Uddevalla   | J J . N . | J R J N J | R T R N J | R T R N J
Vänersborg  | J J . o . | o R V N J | R T v N J | R T v N J
Åmål        | J V . o . | o v J - - | R v j - - | R v j - J
"""
"""Of each municipality in the five insatser, as known at the four moments.

R resources set aside, T taking part, J interested, V conditional, N declined, o unanswered, ! overdue, - no answer
when that was judged, E ended, . not asked; a small letter: the latest answer of who has declined to take part.
"""
MOMENTS = (
    "2020-06-06T18:00:00+02:00",
    "2021-04-01T18:00:00+02:00",
    "2022-04-10T18:00:00+02:00",
    "2022-12-31T12:00:00+01:00",
)
SIGNS = {
    "RESOURCES_SET_ASIDE": "R",
    "TAKING_PART": "T",
    "INTERESTED": "J",
    "CONDITIONAL": "V",
    "DECLINED": "N",
    "UNANSWERED": "o",
    "OVERDUE": "!",
    "NO_ANSWER": "-",
    "ENDED": "E",
    "NOT_ASKED": ".",
    "NOT_DISCLOSED": "?",
}
MATRIX = """query($region: ID!, $known: DateTime, $decided: Date, $on: Date) {
    region(id: $region, knownAt: $known, decidedAsOf: $decided, on: $on) { participationMatrix {
        municipalities { id name } insatser { id code } cells { insatsId municipalityId status declinedPart answer }
    } }
}"""


@pytest.fixture(scope="module")
def told(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole story, with its views."""
    folder = tmp_path_factory.mktemp("story")
    with cluster.database(tell_story) as database, installation(database, folder) as found:
        found.wait_until_projected(end_of_story(database), found.token(people.LEADER, FYRBODAL), FYRBODAL)
        yield found


@pytest.fixture(scope="module")
def leader(told: Installation) -> str:
    return told.token(people.LEADER, FYRBODAL)


def matrix(told: Installation, token: str, region: str = FYRBODAL, **asked: str) -> dict[str, dict[str, str]]:
    """The sign of each municipality by insats."""
    found = told.data(token, MATRIX, region=region, **asked)["region"]["participationMatrix"]
    codes = {each["id"]: each["code"] for each in found["insatser"]}
    names = {each["id"]: each["name"] for each in found["municipalities"]}
    signs: dict[str, dict[str, str]] = {name: {} for name in names.values()}
    for cell in found["cells"]:
        signs[names[cell["municipalityId"]]][codes[cell["insatsId"]]] = sign(cell)
    return signs


def sign(cell: Mapping[str, Any]) -> str:
    return SIGNS[cell["answer"]].lower() if cell["declinedPart"] else SIGNS[cell["status"]]


def expected(moment: int) -> dict[str, str]:
    rows = (line.split("|") for line in STANDINGS.strip().splitlines())
    return {name.strip(): "".join(columns[moment].split()) for name, *columns in rows}


def of_the_plan(signs: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: "".join(row[code] for code in CODES) for name, row in signs.items()}


@pytest.mark.parametrize("moment", range(4), ids=[each[:10] for each in MOMENTS])
def test_who_stands_where_as_known_at_four_moments(told: Installation, leader: str, moment: int) -> None:
    assert of_the_plan(matrix(told, leader, known=MOMENTS[moment])) == expected(moment)


def test_another_municipality_does_not_read_what_is_not_disclosed(told: Installation) -> None:
    officer = told.token(people.officer("1488"), TROLLHATTAN)
    for moment, code in ((0, "4.4"), (1, "4.1")):
        signs, place = matrix(told, officer, known=MOMENTS[moment]), CODES.index(code)
        own = signs.pop("Trollhättan")
        assert own[code] == expected(moment)["Trollhättan"][place]
        assert {row[code] for row in signs.values()} == {"?"}
        for name, row in of_the_plan(signs).items():
            rest = expected(moment)[name]
            assert row[:place] + row[place + 1 :] == rest[:place] + rest[place + 1 :]


def in_project(told: Installation, leader: str, **asked: str) -> set[str]:
    signs = matrix(told, leader, **asked)
    return {name for name, row in signs.items() if row["4.2"] in "RT"}


def test_a_withdrawal_that_is_recorded_later_is_true_before_it_is_known(told: Installation, leader: str) -> None:
    """Munkedal left the 1st of April; it was recorded the 9th."""
    right, day = {"Lysekil", "Tanum", "Trollhättan", "Uddevalla", "Vänersborg"}, "2021-04-05"
    assert in_project(told, leader, known=f"{day}T18:00:00+02:00") == {*right, "Munkedal"}
    assert in_project(told, leader, known="2021-04-08T18:00:00+02:00") == {*right, "Munkedal"}
    assert in_project(told, leader, known="2021-04-09T18:00:00+02:00") == right
    assert in_project(told, leader, decided=day, on=day) == right


STANDS = """query($region: ID!, $known: DateTime) { region(id: $region, knownAt: $known) {
    insatser(first: 100) { edges { node {
        code process { step since reviewOn } gates { gate outcome timesReturned decision { decidedOn } }
        statusReports { report { lights { time { light } } } } steering { stage steeringBody }
    } } }
    interestRequests(first: 100) { edges { node { insats { code } closesAt tally { overdue { name } } } } }
} }"""


def shown(told: Installation, leader: str, known: str) -> dict[str, Any]:
    region: dict[str, Any] = told.data(leader, STANDS, region=FYRBODAL, known=known)["region"]
    return region


def insatser(region: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {edge["node"]["code"]: edge["node"] for edge in region["insatser"]["edges"]}


def steps(region: Mapping[str, Any]) -> list[str]:
    return [insatser(region)[code]["process"]["step"] for code in CODES]


def decided(insats: Mapping[str, Any], gate: str) -> tuple[str, int]:
    """What was decided at a gate at last, and how often it gave something back."""
    found = next(each for each in insats["gates"] if each["gate"] == gate)
    return found["outcome"], found["timesReturned"]


def test_hours_are_lacking_where_a_municipality_has_left(told: Installation, leader: str) -> None:
    query = """query($region: ID!, $known: DateTime) { region(id: $region, knownAt: $known) { insatser(first: 100) {
        edges { node { code needs { municipality needed setAside gap } } } } } }"""
    region = told.data(leader, query, region=FYRBODAL, known="2021-04-10T18:00:00+02:00")["region"]
    needs = insatser(region)["4.2"]["needs"]
    lacking = [each for each in needs if each["gap"]]
    assert {each["municipality"] for each in lacking} == {"Munkedal"}
    assert all(each["setAside"] == 0 and each["gap"] == each["needed"] for each in lacking)
    assert len(lacking) < len(needs)


def test_the_first_picture_shows_who_is_late_the_day_after_the_last_one(told: Installation, leader: str) -> None:
    region = shown(told, leader, MOMENTS[0])
    requests = {edge["node"]["insats"]["code"]: edge["node"] for edge in region["interestRequests"]["edges"]}
    late = {code: [each["name"] for each in request["tally"]["overdue"]] for code, request in requests.items()}
    assert late == {"4.1": ["Mellerud"], "4.2": ["Bengtsfors", "Mellerud"], "4.4": []}
    assert requests["4.4"]["closesAt"].startswith("2020-06-26T22:00"), "the end of the 26th in Sweden"
    assert steps(region) == ["FIRST_JUDGEMENT", "FIRST_JUDGEMENT", "WAITING", "FIRST_ANSWERS", "IDEA"]


def test_the_second_picture_shows_a_directive_out_and_another_given_back_twice(
    told: Installation, leader: str
) -> None:
    region = shown(told, leader, MOMENTS[1])
    assert steps(region) == ["SECOND_ANSWERS", "EXECUTION", "PARTICIPATION", "STOPPED", "PRE_STUDY_DIRECTIVE"]
    assert decided(insatser(region)["4.5"], "PRE_STUDY_DIRECTIVE") == ("RETURNED", 2)
    assert decided(insatser(region)["4.1"], "PRE_STUDY_REPORT") == ("APPROVED", 1)


def test_the_third_picture_shows_one_in_red_one_finished_and_one_waiting(told: Installation, leader: str) -> None:
    found = insatser(shown(told, leader, MOMENTS[2]))
    assert found["4.3"]["statusReports"][0]["report"]["lights"]["time"]["light"] == "RED"
    assert (found["4.2"]["process"]["step"], found["4.2"]["process"]["since"]) == ("FINISHED", "2022-04-08")
    assert (found["4.5"]["process"]["step"], found["4.5"]["process"]["reviewOn"]) == ("WAITING", "2022-10-20")


def test_the_last_picture_shows_an_effect_report_that_one_body_gave_back(told: Installation, leader: str) -> None:
    half_taken, returned = (
        insatser(shown(told, leader, known))["4.1"] for known in ("2022-12-10T18:00:00+01:00", MOMENTS[3])
    )
    assert decided(half_taken, "EFFECT_REPORT_E_RAD")[0] == "APPROVED"
    assert decided(returned, "EFFECT_REPORT_DIRECTORS") == ("RETURNED", 1)
    assert {each["process"]["step"] for each in (half_taken, returned)} == {"REALISATION"}
    assert {"stage": "PROJECT", "steeringBody": "STYRGRUPP"} in returned["steering"]


def test_the_second_forbund_shares_municipalities_and_nothing_else(told: Installation, leader: str) -> None:
    of_dalsland = told.token(people.DALSLANDS_LEADER, people.DALSLAND)
    assert set(matrix(told, of_dalsland, people.DALSLAND)) == {
        "Bengtsfors",
        "Dals-Ed",
        "Färgelanda",
        "Mellerud",
        "Åmål",
    }
    assert {code for row in matrix(told, of_dalsland, people.DALSLAND).values() for code in row} == {"1.1"}
    assert "1.1" not in matrix(told, leader)["Bengtsfors"]
    assert told.data(of_dalsland, MATRIX, region=FYRBODAL)["region"] is None
    officer = told.token(people.officer("1460"), "2120001454")
    load = told.data(officer, "{ municipality { load { year hours } } }")["municipality"]["load"]
    assert {each["year"]: each["hours"] for each in load} == {2021: 30, 2022: 60 + 40, 2023: 120}
