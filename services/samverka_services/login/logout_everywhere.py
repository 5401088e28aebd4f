"""Logging out everywhere: every session and every token of a person that was issued until now."""

from starlette.responses import RedirectResponse, Response

from samverka_infra import credentials
from samverka_services.http.cookies import ATTEMPT, SESSION, forget, leave_notice
from samverka_services.login.provider_tokens import ProvenLogin
from samverka_services.login.return_to import HOME
from samverka_services.login.session import Attempt, Tokens
from samverka_services.login.web_login import Parts

SCOPE = "openid samverka:sessions"
"""Opens the person's own account at Keycloak, and nothing in Samverka; it is asked for by this alone."""


class AnotherPerson(Exception):
    """Who is logged in at the identity provider is not who wanted to log out."""


async def end_everywhere(here: Parts, person_id: str) -> None:
    """In Samverka: nothing that was issued until now opens anything any more."""
    await here.sessions.rows.revoke([credentials.person(person_id)], here.sessions.clock())


async def finish_ending_everywhere(here: Parts, attempt: Attempt, proven: ProvenLogin, tokens: Tokens) -> Response:
    """At the identity provider, and once more here: somebody may have renewed a token in between."""
    if attempt.person_id != proven.person_id:
        raise AnotherPerson
    await here.web.provider.end_all_sessions(tokens.access)
    await end_everywhere(here, proven.person_id)
    response = RedirectResponse(HOME, 303)
    forget(response, ATTEMPT, SESSION)
    leave_notice(response, "logged-out-everywhere")
    return response
