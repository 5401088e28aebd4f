"""What Keycloak has recorded of administrators' acts and people's logouts, and what of it ended a proof."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from samverka_infra import credentials
from samverka_infra.identity_provider.settings import REALM

CLIENT = "samverka-watch"
PAGE = 500
TIMEOUT = httpx.Timeout(3.0)

_ADMIN_EVENTS = {
    "operationTypes": ["DELETE", "UPDATE", "ACTION"],
    "resourceTypes": ["USER", "USER_SESSION", "ORGANIZATION", "ORGANIZATION_MEMBERSHIP", "CLIENT", "REALM"],
}
_OF_A_SESSION = ("LOGOUT", "REVOKE_GRANT")
_OF_A_PERSON = ("DELETE_ACCOUNT", "USER_DISABLED_BY_PERMANENT_LOCKOUT")
_USER_EVENTS = {"type": [*_OF_A_SESSION, *_OF_A_PERSON]}
_HOW_SHE_LOGS_IN = ("logout", "reset-password", "credentials", "federated-identity")
"""What an administrator changes of a person so that who is logged in as her may be somebody else."""


class NotAnswering(Exception):
    """Keycloak does not answer, or not as it should; the text says what."""


@dataclass(frozen=True)
class Happened:
    """Something that was done, by Keycloak's clock, and to what."""

    event_id: str
    at: datetime
    act: str
    path: tuple[str, ...]


class KeycloakEvents:
    """Asks Keycloak as a client that may see events, people and organisations, and change nothing."""

    def __init__(self, address: str, secret: str, page: int = PAGE) -> None:
        self._http = httpx.Client(base_url=address, timeout=TIMEOUT)
        self._proof = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": secret}
        self._page = page
        self._token = ""

    def close(self) -> None:
        """No more questions."""
        self._http.close()

    def are_recorded(self) -> bool:
        """Whether the realm records what is asked for here. Raises NotAnswering."""
        config = self._get("/events/config").json()
        return bool(config.get("eventsEnabled") and config.get("adminEventsEnabled"))

    def since(self, at: datetime) -> list[Happened]:
        """What happened from then on, the earliest first. Raises NotAnswering."""
        try:
            acts = [_administered(event) for event in self._all("/admin-events", at, _ADMIN_EVENTS)]
            logouts = [_done_by_herself(event) for event in self._all("/events", at, _USER_EVENTS)]
        except (KeyError, TypeError, ValueError) as error:
            raise NotAnswering(repr(error)) from error
        return sorted(acts + logouts, key=lambda event: (event.at, event.event_id))

    def is_enabled(self, path: tuple[str, ...]) -> bool:
        """Whether a person or an organisation is there, and not disabled. Raises NotAnswering."""
        answer = self._get("/" + "/".join(path), missing=True)
        return answer.is_success and bool(answer.json().get("enabled"))

    def _all(self, path: str, at: datetime, kinds: dict[str, list[str]]) -> Iterable[dict[str, Any]]:
        """Each page begins at the time where the last one ended: those of one moment come in no certain order."""
        since, most = int(at.timestamp() * 1000), self._page
        known: dict[str, dict[str, Any]] = {}
        while True:
            wanted = {"dateFrom": since, "direction": "asc", "first": 0, "max": most}
            found = self._get(path, {**kinds, **wanted}).json()
            known |= {event["id"]: event for event in found}
            if len(found) < most:
                return known.values()
            most = self._page if found[-1]["time"] > since else 2 * most
            since = found[-1]["time"]

    def _get(self, path: str, params: dict[str, Any] | None = None, *, missing: bool = False) -> httpx.Response:
        try:
            answer = self._asked(path, params)
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                self._token = self._new_token()
                answer = self._asked(path, params)
            if not (missing and answer.status_code == httpx.codes.NOT_FOUND):
                answer.raise_for_status()
        except httpx.HTTPStatusError as error:
            raise NotAnswering(f"{error.response.status_code} {error.request.url.path}") from error
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise NotAnswering(repr(error)) from error
        return answer

    def _asked(self, path: str, params: dict[str, Any] | None) -> httpx.Response:
        self._token = self._token or self._new_token()
        headers = {"Authorization": f"Bearer {self._token}"}
        return self._http.get(f"/admin/realms/{REALM}{path}", params=params, headers=headers)

    def _new_token(self) -> str:
        answer = self._http.post(f"/realms/{REALM}/protocol/openid-connect/token", data=self._proof)
        return str(answer.raise_for_status().json()["access_token"])


def ended(event: Happened, is_enabled: Callable[[tuple[str, ...]], bool]) -> list[str]:
    """The subjects of which nothing is believed any more that was issued until the event."""
    match event.act, event.path:
        case _, ("users", person, *what) if _is_over(event, what, ("users", person), is_enabled):
            return [credentials.person(person)]
        case "DELETE", ("organizations", organisation, "members", person):
            gone = [] if is_enabled(("users", person)) else [credentials.person(person)]
            return [credentials.membership(organisation, person), *gone]
        case _, ("organizations", organisation) if _is_over(event, [], event.path, is_enabled):
            return [credentials.organisation(organisation)]
        case _, ("clients", key, *_):
            return [credentials.client_by_key(key)]
        case _, ("sessions", session):
            return [credentials.session(session)]
        case "ACTION", ("push-revocation" | "logout-all",):
            return [credentials.EVERYBODY]
    return []


def _is_over(
    event: Happened, what: list[str], whole: tuple[str, ...], is_enabled: Callable[[tuple[str, ...]], bool]
) -> bool:
    """Whether somebody or something as a whole was deleted or disabled, or is to prove anew who she is."""
    if what:
        return what[0] in _HOW_SHE_LOGS_IN
    return event.act == "DELETE" or not is_enabled(whole)


def _administered(event: dict[str, Any]) -> Happened:
    path = tuple(str(event.get("resourcePath", "")).split("/"))
    return Happened(event["id"], _moment(event), event["operationType"], path)


def _done_by_herself(event: dict[str, Any]) -> Happened:
    session = event.get("sessionId") if event["type"] in _OF_A_SESSION else None
    path = ("sessions", session) if session else ("users", event.get("userId", ""))
    return Happened(event["id"], _moment(event), "DELETE", path)


def _moment(event: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=event["time"])
