"""Who is told of what by mail, and what a mail says, through a real mail server."""

from datetime import date, datetime, timedelta

import psycopg

from samverka_domain.answers import Reply, Stance
from samverka_domain.document_parts import DocumentContent
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.insatser import Priority
from samverka_domain.invitations import Invitation
from samverka_domain.kernel.calendar import STOCKHOLM
from samverka_domain.kernel.decision import Body, Personal
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from samverka_infra import people as people_kept
from samverka_infra.database import tenant_transaction
from samverka_infra.event_log.unit_of_work import Stamp
from samverka_infra.mail_wishes import Pace
from samverka_infra.people import Person
from samverka_projections.kernel import projector
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.commands.answers import RegisterAnswerOnBehalf
from samverka_services.commands.insatser import PrioritiseInsats
from samverka_services.commands.mandates import EndMandate
from samverka_services.commands.requests import ExtendInterestRequest, WithdrawInterestRequest
from samverka_services.kernel.timing import new_id
from tests.integration.mailing.conftest import PAGES, Post, address
from tests.support.directives import directive
from tests.support.world import (
    ADMINISTRATOR,
    AUDITOR,
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    GOTEBORGSREGIONEN,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)

LAST_DAY = date(2026, 3, 31)


def swedish(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)


def extend(world: World, request_id: str, to: date) -> None:
    version = world.events(FYRBODAL, f"interest-request:{request_id}")[-1].event.originator_version
    world.do(LEADER, FYRBODAL, ExtendInterestRequest(request_id=request_id, deadline=to, reason="x"), version=version)


def on_behalf(world: World, request_id: str, kommunkod: str) -> None:
    """With a contact and conditions that no mail may tell."""
    reply = Reply(Stance.CONDITIONAL, conditions="HEMLIGT villkor", contact=Personal(DIRECTOR, "Bo Hemlig"))
    said = {"kommunkod": kommunkod, "reply": reply, "source": "brev", "request_id": request_id}
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    world.do(LEADER, FYRBODAL, RegisterAnswerOnBehalf(**said, decision=decision))


def test_a_new_request_is_told_to_those_who_prepare_and_decide_in_each_municipality_it_went_to(post: Post) -> None:
    insats_id = post.world.insats("4.7")
    request_id = post.world.draft(insats_id)
    post.world.send(request_id, LAST_DAY, to=("1488", "1485"))
    assert post.send().waiting == 0
    (mail,) = post.box.to(address(OFFICER, TROLLHATTAN))
    assert mail["subject"] == "Ny intresseförfrågan: 4.7 Insats 4.7"
    assert mail["list-unsubscribe"] == f"<{PAGES}/utskick>"
    assert mail["auto-submitted"] == "auto-generated"
    said = post.read(OFFICER, TROLLHATTAN)
    assert "Trollhättan har fått en ny intresseförfrågan. Sista dag att svara: tisdag 31 mars 2026." in said
    assert f"{PAGES}/forfragningar/{request_id}\n" in said
    recipients = sorted(str(each["to"]) for each in post.box.mails)
    assert recipients == sorted(
        address(each, where) for each in (OFFICER, DIRECTOR) for where in (TROLLHATTAN, UDDEVALLA)
    )
    post.send()
    assert len(post.box.mails) == len(recipients), "nobody is told twice"


def test_each_is_written_to_in_her_own_language(post: Post) -> None:
    post.wish(OFFICER, TROLLHATTAN, Pace.AT_ONCE, "en")
    post.world.sent_request(post.world.insats("4.7"), LAST_DAY)
    post.send()
    assert "Last day to answer: Tuesday 31 March 2026." in post.read(OFFICER, TROLLHATTAN)
    assert post.got(OFFICER, TROLLHATTAN) == ["New interest request: 4.7 Insats 4.7"]
    assert post.got(DIRECTOR, TROLLHATTAN) == ["Ny intresseförfrågan: 4.7 Insats 4.7"]


