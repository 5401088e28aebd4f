"""After the last row: one request with two questions to which everybody is still to answer."""

from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from samverka_domain.answers import Stance
from samverka_domain.gates import DocumentKind
from samverka_domain.ideas import Origin
from samverka_domain.insatser import Priority
from samverka_domain.requests import Round
from samverka_domain.year_wheel import OwnDay, OwnDayKind
from samverka_infra import answer_drafts, answer_notes, year_wheel
from samverka_infra.answer_drafts import DraftChanged, Keeping
from samverka_infra.answer_notes import AnswerNote
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_services.demo.playing.asking import (
    IdeaSubmitted,
    Prioritised,
    RequestDrafted,
    RequestSent,
    WordingApproved,
    told,
)
from samverka_services.demo.playing.rows import StoryRow, before
from samverka_services.demo.playing.scene import Facts, Forbund, Kommun, Office, Scene
from samverka_services.demo.playing.writing import VersionWritten
from samverka_services.kernel.timing import new_id

CODE, TITLE = "E.3", "Gemensam e-tjänst för synpunkter"
FACTS = Facts(
    title=TITLE,
    benefits_short=("invånare får svar fortare",),
    benefits_long=("lägre kostnad för e-tjänster",),
    activities=("kravlista", "prov i två kommuner"),
    forbund_does=("stödja projektledaren",),
    municipalities_do=("avsätta deltagare",),
    effect_goals="Handlingsplanens effektmål 1A.",
)
OPEN_DAYS = 28
PREPARING = "Strömstad"
"""The municipality that has written an answer to it, and whose management is asked to decide."""
CONDITIONS = "Exempel: om kostnaden blir högst 50 tkr per år."
NOTE = "Exempel: högst 120 timmar, om 4.5 också blir av."
OWN_DAYS = {
    "Ledningsgrupp": (-9, 5, 12, 26, 47),
    "Kommunstyrelse": (-16, 11, 40, 68),
    "Kommunfullmäktige": (-2, 19, 54),
}
"""By body, on which days from the last one each municipality has meetings (exempel)."""
PAPERS_DAYS = 7
"""Before the meeting."""
BUDGET_DAY = ("Budgetberedning", 33)
EXAMPLE = "Exempel"


def ask_at_last(log: EventLog, forbund: Forbund, office: Office, day: date) -> None:
    """Let everybody be asked, whatever day the story stops at."""
    scene = Scene(office, forbund, FACTS, ((day.isoformat(), f"{day.year}/99"),), day=day)
    for row in _rows(day.isoformat()):
        row.play(scene)
    for kommun in forbund.members.values():
        _keep_days(log, kommun, day)
    preparing = forbund.members[PREPARING]
    prepare_answer(log, preparing.number, preparing.officer, scene.request_id)


def _rows(day: str) -> tuple[StoryRow, ...]:
    return (
        IdeaSubmitted(day, CODE, f"{TITLE} (exempel)", Origin.OFFICIAL),
        Prioritised(day, Priority.START_NOW),
        RequestDrafted(day, Round.IMPLEMENTATION),
        VersionWritten(day, DocumentKind.COMMUNICATION_PLAN, "första utkastet", {"communication": told(day)}),
        WordingApproved(day),
        RequestSent(day, before(day, -OPEN_DAYS)),
    )


def _keep_days(log: EventLog, kommun: Kommun, day: date) -> None:
    """What a municipality has in its year wheel, once."""
    with log.unit_of_work(kommun.number) as work:
        for own in own_days(day):
            year_wheel.keep(work.connection, new_id(), own, work.at)


def own_days(day: date) -> list[OwnDay]:
    """What every municipality has in its year wheel around a day."""
    held = [(body, day + timedelta(days=days)) for body, known in OWN_DAYS.items() for days in known]
    papers = timedelta(days=PAPERS_DAYS)
    budget, days = BUDGET_DAY
    return [
        *(OwnDay(body, held_on, held_on - papers, EXAMPLE) for body, held_on in held),
        OwnDay(budget, day + timedelta(days=days), None, EXAMPLE, OwnDayKind.BUDGET),
    ]


def prepare_answer(log: EventLog, number: str, officer: str, request_id: str) -> None:
    """Keep what the officer of one municipality has written of its answer, once: it lies beside the log."""
    answers = [{"questionId": "resurs", "value": True}, {"questionId": "tid", "value": "i höst"}]
    content = {"stance": Stance.CONDITIONAL, "conditions": CONDITIONS, "answers": answers}
    with log.unit_of_work(number) as work, suppress(DraftChanged):
        wanted = Keeping(request_id, None, UUID(new_id()), content, officer, work.at)
        answer_drafts.keep(work.connection, wanted)
        answer_drafts.ask(work.connection, request_id, officer, work.at)
        note = AnswerNote(UUID(new_id()), request_id, officer, work.at, NOTE)
        answer_notes.write(work.connection, note)
