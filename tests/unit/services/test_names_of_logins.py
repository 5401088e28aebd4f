"""What a login says of a person is kept as far as it can be a name or an address."""

from datetime import UTC, datetime

import pytest

from samverka_infra.people import Person
from samverka_services.login.keeping_names import person_of
from samverka_services.login.provider_tokens import ProvenLogin

AT = datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "mail", "kept"),
    [
        ("Ulla Exempel", "ulla@kommunen.example", ("Ulla Exempel", "ulla@kommunen.example")),
        ("", "", ("", "")),
        ("a\x00b", "ulla", ("", "")),
        ("x" * 201, "x" * 250 + "@a.se", ("", "")),
    ],
)
def test_what_cannot_be_kept_is_left_out(name: str, mail: str, kept: tuple[str, str]) -> None:
    assert person_of(ProvenLogin("ulla", name, mail, "session", (), AT), AT) == Person("ulla", *kept, AT)