def test_only_who_has_not_answered_is_reminded_and_a_later_deadline_is_counted_anew(post: Post) -> None:
    world = post.world
    request_id = world.sent_request(world.insats("4.7"), LAST_DAY)
    post.send()
    post.box.mails.clear()
    post.send_at(swedish(LAST_DAY - timedelta(days=14), 6, 59))
    assert post.box.mails == []
    world.answer(UDDEVALLA, request_id)
    on_behalf(world, request_id, "1487")
    post.send()
    post.box.mails.clear()
    post.send_at(swedish(LAST_DAY - timedelta(days=14), 7))
    assert {str(each["to"]) for each in post.box.mails} == {
        address(each, TROLLHATTAN) for each in (OFFICER, DIRECTOR)
    }
    assert "Trollhättan har inte svarat" in post.read(OFFICER, TROLLHATTAN)
    assert post.got(OFFICER, TROLLHATTAN) == ["Snart sista dag att svara: 4.7 Insats 4.7"]
    extend(world, request_id, LAST_DAY + timedelta(days=30))
    post.send_at(swedish(LAST_DAY - timedelta(days=3), 8))
    assert post.got(OFFICER, TROLLHATTAN) == ["Nytt om: 4.7 Insats 4.7"], "the former days no longer count"
    post.send_at(swedish(LAST_DAY + timedelta(days=27), 8))
    assert post.got(OFFICER, TROLLHATTAN) == ["Snart sista dag att svara: 4.7 Insats 4.7"], "once, the last one due"


def test_the_forbund_says_how_long_before(post: Post) -> None:
    post.remind(7)
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.send()
    post.box.mails.clear()
    post.send_at(swedish(LAST_DAY - timedelta(days=14), 8))
    assert post.box.mails == []
    post.send_at(swedish(LAST_DAY - timedelta(days=7), 8))
    assert len(post.got(OFFICER, TROLLHATTAN)) == 1


def test_no_reminder_comes_of_a_morning_before_the_request_was_sent(post: Post) -> None:
    post.world.sent_request(post.world.insats(), post.world.now.date() + timedelta(days=2))
    post.send()
    assert len(post.got(OFFICER, TROLLHATTAN)) == 1


def test_what_becomes_of_a_request_is_told_to_those_it_went_to(post: Post) -> None:
    world = post.world
    request_id = world.draft(world.insats("4.7"))
    world.send(request_id, LAST_DAY, to=("1488",))
    post.send()
    post.box.mails.clear()
    extend(world, request_id, LAST_DAY + timedelta(days=7))
    post.send()
    assert "är förlängd. Sista dag att svara: tisdag 7 april 2026." in post.read(OFFICER, TROLLHATTAN)
    decision = world.decision(Body.E_RAD, CHAIR, "HEMLIGT skäl")
    version = world.events(FYRBODAL, f"interest-request:{request_id}")[-1].event.originator_version
    world.do(LEADER, FYRBODAL, WithdrawInterestRequest(request_id=request_id, decision=decision), version=version)
    post.send()
    assert "Intresseförfrågan är återkallad." in post.read(OFFICER, TROLLHATTAN)
    assert len(post.got(OFFICER, TROLLHATTAN)) == 2
    assert post.got(OFFICER, UDDEVALLA) == []


def test_a_priority_is_told_to_who_is_in_the_insats(post: Post) -> None:
    world = post.world
    insats_id = world.insats("4.7")
    world.take_part(TROLLHATTAN, insats_id)
    decision, review_on = world.decision(Body.E_RAD, CHAIR), world.now.date()
    command = PrioritiseInsats(insats_id=insats_id, priority=Priority.WAIT, decision=decision, review_on=review_on)
    world.do(LEADER, FYRBODAL, command, version=2)
    post.send()
    assert f"{PAGES}/insatser/{insats_id}" in post.read(OFFICER, TROLLHATTAN)
    assert post.got(OFFICER, TROLLHATTAN) == ["Nytt om: 4.7 Insats 4.7"]
    assert post.got(OFFICER, UDDEVALLA) == []


def test_a_newer_directive_is_told_to_who_is_in_the_insats_and_the_first_only_when_it_is_sent(post: Post) -> None:
    world = post.world
    insats_id = world.insats("4.7")
    world.take_part(TROLLHATTAN, insats_id)
    post.send()
    post.box.mails.clear()
    approved(world, insats_id, directive())
    post.send()
    assert post.got(OFFICER, TROLLHATTAN) == []
    approved(world, insats_id, directive(), directive(purpose="Nytt syfte"))
    post.send()
    assert "godkänt i en ny version" in post.read(OFFICER, TROLLHATTAN)
    assert f"{PAGES}/dokument/" in post.read(OFFICER, TROLLHATTAN)
    assert post.got(OFFICER, TROLLHATTAN) == ["Nytt om: 4.7 Insats 4.7"]
    assert post.got(OFFICER, UDDEVALLA) == []


