"""An analysis is the förbund's own until the e-råd has taken note of a version, which then is a public record."""

from dataclasses import replace
from typing import Any

import pytest

from samverka_domain.analyses import PARTS, Analysis, AnalysisContent, NetworkNeed, ProposedFocusArea
from samverka_domain.kernel.aggregate import Audience
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from tests.unit.domain.helpers import flawed
from tests.unit.support import FYRBODAL, Fact, Result, decided, fact, given

CONTENT = AnalysisContent(
    needs_by_network=(NetworkNeed(network="Socialchefsnätverket", need="Dela journaler"),),
    surroundings="Lagen ändras.",
    proposed_focus_areas=(ProposedFocusArea(focus_area_title="Digital infrastruktur"),),
)
BETTER = replace(CONTENT, surroundings="Lagen ändras 2027.")
ABOUT: dict[str, Any] = {"region_id": FYRBODAL, "plan_id": "plan-1", "title": "Analys inför planen"}
BEGUN = fact(Analysis.Begun, **ABOUT)
NOTING = decided(Body.E_RAD)


def written(number: str, content: AnalysisContent = CONTENT) -> Fact:
    said = {"number": number, "content": content, "content_hash": content.hash, "change": "Nytt"}
    return fact(Analysis.VersionWritten, **ABOUT, **said)


def noted(number: str, of: str, content: AnalysisContent = CONTENT) -> Fact:
    said = {"number": number, "noted_number": of, "content": content, "content_hash": content.hash}
    return fact(Analysis.Noted, **ABOUT, **said, decision=NOTING)


def note(*past: Fact, version: str = "0.1", decision: Decision = NOTING) -> Result:
    return given(*past).when(Analysis.note, version, decision)


def test_an_analysis_is_begun_for_a_plan_and_written_in_versions() -> None:
    begin = given().when(Analysis.begin_analysis, "analysis-1", FYRBODAL, "plan-1", "Analys inför planen")
    begin.then(BEGUN, stream="analysis:analysis-1")
    given(BEGUN).when(Analysis.write, CONTENT, "Nytt").then(written("0.1"))
    given(BEGUN, written("0.1")).when(Analysis.write, BETTER, "Nytt").then(written("0.2", BETTER))
    same = given(BEGUN, written("0.1")).when(Analysis.write, CONTENT, "Nytt")
    same.then_refused(Rule.DOCUMENT_UNCHANGED, number="0.1")


def test_what_the_erad_has_taken_note_of_is_a_whole_version_open_to_the_region() -> None:
    note(BEGUN, written("0.1")).then(noted("1.0", "0.1"))
    assert (Analysis.VersionWritten.audience, Analysis.Noted.audience) == (Audience.PRIVATE, Audience.TO_REGION)
    again = (BEGUN, written("0.1"), noted("1.0", "0.1"), written("1.1", BETTER))
    note(*again, version="1.1").then(noted("2.0", "1.1", BETTER))


def test_the_erad_takes_note_of_the_latest_working_copy_alone() -> None:
    note(BEGUN).then_refused(Rule.DOCUMENT_MISSING)
    newer = note(BEGUN, written("0.1"), written("0.2", BETTER))
    newer.then_refused(Rule.NOT_THE_LATEST_VERSION, version="0.1", latest="0.2", pointer="/version")
    public = note(BEGUN, written("0.1"), noted("1.0", "0.1"), version="1.0")
    public.then_refused(Rule.VERSION_ALREADY_PUBLIC, version="1.0")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_there_before_it_is_noted(part: str) -> None:
    content = replace(CONTENT, **{part: getattr(AnalysisContent(), part)})
    note(BEGUN, written("0.1", content)).then_refused(Rule.PART_MISSING, parts=part)


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.E_RAD))
def test_nobody_but_the_erad_takes_note_of_it(decision: Decision, rule: Rule) -> None:
    note(BEGUN, written("0.1"), decision=decision).then_refused(rule)
