"""Rows about the e-råd's priority, the interest requests, their answers, and the judgement of the interest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from samverka_domain.answers import Reply, Stance
from samverka_domain.document_parts import Communication
from samverka_domain.gates import DocumentKind
from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Priority
from samverka_domain.judgements import Counting, Judgement, Threshold
from samverka_domain.kernel.decision import Body
from samverka_domain.questions import Answer, Question, QuestionKind
from samverka_domain.requests import Round, Wording
from samverka_domain.steps import StartsWith
from samverka_services.commands.answers import AnswerInterestRequest, ChangeAnswer, RegisterAnswerOnBehalf
from samverka_services.commands.gates import JudgeInterest
from samverka_services.commands.insatser import PrioritiseInsats, ReceiveIdea
from samverka_services.commands.requests import (
    ApproveInterestRequest,
    CloseInterestRequest,
    DraftInterestRequest,
    ExtendInterestRequest,
    SendInterestRequest,
)
from samverka_services.demo.playing.rows import StoryRow, before
from samverka_services.demo.playing.scene import DELEGATED, Scene
from samverka_services.demo.playing.writing import VersionWritten

NO_REASON = "Exempel: egna resurser räcker inte i år."
QUESTIONS = (
    Question("resurs", "Kan kommunen avsätta deltagare?", QuestionKind.YES_NO),
    Question("tid", "När kan kommunen börja?", QuestionKind.ONE_OF, options=("i vår", "i höst", "senare")),
)
ANSWERS = (Answer("resurs", value=True), Answer("tid", "i höst"))
STANCES = {"J": Stance.INTERESTED, "V": Stance.CONDITIONAL, "N": Stance.DECLINED}
BY_LETTER = "brev"


@dataclass(frozen=True)
class IdeaSubmitted(StoryRow):
    """An idea reaches the förbund."""

    code: str
    title: str
    origin: Origin

    def play(self, scene: Scene) -> None:
        """The process leader records it."""
        idea = Idea(title=self.title, code=self.code, origin=self.origin, starts_with=StartsWith.PROJECT)
        scene.insats_id = scene.lead(ReceiveIdea(idea=idea)).id


@dataclass(frozen=True)
class Prioritised(StoryRow):
    """G1: the e-råd's priority."""

    priority: Priority
    reason: str = ""
    review_on: str = ""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        review_on = date.fromisoformat(self.review_on) if self.review_on else None
        decision = scene.decided(Body.E_RAD, self.reason)
        about = {"insats_id": scene.insats_id, "priority": self.priority, "review_on": review_on}
        scene.lead(PrioritiseInsats(**about, decision=decision))


@dataclass(frozen=True)
class RequestDrafted(StoryRow):
    """A request is drafted."""

    round: Round

    def play(self, scene: Scene) -> None:
        """With two questions."""
        title = f"Exempel: intresseförfrågan om {scene.facts.title}"
        wording = Wording(title, _text(scene, self.round), QUESTIONS)
        draft = DraftInterestRequest(insats_id=scene.insats_id, round=self.round, wording=wording)
        scene.request_id = scene.lead(draft).id


@dataclass(frozen=True)
class WordingApproved(StoryRow):
    """G2, or G7: the e-råd approves the wording."""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        decision = scene.decided(Body.E_RAD)
        scene.lead(ApproveInterestRequest(request_id=scene.request_id, decision=decision))


@dataclass(frozen=True)
class RequestSent(StoryRow):
    """The request is sent to all members."""

    last_day: str

    def play(self, scene: Scene) -> None:
        """And nobody has answered it."""
        deadline = date.fromisoformat(self.last_day)
        scene.lead(SendInterestRequest(request_id=scene.request_id, recipients="ALL", deadline=deadline))
        scene.says.clear()


@dataclass(frozen=True)
class RequestExtended(StoryRow):
    """The recipients get more time."""

    last_day: str
    reason: str

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        about = {"request_id": scene.request_id, "deadline": date.fromisoformat(self.last_day)}
        scene.lead(ExtendInterestRequest(**about, reason=f"Exempel: {self.reason}"))


@dataclass(frozen=True)
class RequestClosed(StoryRow):
    """The last day has passed."""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        scene.lead(CloseInterestRequest(request_id=scene.request_id, reason="Sista svarsdagen har gått"))


