"""Attacks on the web pages: each is tried as an attacker would, on a person who is really logged in."""

from urllib.parse import quote

import httpx
import psycopg
import pytest

from samverka_domain.mandates import Role
from samverka_services.http.cookies import VISITS
from samverka_services.kernel.timing import clock
from samverka_services.login.sealing import KeyPurpose, new_key, row_of, seal
from samverka_services.login.session_store import IDLE
from tests.acceptance.identity.served import Person, Served
from tests.acceptance.identity.support import claims_of
from tests.acceptance.identity.visitor import ATTEMPT, SESSION, Visitor
from tests.support.world import GOTEBORG, TROLLHATTAN, UDDEVALLA

POSTS = ("/auth/logout", "/auth/logout-everywhere", "/auth/organisation")


@pytest.fixture(scope="module")
def person(served: Served) -> Person:
    return served.person("angripen", {TROLLHATTAN: Role.OFFICER})


@pytest.fixture(scope="module")
def insider(served: Served) -> Visitor:
    """Somebody who stays logged in while what should do nothing is tried on her."""
    visitor = Visitor(served.address)
    visitor.log_in(served.person("kvarinne", {TROLLHATTAN: Role.OFFICER}))
    return visitor


@pytest.fixture
def victim(served: Served, person: Person) -> Visitor:
    visitor = Visitor(served.address)
    visitor.log_in(person)
    assert visitor.is_in
    return visitor


def secret_of(visitor: Visitor) -> str:
    visitor.open("/")
    return visitor.form("/auth/logout").fields["csrf"]


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_the_sessions_secret_does_nothing(served: Served, victim: Visitor, path: str) -> None:
    stranger = Visitor(served.address)
    stranger.log_in(served.person(f"framling{POSTS.index(path)}", {TROLLHATTAN: Role.OFFICER}))
    good = secret_of(victim)
    for csrf in (None, "", "x", good[:-1], good + "x", good.swapcase(), secret_of(stranger), new_key(), "ä"):
        victim.send(path, {"csrf": csrf, "alias": f"se-{TROLLHATTAN}"} if csrf is not None else {}, follow=False)
        assert victim.answer.status_code == 403
        assert "Formuläret kunde inte tas emot" in victim.text
        assert victim.session
    for twice in (f"csrf={good}&csrf=x", f"csrf=x&csrf={good}", "&".join(["a=1"] * 50) + f"&csrf={good}", "%ff=%ff"):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{SESSION}={victim.session}"}
        assert httpx.post(served.address + path, content=twice, headers=headers).status_code == 403
    assert victim.is_in


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1.elsewhere.example"},
    ],
    ids=str,
)
def test_a_form_from_another_site_does_nothing_even_with_the_secret(
    insider: Visitor, path: str, headers: dict[str, str]
) -> None:
    fields = {"csrf": secret_of(insider), "alias": f"se-{TROLLHATTAN}"}
    insider.send(path, fields, follow=False, headers=headers)
    assert insider.answer.status_code == 403
    assert insider.is_in


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
def test_forms_come_in_the_one_way_that_forms_of_ours_do(served: Served, victim: Visitor, content_type: str) -> None:
    body = f"csrf={secret_of(victim)}"
    headers = {"Content-Type": content_type, "Cookie": f"{SESSION}={victim.session}"}
    assert httpx.post(f"{served.address}/auth/logout", content=body, headers=headers).status_code == 415
    api = {"Content-Type": "application/x-www-form-urlencoded"}
    assert httpx.post(f"{served.address}/graphql", content=body, headers=headers | api).status_code == 415
    assert httpx.post(f"{served.address}/api/v1/insatser", content=body, headers=headers | api).status_code == 415
    assert victim.is_in


def test_reading_changes_nothing(served: Served, victim: Visitor) -> None:
    """Whatever a foreign page can have a browser fetch with its cookies."""
    for path in POSTS:
        victim.open(path, follow=False)
        assert victim.answer.status_code in {200, 405}
    assert victim.is_in


