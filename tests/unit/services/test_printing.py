"""What the command line prints of stored texts: each character shown, none obeyed, and no word cut."""

import json

import pytest

from samverka_services.cli.matrix_table import print_matrix
from samverka_services.cli.printing import harmless, print_json, print_table, tell

MARKUP = ("[/KS 12]", "[bilaga 1]", "[bold]", "[link=https://exempel.se]", ":warning:", "\\[x]")
OBEYED = (
    "\x1b[2J",
    "\x9b31m",
    "\x07",
    "\r",
    "\x08",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ud800",
    "\U000e0041",
)
LONG = "Informationssäkerhetsklassning"
NARROW = ("40", "60", "80", "118", "200")


def region(title: str, name: str = "Bengtsfors", insatser: int = 1) -> dict[str, object]:
    """What the matrix document answers."""
    cell = {
        "status": "RESOURCES_SET_ASIDE",
        "declinedPart": False,
        "hours": 80,
        "thousandKronor": 25,
        "late": True,
        "onBehalf": False,
    }
    ids = [f"i{number}" for number in range(insatser)]
    return {
        "participationMatrix": {
            "insatser": [{"id": each, "code": f"4.{place}", "title": title} for place, each in enumerate(ids)],
            "municipalities": [{"id": "m", "name": name, "hasLeft": False, "validTo": None, "notConnected": False}],
            "cells": [{**cell, "municipalityId": "m", "insatsId": each} for each in ids],
        }
    }


@pytest.mark.parametrize("stored", MARKUP)
def test_a_text_that_looks_like_markup_is_printed_as_it_is(capsys: pytest.CaptureFixture[str], stored: str) -> None:
    print_table(f"title {stored}", [f"head {stored}"], [[f"cell {stored}"]])
    print_matrix(region(f"insats {stored}", f"kommun {stored}"), f"matrix {stored}")
    tell(f"told {stored}")
    printed = " ".join(capsys.readouterr().out.replace("│", " ").replace("┃", " ").split())
    for place in ("title", "head", "cell", "insats", "kommun", "matrix", "told"):
        assert f"{place} {stored}" in printed


@pytest.mark.parametrize("stored", OBEYED, ids=ascii)
def test_a_character_that_a_terminal_obeys_is_written_out(capsys: pytest.CaptureFixture[str], stored: str) -> None:
    print_table(stored, [stored], [[stored]])
    print_matrix(region(stored, stored), stored)
    tell(stored)
    tell(stored, stderr=True)
    out, err = capsys.readouterr()
    assert stored[0] not in out + err
    assert f"\\u{ord(stored[0]):04x}" in out or ord(stored[0]) > 0xFFFF
    assert out == harmless(out)


@pytest.mark.parametrize("stored", [*MARKUP, *OBEYED], ids=ascii)
def test_json_says_the_same_and_steers_no_terminal(capsys: pytest.CaptureFixture[str], stored: str) -> None:
    print_json({"said": stored})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"said": stored}
    assert printed == harmless(printed)


@pytest.mark.parametrize("columns", NARROW)
def test_no_word_is_cut_however_narrow_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    print_table("Tabell", ["Beslut", "Varför", "Händelse"], [["kommunledningen", f"{LONG} saknas", LONG]])
    print_matrix(region(f"{LONG} för alla", insatser=5), "Vem deltar i vilka insatser")
    printed = capsys.readouterr().out
    assert printed.count(LONG) >= 2 + 5
    assert max(len(line) for line in printed.splitlines()) <= int(columns)


def test_insatser_stand_side_by_side_as_far_as_there_is_room(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_matrix(region("Digitala möten", insatser=9), "Vem deltar")
    printed = capsys.readouterr().out
    assert [f"4.{place}" for place in range(9) if f"4.{place}" not in printed] == []
    assert 1 < printed.count("Vem deltar") < 9
