"""A form is one declaration: the page that it stands on, the command that it gives, and where one goes on.

Its fields are those of the command. What it sends is given to the one executor, as REST does, and a refusal draws the
same page again with everything that was written.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import psycopg
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.decision import Body as DecidingBody
from samverka_infra.database import is_about_input
from samverka_services.commands.kernel.bodies import Body, body_of, path_fields
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.http.errors import PASSING, told_of_passing
from samverka_services.kernel.timing import new_id
from samverka_services.login.current_session import NotLoggedIn
from samverka_services.login.forms import own_or_kept_fields
from samverka_services.pages.kernel.carrying_out import CarriedOut, Stale, carried_out, tried
from samverka_services.pages.kernel.deciding import with_deciders
from samverka_services.pages.kernel.faults import Fault
from samverka_services.pages.kernel.fields import Drawing, Field, Prepared, walked
from samverka_services.pages.kernel.filled import Filled
from samverka_services.pages.kernel.kept_text import logged_out, remember
from samverka_services.pages.kernel.page import NOT_SHOWN, Page, stopped
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.sent import FIXED, KEY, MORE, NOTE, SEAL, STEP, VERSION, Pairs, Sent, pairs_of
from samverka_services.pages.kernel.shapes import Parts, shape_of, shape_of_part
from samverka_services.pages.kernel.summary import Elsewhere, Line, elsewhere, reviewed, summary
from samverka_services.pages.kernel.visit import Acting, Viewer, Visit, acting, visiting

FORM = "form"
"""The id of the form in its document."""
TOO_MANY = 429
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
    elsewhere: Sequence[Elsewhere] = ()
    """What is filled in on other pages."""
    note: str = ""
    """What was written in the field for notes beside it."""
    seen: str = ""
    """The seal of what the page had shown when it was opened; empty, if it is that of what it shows now."""


@dataclass(frozen=True)
class FormSent:
    """A form that somebody has sent: on which page she did, and what it holds."""

    form: "Form"
    by: Acting
    visit: Visit
    shown: Any
    prepared: Prepared
    sent: Sent
    filled: Filled

    @property
    def step(self) -> tuple[str, str]:
        """What the pressed button means, and about what."""
        name, _, about = self.sent.text(STEP).partition(" ")
        return name, about

    @property
    def may(self) -> bool:
        """Whether she may give the command."""
        return self.form.may_be_given_by(self.visit.viewer)

    async def anew(self, filled: Filled) -> "FormSent":
        """The page as it is now."""
        visit, shown, prepared = await self.form.read(self.visit.request, self.by)
        return replace(self, visit=visit, shown=shown, prepared=prepared, filled=filled)


Act = Callable[[FormSent], Awaitable[Response | Filled | FormSent]]
"""What a button does: it leads on, or has the form drawn again, or goes on to what its step means everywhere."""


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
    acts: Mapping[str, Act] = field(default_factory=dict)
    """What its own buttons do, by step."""

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
            visit, shown, prepared = await self.read(request, await acting(request))
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        return self._drawn(visit, shown, prepared, Filled(dict(prepared.start), new_id(), prepared.version))

    async def post(self, request: Request) -> Response:
        """POST."""
        await remember(request)
        try:
            by = await acting(request)
            pairs, is_own = await own_or_kept_fields(request, by.session)
            visit, shown, prepared = await self.read(request, by)
        except NotLoggedIn:
            return await logged_out(request)
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        sending = self.sending(by, visit, shown, prepared, pairs)
        return await self.answer(sending) if is_own else self.of_another_login(sending)

    def sending(self, by: Acting, visit: Visit, shown: Any, prepared: Prepared, pairs: Pairs) -> "FormSent":
        """What these fields say."""
        sent = Sent(pairs, prepared.questions, prepared.begun)
        filled = replace(_beside(sent), given=sent.body(self.parts))
        return FormSent(self, by, visit, shown, prepared, sent, filled)

    def of_another_login(self, sending: "FormSent") -> Response:
        """What was written, to be sent again."""
        faults = [another_login(sending.visit)]
        return self._drawn(
            sending.visit, sending.shown, sending.prepared, replace(sending.filled, faults=faults), 403
        )

    async def answer(self, sending: FormSent) -> Response:
        """By the pressed button."""
        try:
            return await self._acted(sending)
        except PASSING as error:
            return self._not_now(sending, error)
        except psycopg.Error as error:
            if not is_about_input(error):
                raise
            fault = Fault("", sending.visit.write.text("form.not-storable"))
            return self.again(sending, replace(sending.filled, faults=[fault]))

    async def _acted(self, sending: FormSent) -> Response:
        """By the form's own button, if it is one; then by what the step means everywhere."""
        act = self.acts.get(sending.step[0])
        done = await act(sending) if act else sending
        if isinstance(done, Response):
            return done
        if isinstance(done, Filled):
            return self.again(await sending.anew(done), done)
        give = _GIVING.get(done.step[0])
        if give is None:
            return self.again(done, done.filled)
        return await self._given(done, await give(self, done.visit, done.by, done.prepared, done.filled))

    async def _given(self, sending: FormSent, found: Any) -> Response:
        filled = sending.filled
        if isinstance(found, CarriedOut):
            return found.redirect(self.then.format(id=found.outcome.id, **sending.visit.path))
        if isinstance(found, Stale):
            now = await sending.anew(filled)
            return self.again(now, replace(filled, version=now.prepared.version, is_stale=True))
        faults, key = found
        return self.again(sending, replace(filled, key=key, faults=faults, is_reviewed=not faults))

    def again(self, sending: FormSent, filled: Filled) -> Response:
        """The same page with what was written, and what is wrong with it."""
        return self._drawn(sending.visit, sending.shown, sending.prepared, filled, filled.status)

    def _not_now(self, sending: FormSent, error: Exception) -> Response:
        """The form as it was sent, to be sent again: what was given with its key is given once."""
        told, write = told_of_passing(sending.visit.request, error), sending.visit.write
        seconds, is_limited = told.headers["Retry-After"], told.status_code == TOO_MANY
        fault = Fault("", write.text("not-now.limited" if is_limited else "not-now.away", seconds=seconds))
        is_reviewed = self.reviewed and sending.step[0] == SEND
        filled = replace(sending.filled, faults=[fault], is_reviewed=is_reviewed)
        response = self._drawn(sending.visit, sending.shown, sending.prepared, filled, told.status_code)
        response.headers["Retry-After"] = seconds
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
        if handling.topic.sits is not None:
            return fits  # the page is shown to her alone who sits there
        decides = handling.seat_needed and bool(viewer.seats & set(self.bodies))
        return fits and (bool(viewer.roles & handling.roles) or decides)

    async def read(self, request: Request, by: Acting) -> tuple[Visit, Any, Prepared]:
        """The page as it is now."""
        async with visiting(request, by) as visit:
            self.page.audience.require(visit.viewer)
            shown = await self.page.read(visit)
            return visit, shown, await with_deciders(visit, shown.form, self.bodies, self.parts)

    def _drawn(self, visit: Visit, shown: Any, prepared: Prepared, filled: Filled, status: int = 200) -> Response:
        wrong = {fault.place: fault.text for fault in reversed(filled.faults)}
        drawing = Drawing(visit.write, prepared, wrong, filled.more)
        fields = drawing.fields(self.parts, filled.given)
        written = [each for each in fields if each.name not in prepared.elsewhere]
        others = self._elsewhere(drawing, prepared, fields)
        fixed = [(FIXED, each.place) for each in walked(fields) if each.fixed]
        carried = {name: value for name, value in filled.given.items() if name in prepared.elsewhere}
        form = FormShown(
            action=visit.request.url.path,
            command=self.command.__name__,
            may=self.may_be_given_by(visit.viewer),
            key=filled.key,
            version=filled.version,
            fields=written,
            errors=_errors(written, others, filled.faults),
            is_stale=filled.is_stale,
            reviewing=reviewed(fields, visit.write) if filled.is_reviewed else (),
            hidden=[*fixed, *pairs_of(filled.given if filled.is_reviewed else carried)],
            meanwhile=self._meanwhile(drawing, prepared, fields) if filled.is_stale else (),
            reviewed=self.reviewed,
            elsewhere=others,
            note=filled.note,
            seen=filled.seen,
        )
        return self.page.draw(visit, shown, status, form=form)

    def _elsewhere(self, drawing: Drawing, prepared: Prepared, fields: Sequence[Field]) -> Sequence[Elsewhere]:
        def told(among: Sequence[Field]) -> Sequence[Elsewhere]:
            return elsewhere([each for each in among if each.name in prepared.elsewhere], drawing.write)

        stands = {each.field.id: each.text for each in told(drawing.fields(self.parts, prepared.stands))}
        return [replace(each, stands=stands.get(each.field.id, "")) for each in told(fields)]

    def _meanwhile(
        self, drawing: Drawing, prepared: Prepared, fields: Sequence[Field]
    ) -> Sequence[tuple[str, str, str]]:
        now = summary(drawing.fields(self.parts, prepared.start), drawing.write, with_empty=True)
        written = summary(fields, drawing.write, with_empty=True)
        pairs = ((there, here) for there, here in zip(now, written, strict=False) if there.text != here.text)
        return [(there.label, there.text, here.text) for there, here in pairs]