def test_the_cookie_opens_no_api(served: Served, victim: Visitor) -> None:
    cookies = {"Cookie": f"{SESSION}={victim.session}"}
    assert httpx.get(f"{served.address}/api/v1/me", headers=cookies).status_code == 401
    assert (
        httpx.post(f"{served.address}/graphql", headers=cookies, json={"query": "{ __typename }"}).status_code == 401
    )


def test_cookies_are_of_this_host_alone_out_of_scripts_reach_and_not_sent_from_elsewhere(victim: Visitor) -> None:
    own = [cookie for cookie in victim.set_cookies if cookie.startswith("__Host-samverka")]
    assert {cookie.partition("=")[0] for cookie in own} == {SESSION, ATTEMPT, VISITS}
    for cookie in own:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
        assert not [attribute for attribute in attributes if attribute.startswith("domain")]


def test_a_session_key_that_somebody_else_chose_is_never_used(served: Served, person: Person) -> None:
    """Fixation: before the login as a session, and as an attempt."""
    for planted in (new_key(), "x", "", "a" * 5000):
        visitor = Visitor(served.address)
        visitor.own_cookies[SESSION] = visitor.own_cookies[ATTEMPT] = planted
        visitor.log_in(person)
        assert visitor.session not in {None, planted}
        assert visitor.is_in
        thief = Visitor(served.address)
        thief.own_cookies[SESSION] = planted
        assert not thief.is_in


def test_each_login_has_a_key_of_its_own_and_ends_the_one_before(served: Served, person: Person) -> None:
    visitor = Visitor(served.address)
    visitor.log_in(person)
    first = visitor.session
    thief = Visitor(served.address)
    thief.own_cookies[SESSION] = str(first)
    assert thief.is_in
    visitor.press("/auth/logout")
    visitor.log_in(person)
    assert visitor.session != first
    assert "Logga ut" not in thief.open("/").text


def test_two_session_cookies_are_none(served: Served, victim: Visitor) -> None:
    both = {"Cookie": f"{SESSION}={victim.session}; {SESSION}={new_key()}", "Accept": "text/html"}
    assert "Logga ut" not in httpx.get(served.address, headers=both).text


EVIL = (
    "//elsewhere.example",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/%2Felsewhere.example",
    "/%5Celsewhere.example",
    "https://elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "elsewhere.example",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    "/\r\nSet-Cookie: x=y",
    "/%0d%0aSet-Cookie:%20x=y",
    "/\x00",
    "/.//elsewhere.example",
    "/..//elsewhere.example",
    "/x/../..//elsewhere.example",
    "/@elsewhere.example",
    "/auth/callback#x",
    " /",
    "/" + "a" * 600,
    "",
)


@pytest.mark.parametrize("wished", EVIL)
def test_nobody_is_sent_elsewhere_after_logging_in(insider: Visitor, wished: str) -> None:
    """Neither who is in already nor, since the same is kept for later, who logs in first."""
    insider.open(f"/auth/login?return_to={quote(wished, safe='')}", follow=False)
    assert insider.answer.status_code == 303
    assert insider.answer.headers["location"] == "/"
    insider.open(f"/auth/login?return_to=/auth/organisation&return_to={quote(wished, safe='')}", follow=False)
    assert insider.answer.headers["location"] in {"/", "/auth/organisation"}


def test_who_logs_in_with_an_evil_address_comes_to_the_first_page(served: Served, person: Person) -> None:
    visitor = Visitor(served.address)
    visitor.log_in(person, return_to=quote("//elsewhere.example", safe=""))
    assert visitor.at == f"{served.address}/"


