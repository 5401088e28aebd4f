"""Making a page: templates, texts in the reader's language, and headers that keep a browser from anything else."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from samverka_services.catalogue import text
from samverka_services.http.problems import language_of
from samverka_services.login.web_login import WebLogin
from samverka_services.pages.compressing import compressed
from samverka_services.pages.kernel.writing import Writing
from samverka_services.pages.static import NEWS_SCRIPT, STYLESHEET

_YEAR_SECONDS = 31_536_000


def page(
    connection: HTTPConnection, template: str, status: int = 200, headers: dict[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """A template filled in; `session` is None where nobody is known to be logged in.

    `news` is where the script of a live page asks; other pages have none.
    """
    language, example = language_of(connection), connection.app.state.example
    here = f"{connection.url.path}?{connection.url.query}".removesuffix("?")
    known = {
        "session": None,
        "visit": None,
        "here": here,
        "news": "",
        **values,
        "language": language,
        "stylesheet": STYLESHEET,
        "news_script": NEWS_SCRIPT,
        "t": partial(_text, language),
        "example": example,
        "example_day": Writing(language, example.today).day(example.today) if example else "",
    }
    content = _templates().get_template(template).render(known)
    web: WebLogin | None = connection.app.state.web_login
    headers = {**_headers(web, live=bool(known["news"])), "Content-Language": language, **(headers or {})}
    return compressed(connection, HTMLResponse(content, status, headers))


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("samverka_services.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _text(language: str, key: str, /, **params: Any) -> str:
    return text(f"web.{key}", language, **params)


def _headers(web: WebLogin | None, *, live: bool) -> dict[str, str]:
    """Forms may lead on to the identity provider, since logging out there begins with a form here."""
    form_action = f"'self' {web.client.issuer_origin}" if web else "'self'"
    script = "script-src 'self'; connect-src 'self'; " if live else ""
    others = f"form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
    policy = f"default-src 'none'; style-src 'self'; {script}{others}"
    headers = {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        # With less, browsers would not say that our own forms come from here.
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language, Cookie",
    }
    return headers | (
        {"Strict-Transport-Security": f"max-age={_YEAR_SECONDS}"} if web and web.client.encrypted else {}
    )
