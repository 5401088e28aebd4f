"""The förbund reads all that it asked for: answers to questions, contacts, drafts, and what was recorded."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from samverka_domain.answers import Reply, Stance
from samverka_domain.kernel.decision import Body, Personal
from samverka_domain.plans import EffectGoal, FocusArea, PlanContent
from samverka_domain.questions import Answer, Question, QuestionKind
from samverka_domain.requests import Round, Wording
from samverka_infra import people
from samverka_infra.database import tenant_transaction
from samverka_infra.people import Person
from samverka_projections.requests import drafts
from samverka_services.commands.answers import AnswerInterestRequest, RegisterAnswerOnBehalf
from samverka_services.commands.plans import DraftActionPlan, NoteActionPlanVersion
from samverka_services.commands.requests import ApproveInterestRequest, DraftInterestRequest
from tests.support.queries import data
from tests.support.views import ask
from tests.support.world import CHAIR, FYRBODAL, LEADER, OFFICER, TROLLHATTAN, UDDEVALLA, VANERSBORG, World

A_DAY = timedelta(days=1)
QUESTIONS = (
    Question("resurs", "Kan kommunen avsätta deltagare?", QuestionKind.YES_NO),
    Question("antal", "Hur många system?", QuestionKind.NUMBER),
    Question("start", "När?", QuestionKind.SEVERAL_OF, options=("i vår", "i höst", "senare")),
    Question("annat", "Annat?", QuestionKind.TEXT, required=False),
)
ANSWERS = (
    Answer("resurs", False),
    Answer("antal", 2.5),
    Answer("start", ("i höst", "senare")),
    Answer("annat", "Nej"),
)
CONTACT = Personal("anna", "anna@kommunen.example")
ASKED = """query($id: ID!, $first: Int!, $after: String) { interestRequest(id: $id) {
    questions { questionId text }
    answers(first: $first, after: $after) {
        edges { node {
            municipalityId stance onBehalf contact { personId text name } answers { questionId yesNo number texts }
        } }
        pageInfo { endCursor hasNextPage }
    }
} }"""
DRAFTS = "query($id: ID!) { region(id: $id) { interestRequestDrafts { title text questions { text } } } }"
HISTORY = """query($id: ID!) { insats(id: $id) { history { edges { node {
    type content { pointer value }
} } } } }"""


@pytest.fixture
def insats_id(world: World) -> str:
    return world.insats()


@pytest.fixture
def request_id(world: World, insats_id: str) -> str:
    """One that takes answers for long, of which Trollhättan and, by letter, Uddevalla have given one."""
    found = world.draft(insats_id, *QUESTIONS)
    world.send(found, date(2099, 12, 31))
    given = world.reply() | {"reply": Reply(Stance.INTERESTED, ANSWERS, contact=CONTACT)}
    world.do(OFFICER, TROLLHATTAN, AnswerInterestRequest(request_id=found, **given))
    letter = RegisterAnswerOnBehalf(request_id=found, kommunkod="1485", source="Brev", **given)
    world.do(LEADER, FYRBODAL, letter)
    world.project()
    return found


def answers(world: World, reader: str, request_id: str, **page: Any) -> dict[str, Any]:
    page = {"first": 50, "after": None} | page
    found: dict[str, Any] = data(world, reader, ASKED, id=request_id, **page)["interestRequest"]["answers"]
    return found


def nodes(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in found["edges"]]


def test_answers_to_questions_are_told_by_their_kind(world: World, request_id: str) -> None:
    letter, own = nodes(answers(world, FYRBODAL, request_id))
    assert (letter["municipalityId"], own["municipalityId"]) == (UDDEVALLA, TROLLHATTAN)
    assert (letter["onBehalf"], own["onBehalf"]) == (True, False)
    for said in (letter, own):
        assert said["answers"] == [
            {"questionId": "resurs", "yesNo": False, "number": None, "texts": []},
            {"questionId": "antal", "yesNo": None, "number": 2.5, "texts": []},
            {"questionId": "start", "yesNo": None, "number": None, "texts": ["i höst", "senare"]},
            {"questionId": "annat", "yesNo": None, "number": None, "texts": ["Nej"]},
        ]
        assert said["contact"] == {"personId": "anna", "text": "anna@kommunen.example", "name": None}


def test_answers_are_told_page_by_page(world: World, request_id: str) -> None:
    page = answers(world, FYRBODAL, request_id, first=1)
    following = answers(world, FYRBODAL, request_id, first=1, after=page["pageInfo"]["endCursor"])
    found = nodes(page) + nodes(following)
    assert [said["municipalityId"] for said in found] == [UDDEVALLA, TROLLHATTAN]
    assert not following["pageInfo"]["hasNextPage"]


def test_others_read_no_answer_that_has_not_opened(world: World, request_id: str) -> None:
    assert nodes(answers(world, VANERSBORG, request_id)) == []
    assert [said["municipalityId"] for said in nodes(answers(world, TROLLHATTAN, request_id))] == [TROLLHATTAN]


def test_a_contact_is_told_to_the_forbund_alone_also_when_answers_are_open(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id, open_answers=True)
    world.answer(TROLLHATTAN, request_id, contact=CONTACT)
    world.project()
    (seen,) = nodes(answers(world, VANERSBORG, request_id))
    assert (seen["stance"], seen["contact"]) == ("INTERESTED", None)
    (told,) = nodes(answers(world, FYRBODAL, request_id))
    assert told["contact"]["personId"] == "anna"


def test_a_contact_has_a_name_for_the_forbund_as_long_as_her_municipality_knows_it(
    world: World, insats_id: str
) -> None:
    request_id = world.sent_request(insats_id)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        people.keep(connection, Person("anna", "Anna Exempel"))
        people.keep(connection, Person("another", "Bo Exempel"))
    world.answer(TROLLHATTAN, request_id, contact=CONTACT)
    world.answer(UDDEVALLA, request_id, contact=Personal("Registrator i Uddevalla", "0522-69 60 00"))
    world.project()

    def told() -> list[str | None]:
        return [said["contact"]["name"] for said in nodes(answers(world, FYRBODAL, request_id))]

    assert told() == ["Registrator i Uddevalla", "Anna Exempel"]
    changes: list[tuple[Callable[[Connection], None], str | None]] = [
        (lambda rows: people.keep(rows, Person("anna", "Anna Berg")), "Anna Berg"),
        (lambda rows: people.unname(rows, "anna"), None),
        (lambda rows: people.name_again(rows, Person("anna", "Anna Ek")), "Anna Ek"),
        (lambda rows: people.forget(rows, "anna"), None),
    ]
    for change, name in changes:
        with tenant_transaction(world.pool, TROLLHATTAN) as connection:
            change(connection)
        assert told()[1] == name
    with psycopg.connect(world.database.admin_url) as connection:
        assert connection.execute("select * from samverka.named_contacts").fetchall() == []


PLAN_DRAFTS = """query($id: ID!) { region(id: $id) { actionPlans { title } actionPlanDrafts {
    title version ifMatch focusAreas { code } effectGoals { code } approval { recordNumber }
    notes { version day by change }
} } }"""


def test_a_plan_that_is_not_published_is_read_by_its_own_forbund(world: World) -> None:
    world.project()
    before = data(world, FYRBODAL, PLAN_DRAFTS, id=FYRBODAL)["region"]
    content = PlanContent(
        "Plan (exempel)", (FocusArea("F1", "Område"),), (EffectGoal(code="M1.1", title="Mål", focus_area="F1"),)
    )
    plan_id = world.do(LEADER, FYRBODAL, DraftActionPlan(content=content)).id
    day, told = world.now.date(), {"by": "e-råd", "change": "justerad"}
    world.do(LEADER, FYRBODAL, NoteActionPlanVersion(plan_id=plan_id, version="0.2", noted_on=day, **told))
    world.project()
    region = data(world, FYRBODAL, PLAN_DRAFTS, id=FYRBODAL)["region"]
    assert region["actionPlans"] == before["actionPlans"]
    (draft,) = [each for each in region["actionPlanDrafts"] if each not in before["actionPlanDrafts"]]
    assert (draft["title"], draft["version"], draft["ifMatch"]) == ("Plan (exempel)", "0.2", 2)
    assert (draft["focusAreas"], draft["effectGoals"]) == ([{"code": "F1"}], [{"code": "M1.1"}])
    assert (draft["approval"], draft["notes"]) == (None, [{"version": "0.2", "day": day.isoformat(), **told}])
    assert data(world, TROLLHATTAN, PLAN_DRAFTS, id=FYRBODAL)["region"]["actionPlanDrafts"] == []


def test_a_draft_is_read_by_its_own_forbund(world: World, insats_id: str) -> None:
    world.draft(insats_id, *QUESTIONS)
    world.project()
    (draft,) = data(world, FYRBODAL, DRAFTS, id=FYRBODAL)["region"]["interestRequestDrafts"]
    assert (draft["title"], draft["text"]) == ("Vill kommunen delta?", "Svara senast sista svarsdag.")
    assert [question["text"] for question in draft["questions"]] == [each.text for each in QUESTIONS]
    assert data(world, TROLLHATTAN, DRAFTS, id=FYRBODAL)["region"]["interestRequestDrafts"] == []


def test_before_its_draft_an_approval_that_was_dated_earlier_is_no_draft(world: World, insats_id: str) -> None:
    early, wording = world.now.date() - A_DAY, Wording("Vill kommunen delta?", "Svara senast sista svarsdag.")
    command = DraftInterestRequest(insats_id=insats_id, round=Round.IMPLEMENTATION, wording=wording)
    request_id = world.do(LEADER, FYRBODAL, command).id
    approved = ApproveInterestRequest(request_id=request_id, decision=world.decision(Body.E_RAD, CHAIR, on=early))
    world.do(LEADER, FYRBODAL, approved, version=1)
    world.project()
    assert [draft.approved for draft in ask(world, FYRBODAL, drafts)] == [True]
    assert ask(world, FYRBODAL, drafts, decided_as_of=early) == []


def history(world: World, reader: str, insats_id: str) -> dict[str, dict[str, str] | None]:
    """By type of the entry."""
    world.project()
    edges = data(world, reader, HISTORY, id=insats_id)["insats"]["history"]["edges"]
    told = {edge["node"]["type"]: edge["node"]["content"] for edge in edges}
    return {kind: parts and {part["pointer"]: part["value"] for part in parts} for kind, parts in told.items()}


def test_history_tells_what_was_recorded(world: World, insats_id: str, request_id: str) -> None:
    world.take_part(VANERSBORG, insats_id, world.resources(hours=120))
    found = history(world, FYRBODAL, insats_id)
    assert found["InsatsPrioritised"] == {"/priority": "START_NOW"}
    assert found["CommitmentResourcesSetAside"] == {
        "/resources/hours/0/role": "projektdeltagare",
        "/resources/hours/0/year": "2026",
        "/resources/hours/0/hours": "120",
        "/resources/money/0/year": "2026",
        "/resources/money/0/thousandKronor": "50",
        "/resources/validFrom": "2026-01-01",
        "/resources/validTo": "2026-12-31",
    }
    answered = found["InterestResponseGiven"]
    assert answered is not None
    assert (answered["/reply/stance"], answered["/reply/answers/0/value"]) == ("INTERESTED", "false")


def test_history_tells_of_others_answers_only_that_they_were_given(world: World, insats_id: str) -> None:
    world.answer(TROLLHATTAN, world.sent_request(insats_id, open_answers=True), contact=CONTACT)
    assert history(world, VANERSBORG, insats_id)["InterestResponseGiven"] is None
    own = history(world, TROLLHATTAN, insats_id)["InterestResponseGiven"]
    assert own is not None
    assert own["/reply/contact/personId"] == "anna"
