"""What the product tells a reader, over GraphQL, in the words of the history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.integration.model.playing import Player
from tests.model.reading import Question, Told
from tests.support.queries import Asker

_ARGUMENTS = {"knownAt": "DateTime", "decidedAsOf": "Date", "on": "Date"}
_STANDINGS = """
region(id: $id{arguments}) {{
  token
  members {{ id }}
  participationMatrix {{ cells {{
    insatsId municipalityId status declinedPart round answer late onBehalf hours thousandKronor validTo leavesOn
    decision {{ recordNumber }}
  }} }}
}}
"""
_REQUESTS = """
region(id: $id{arguments}) {{
  token
  interestRequestDrafts {{ id approved }}
  interestRequests {{ edges {{ node {{
    id status
    tally {{ recipients left answered late unanswered {{ id }} overdue {{ id }} }}
    answers {{ edges {{ node {{
      municipalityId stance withdrawnFrom late onBehalf decision {{ recordNumber }}
    }} }} }}
  }} }} }}
}}
"""
_MUNICIPALITY = """
municipality(id: $id{arguments}) {{
  commitments {{ insatsId kind leavesOn }}
  load {{ year hours thousandKronor }}
}}
"""

_MEMBERSHIPS = """
municipality(id: $id{arguments}) {{ memberships {{ regionId status validFrom validTo }} }}
"""

_HISTORY = """
insats(id: $id{arguments}) {{
  history(first: 100) {{ edges {{ node {{ organisationId decision {{ recordNumber }} }} }} }}
}}
"""


class Asking:
    """Asks in a player's world."""

    def __init__(self, player: Player, asker: Asker) -> None:
        self._player = player
        self._asker = asker
        self.token = ""
        """What was printed on the latest answer about a region, if there was one to see."""
        self._numbers = {place.number: name for name, place in player.places.items()}

    def standings(self, question: Question, forbund: str, _: str) -> Told | None:
        """The members of a region, and the matrix; None if there is none to see."""
        region = self._region(question, _STANDINGS, forbund)
        if region is None:
            return None
        cells = region["participationMatrix"]["cells"]
        names = [(self._name(each["insatsId"]), self._name(each["municipalityId"])) for each in cells]
        told = {" ".join(name): _cell(cell) for name, cell in zip(names, cells, strict=True)}
        return {"members": self._named(region["members"]), "cells": told}

    def requests(self, question: Question, forbund: str, _: str) -> Told | None:
        """The requests of a region with tallies and answers, and the drafts; None if there is none to see."""
        region = self._region(question, _REQUESTS, forbund)
        if region is None:
            return None
        requests = [edge["node"] for edge in region["interestRequests"]["edges"]]
        drafts = region["interestRequestDrafts"]
        return {
            "requests": {self._name(each["id"]): self._request(each) for each in requests},
            "drafts": {self._name(each["id"]): each["approved"] for each in drafts},
        }

    def municipality(self, question: Question, _: str, municipality: str) -> Told:
        """A municipality's parts, and what they weigh."""
        found = self._told(question, _MUNICIPALITY, municipality)["municipality"]
        parts = {self._name(each["insatsId"]): each for each in found["commitments"]}
        return {
            "parts": {
                key: {"kind": each["kind"], "leaves_on": _day(each["leavesOn"])} for key, each in parts.items()
            },
            "load": {each["year"]: (each["hours"], each["thousandKronor"]) for each in found["load"]},
        }

    def memberships(self, question: Question, _: str, __: str) -> list[Told]:
        """The reader's own memberships and invitations."""
        found = self._told(question, _MEMBERSHIPS, question.reader)["municipality"]["memberships"]
        return [
            {
                "forbund": self._name(each["regionId"]),
                "status": each["status"],
                "first_day": _day(each["validFrom"]),
                "last_day": _day(each["validTo"]),
            }
            for each in found
        ]

    def history(self, question: Question, _: str, __: str) -> list[tuple[str | None, str]] | None:
        """What concerns the first insats; None if there is none to see. What was recorded describes no day."""
        question = replace(question, on=None)
        insats = self._found(question, _HISTORY, self._player.ids["insats-1"])["insats"]
        if insats is None:
            return None
        entries = [edge["node"] for edge in insats["history"]["edges"]]
        numbers = [each["decision"] and each["decision"]["recordNumber"] for each in entries]
        return [(number, self._name(each["organisationId"])) for number, each in zip(numbers, entries, strict=True)]

    def _region(self, question: Question, shown: str, forbund: str) -> Told | None:
        region: Told | None = self._told(question, shown, forbund)["region"]
        self.token = region["token"] if region else ""
        return region

    def _told(self, question: Question, shown: str, organisation: str) -> Told:
        return self._found(question, shown, self._player.places[organisation].number)

    def _found(self, question: Question, shown: str, id: str) -> Told:
        arguments = {
            "knownAt": question.token or _text(question.known_at),
            "decidedAsOf": _text(question.decided_as_of),
            "on": _text(question.on),
        }
        given: Told = {name: value for name, value in arguments.items() if value is not None}
        reader = self._player.places[question.reader].number
        return self._asker.data(reader, _query(shown, tuple(given)), id=id, **given)

    def _name(self, id: str) -> str:
        if id not in self._numbers:
            self._numbers |= {found: name for name, found in self._player.ids.items()}
        return self._numbers[id]

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


def _query(shown: str, arguments: tuple[str, ...]) -> str:
    declared = "".join(f", ${name}: {_ARGUMENTS[name]}" for name in arguments)
    given = "".join(f", {name}: ${name}" for name in arguments)
    return f"query($id: ID!{declared}) {{{shown.format(arguments=given)}}}"


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
