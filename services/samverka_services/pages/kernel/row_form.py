"""A form whose outcome are rows beside the log: no decision, no event, kept within the writer's organisation.

Its fields are read off a class, as a command's are: what stands in the form's address is filled in from there.
A refusal draws the same page again with all that was written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from psycopg import Connection
from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.rules import Refused, Rule, require
from samverka_domain.mandates import Role
from samverka_services.commands.kernel.fields import Fields
from samverka_services.login.current_session import NotLoggedIn
from samverka_services.login.forms import own_or_kept_fields
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.faults import Fault, Reading
from samverka_services.pages.kernel.fields import Drawing, Field, walked
from samverka_services.pages.kernel.form import FORM, SEND, FormShown, another_login
from samverka_services.pages.kernel.kept_text import logged_out, remember
from samverka_services.pages.kernel.page import NOT_SHOWN, Page, stopped
from samverka_services.pages.kernel.sent import MORE, STEP, Given, Sent
from samverka_services.pages.kernel.sent_page import SentPage
from samverka_services.pages.kernel.shapes import Parts, shape_of
from samverka_services.pages.kernel.visit import Acting, Visit, acting, visiting

REMOVE = "remove"
"""The step that takes away what was kept."""


@dataclass(frozen=True)
class RowsWritten:
    """What somebody has written so far, and what is wrong with it."""

    given: Given
    faults: Sequence[Fault] = ()
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class RowForm(SentPage):
    """A page with such a form; its facts have a `form: Prepared`."""

    rows: type[Fields]
    keep: Callable[[Connection, Any], None]
    """Stores what was written. Raises Refused."""
    then: str
    """Where one goes on; in braces what stands in the form's address."""
    writers: frozenset[Role]
    remove: Callable[[Connection], None] | None = None

    def draw(self, visit: Visit, shown: Any, status: int = 200, **more: Any) -> Response:
        """With the form, as it begins if nothing was written."""
        written = more.pop("written", None) or RowsWritten(dict(shown.form.start))
        return super().draw(visit, shown, status, form=self._drawn(visit, shown, written), **more)

    async def post(self, request: Request) -> Response:
        """POST."""
        await remember(request)
        try:
            by = await acting(request)
            pairs, is_own = await own_or_kept_fields(request, by.session)
            async with visiting(request, by) as visit:
                self.audience.require(visit.viewer)
                shown = await self.read(visit)
        except NotLoggedIn:
            return await logged_out(request)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        sent = Sent(pairs)
        written = RowsWritten(sent.body(self.parts), more=sent.text(MORE))
        if not is_own:
            return self.draw(visit, shown, 403, written=RowsWritten(written.given, [another_login(visit)]))
        return await self._answered(request, by, visit, shown, (sent.text(STEP), written))

    @cached_property
    def parts(self) -> Parts:
        """All that is filled in."""
        return {
            to_camel(name): shape_of(each.rebuild_annotation(), required=each.is_required())
            for name, each in self.rows.model_fields.items()
            if f"{{{name}}}" not in self.address
        }

    async def _answered(
        self, request: Request, by: Acting, visit: Visit, shown: Any, said: tuple[str, RowsWritten]
    ) -> Response:
        step, written = said
        if step not in {SEND, REMOVE}:
            return self.draw(visit, shown, written=written)
        require(self._may(visit), Rule.ROLE_MISSING, needed=tuple(sorted(self.writers)))
        if step == REMOVE and self.remove is not None:
            await beside_the_log(request, by, self.remove)
            return self._on(visit)
        faults = await self._stored(request, by, visit, written.given)
        if faults:
            return self.draw(visit, shown, 422, written=RowsWritten(written.given, faults))
        return self._on(visit)

    def _on(self, visit: Visit) -> Response:
        return RedirectResponse(self.then.format(**visit.path), 303)

    async def _stored(self, request: Request, by: Acting, visit: Visit, given: Given) -> Sequence[Fault]:
        """What stands against it."""
        reading = Reading(visit.write, (), given)
        try:
            in_path = {to_camel(name): visit.path[name] for name in self.rows.model_fields if name in visit.path}
            rows = self.rows.model_validate({**given, **in_path})
            await beside_the_log(request, by, lambda connection: self.keep(connection, rows))
        except ValidationError as error:
            return reading.of_fields(error)
        except Refused as refused:
            return reading.of_rule(refused)
        return ()

    def _may(self, visit: Visit) -> bool:
        return bool(visit.viewer.roles & self.writers)

    def _drawn(self, visit: Visit, shown: Any, written: RowsWritten) -> FormShown:
        wrong = {fault.place: fault.text for fault in reversed(written.faults)}
        fields = Drawing(visit.write, shown.form, wrong, written.more).fields(self.parts, written.given)
        return FormShown(
            action=visit.request.url.path,
            command=self.rows.__name__,
            may=self._may(visit),
            key="",
            version=None,
            fields=fields,
            errors=_errors(fields, written.faults),
            reviewed=False,
        )


def _errors(fields: Sequence[Field], faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """Those of no field lead to the form."""
    beside = [(each.id, f"{each.label}: {each.wrong}") for each in walked(fields) if each.wrong]
    places = {each.place for each in walked(fields)}
    return [(FORM, fault.text) for fault in faults if fault.place not in places] + beside


def row_form(
    rows: type[Fields],
    keep: Callable[[Connection, Any], None],
    then: str,
    *,
    by: tuple[Role, ...],
    remove: Callable[[Connection], None] | None = None,
) -> Callable[[Page], RowForm]:
    """Put such a form on the page that is declared beneath; `by` are the roles that may send it."""

    def declare(page: Page) -> RowForm:
        of_page = (page.address, page.template, page.section, page.audience, page.read)
        return RowForm(*of_page, rows=rows, keep=keep, then=then, writers=frozenset(by), remove=remove)

    return declare