@dataclass(frozen=True)
class Answered(StoryRow):
    """G3, or G8: a municipality answers, or changes its answer."""

    name: str
    letter: str
    because: str = ""
    by_letter: bool = False
    number: str = field(default="", kw_only=True)

    def play(self, scene: Scene) -> None:
        """By its handläggare; what came by letter is registered at the förbund."""
        stance = STANCES[self.letter]
        said = f"Exempel: {self.because}" if self.because else ""
        no = stance is Stance.DECLINED
        reason, conditions = (said or NO_REASON, "") if no else ("", said)
        reply = Reply(stance, () if no else ANSWERS, conditions if stance is Stance.CONDITIONAL else "")
        about = {"request_id": scene.request_id, "reply": reply}
        decision = scene.decided_at_home(self.name, reason, authority=DELEGATED, number=self.number)
        if self.by_letter:
            kommunkod, source = scene.kommun(self.name).kommunkod, "Exempel: brev från kommunen"
            scene.lead(RegisterAnswerOnBehalf(**about, kommunkod=kommunkod, source=source, decision=decision))
        else:
            kind = ChangeAnswer if self.name in scene.says else AnswerInterestRequest
            scene.of(self.name, kind(**about, decision=decision))
        scene.says[self.name] = stance


@dataclass(frozen=True)
class Judged(StoryRow):
    """G4, or G9: the e-råd judges the interest."""

    judgement: Judgement
    least: int
    reason: str = ""
    review_on: str = field(default="", kw_only=True)
    instead: str = field(default="", kw_only=True)
    """The code of the insats that is carried out in its place."""
    with_conditions: bool = field(default=False, kw_only=True)

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        counting = Counting.INTERESTED_AND_CONDITIONAL if self.with_conditions else Counting.INTERESTED
        about = {"insats_id": scene.insats_id, "judgement": self.judgement}
        more = {
            "review_on": date.fromisoformat(self.review_on) if self.review_on else None,
            "instead": scene.others[self.instead] if self.instead else None,
        }
        decision, threshold = scene.decided(Body.E_RAD, self.reason), Threshold(self.least, counting)
        scene.lead(JudgeInterest(**about, **more, threshold=threshold, decision=decision))


def asked(approved: str, round: Round, *, sent: str, last_day: str, extended: str = "") -> tuple[StoryRow, ...]:
    """A request from its draft to its closing on the day after its last; `extended`: that day, if it was moved."""
    drafted = before(approved, 7)
    return (
        RequestDrafted(drafted, round),
        VersionWritten(drafted, DocumentKind.COMMUNICATION_PLAN, "Första utkastet", {"communication": told(sent)}),
        WordingApproved(approved),
        RequestSent(sent, last_day),
        RequestClosed(before(extended or last_day, -1)),
    )


def told(sent: str) -> tuple[Communication, ...]:
    """Who is told of a request."""
    after, leader = before(sent, -1), "processledaren"
    said = "Vad frågan gäller, och när svar behövs"
    return (
        Communication(audience="Kommunledningarna", message=said, channel="brev", when=after, responsible=leader),
        Communication(audience="E-nätverket", message=said, channel="möte", when="nästa möte", responsible=leader),
        Communication(audience="Alla", message=said, channel="webb", when=after, responsible=leader),
    )


def answers(year: int, given: Mapping[str, str], because: Mapping[str, str] | None = None) -> tuple[StoryRow, ...]:
    """What municipalities answer, each with its day: "J 05-19", or several after one another."""
    return tuple(_answers(year, given, because or {}))


def _answers(year: int, given: Mapping[str, str], because: Mapping[str, str]) -> Iterator[StoryRow]:
    for name, said in given.items():
        for number, word in enumerate(said.split(", ")):
            letter, day, *how = word.split()
            reason = because.get(name, "") if number + 1 == len(said.split(", ")) else ""
            yield Answered(f"{year}-{day}", name, letter, reason, by_letter=how == [BY_LETTER])


def _text(scene: Scene, round: Round) -> str:
    asks = "förstudien om" if round is Round.PRE_STUDY else "genomförandet av"
    does, asked_for = ", ".join(scene.facts.forbund_does), ", ".join(scene.facts.municipalities_do)
    first = f"Exempel: vill kommunen vara med i {asks} {scene.facts.title}?"
    return f"{first}\n\nFörbundets och e-rådets del: {does}.\n\nKommunens del: {asked_for}."