def approved(world: World, insats_id: str, *versions: DocumentContent) -> None:
    """A directive whose versions are approved one after another."""
    kind, world._keys = DocumentKind.PROJECT_DIRECTIVE, world._keys + 1
    with world.log.unit_of_work(FYRBODAL) as work:
        paper = Document.begin_document(new_id(), FYRBODAL, insats_id, kind, "Projektdirektiv", work.at)
        for content in versions:
            paper.write(content, "Nytt", work.at)
            about = Gate.PROJECT_DIRECTIVE, Outcome.APPROVED, paper.number or "", ()
            paper.decide(*about, world.decision(Body.FORBUNDSLEDNING, CHAIR), work.at)
        work.save(paper, stamp=Stamp(LEADER, f"directive-{world._keys}", "test"), result={})


def test_an_answer_on_ones_behalf_is_told_without_what_it_says(post: Post) -> None:
    request_id = post.world.sent_request(post.world.insats("4.7"), LAST_DAY)
    post.send()
    post.box.mails.clear()
    on_behalf(post.world, request_id, "1488")
    post.send()
    said = post.read(DIRECTOR, TROLLHATTAN)
    assert "Förbundet har registrerat ett svar för Trollhättan." in said
    assert not [word for word in ("HEMLIG", "Hemlig", "villkor", "Bo", OFFICER, DIRECTOR) if word in said]
    assert post.got(DIRECTOR, TROLLHATTAN) == ["Svar registrerat åt er: 4.7 Insats 4.7"]
    assert post.got(DIRECTOR, UDDEVALLA) == []


def test_an_invitation_is_told_to_the_invited_and_its_answer_to_the_forbund(post: Post) -> None:
    post.world.invite(FYRBODAL, GOTEBORG)
    post.send()
    assert "Göteborg är inbjuden som medlem i förbundet." in post.read(DIRECTOR, GOTEBORG)
    assert f"{PAGES}/medlemskap" in post.read(DIRECTOR, GOTEBORG)
    assert post.got(DIRECTOR, GOTEBORG) == ["Medlemskap: Fyrbodals kommunalförbund"]
    post.world.confirm(FYRBODAL, GOTEBORG)
    post.send()
    for person in (LEADER, ADMINISTRATOR):
        assert post.got(person, FYRBODAL) == ["Medlemskap: Göteborg"]
    assert post.got(AUDITOR, FYRBODAL) == []
    assert post.got(LEADER, GOTEBORGSREGIONEN) == []


def test_who_was_invited_is_told_for_whom_she_may_log_in_and_where(post: Post) -> None:
    world, person = post.world, "vikarie"
    with world.log.unit_of_work(TROLLHATTAN) as work:
        mandates = work.load(Mandates, STREAM)
        assert mandates is not None
        invitation = Invitation.invite("i", (Role.AUDITOR,), world.decision(Body.KOMMUNLEDNING, DIRECTOR), work.at)
        mandate = Mandate(person, Role.AUDITOR, None, world.now.date())
        mandates.give("m", mandate, invitation.grounds, work.at)
        invitation.carry_out(person, work.at)
        people_kept.keep(work.connection, Person(person, "", address(person, TROLLHATTAN)))
        work.save(invitation, mandates, stamp=Stamp(ADMINISTRATOR, "k", "k"), result={})
    post.send()
    said = post.read(person, TROLLHATTAN)
    assert "Trollhättan har gett dig tillgång till Samverka" in said
    assert f"{PAGES}/\n" in said
    assert post.got(person, TROLLHATTAN) == ["Du kan logga in i Samverka för Trollhättan"]
    assert post.got(OFFICER, TROLLHATTAN) == []


