"""Reading a plan file; every mistake is told with its line and field, all at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase, CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError

from samverka_domain.belonging import Inhabitants, MemberDescription
from samverka_domain.ideas import Gist, Idea, Origin, Points
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.identifiers import Kommunkod, OrganisationNumber, organisation_number
from samverka_domain.kernel.limits import Code, Day, Listed, Matching, Name, Person, Text, Title
from samverka_domain.kernel.rules import Refused
from samverka_domain.plans import EffectGoal, FocusArea, PlanContent
from samverka_domain.steps import StartsWith
from samverka_services.catalogue import field_message, text
from samverka_services.commands.kernel.fields import Fields
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.municipalities import require_known


class PlanFields(Fields):
    """Keys as they stand in the file: snake_case."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=None)


class PlanDecision(PlanFields):
    """A decision that the file tells of."""

    decided_on: Day
    record_number: Title
    decided_by: Person

    def taken_in(self, body: Body) -> Decision:
        """The decision of a body."""
        return Decision(body, self.decided_on, self.record_number, self.decided_by)


class PlanForbund(PlanFields):
    """The förbund."""

    organisationsnummer: OrganisationNumber
    name: Name
    lanskod: str


class PlanMember(PlanFields):
    """A member municipality."""

    kommunkod: Kommunkod
    namn: Name
    inhabitants: Inhabitants
    organisationsnummer: OrganisationNumber

    @property
    def description(self) -> MemberDescription:
        """What it is called and how large it is."""
        return MemberDescription(self.namn, self.kommunkod, self.inhabitants)


class PlanVersion(PlanFields):
    """A station on the plan's way."""

    version: Annotated[str, Matching(r"[0-9]{1,3}\.[0-9]{1,3}", "1.0")]
    date: Day
    by: Title
    change: Annotated[str, Text(500)]


class PlanDocument(PlanFields):
    """The plan's own history."""

    title: Title
    versions: Annotated[tuple[PlanVersion, ...], Listed(100, least=1)]
    approval: PlanDecision


class PlanArea(PlanFields):
    """A focus area."""

    code: Code
    title: Title


class PlanInsats(PlanFields):
    """An insats of the plan."""

    code: Code
    title: Title
    effect_goals: tuple[Code, ...]
    starts_with: Annotated[str, Field(pattern="^(pre_study|project)$")]
    benefits_short: Points = ()
    benefits_long: Points = ()
    activities: Points = ()
    e_rad: Points = ()
    municipalities: Points = ()

    def idea(self, plan_id: str) -> Idea:
        """The idea that the plan tells of."""
        gist = Gist(self.benefits_short, self.benefits_long, self.activities, self.e_rad, self.municipalities)
        return Idea(
            title=self.title,
            effect_goals=self.effect_goals,
            gist=gist,
            code=self.code,
            origin=Origin.GOVERNING_DOCUMENT,
            starts_with=self.start(),
            plan_id=plan_id,
        )

    def start(self) -> StartsWith:
        """How it begins."""
        return StartsWith(self.starts_with.upper())


class PlanFile(PlanFields):
    """A whole plan file."""

    forbund: PlanForbund
    membership_decision: PlanDecision
    members: Annotated[tuple[PlanMember, ...], Listed(300, least=1)]
    action_plan: PlanDocument
    focus_areas: tuple[PlanArea, ...]
    effect_goals: dict[str, Title]
    insatser: tuple[PlanInsats, ...]

    @property
    def content(self) -> PlanContent:
        """What the plan says; a goal's code begins with its focus area's."""
        areas = tuple(FocusArea(area.code, area.title) for area in self.focus_areas)
        goals = tuple(EffectGoal(code, code[:-1], title) for code, title in self.effect_goals.items())
        return PlanContent(self.action_plan.title, areas, goals)


class BadPlanFile(Exception):
    """The file cannot be imported; nothing was."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{m.line}: {m.field}: {m.message}" for m in mistakes))
        self.mistakes = list(mistakes)


def read_plan(path: Path, language: str) -> PlanFile:
    """A checked plan file; raises BadPlanFile with all mistakes, or OSError."""
    tree = _parsed(path.read_bytes(), language)
    try:
        plan = PlanFile.model_validate(_plain(tree))
    except ValidationError as error:
        raise BadPlanFile([_mistake(tree, entry, language) for entry in error.errors()]) from error
    mistakes = [*_number_mistakes(plan, tree, language), *_goal_mistakes(plan, tree, language)]
    if mistakes:
        raise BadPlanFile(mistakes)
    return plan


class _TextConstructor(RoundTripConstructor):
    """Leaves dates as they are written, so that a wrong one is told with its line like everything else."""


_TextConstructor.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def _parsed(content: bytes, language: str) -> CommentedMap:
    yaml = YAML(typ="rt")
    yaml.Constructor = _TextConstructor
    try:
        tree = yaml.load(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadPlanFile([Mistake(line, "", text("field.utf8", language))]) from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadPlanFile([Mistake(mark.line + 1 if mark else 1, "", text("field.yaml", language))]) from error
    if not isinstance(tree, CommentedMap):
        raise BadPlanFile([Mistake(1, "", text("field.mapping", language))])
    return tree


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def _mistake(tree: CommentedMap, entry: Any, language: str) -> Mistake:
    path = entry["loc"]
    context = dict(entry.get("ctx") or {})
    code = str(context["error"]) if entry["type"] == "value_error" else entry["type"]
    return Mistake(_line(tree, path), _field(path), field_message(language, code, context))


def _number_mistakes(plan: PlanFile, tree: CommentedMap, language: str) -> list[Mistake]:
    mistakes = []
    for path, check, value in _numbers(plan):
        try:
            check(value)
        except Refused as refused:
            told = text(f"rule.{refused.rule}.detail", language, **refused.params)
            mistakes.append(Mistake(_line(tree, path), _field(path), told))
    return mistakes


def _numbers(plan: PlanFile) -> Iterator[tuple[tuple[str | int, ...], Callable[[str], object], str]]:
    yield ("forbund", "organisationsnummer"), organisation_number, plan.forbund.organisationsnummer
    for index, member in enumerate(plan.members):
        yield ("members", index, "kommunkod"), require_known, member.kommunkod
        yield ("members", index, "organisationsnummer"), organisation_number, member.organisationsnummer


def _goal_mistakes(plan: PlanFile, tree: CommentedMap, language: str) -> list[Mistake]:
    mistakes = []
    for index, insats in enumerate(plan.insatser):
        unknown = [code for code in insats.effect_goals if code not in plan.effect_goals]
        if unknown:
            path = ("insatser", index, "effect_goals")
            told = text("rule.effect-goal-unknown.detail", language, codes=", ".join(unknown))
            mistakes.append(Mistake(_line(tree, path), _field(path), told))
    return mistakes


def _line(tree: CommentedBase, path: Sequence[str | int]) -> int:
    line = tree.lc.line
    node: Any = tree
    for step in path:
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0]
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0]
        else:
            break
        node = node[step]
    return int(line) + 1


def _field(path: Sequence[str | int]) -> str:
    return ".".join(str(step) for step in path)
