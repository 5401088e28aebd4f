"""Notes among colleagues about a request, on a page of their own."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_services.kernel.timing import new_id
from samverka_services.login.current_session import NotLoggedIn
from samverka_services.login.forms import own_or_kept_fields
from samverka_services.pages.kernel.faults import Fault
from samverka_services.pages.kernel.form import another_login
from samverka_services.pages.kernel.kept_text import logged_out, remember
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, NOT_SHOWN, Audience, stopped, there
from samverka_services.pages.kernel.preparation import Preparation, delete_note, write_note
from samverka_services.pages.kernel.sent import NOTE, STEP, Sent
from samverka_services.pages.kernel.sent_page import SentPage
from samverka_services.pages.kernel.visit import Acting, Visit, acting, visiting
from samverka_services.pages.requests import RequestAsked, asked

_REQUEST = "/forfragningar/{request_id}"


@dataclass(frozen=True)
class Notes:
    """Those of one request."""

    asked: RequestAsked
    preparation: Preparation


async def _read(visit: Visit) -> Notes:
    found = await asked(visit)
    return Notes(found, there(found.preparation))


class _NotesPage(SentPage):
    """Notes are no decisions, and no events."""

    async def post(self, request: Request) -> Response:
        """POST: back to the request, unless something is wrong with what was written."""
        await remember(request)
        try:
            by = await acting(request)
            pairs, is_own = await own_or_kept_fields(request, by.session)
            async with visiting(request, by) as visit:
                self.audience.require(visit.viewer)
                shown = await _read(visit)
        except NotLoggedIn:
            return await logged_out(request)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        sent = Sent(pairs)
        if not is_own:
            return self.draw(visit, shown, 403, wrong=another_login(visit).text, written=sent.text(NOTE))
        fault = await _done(visit, by, shown, sent.text(STEP), sent.text(NOTE))
        if fault is not None:
            return self.draw(visit, shown, 422, wrong=fault.text, written=sent.text(NOTE))
        return RedirectResponse(_REQUEST.format(**request.path_params), 303)

    def draw(self, visit: Visit, shown: Notes, status: int = 200, **more: str) -> Response:
        """With what was written, if it could not be kept."""
        return super().draw(visit, shown, status, **{"wrong": "", "written": "", **more})


async def _done(visit: Visit, by: Acting, shown: Notes, step: str, text: str) -> Fault | None:
    _, _, note_id = step.partition(" ")
    if note_id:
        await delete_note(visit, by, shown.preparation, note_id)
        return None
    return await write_note(visit, by, shown.asked.request.request_id, text, new_id())


notes_page = _NotesPage(f"{_REQUEST}/anteckningar", "notes.html", Section.TODO, Audience(frozenset({KOMMUN})), _read)
