"""What the product tells a reader, over GraphQL, in the words of the history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tests.integration.model.playing import Player
from tests.model.generator import FORBUND
from tests.model.reading import Question, Told
from tests.support.queries import Asker

_ARGUMENTS = {"knownAt": "DateTime", "decidedAsOf": "Date", "on": "Date"}
_SHOWN = """
region(id: $region{arguments}) {{
  members {{ id }}
  participationMatrix {{
    cells {{
      insatsId municipalityId status declinedPart round answer late onBehalf hours thousandKronor validTo leavesOn
      decision {{ recordNumber }}
    }}
  }}
  interestRequestDrafts {{ id approved }}
  interestRequests {{ edges {{ node {{
    id status
    tally {{ recipients left answered late unanswered {{ id }} overdue {{ id }} }}
    answers {{ edges {{ node {{
      municipalityId stance withdrawnFrom late onBehalf decision {{ recordNumber }}
    }} }} }}
  }} }} }}
}}
municipality(id: $municipality{arguments}) {{
  commitments {{ insatsId kind leavesOn }}
  load {{ year hours thousandKronor }}
}}
"""


class Asking:
    """Asks in a player's world."""

    def __init__(self, player: Player, asker: Asker) -> None:
        self._player = player
        self._asker = asker
        self._numbers = {place.number: name for name, place in player.places.items()}

    def told(self, question: Question, municipality: str) -> Told:
        """The region, and one municipality's own page."""
        arguments = {
            "knownAt": _text(question.known_at),
            "decidedAsOf": _text(question.decided_as_of),
            "on": _text(question.on),
        }
        given: dict[str, Any] = {name: value for name, value in arguments.items() if value is not None}
        places: dict[str, Any] = {"region": self._number(FORBUND), "municipality": self._number(municipality)}
        found = self._asker.data(self._number(question.reader), _query(tuple(given)), **places, **given)
        region = found["region"]
        return {"region": region and self._region(region), "municipality": self._municipality(found["municipality"])}

    def _number(self, name: str) -> str:
        return self._player.places[name].number

    def _name(self, id: str) -> str:
        if id not in self._numbers:
            self._numbers |= {found: name for name, found in self._player.ids.items()}
        return self._numbers[id]

    def _region(self, region: Told) -> Told:
        cells = region["participationMatrix"]["cells"]
        requests = [edge["node"] for edge in region["interestRequests"]["edges"]]
        drafts = region["interestRequestDrafts"]
        return {
            "members": self._named(region["members"]),
            "cells": {
                " ".join(map(self._name, (each["insatsId"], each["municipalityId"]))): _cell(each) for each in cells
            },
            "requests": {self._name(each["id"]): self._request(each) for each in requests},
            "drafts": {self._name(each["id"]): each["approved"] for each in drafts},
        }

    def _named(self, organisations: list[Told]) -> list[str]:
        return sorted(self._name(each["id"]) for each in organisations)

    def _request(self, request: Told) -> Told:
        tally = request["tally"]
        answers = [edge["node"] for edge in request["answers"]["edges"]]
        return {
            "status": request["status"],
            **{name: tally[name] for name in ("recipients", "left", "answered", "late")},
            **{name: None if tally[name] is None else self._named(tally[name]) for name in ("unanswered", "overdue")},
            "answers": {self._name(each["municipalityId"]): _answer(each) for each in answers},
        }

    def _municipality(self, municipality: Told) -> Told:
        parts, load = municipality["commitments"], municipality["load"]
        return {
            "parts": {
                self._name(each["insatsId"]): {"kind": each["kind"], "leaves_on": _day(each["leavesOn"])}
                for each in parts
            },
            "load": {each["year"]: (each["hours"], each["thousandKronor"]) for each in load},
        }


def _query(arguments: tuple[str, ...]) -> str:
    declared = "".join(f", ${name}: {_ARGUMENTS[name]}" for name in arguments)
    given = "".join(f", {name}: ${name}" for name in arguments)
    return f"query($region: ID!, $municipality: ID!{declared}) {{{_SHOWN.format(arguments=given)}}}"


def _cell(cell: Mapping[str, Any]) -> Told:
    return {
        "status": cell["status"],
        "declined_part": cell["declinedPart"],
        "round": cell["round"],
        "stance": cell["answer"],
        "late": cell["late"],
        "on_behalf": cell["onBehalf"],
        "hours": cell["hours"],
        "thousands": cell["thousandKronor"],
        "leaves_on": _day(cell["leavesOn"]),
        "last_day": _day(cell["validTo"]) if cell["status"] == "ENDED" else None,
        "number": cell["decision"] and cell["decision"]["recordNumber"],
    }


def _answer(answer: Mapping[str, Any]) -> Told:
    return {
        "stance": answer["stance"],
        "withdrawn_from": _day(answer["withdrawnFrom"]),
        "late": answer["late"],
        "on_behalf": answer["onBehalf"],
        "number": answer["decision"]["recordNumber"],
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _text(when: date | datetime | None) -> str | None:
    return None if when is None else when.isoformat()
