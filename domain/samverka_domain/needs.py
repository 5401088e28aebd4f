"""Need and gap (behov och gap): the hours that an insats needs, and what is set aside of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from samverka_domain.commitments import RoleHours
from samverka_domain.document_parts import Need


@dataclass(frozen=True, kw_only=True)
class NeededHours:
    """Hours of one role in one municipality and year."""

    year: int
    role: str
    municipality: str
    """As the document calls it that says what is needed."""
    needed: int
    set_aside: int

    @property
    def gap(self) -> int:
        """Those that nobody has set aside yet."""
        return max(self.needed - self.set_aside, 0)


_Key = tuple[int, str, str]


def needed_hours(needs: Iterable[Need], set_aside: Mapping[str, Iterable[RoleHours]]) -> list[NeededHours]:
    """By year, role and municipality, also what is set aside and not asked for; `set_aside` by municipality's name.

    Roles and municipalities are the same whether or not they are written with capitals.
    """
    needed, given, called = Counter[_Key](), Counter[_Key](), dict[_Key, tuple[str, str]]()
    for line, municipality in _given(set_aside):
        given[_key(line.year, line.role, municipality)] += line.hours
        called[_key(line.year, line.role, municipality)] = (line.role, municipality)
    for need in needs:
        needed[_key(need.year, need.role, need.municipality)] += need.hours
        called[_key(need.year, need.role, need.municipality)] = (need.role, need.municipality)
    return [
        NeededHours(year=key[0], role=role, municipality=municipality, needed=needed[key], set_aside=given[key])
        for key, (role, municipality) in sorted(called.items())
    ]


def _given(set_aside: Mapping[str, Iterable[RoleHours]]) -> Iterator[tuple[RoleHours, str]]:
    for municipality, lines in set_aside.items():
        yield from ((line, municipality) for line in lines)


def _key(year: int, role: str, municipality: str) -> _Key:
    return year, role.strip().casefold(), municipality.strip().casefold()
