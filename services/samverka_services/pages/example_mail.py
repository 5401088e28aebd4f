"""The mail to an example person, which a demonstration keeps as files: its links lead on as her."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Self
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from samverka_domain.kernel.calendar import local_day
from samverka_infra.mail_folder import sent_at
from samverka_services.http.problems import language_of
from samverka_services.kernel.timing import clock
from samverka_services.login.demo_code_flow import CHOOSING_PERSON
from samverka_services.login.demo_issuer import HOST
from samverka_services.pages.kernel.example import ExamplePerson
from samverka_services.pages.kernel.names import example_of
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.writing import Writing
from samverka_services.pages.rendering import page

_LINK = re.compile(rf"(.*?)(http://{re.escape(HOST)}:[0-9]+([A-Za-z0-9/._~?=&%-]*)|\Z)", re.DOTALL)
"""After any text, to a page of this demonstration, which another time may have had another port."""


@dataclass(frozen=True)
class LetterShown:
    """A mail, cut into texts and the link after each."""

    subject: str
    sent_at: datetime
    parts: Sequence[tuple[str, str, str]]
    """Text, link, and where it leads to: through the login, as whom the mail went to."""

    @classmethod
    def of(cls, mail: EmailMessage, person: ExamplePerson) -> Self:
        """With links that she may press."""
        found = _LINK.findall(mail.get_content())
        parts = [(said, link, _as_her(path, person)) for said, link, path in found]
        return cls(str(mail["Subject"]), sent_at(mail), parts)


async def read_mail(request: Request) -> Response:
    """GET: the latest first; nowhere but in a demonstration."""
    example = example_of(request)
    person = example.person(request.path_params["hint"]) if example else None
    if example is None or person is None:
        raise HTTPException(404)
    mails = await asyncio.to_thread(example.mail.to, person.mail)
    letters = [LetterShown.of(each, person) for each in mails]
    write = Writing(language_of(request), local_day(clock()))
    return page(request, "example_mail.html", person=person, letters=letters, write=write)


def _as_her(path: str, person: ExamplePerson) -> str:
    return f"/auth/login?{urlencode({'login_hint': person.hint, 'return_to': path})}"


mail_of_a_person = Route("GET", f"{CHOOSING_PERSON}/e-post/{{hint}}", read_mail)
