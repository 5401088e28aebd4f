"""A form is one declaration: the page that it stands on, the command that it gives, and where one goes on.

Its fields are those of the command. What it sends is given to the one executor, as REST does, and a refusal draws the
same page again with everything that was written.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.decision import Body as DecidingBody
from samverka_services.commands.kernel.bodies import Body, body_of, path_fields
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.http.cookies import SESSION, forget
from samverka_services.kernel.timing import new_id
from samverka_services.login.current_session import NotLoggedIn
from samverka_services.login.forms import kept_fields, own_or_kept_fields
from samverka_services.pages.kernel.carrying_out import CarriedOut, Stale, carried_out, tried
from samverka_services.pages.kernel.deciding import with_deciders
from samverka_services.pages.kernel.faults import Fault
from samverka_services.pages.kernel.fields import Drawing, Field, Prepared, walked
from samverka_services.pages.kernel.filled import Filled
from samverka_services.pages.kernel.page import NOT_SHOWN, Page, stopped
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.sent import FIXED, Sent, pairs_of
from samverka_services.pages.kernel.shapes import Parts, shape_of, shape_of_part
from samverka_services.pages.kernel.summary import Line, summary
from samverka_services.pages.kernel.visit import Acting, Viewer, Visit, acting, visiting
from samverka_services.pages.rendering import page as rendered

KEY, VERSION, STEP, MORE = "key", "version", "step", "more"
"""Fields that are no part of the command."""
FORM = "form"
"""The id of the form in its document."""
REVIEW, SEND = "review", "send"
"""Steps; at any other the form is drawn again with what was written."""


@dataclass(frozen=True)
class FormShown:
    """A form as its template draws it."""

    action: str
    command: str
    may: bool
    """Whether the reader may give the command."""
    key: str
    version: int | None
    fields: Sequence[Field]
    errors: Sequence[tuple[str, str]] = ()
    """What is wrong, in the order of the page: where to go, and what to read."""
    reviewing: Sequence[Line] = ()
    """What is about to be sent; nothing while it is being written."""
    hidden: Sequence[tuple[str, str]] = ()
    """What was written, while it is being reviewed."""
    meanwhile: Sequence[tuple[str, str, str]] = ()
    """What has changed since the page was opened: label, what stands now, what was written."""
    is_stale: bool = False
    reviewed: bool = True


@dataclass(frozen=True, eq=False)
class Form:
    """A command's form on a page."""

    page: Page
    command: type[Command]
    then: str
    """Where one goes on; in braces what stands in the form's address, or the `id` of the outcome."""
    bodies: tuple[DecidingBody, ...] = ()
    """Those that take the decision."""
    reviewed: bool = True
    """Whether everything is looked through once more before it is sent."""

    def routes(self) -> Iterator[Route]:
        """Shown and sent at the same address."""
        yield Route("GET", self.page.address, self.get)
        yield Route("POST", self.page.address, self.post)

    @property
    def handling(self) -> Handling:
        """The command's declaration."""
        return COMMANDS[self.command]

    @property
    def body(self) -> Body:
        """The body that REST would take."""
        return body_of(self.handling)

    @cached_property
    def parts(self) -> Parts:
        """All that is filled in: what stands in REST's address and not in the form's, and the body."""
        fields = self.command.model_fields
        in_path = {to_camel(name): shape_of(fields[name].rebuild_annotation()) for name in self._asked_for}
        in_body = {
            to_camel(name): shape_of_part(each.rebuild_annotation(), required=each.is_required())
            for name, each in self.body.model.model_fields.items()
        }
        return {**in_path, **in_body}

    @cached_property
    def _asked_for(self) -> list[str]:
        return [name for name in path_fields(self.handling) if f"{{{name}}}" not in self.page.address]

    async def get(self, request: Request) -> Response:
        """GET."""
        try:
            visit, shown, prepared = await self._read(request, await acting(request))
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        return self._drawn(visit, shown, prepared, Filled(dict(prepared.start), new_id(), prepared.version))

    async def post(self, request: Request) -> Response:
        """POST."""
        try:
            by = await acting(request)
            pairs, is_own = await own_or_kept_fields(request, by.session)
            visit, shown, prepared = await self._read(request, by)
        except NotLoggedIn:
            return await self._kept(request)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        sent = Sent(pairs, prepared.questions)
        filled = Filled(sent.body(self.parts), sent.text(KEY) or new_id(), _version(sent), more=sent.text(MORE))
        if not is_own:
            return self._drawn(visit, shown, prepared, replace(filled, faults=[_another_login(visit)]), 403)
        if sent.text(STEP) not in _GIVING:
            return self._drawn(visit, shown, prepared, filled)
        found = await _GIVING[sent.text(STEP)](self, visit, by, prepared, filled)
        return await self._answered(request, by, (visit, shown, prepared), filled, found)

    async def _kept(self, request: Request) -> Response:
        """What she has written, to be sent again when she has logged in."""
        pairs = [(name, value) for name, value in await kept_fields(request) if name not in {STEP, KEY}]
        response = rendered(request, "session_lost.html", 403, action=request.url.path, pairs=pairs)
        forget(response, SESSION)
        return response

    def command_of(self, given: Mapping[str, Any], path: Mapping[str, str]) -> Command:
        """The command that what was written means. Raises ValidationError."""
        asked_for = {to_camel(name): name for name in self._asked_for}
        in_path = {name: path[name] for name in path_fields(self.handling) if name in path}
        in_path |= {asked_for[name]: value for name, value in given.items() if name in asked_for}
        body = self.body.model.model_validate({n: value for n, value in given.items() if n not in asked_for})
        return self.body.command(body, in_path)

    def may_be_given_by(self, viewer: Viewer) -> bool:
        """Whether somebody may give the command: by a role, or because she may have taken the decision herself."""
        handling = self.handling
        fits = handling.organisation in {None, viewer.kind}
        decides = handling.seat_needed and bool(viewer.seats & set(self.bodies))
        return fits and (bool(viewer.roles & handling.roles) or decides)

    async def _read(self, request: Request, by: Acting) -> tuple[Visit, Any, Prepared]:
        async with visiting(request, by) as visit:
            self.page.audience.require(visit.viewer)
            shown = await self.page.read(visit)
            return visit, shown, await with_deciders(visit, shown.form, self.bodies, self.parts)

    async def _answered(
        self, request: Request, by: Acting, read: tuple[Visit, Any, Prepared], filled: Filled, found: Any
    ) -> Response:
        if isinstance(found, CarriedOut):
            return found.redirect(self.then.format(id=found.outcome.id, **request.path_params))
        if isinstance(found, Stale):
            visit, shown, prepared = await self._read(request, by)
            stale = Filled(filled.given, filled.key, prepared.version, is_stale=True)
            return self._drawn(visit, shown, prepared, stale, 409)
        faults, key = found
        again = Filled(filled.given, key, filled.version, faults, is_reviewed=not faults)
        return self._drawn(*read, again, 422 if faults else 200)

    def _drawn(self, visit: Visit, shown: Any, prepared: Prepared, filled: Filled, status: int = 200) -> Response:
        wrong = {fault.place: fault.text for fault in reversed(filled.faults)}
        drawing = Drawing(visit.write, prepared, wrong, filled.more)
        fields = drawing.fields(self.parts, filled.given)
        fixed = [(FIXED, each.place) for each in walked(fields) if each.fixed]
        form = FormShown(
            action=visit.request.url.path,
            command=self.command.__name__,
            may=self.may_be_given_by(visit.viewer),
            key=filled.key,
            version=filled.version,
            fields=fields,
            errors=_errors(fields, filled.faults),
            is_stale=filled.is_stale,
            reviewing=summary(fields, visit.write) if filled.is_reviewed else (),
            hidden=[*fixed, *pairs_of(filled.given)] if filled.is_reviewed else fixed,
            meanwhile=self._meanwhile(drawing, prepared, fields) if filled.is_stale else (),
            reviewed=self.reviewed,
        )
        return self.page.draw(visit, shown, status, form=form)

    def _meanwhile(
        self, drawing: Drawing, prepared: Prepared, fields: Sequence[Field]
    ) -> Sequence[tuple[str, str, str]]:
        now = summary(drawing.fields(self.parts, prepared.start), drawing.write, with_empty=True)
        written = summary(fields, drawing.write, with_empty=True)
        pairs = ((there, here) for there, here in zip(now, written, strict=False) if there.text != here.text)
        return [(there.label, there.text, here.text) for there, here in pairs]


_GIVING: dict[str, Callable[..., Awaitable[Any]]] = {REVIEW: tried, SEND: carried_out}


def form(
    command: type[Command], then: str, *, bodies: tuple[DecidingBody, ...] = (), reviewed: bool = True
) -> Callable[[Page], Form]:
    """Put a command's form on the page that is declared beneath; its facts have a `form: Prepared`."""

    def declare(page: Page) -> Form:
        return Form(page, command, then, bodies, reviewed)

    return declare


def _another_login(visit: Visit) -> Fault:
    return Fault("", visit.write.text("form.another-login"))


def _errors(fields: Sequence[Field], faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """Those of the whole lead to the form."""
    beside = [(each.id, each.label, each.wrong) for each in walked(fields) if each.wrong and not each.fixed]
    known = {text for _, _, text in beside}
    of_all = [(FORM, fault.text) for fault in faults if fault.text not in known]
    return of_all + [(anchor, f"{label}: {text}") for anchor, label, text in beside]


def _version(sent: Sent) -> int | None:
    written = sent.text(VERSION)
    return int(written) if written.isascii() and written.isdigit() else None