def test_who_has_lost_her_mandate_gets_nothing_more(post: Post) -> None:
    world = post.world
    post.wish(OFFICER, TROLLHATTAN, Pace.DAILY)
    world.sent_request(world.insats(), LAST_DAY)
    post.send()
    held = world.events(TROLLHATTAN, "mandates")[1].event
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    ending = EndMandate(mandate_id=held.mandate_id, valid_to=world.now.date(), decision=decision)  # type: ignore[attr-defined]
    world.do(ADMINISTRATOR, TROLLHATTAN, ending)
    post.send_at(swedish(world.now.date() + timedelta(days=1), 8))
    assert post.got(OFFICER, TROLLHATTAN) == []
    assert (OFFICER, "REQUEST", "DROPPED", None) in post.states(TROLLHATTAN)


def test_what_an_organisation_may_not_read_is_not_told_to_it(post: Post) -> None:
    """Whatever has been noted: a mail is made of what its tenant reads."""
    post.world.sent_request(post.world.insats(), LAST_DAY)
    head = post.world.head()
    with tenant_transaction(post.world.pool, GOTEBORG) as connection:
        note = "insert into samverka.mails (tenant_id, person_id, kind, about, noted_at) values (%s, %s, %s, %s, %s)"
        connection.execute(note, [GOTEBORG, OFFICER, "REQUEST", str(head), post.world.now])
    post.send()
    assert post.got(OFFICER, GOTEBORG) == []
    assert post.states(GOTEBORG) == [(OFFICER, "REQUEST", "DROPPED", None)]


def test_a_rebuild_of_the_views_sends_nothing(post: Post) -> None:
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.send()
    post.box.mails.clear()
    with psycopg.connect(post.world.database.projector_url, autocommit=True) as connection:
        for projection in PROJECTIONS:
            projector.begin_build(connection, projection, lambda: post.world.now)
        while projector.advance(connection, PROJECTIONS, lambda: post.world.now):
            continue
    post.send()
    assert post.box.mails == []


def test_who_wants_mail_by_day_gets_all_of_a_day_together_in_the_morning(post: Post) -> None:
    world, monday = post.world, date(2026, 3, 9)
    post.wish(OFFICER, TROLLHATTAN, Pace.DAILY)
    world.now = swedish(monday, 10)
    first = world.sent_request(world.insats("4.7"), LAST_DAY)
    world.sent_request(world.insats("4.8"), LAST_DAY)
    post.send()
    extend(world, first, LAST_DAY + timedelta(days=1))
    post.send_at(swedish(monday, 23))
    assert post.got(OFFICER, TROLLHATTAN) == []
    assert len(post.got(DIRECTOR, TROLLHATTAN)) == 3
    post.send_at(swedish(monday + timedelta(days=1), 7))
    said = post.read(OFFICER, TROLLHATTAN)
    assert said.count("4.7 Insats 4.7") == said.count(f"/forfragningar/{first}\n") == 1
    assert said.count("4.8 Insats 4.8") == 1
    assert said.count("Trollhättan har fått en ny intresseförfrågan.") == 2
    assert "är förlängd" in said
    assert post.got(OFFICER, TROLLHATTAN) == ["3 händelser för Trollhättan"]
    post.send_at(swedish(monday + timedelta(days=2), 7))
    assert post.got(OFFICER, TROLLHATTAN) == [], "nothing comes twice, and no empty mail"


def test_a_reminder_comes_with_the_mail_of_its_own_morning(post: Post) -> None:
    post.wish(OFFICER, TROLLHATTAN, Pace.DAILY)
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.send_at(swedish(date(2026, 3, 10), 8))
    post.box.mails.clear()
    post.send_at(swedish(LAST_DAY - timedelta(days=14), 7, 1))
    assert len(post.got(OFFICER, TROLLHATTAN)) == 1


def test_who_wants_no_mail_is_told_of_deadlines_alone(post: Post) -> None:
    post.wish(OFFICER, TROLLHATTAN, Pace.NEVER)
    post.world.sent_request(post.world.insats("4.7"), LAST_DAY)
    post.send()
    assert post.got(OFFICER, TROLLHATTAN) == []
    post.send_at(swedish(LAST_DAY - timedelta(days=3), 8))
    assert post.got(OFFICER, TROLLHATTAN) == ["Snart sista dag att svara: 4.7 Insats 4.7"]
