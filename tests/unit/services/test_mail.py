"""When reminders are due, how long what is refused waits, and what a letter says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samverka_domain.kernel.calendar import STOCKHOLM, end_of_day
from samverka_services.catalogue import LANGUAGES, texts
from samverka_services.mailing.kinds import TOLD, MailKind
from samverka_services.mailing.letters import Envelope, Letter, message
from samverka_services.mailing.reminders import Open, last_morning, morning
from samverka_services.mailing.sending import LONGEST_PAUSE, SHORTEST_PAUSE, pause
from samverka_services.mailing.told import Coming, Telling

LAST_DAY = date(2026, 3, 31)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def asked(*days_before: int, set_at: datetime = LONG_AGO) -> Open:
    return Open("r", ("2120001546",), end_of_day(LAST_DAY), set_at, days_before)


def before(days: int) -> datetime:
    return morning(LAST_DAY - timedelta(days=days))


def days_due(request: Open, moment: datetime, since: datetime = LONG_AGO) -> int | None:
    due = request.due(moment, since)
    return due[0].days_before if due else None


def test_the_last_reminder_whose_morning_has_come_is_due() -> None:
    request = asked(14, 3)
    assert days_due(request, before(14) - timedelta(seconds=1)) is None
    assert days_due(request, before(14)) == 14
    assert days_due(request, before(4)) == 14
    assert days_due(request, before(3)) == 3
    assert days_due(request, before(0)) == 3


def test_a_morning_is_seven_in_sweden_also_after_the_clocks_have_changed() -> None:
    assert before(3) == datetime(2026, 3, 28, 6, tzinfo=UTC)
    assert before(0) == datetime(2026, 3, 31, 5, tzinfo=UTC)


@pytest.mark.parametrize("later", [before(14), before(10)])
def test_nothing_is_due_of_mornings_before_the_deadline_was_set_or_mail_was_sent(later: datetime) -> None:
    assert days_due(asked(14, 3, set_at=later), before(5)) is None
    assert days_due(asked(14, 3), before(5), since=later) is None
    assert days_due(asked(14, 3, set_at=later), before(3)) == 3


def test_a_deadline_that_comes_is_read_as_it_was_written() -> None:
    coming = Coming("01a2-b", LAST_DAY, 14)
    assert Coming.read(coming.written) == coming


def test_the_last_morning_is_todays_from_seven_on() -> None:
    assert last_morning(datetime(2026, 3, 10, 6, 59, tzinfo=STOCKHOLM)) == morning(date(2026, 3, 9))
    assert last_morning(datetime(2026, 3, 10, 7, 0, tzinfo=STOCKHOLM)) == morning(date(2026, 3, 10))


def test_what_is_refused_for_now_waits_twice_as_long_each_time_to_a_limit() -> None:
    assert [pause(tries) for tries in (0, 1, 2)] == [SHORTEST_PAUSE, 2 * SHORTEST_PAUSE, 4 * SHORTEST_PAUSE]
    assert pause(30_000) == LONGEST_PAUSE


def test_several_things_stand_under_their_pages_and_none_twice() -> None:
    letter = Letter("Trollhättan", "sv", LAST_DAY, "https://x.se")
    sent = Telling(MailKind.REQUEST, "InterestRequestSent", "4.7 Ö", LAST_DAY, "/forfragningar/r")
    closed = Telling(MailKind.DECISION, "InterestRequestClosed", "4.7 Ö", None, "/forfragningar/r")
    other = Telling(MailKind.MEMBERSHIP, "MembershipLeft", "", None, "/medlemskap")
    subject, body = letter.of([sent, closed, closed, other])
    assert subject == "4 händelser för Trollhättan"
    assert body.count("Intresseförfrågan är stängd.") == body.count("https://x.se/forfragningar/r\n") == 1
    assert body.index("/forfragningar/r") < body.index("/medlemskap") < body.index("https://x.se/utskick")
    assert letter.of([other])[0] == "Medlemskap", "a thing without a name"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sentence_for_every_event_that_is_told_and_for_nothing_else(language: str) -> None:
    named = {"deadline", "remiss-deadline", "directive-anew"}
    assert set(texts(language)["mail"]["what"]) == {each.type_name for each in TOLD} | named
    assert set(texts(language)["mail"]["subject"]) == set(MailKind)


def test_a_mail_says_where_to_change_ones_mind_and_that_a_machine_wrote_it() -> None:
    envelope = Envelope("s@x.se", "å@x.se", "<1@x.se>", "https://x.se/utskick", "sv", LONG_AGO)
    mail = message(envelope, "Ämne: Ö", "Text å\n")
    assert mail["List-Unsubscribe"] == "<https://x.se/utskick>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<1@x.se>"
    assert mail["Date"].datetime == LONG_AGO
    assert mail.get_content_type() == "text/plain"
