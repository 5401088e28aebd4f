"""A form that carries files: each is received at once and stands in a row from then on, whatever becomes of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.attachments import MOST_BYTES
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.kernel.text import normalised
from samverka_services.commands.kernel.context import Caller
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.fields import Command
from samverka_services.files.taking import take_file
from samverka_services.http.multipart import MULTIPART, SentPart, headed
from samverka_services.login.current_session import NotLoggedIn
from samverka_services.login.forms import WithFiles, own_or_kept_files, without_secret
from samverka_services.pages.kernel.carrying_out import in_her_turn
from samverka_services.pages.kernel.faults import Fault
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.kept_text import login_lost, remember_pairs
from samverka_services.pages.kernel.page import NOT_SHOWN, Page, stopped
from samverka_services.pages.kernel.sent import FIXED, Pairs
from samverka_services.pages.kernel.visit import Acting, Visit, acting

REMOVE = "remove"
"""The field that names, by their sums, the files that are taken away."""


@dataclass(frozen=True)
class FileRow:
    """A file as it stands in the form."""

    name: str
    sha256: str


@dataclass(frozen=True, eq=False)
class FilesForm(Form):
    """Its command has `rows`: names and sums of files."""

    rows: str = "/attachments"

    async def post(self, request: Request) -> Response:
        """POST: with files, or, when it has been looked through, without."""
        if headed(request.headers.get("content-type", "")).get_content_type() != MULTIPART:
            return await super().post(request)
        try:
            by = await acting(request)
            found = await own_or_kept_files(request, by.session)
            remember_pairs(request, found.pairs)
            pairs, refused = await self._received(request, by, found)
            visit, shown, prepared = await self.read(request, by)
        except NotLoggedIn:
            return login_lost(request, without_secret((await own_or_kept_files(request, None)).pairs))
        except NOT_SHOWN as nobody:
            return stopped(request, nobody)
        sending = self.sending(by, visit, shown, prepared, pairs)
        if not found.is_own:
            return self.of_another_login(sending)
        if refused:
            return self.again(
                sending, replace(sending.filled, faults=[self._fault(visit, *each) for each in refused])
            )
        return await self.answer(sending)

    async def _received(
        self, request: Request, by: Acting, sent: WithFiles
    ) -> tuple[Pairs, Sequence[tuple[str, Refused]]]:
        """What the form holds with the files that came with it in its rows; and of others, why not."""
        pairs = without_secret(sent.pairs)
        taken, refused = await _taken(request, by, sent.files) if sent.is_own and sent.files else ([], [])
        if not sent.is_whole:
            refused = [*refused, ("", Refused(Rule.FILE_TOO_LARGE, megabytes=MOST_BYTES >> 20))]
        return [*self._others(pairs), *self._as_pairs(_joined(self._rows(pairs), taken))], refused

    def _others(self, pairs: Pairs) -> Pairs:
        return [(name, value) for name, value in pairs if not name.startswith(self.rows) and name != FIXED]

    def _rows(self, pairs: Pairs) -> list[FileRow]:
        """Those that are kept."""
        written, removed = dict(pairs), {value for name, value in pairs if name == REMOVE}
        names = [name.removesuffix("/sha256") for name in written if name.startswith(self.rows)]
        rows = (
            FileRow(written.get(f"{at}/name", ""), written.get(f"{at}/sha256", "")) for at in dict.fromkeys(names)
        )
        return [row for row in rows if row.sha256 and row.sha256 not in removed]

    def _as_pairs(self, rows: Sequence[FileRow]) -> Iterator[tuple[str, str]]:
        for number, row in enumerate(rows):
            yield f"{self.rows}/{number}/name", row.name
            yield f"{self.rows}/{number}/sha256", row.sha256

    def _fault(self, visit: Visit, name: str, refused: Refused) -> Fault:
        told = visit.write.rule(refused.rule, **refused.params)
        return Fault(self.rows, f"{name}: {told}" if name else told)


async def _taken(
    request: Request, by: Acting, files: Sequence[SentPart]
) -> tuple[list[FileRow], list[tuple[str, Refused]]]:
    def take(executor: CommandExecutor, caller: Caller) -> tuple[list[FileRow], list[tuple[str, Refused]]]:
        rows, refused = [], []
        for file in files:
            name = _plain(file.file_name or "")
            try:
                rows.append(FileRow(name, take_file(executor, caller, file.content).sha256))
            except Refused as error:
                refused.append((name, error))
        return rows, refused

    return await in_her_turn(request, by, take)


def _plain(name: str) -> str:
    """Without the folders that some programs send, and with letters written as one sign."""
    return normalised(name.replace("\\", "/").rpartition("/")[2]).strip()


def _joined(kept: Sequence[FileRow], taken: Sequence[FileRow]) -> list[FileRow]:
    """A file takes the place of an earlier one of its name."""
    names = {row.name.casefold() for row in taken}
    return [*(row for row in kept if row.name.casefold() not in names), *taken]


def files_form(command: type[Command], then: str) -> Callable[[Page], FilesForm]:
    """Put the form of a command that names files on the page that is declared beneath, as `form` does."""

    def declare(page: Page) -> FilesForm:
        return FilesForm(page, command, then)

    return declare
