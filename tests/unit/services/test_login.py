"""What is kept of a login, where it leads, and where people may come from; without server or browser."""

import pytest
from pydantic import ValidationError

from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.login.return_to import page_of_this_site
from samverka_services.login.sealing import KeyPurpose, NotOpened, is_key, new_key, row_of, seal, unseal


@pytest.mark.parametrize(
    "page",
    ["/", "/auth/organisation", "/insatser/4.1", "/insatser/?efter=a%20b&sida=2", "/a/b_c-d~e/", "/.well-known"],
)
def test_pages_of_this_site_are_gone_on_to(page: str) -> None:
    assert page_of_this_site(page) == page


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/%2Felsewhere.example",
        "/a//b",
        "/../x",
        "/a/..",
        "/a/./b",
        "/a/..?x=1",
        "/a\n",
        "/a b",
        "/a#b",
        "/a@b",
        "/å",
        "?x=1",
        "https://elsewhere.example/",
        "/x?y=/z",
    ],
)
def test_everything_else_leads_to_the_first_page(elsewhere: str | None) -> None:
    assert page_of_this_site(elsewhere) == "/"


def test_what_is_sealed_opens_with_its_own_key_and_purpose_alone() -> None:
    key, other = new_key(), new_key()
    sealed = seal(key, KeyPurpose.SESSION, "hemligt å")
    assert unseal(key, KeyPurpose.SESSION, sealed) == "hemligt å"
    assert seal(key, KeyPurpose.SESSION, "hemligt å") != sealed
    changed = sealed[:-2] + (b"AA" if sealed[-2:] != b"AA" else b"BB")
    for wrong in (
        (other, KeyPurpose.SESSION, sealed),
        (key, KeyPurpose.ATTEMPT, sealed),
        (key, KeyPurpose.SESSION, changed),
    ):
        with pytest.raises(NotOpened):
            unseal(*wrong)
    assert row_of(key) != row_of(other)


def test_a_key_is_256_bits_of_chance() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(is_key(key) for key in keys)
    assert not any(is_key(value) for value in (None, "", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 43 + "\n"))


@pytest.mark.parametrize("address", ["https://samverka.example", "http://127.0.0.1:8321", "http://localhost"])
def test_people_come_by_tls_or_from_this_machine(address: str) -> None:
    assert KeycloakSettings(web_address=address).web_address == address


@pytest.mark.parametrize(
    "address",
    ["http://samverka.example", "http://127.0.0.1.samverka.example", "https://samverka.example/", "ftp://x"],
)
def test_other_addresses_are_refused_since_their_cookies_would_be(address: str) -> None:
    with pytest.raises(ValidationError):
        KeycloakSettings(web_address=address)
