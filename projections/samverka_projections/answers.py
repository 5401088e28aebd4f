"""The municipalities' answers to interest requests, and their withdrawals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from psycopg import AsyncConnection

from samverka_domain.answers import InterestResponse, Stance
from samverka_domain.kernel.decision import Personal, is_function
from samverka_domain.questions import Answer
from samverka_infra import named_contacts
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.disclosure import AnswerOpening, answers_open, settles
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Decided, Replaceable, Shared, fact, names
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, existing, latest


@fact(
    "answers",
    of=("request_id", "municipality_id"),
    keys=(
        ("position",),
        ("region_id", "lasted", "superseded_at", "position"),
        ("region_id", "lasted_days", "superseded_on", "effective_on"),
        ("request_id", "municipality_id", "position"),
    ),
)
class AnswerFact(Decided, Shared, Replaceable):
    """A municipality's latest answer to a request.

    Its own replaces what the förbund registered on its behalf.
    """

    takes_effect_on: ClassVar[str | None] = "least(effective_on, withdrawn_from)"

    request_id: str
    insats_id: str
    municipality_id: str
    stance: Stance | None = None
    withdrawn: bool = False
    withdrawn_from: date | None = None
    """The day from which it is withdrawn, already or as decided so far"""
    late: bool | None = None
    on_behalf: bool
    conditions: str | None = None
    source: str | None = None
    answers: tuple[Answer, ...] = ()
    after_closing: bool = False
    """Whether it was put right after the request had closed"""
    about_answer: bool = True


@fact(
    "answer_contacts",
    of=("request_id", "municipality_id"),
    keys=(("request_id", "municipality_id", "position"),),
)
class ContactFact(Shared):
    """Whom to talk to about an answer: this never opens to the region."""

    request_id: str
    municipality_id: str
    contact: Personal | None


def _answered(
    event: InterestResponse.Given | InterestResponse.Changed, recorded: RecordedEvent
) -> Iterator[AnswerFact | ContactFact]:
    reply = event.reply
    # A first answer that names nobody has nobody to take back.
    if reply.contact is not None or not isinstance(recorded.event, InterestResponse.Given):
        yield ContactFact(request_id=event.request_id, municipality_id=event.municipality_id, contact=reply.contact)
    yield AnswerFact(
        **_identity(event, recorded),
        stance=reply.stance,
        late=event.late,
        conditions=reply.conditions,
        source=event.source,
        answers=reply.answers,
    )


def _withdrawn(event: InterestResponse.Withdrawn, recorded: RecordedEvent) -> Iterator[AnswerFact]:
    yield AnswerFact(**_identity(event, recorded), withdrawn=True, withdrawn_from=event.effective_from)


def _identity(event: InterestResponse.Event, recorded: RecordedEvent) -> dict[str, Any]:
    said = recorded.event
    return {
        "request_id": event.request_id,
        "insats_id": event.insats_id,
        "municipality_id": event.municipality_id,
        "on_behalf": bool(event.addressed_to),
        "after_closing": isinstance(said, InterestResponse.Corrected) and said.after_closing,
    }


PROJECTION = Projection(
    "answers", 8, (_answered, _withdrawn, answers_open), settle=settles(AnswerFact, AnswerOpening)
)


async def answers_to(
    connection: AsyncConnection, region_id: str, request_id: str, as_of: AsOf, *, after: str = "", limit: int
) -> list[AnswerFact]:
    """A page of the latest answers to a request that the caller may see, by municipality, after one."""
    where = "region_id = %(region_id)s and request_id = %(request_id)s and municipality_id > %(after)s"
    query = f"select * from ({latest(AnswerFact, as_of, where)}) page order by municipality_id limit %(limit)s"
    found = await ask(
        connection,
        AnswerFact,
        query,
        as_of,
        region_id=region_id,
        request_id=request_id,
        after=after,
        limit=limit,
    )
    return await _on_the_day(connection, found, as_of)


async def answers_in(
    connection: AsyncConnection, region_ids: Sequence[str], as_of: AsOf, *, begin: tuple[str, str], limit: int
) -> list[AnswerFact]:
    """A page of the latest answers in regions that the caller may see, from one on by request and municipality."""
    query = f"""
        select * from ({latest(AnswerFact, as_of, "region_id = any (%(region_ids)s)")}) page
        where {_IN_ORDER} >= (%(request_id)s, %(municipality_id)s) order by {_IN_ORDER} limit %(limit)s
    """
    request_id, municipality_id = begin
    found = await ask(
        connection,
        AnswerFact,
        query,
        as_of,
        region_ids=list(region_ids),
        request_id=request_id,
        municipality_id=municipality_id,
        limit=limit,
    )
    return await _on_the_day(connection, found, as_of)


_IN_ORDER = '(request_id collate "C", municipality_id collate "C")'


@dataclass(frozen=True)
class AnswerContact:
    """Whom to talk to about an answer."""

    person_id: str
    """A person id, or the name of a function"""
    text: str
    """For instance an e-mail address"""
    name: str | None
    """What she is called as her municipality knows her today, or the function; null where it knows no name"""


async def contacts(connection: AsyncConnection, keys: Sequence[str], as_of: AsOf) -> dict[str, AnswerContact]:
    """By `contact_key`, whom to talk to about an answer; told to who gave it and to the förbund."""
    request_ids = list({key.partition(" ")[0] for key in keys})
    query = latest(ContactFact, as_of, "request_id = any (%(ids)s)")
    found = await ask(connection, ContactFact, query, as_of, ids=request_ids)
    said = {contact_key(each): (each.municipality_id, each.contact) for each in found if each.contact}
    people = [(municipality_id, contact.person_id) for municipality_id, contact in said.values()]
    names = await named_contacts.find(connection, people)
    return {key: _named(contact, names.get((where, contact.person_id))) for key, (where, contact) in said.items()}


def _named(contact: Personal, name: str | None) -> AnswerContact:
    function = contact.person_id if is_function(contact.person_id) else None
    return AnswerContact(contact.person_id, contact.text, name or function)


def contact_key(said: AnswerFact | ContactFact) -> str:
    """An answer's key: that of its request and of the municipality."""
    return f"{said.request_id} {said.municipality_id}"


async def answers_of(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> dict[str, AnswerFact]:
    """A municipality's latest answers by request, as far as the caller may see them."""
    query = latest(AnswerFact, as_of, "municipality_id = %(municipality_id)s")
    found = await ask(connection, AnswerFact, query, as_of, municipality_id=municipality_id)
    return {answer.request_id: answer for answer in await _on_the_day(connection, found, as_of)}


async def _on_the_day(connection: AsyncConnection, found: list[AnswerFact], as_of: AsOf) -> list[AnswerFact]:
    """What is withdrawn from a later day holds until then: the answer in the place of its withdrawal."""
    later = {contact_key(each): each for each in found if (each.withdrawn_from or as_of.day) > as_of.day}
    if not later:
        return found
    query = f"""
        select distinct on (request_id, municipality_id) {names(AnswerFact)} from {AnswerFact.table}
        where request_id || ' ' || municipality_id = any (%(keys)s) and request_id = any (%(ids)s)
          and not withdrawn and {existing(AnswerFact, as_of)}
        order by request_id, municipality_id, place desc, position desc
    """
    ids = [each.request_id for each in later.values()]
    before = await ask(connection, AnswerFact, query, as_of, keys=list(later), ids=ids)
    held = {contact_key(each): each for each in before}
    for key, answer in held.items():
        vars(answer).update(withdrawn_from=later[key].withdrawn_from, version=later[key].version)
    return [held.get(contact_key(each), each) for each in found]
