"""What an organisation prepares of an answer: the draft and notes among colleagues, for nobody else to see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, uuid5

from samverka_domain.answers import InterestResponse
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.kernel.text import is_readable, normalised
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_infra import answer_drafts, answer_notes
from samverka_infra.answer_drafts import AnswerDraft
from samverka_infra.answer_notes import AnswerNote
from samverka_projections.mandates import mandates
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.faults import Fault
from samverka_services.pages.kernel.filled import Filled
from samverka_services.pages.kernel.form import FormSent
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.visit import Acting, Visit

WRITE_NOTE, DELETE_NOTE = "write-note", "delete-note"
"""Buttons; the latter says which."""


@dataclass(frozen=True)
class NoteShown:
    """One, with its writer's name."""

    note: AnswerNote
    name: str
    may_delete: bool


@dataclass(frozen=True)
class Preparation:
    """The reader's organisation's, of one request."""

    request_id: str
    draft: AnswerDraft | None
    kept_by: str
    asked_by: str
    notes: Sequence[NoteShown]
    may_note: bool
    leaders: Sequence[str]
    """Who sits in the kommunledning today, and can be asked to decide."""
    is_leader: bool
    """Whether the reader does."""


async def preparation_of(visit: Visit, request_id: str, *, is_answered: bool) -> Preparation | None:
    """Of a municipality, as it is now; None on pages that show the past.

    Once it has answered, a draft is one of another answer in its place.
    """
    if visit.viewer.kind is not OrganisationKind.KOMMUN or visit.is_past:
        return None
    kept = await answer_drafts.of_request(visit.connection, request_id)
    draft = kept if kept and is_answered == (kept.answer_version is not None) else None
    notes = await answer_notes.of_request(visit.connection, request_id)
    return Preparation(
        request_id,
        draft,
        name_of(visit, draft.person_id) if draft else "",
        name_of(visit, draft.asked_by) if draft and draft.asked_by else "",
        [NoteShown(each, name_of(visit, each.person_id), may_delete(visit, each)) for each in notes],
        may_note(visit),
        await _leaders(visit),
        bool(visit.viewer.seats & set(InterestResponse.Event.bodies)),
    )


def may_note(visit: Visit) -> bool:
    """Auditors read, and write nothing."""
    return bool(visit.viewer.seats or visit.viewer.roles - {Role.AUDITOR})


def may_delete(visit: Visit, note: AnswerNote) -> bool:
    """Whoever wrote it, and the administrator."""
    return note.person_id == visit.viewer.person_id or Role.ADMINISTRATOR in visit.viewer.roles


async def _leaders(visit: Visit) -> list[str]:
    known = await mandates(visit.connection, visit.own, visit.as_of)
    bodies = InterestResponse.Event.bodies
    today = [each for each in known.mandates if each.seat in bodies and each.covers(visit.write.today)]
    return [name_of(visit, each) for each in dict.fromkeys(each.person_id for each in today)]


async def noted(sending: FormSent) -> Filled:
    """The form again, with the note among the others, or with what is wrong with it."""
    filled = sending.filled
    fault = await write_note(sending.visit, sending.by, sending.shown.preparation.request_id, filled.note, filled.key)
    return replace(filled, faults=[fault]) if fault else replace(filled, note="")


async def note_deleted(sending: FormSent) -> Filled:
    """The form again, without one of the notes."""
    await delete_note(sending.visit, sending.by, sending.shown.preparation, sending.step[1])
    return sending.filled


async def write_note(visit: Visit, by: Acting, request_id: str, text: str, key: str) -> Fault | None:
    """What is wrong with it, if it was not written; an empty one is none, and that of one form is one."""
    require(may_note(visit), Rule.ROLE_MISSING, needed=tuple(sorted(set(Role) - {Role.AUDITOR})))
    text = normalised(text)
    if len(text) > answer_notes.LONGEST or not is_readable(text, lines=True):
        return Fault("", visit.write.text("notes.wrong", longest=visit.write.number(answer_notes.LONGEST)))
    if text:
        note = AnswerNote(
            uuid5(NAMESPACE_OID, f"{key} {text}"), request_id, by.identity.person_id, visit.as_of.now, text
        )
        await beside_the_log(visit.request, by, lambda connection: answer_notes.write(connection, note))
    return None


async def delete_note(visit: Visit, by: Acting, known: Preparation, note_id: str) -> None:
    """One that is there, by who may; one that is gone already stays so."""
    found = next((each for each in known.notes if str(each.note.note_id) == note_id), None)
    if found is not None:
        require(found.may_delete, Rule.ROLE_MISSING, needed=(Role.ADMINISTRATOR,))
        await beside_the_log(visit.request, by, lambda each: answer_notes.delete(each, found.note.note_id))