_GIVING: dict[str, Callable[..., Awaitable[Any]]] = {REVIEW: tried, SEND: carried_out}


def form(
    command: type[Command],
    then: str,
    *,
    bodies: tuple[DecidingBody, ...] = (),
    reviewed: bool = True,
    acts: Mapping[str, Act] | None = None,
) -> Callable[[Page], Form]:
    """Put a command's form on the page that is declared beneath; its facts have a `form: Prepared`."""

    def declare(page: Page) -> Form:
        return Form(page, command, then, bodies, reviewed, acts or {})

    return declare


def another_login(visit: Visit) -> Fault:
    """Of a form that another session's page has sent."""
    return Fault("", visit.write.text("form.another-login"))


def _errors(fields: Sequence[Field], others: Sequence[Elsewhere], faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """Those of the whole lead to the form."""
    beside = [(each.field.id, each.field.label, each.wrong) for each in others if each.wrong]
    beside += [(each.id, each.label, each.wrong) for each in walked(fields) if each.wrong and not each.fixed]
    known = {text for _, _, text in beside}
    of_all = [(FORM, fault.text) for fault in faults if fault.text not in known]
    return of_all + [(anchor, f"{label}: {text}") for anchor, label, text in beside]


def _beside(sent: Sent) -> Filled:
    """What a form holds besides its command."""
    key, more, note, seen = (sent.text(name) for name in (KEY, MORE, NOTE, SEAL))
    return Filled({}, key or new_id(), _version(sent), more=more, note=note, seen=seen)


def _version(sent: Sent) -> int | None:
    written = sent.text(VERSION)
    return int(written) if written.isascii() and written.isdigit() else None
