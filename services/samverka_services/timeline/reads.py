"""Entries of the access log in words: what was opened, and what it was about. Ids stand nowhere."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samverka_infra import machines, people
from samverka_infra.access_log import Action, StoredEntry
from samverka_infra.people import Person
from samverka_services.catalogue import refusal, text, texts
from samverka_services.downloads.declared import Inquiry, table_files
from samverka_services.timeline.names import Names
from samverka_services.timeline.own import learn

_PAGE = "page "
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{10}")
_PATH = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Read:
    """An entry, in words."""

    entry: StoredEntry
    person: str
    what: str
    about: str
    """The things that were named, with commas."""
    refusal: str
    """Why, if it was refused."""
    program: str
    """By which it was asked."""


async def reads_in_words(inquiry: Inquiry, entries: Sequence[StoredEntry]) -> list[Read]:
    """As the own organisation calls its people, and things are called then."""
    names = Names()
    known = await people.of_tenant(inquiry.connection)
    await learn(inquiry.connection, names, sorted({each for entry in entries for each in _ids(entry)}), inquiry.as_of)
    return [_Wording(inquiry, names, known).read(entry) for entry in entries]


@dataclass(frozen=True)
class _Wording:
    inquiry: Inquiry
    names: Names
    people: Mapping[str, Person]

    def read(self, entry: StoredEntry) -> Read:
        language = self.inquiry.language
        about = ", ".join(dict.fromkeys(filter(None, map(self._named, _ids(entry)))))
        refused = refusal(entry.reason, language) if entry.reason else ""
        program = program_called(entry.client_id, language)
        return Read(entry, self._asking(entry, program), opened(entry, language), about, refused, program)

    def _asking(self, entry: StoredEntry, program: str) -> str:
        """A person by her name; of a machine, which program it is."""
        return self._person(entry.person_id) if machines.name_of(entry.client_id) is None else program

    def _person(self, person_id: str) -> str:
        known = self.people.get(person_id)
        return (known and known.name) or self.inquiry.called(person_id) or person_id

    def _named(self, given: str) -> str:
        return self.names.now.get(given) or (self._person(given) if given in self.people else "")


def opened(entry: StoredEntry, language: str) -> str:
    """The page, the table, or what a program asked for or tried to change."""
    operation = entry.operation
    if operation.startswith(_PAGE):
        return page_opened(operation.removeprefix(_PAGE), language)
    file = next((each.file for each in table_files() if each.operation == operation), None)
    if file is not None:
        return _as_file(file, language)
    said, by = _asked(entry, language), program_called(entry.client_id, language)
    told = "web.audit.by-change" if entry.action == Action.COMMAND else "web.audit.by-program"
    return text(told, language, what=said, program=by)


def _asked(entry: StoredEntry, language: str) -> str:
    """The command, or the fields of a query that have a name."""
    commands: Mapping[str, str] = texts(language)["command"]
    if entry.operation in commands:
        return commands[entry.operation]
    fields = [_known(each, language) for each in entry.operation.rpartition(": ")[2].split()]
    return ", ".join(filter(None, fields)) or text("web.audit.something", language)


def program_called(client: str, language: str) -> str:
    """A machine by the name that it was given, what Samverka's own programs are; any other as its issuer calls it."""
    programs: Mapping[str, str] = texts(language)["program"]
    machine = machines.name_of(client)
    return programs.get(client, client) if machine is None else text("program.machine", language, name=machine)


def page_opened(address: str, language: str) -> str:
    """By the words of its address, as far as they have a name; a table's address gives a file."""
    for table in table_files():
        if re.fullmatch(_PATH.sub("[^/]+", table.address), address):
            return _as_file(table.file, language)
    words = [each for each in address.removesuffix(".pdf").split("/") if each and not re.search("[0-9]", each)]
    known = (_known("-".join(words[:length]), language) for length in range(len(words), 0, -1))
    return next(filter(None, known), text("web.audit.some-page" if words else "web.audit.first-page", language))


def _as_file(name: str, language: str) -> str:
    return text("web.audit.as-file", language, what=_known(name, language) or name)


def _known(name: str, language: str) -> str:
    found: Mapping[str, str] = texts(language)["opened"]
    return found.get(name, "")


def _ids(entry: StoredEntry) -> list[str]:
    return _ID.findall(f"{entry.operation} {entry.target}")
