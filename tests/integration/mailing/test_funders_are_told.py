"""Who reads for a funder, and who says who does, is told that it was let in, and of a stop; who reads of reports."""

from dataclasses import replace
from datetime import date
from typing import Any

from samverka_domain.kernel.decision import Body
from samverka_domain.organisations import OrganisationKind
from samverka_infra import people as people_kept
from samverka_infra.database import tenant_transaction
from samverka_infra.people import Person
from samverka_services.commands.funders import AppointFunderReader, EndFunder, LetFunderIn
from samverka_services.commands.insats_acts import StopInsats
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.integration.commands.test_takeovers import taken_over
from tests.integration.mailing.conftest import PAGES, Post, address
from tests.integration.projections.test_status_reports import submit
from tests.support.world import ADMINISTRATOR, CHAIR, FYRBODAL, LEADER
from tests.unit.domain.test_status_reports import SPRING

FUND, READER, SINCE = "2021009994", "reader", date(2026, 1, 1)
REPORTS = [
    replace(SPRING, period_from=date(2025, first, 1), period_to=last, as_of=last)
    for first, last in ((4, date(2025, 6, 30)), (7, date(2025, 9, 30)), (10, date(2025, 12, 31)))
]
"""Of three quarters that have passed."""


def test_a_funder_is_told_of_its_reading_and_of_a_stop(post: Post) -> None:
    world = post.world
    provision(world.log, Tenant(FUND, "Fonden", OrganisationKind.MYNDIGHET, None, ADMINISTRATOR), new_id)
    with tenant_transaction(world.pool, FUND) as connection:
        for each in (ADMINISTRATOR, READER, "another"):
            people_kept.keep(connection, Person(each, each, address(each, FUND)))
    insats_id = taken_over(world)
    post.send()
    said: dict[str, Any] = {"insats_id": insats_id, "organisation_number": FUND, "funder": "Fonden"}
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    funder_id = world.do(LEADER, FYRBODAL, LetFunderIn(**said, valid_from=SINCE, decision=decision)).id
    post.send()
    assert post.got(ADMINISTRATOR, FUND) == ["Insats som ni finansierar: 9 E-arkiv"]

    reads: dict[str, Any] = {"forbund": FYRBODAL, "funder_id": funder_id, "person_id": READER, "valid_from": SINCE}
    named = world.decision(Body.KOMMUNLEDNING, "Fondens chef")
    world.do(ADMINISTRATOR, FUND, AppointFunderReader(**reads, decision=named))
    stop = world.decision(Body.E_RAD, CHAIR, "Pengarna räcker inte")
    world.do(LEADER, FYRBODAL, StopInsats(insats_id=insats_id, decision=stop), version=2)
    post.send()
    assert "Insatsen som Fonden finansierar är stoppad." in post.read(READER, FUND)
    assert len(post.got(READER, FUND)) == len(post.got(ADMINISTRATOR, FUND)) == 1
    assert post.got("another", FUND) == []


def test_who_reads_is_told_that_a_report_has_come_while_she_reads(post: Post) -> None:
    world = post.world
    provision(world.log, Tenant(FUND, "Fonden", OrganisationKind.MYNDIGHET, None, ADMINISTRATOR), new_id)
    insats_id = taken_over(world)
    said: dict[str, Any] = {"insats_id": insats_id, "organisation_number": FUND, "funder": "Fonden"}
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    funder_id = world.do(LEADER, FYRBODAL, LetFunderIn(**said, valid_from=SINCE, decision=decision)).id
    named = {"forbund": FYRBODAL, "funder_id": funder_id, "valid_from": SINCE}
    appointed = AppointFunderReader(**named, person_id=READER, decision=world.decision(Body.KOMMUNLEDNING, "Chefen"))
    world.do(ADMINISTRATOR, FUND, appointed)
    post.send()
    with tenant_transaction(world.pool, FUND) as connection:
        for each in (ADMINISTRATOR, READER):
            people_kept.keep(connection, Person(each, each, address(each, FUND)))

    submit(world, insats_id, REPORTS[0])
    post.send()
    text = post.read(READER, FUND)
    assert f"{PAGES}/finansierat/{funder_id}/status/1/rapport" in text
    assert post.got(READER, FUND) == ["Rapport från en insats som ni finansierar: 9 E-arkiv"]
    post.send()
    assert post.got(READER, FUND) == post.got(ADMINISTRATOR, FUND) == [], "once, and who says who reads does not"

    end = EndFunder(insats_id=insats_id, funder_id=funder_id, valid_to=SINCE, decision=decision)
    submit(world, insats_id, REPORTS[1])
    world.do(LEADER, FYRBODAL, end, version=1)
    post.send()
    submit(world, insats_id, REPORTS[2])
    post.send()
    assert post.got(READER, FUND) == ["Insats som ni finansierar: 9 E-arkiv"]