def test_addresses_for_keycloak_come_from_the_settings_and_not_from_the_host(served: Served) -> None:
    foreign = {"Host": "elsewhere.example", "X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "https"}
    answer = httpx.get(f"{served.address}/auth/login", headers=foreign)
    assert answer.status_code == 303
    sent = httpx.URL(answer.headers["location"]).params
    assert sent["redirect_uri"] == f"{served.address}/auth/callback"
    assert (sent["response_type"], sent["code_challenge_method"]) == ("code", "S256")
    assert all(len(sent[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert "elsewhere" not in str(answer.headers)


def come_to_the_callback(served: Served, person: Person) -> tuple[Visitor, str]:
    """Somebody whose browser has not opened the callback yet, and its address."""
    visitor = Visitor(served.address)
    visitor.open("/auth/login")
    visitor.send(visitor.forms[0].action, visitor.forms[0].fields | {"username": person.mail})
    fields = visitor.forms[0].fields | {"password": "ett-långt-lösenord-5"}
    visitor.send(visitor.forms[0].action, fields, follow=False)
    address = visitor.answer.headers["location"]
    assert address.startswith(f"{served.address}/auth/callback")
    return visitor, address


def is_not_let_in(visitor: Visitor, address: str) -> None:
    visitor.open(address)
    assert visitor.answer.status_code in {400, 403}
    assert "Logga in" in visitor.text
    assert visitor.session is None


def test_a_code_counts_only_in_the_browser_that_began_the_login(served: Served, person: Person) -> None:
    """Login CSRF: the attacker's own code and state, opened by the victim; and a stolen code, by the thief."""
    on_her_way, address = come_to_the_callback(served, person)
    is_not_let_in(Visitor(served.address), address)
    other = Visitor(served.address)
    other.open("/auth/login", follow=False)
    is_not_let_in(other, address)
    state = httpx.URL(other.answer.request.url).params.get("state", "")
    is_not_let_in(other, f"/auth/callback?code={httpx.URL(address).params['code']}&state={state}")
    on_her_way.open(address)
    assert on_her_way.is_in


def test_a_stolen_code_is_worth_nothing_in_an_own_attempt(served: Served, person: Person) -> None:
    """PKCE: the code belongs to the verifier of another attempt."""
    _, address = come_to_the_callback(served, person)
    thief = Visitor(served.address)
    thief.open("/auth/login", follow=False)
    state = httpx.URL(thief.answer.headers["location"]).params["state"]
    is_not_let_in(thief, f"/auth/callback?code={httpx.URL(address).params['code']}&state={state}")


@pytest.mark.parametrize(
    "change",
    [{"state": "x"}, {"state": ""}, {"iss": "https://elsewhere.example"}, {"code": ""}, {"error": "x"}],
    ids=str,
)
def test_an_answer_that_was_changed_on_its_way_lets_nobody_in(
    served: Served, person: Person, change: dict[str, str]
) -> None:
    visitor, address = come_to_the_callback(served, person)
    url = httpx.URL(address)
    is_not_let_in(visitor, f"{url.path}?{httpx.QueryParams({**url.params, **change})}")


def test_an_answer_counts_once(served: Served, person: Person) -> None:
    visitor, address = come_to_the_callback(served, person)
    cookies = dict(visitor.own_cookies)
    visitor.open(address)
    assert visitor.is_in
    key = visitor.session
    visitor.open(address)
    assert visitor.path == "/", "who presses twice is in already"
    assert visitor.session == key
    replaying = Visitor(served.address)
    replaying.own_cookies.update(cookies)
    is_not_let_in(replaying, address)
    assert visitor.is_in


def test_an_error_by_keycloak_is_told_without_its_words(served: Served) -> None:
    visitor = Visitor(served.address)
    visitor.open("/auth/login", follow=False)
    state = httpx.URL(visitor.answer.headers["location"]).params["state"]
    said = quote("<script>alert(1)</script>")
    visitor.open(f"/auth/callback?state={state}&error={said}&error_description={said}")
    assert visitor.answer.status_code == 403
    assert "Du loggades inte in" in visitor.text
    assert "<script" not in visitor.answer.text


def test_an_organisation_that_was_not_offered_cannot_be_chosen(served: Served, victim: Visitor) -> None:
    csrf = secret_of(victim)
    for alias in (f"se-{UDDEVALLA}", "*", f"se-{TROLLHATTAN} organization:*", f"se-{TROLLHATTAN} offline_access", ""):
        victim.send("/auth/organisation", {"csrf": csrf, "alias": alias}, follow=False)
        assert victim.answer.status_code == 403
    assert victim.is_in


def test_the_database_alone_opens_no_session(served: Served, victim: Visitor, person: Person) -> None:
    """Neither by what is found there, nor by putting one person's content under another's key."""
    with psycopg.connect(served.database.admin_url) as connection:
        rows = connection.execute("select key_hash, content from identity.web_sessions").fetchall()
        stored = b"".join(row[0] + row[1] for row in rows)
    token = claims_of(served.identity.token(person.mail, "openid"))
    assert victim.session
    assert victim.session.encode() not in stored
    for known in (person.mail, "Bo Exempel", token["sub"], secret_of(victim)):
        assert known.encode() not in stored
    thief = Visitor(served.address)
    own = [row for row in rows if row[0] == _hash(victim.session)]
    for key_hash, content in own + rows[:3]:
        for tried in (key_hash.hex(), content.decode(errors="replace")[:43], content.decode(errors="replace")):
            thief.own_cookies[SESSION] = tried
            assert "Logga ut" not in thief.open("/").text

    other = Visitor(served.address)
    other.log_in(served.person("byte", {UDDEVALLA: Role.OFFICER}))
    with psycopg.connect(served.database.admin_url) as connection:
        found = "select content from identity.web_sessions where key_hash = %s"
        swap = f"update identity.web_sessions set content = ({found}) where key_hash = %s"
        connection.execute(swap, [_hash(other.session), _hash(victim.session)])
    assert not victim.is_in
    assert other.is_in


def test_a_key_of_an_attempt_opens_no_session(served: Served) -> None:
    visitor = Visitor(served.address)
    visitor.open("/auth/login", follow=False)
    visitor.own_cookies[SESSION] = visitor.own_cookies[ATTEMPT]
    assert not visitor.is_in


def test_no_page_can_be_framed_sniffed_scripted_or_kept(served: Served, victim: Visitor) -> None:
    for path in ("/", "/auth/organisation", "/finns-inte", "/auth/callback"):
        for visitor in (victim, Visitor(served.address)):
            headers = visitor.open(path, follow=False).headers
            assert headers["cache-control"] == "no-store"
            assert headers["x-frame-options"] == "DENY"
            assert headers["x-content-type-options"] == "nosniff"
            policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
            assert policy["default-src"] == "'none'"
            assert policy["frame-ancestors"] == "'none'"
            if visitor.answer.text:
                own = f"'self' {served.identity.settings.address}"
                assert (policy["style-src"], policy["form-action"], policy["base-uri"]) == ("'self'", own, "'none'")
                assert headers["referrer-policy"] == "same-origin"
                for inline in ("<script", "<style", "style=", "onclick", "onload", "javascript:", "<iframe", "<base"):
                    assert inline not in visitor.answer.text


def test_names_are_text_whatever_they_are(served: Served) -> None:
    person = served.person("markup", {GOTEBORG: Role.OFFICER})
    served.identity.admin.update_user(person.person_id, {"lastName": "O'Exempel"})
    served.rename(GOTEBORG, 'Göteborg <b onclick="x">{{7*7}}</b>')
    visitor = Visitor(served.address)
    visitor.log_in(person)
    assert "O&#39;Exempel" in visitor.answer.text
    assert "Göteborg &lt;b onclick=&#34;x&#34;&gt;{{7*7}}&lt;/b&gt;" in visitor.answer.text


def test_a_mistake_of_ours_shows_nothing_of_the_inside(served: Served) -> None:
    """Content that no version of Samverka has written, sealed as it should be."""
    key = new_key()
    with psycopg.connect(served.database.identity_url) as connection:
        values = [row_of(key), seal(key, KeyPurpose.SESSION, '{"hemligt": 1}'), clock() + IDLE, clock()]
        connection.execute("select identity.start_session(%s, null, null, %s, %s, %s)", values)
    visitor = Visitor(served.address)
    visitor.own_cookies[SESSION] = key
    visitor.open("/")
    assert visitor.answer.status_code == 500
    assert "Något gick fel hos oss" in visitor.text
    assert not [word for word in ("hemligt", "Traceback", "pydantic", "validation") if word in visitor.answer.text]
    assert visitor.answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_nothing_of_a_login_is_logged(served: Served, victim: Visitor, person: Person) -> None:
    key = str(victim.session)
    victim.press("/auth/logout")
    logged = served.logged("serve")
    for secret in (key, served.identity.secrets.web_secret, person.mail, "Bo Exempel", "eyJ", "code="):
        assert secret not in logged


def _hash(key: str | None) -> bytes:
    return row_of(str(key))
