"""Which of one's own meetings is the last before a last day, in words."""

from datetime import date

from samverka_domain.year_wheel import OwnDay
from samverka_services.pages.kernel.before_deadlines import OwnMeetings, in_a_sentence
from samverka_services.pages.kernel.writing import Writing

TODAY, LAST_DAY = date(2026, 11, 27), date(2026, 12, 18)
WRITE = Writing("sv", TODAY)


def told(*days: OwnDay, last_day: date = LAST_DAY) -> list[str]:
    return list(OwnMeetings(WRITE, days).before(last_day))


def test_the_last_meeting_of_each_body_is_told_the_latest_first() -> None:
    assert told(
        OwnDay("Ledningsgrupp", date(2026, 12, 2)),
        OwnDay("Ledningsgrupp", date(2026, 12, 9)),
        OwnDay("Ledningsgrupp", date(2026, 12, 23)),
        OwnDay("KS", date(2026, 12, 16), date(2026, 12, 4)),
    ) == [
        "Sista KS före sista svarsdag: 16 december 2026, handlingar senast 4 december 2026.",
        "Sista ledningsgrupp före sista svarsdag: 9 december 2026.",
    ]


def test_papers_whose_last_day_has_passed_are_told() -> None:
    assert told(OwnDay("KS", date(2026, 12, 2), date(2026, 11, 26))) == [
        "Sista KS före sista svarsdag: 2 december 2026, men handlingarna skulle ha lämnats 26 november 2026."
    ]


def test_both_the_last_day_and_today_are_days_to_meet_on() -> None:
    assert "18 december" in told(OwnDay("KS", LAST_DAY))[0]
    assert "27 november" in told(OwnDay("KS", TODAY, TODAY))[0]
    assert "handlingar senast" in told(OwnDay("KS", TODAY, TODAY))[0]


def test_where_no_meeting_is_left_that_is_told_and_where_none_was_ever_entered_nothing() -> None:
    assert told(OwnDay("KS", date(2026, 11, 26))) == ["Inget sammanträde hinns med före 18 december 2026."]
    assert told() == []


def test_a_last_day_that_has_passed_is_told_nothing_of() -> None:
    assert told(OwnDay("KS", TODAY), last_day=date(2026, 11, 26)) == []


def test_a_body_stands_in_a_sentence_as_words_do() -> None:
    assert [in_a_sentence(body) for body in ("Ledningsgrupp", "KS", "A")] == ["ledningsgrupp", "KS", "A"]
