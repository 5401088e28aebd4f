"""A file of tenants: YAML and CSV say the same, and every mistake is told with its line and field."""

from datetime import date
from pathlib import Path

import pytest

from samverka_domain.organisations import OrganisationKind
from samverka_services.tenants.errors import BadTenantFile
from samverka_services.tenants.file import TenantEntry, read_tenants

YAML = """\
organisationer:
  - organisationsnummer: "212000-1546"
    namn: Trollhättans stad
    slag: kommun
    kommunkod: "1488"
    forbund: "222000-1776"
    medlem_fran: 2018-10-01
    administrator:
      namn: Anna Exempel
      epost: Anna@Exempel.se
  - organisationsnummer: "2220001776"
    namn: Fyrbodals kommunalförbund
    slag: kommunalforbund
    administrator: {namn: Bo Exempel, epost: bo@exempel.se}
"""
CSV = """\
organisationsnummer;namn;slag;kommunkod;forbund;medlem_fran;administrator_namn;administrator_epost
212000-1546;Trollhättans stad;KOMMUN;1488;222000-1776;2018-10-01;Anna Exempel;anna@exempel.se
2220001776;Fyrbodals kommunalförbund;KOMMUNALFORBUND;;;;Bo Exempel;bo@exempel.se
"""


def read(folder: Path, content: str | bytes, name: str = "tenants.yaml") -> list[TenantEntry]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_tenants(path, "sv")


def mistakes(folder: Path, content: str | bytes, name: str = "tenants.yaml") -> list[tuple[int, str]]:
    with pytest.raises(BadTenantFile) as caught:
        read(folder, content, name)
    assert all(mistake.message for mistake in caught.value.mistakes)
    return [(mistake.line, mistake.field) for mistake in caught.value.mistakes]


def test_yaml_and_csv_say_the_same(tmp_path: Path) -> None:
    assert [tenant.number for tenant in read(tmp_path, YAML)] == ["2120001546", "2220001776"]
    as_csv = read(tmp_path, CSV, "tenants.csv")
    assert as_csv == read(tmp_path, YAML)
    assert as_csv == read(tmp_path, CSV.replace(";", ","), "tenants.csv")
    assert as_csv == read(tmp_path, b"\xef\xbb\xbf" + CSV.encode(), "tenants.csv")
    assert as_csv[0].slag is OrganisationKind.KOMMUN
    assert as_csv[0].administrator.epost == "anna@exempel.se"
    assert as_csv[1].kommunkod is None
    assert (as_csv[0].forbund_number, as_csv[0].medlem_fran) == ("2220001776", date(2018, 10, 1))
    assert (as_csv[1].forbund_number, as_csv[1].medlem_fran) == (None, None)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "field"),
    [
        ("212000-1546", "212000-1547", 2, "organisationsnummer"),
        ('"1488"', "1488", 5, "kommunkod"),
        ('"1488"', '"9999"', 5, "kommunkod"),
        ('    kommunkod: "1488"\n', "", 2, "kommunkod"),
        ("slag: kommun\n", "slag: stad\n", 4, "slag"),
        ('"222000-1776"', '"222000-1775"', 6, "forbund"),
        ("2018-10-01", "hösten", 7, "medlem_fran"),
        ("    medlem_fran: 2018-10-01\n", "", 2, "medlem_fran"),
        ('    forbund: "222000-1776"\n', "", 2, "forbund"),
        ("Anna@Exempel.se", "anna", 10, "administrator.epost"),
        ("namn: Anna Exempel", "name: Anna", 8, "administrator.namn"),
        ("Fyrbodals kommunalförbund", "Trollhättans  stad".replace("  ", " "), 12, "namn"),
        ("2220001776", "2120001546", 11, "organisationsnummer"),
    ],
)
def test_a_mistake_is_told_with_line_and_field(tmp_path: Path, was: str, becomes: str, line: int, field: str) -> None:
    assert was in YAML
    assert (line, field) in mistakes(tmp_path, YAML.replace(was, becomes))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    bad = CSV.replace("1488", "14").replace("bo@exempel.se", "bo@exempel")
    assert mistakes(tmp_path, bad, "tenants.csv") == [(2, "kommunkod"), (3, "administrator_epost")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"organisationer:\n  - \xff", 2),
        ("organisationer: [", 1),
        ("- 1", 1),
        ("", 1),
        ("organisationer: 3", 1),
        ("organisationer:\n  - 3", 2),
    ],
)
def test_a_file_of_another_form_is_told_as_such(tmp_path: Path, content: str | bytes, line: int) -> None:
    assert [found for found, _ in mistakes(tmp_path, content)] == [line]


def test_columns_that_nobody_knows_are_told(tmp_path: Path) -> None:
    more = CSV.replace("administrator_epost\n", "administrator_epost;färg\n").replace("anna@exempel.se", "a@b.se;röd")
    assert mistakes(tmp_path, more, "tenants.csv") == [(2, "färg")]
    longer = CSV.replace("anna@exempel.se", "anna@exempel.se;röd")
    assert mistakes(tmp_path, longer, "tenants.csv") == [(2, "?")]


def test_a_file_without_rows_asks_for_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, CSV.splitlines()[0], "tenants.csv") == []
