"""4.4 Digitala möten: stopped, since the spring of 2020 had made it obsolete."""

from samverka_domain.insatser import Priority
from samverka_domain.judgements import Judgement
from samverka_domain.requests import Round
from samverka_services.demo.playing.asking import Judged, Prioritised, RequestExtended, answers, asked
from samverka_services.demo.playing.rows import StoryRow

RECORDS = (("2020-04-16", "2020/54"),)
_ANSWERS = {
    "Bengtsfors": "V 06-17",
    "Dals-Ed": "J 06-01",
    "Färgelanda": "N 06-18",
    "Lysekil": "N 06-02",
    "Mellerud": "J 06-22",
    "Munkedal": "N 06-23",
    "Sotenäs": "J 06-04",
    "Strömstad": "N 06-24",
    "Tanum": "N 06-25",
    "Trollhättan": "N 05-27",
    "Uddevalla": "N 05-28",
    "Vänersborg": "N 06-26",
}
_BECAUSE = {"Bengtsfors": "om bolagen får vara med"}

ROWS: tuple[StoryRow, ...] = (
    Prioritised("2020-04-16", Priority.START_NOW),
    *asked("2020-05-14", Round.IMPLEMENTATION, sent="2020-05-15", last_day="2020-06-05", extended="2020-06-26"),
    RequestExtended("2020-06-04", "2020-06-26", "pandemin: de flesta hinner inte svara i tid"),
    *answers(2020, _ANSWERS, _BECAUSE),
    Judged(
        "2020-08-27",
        Judgement.NO_GO,
        8,
        "Exempel: de flesta har redan infört digitala möten under våren",
        instead="4.3",
    ),
)
