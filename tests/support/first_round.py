"""What has happened in the region that most tests meet: a first round of invented answers about real insatser.

One letter per municipality and insats, in the order of the plan file:
    J interested    V conditional yes    N no, with a reason    . no answer
    S interested, answered late          C said no, changed to interested before the deadline
    O interested, registered by the förbund on the municipality's behalf
    W interested, later withdrawn        D takes part            R takes part and sets resources aside
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from samverka_domain.kernel.calendar import STOCKHOLM

ANSWERS: dict[str, str] = {
    "1460": "RJDJ.",  # Bengtsfors
    "1438": "JN.JJ",  # Dals-Ed: has not answered about the handbook
    "1439": "VJRJ.",  # Färgelanda: a conditional yes
    "1484": "RRJ.J",  # Lysekil
    "1461": "JSJ.J",  # Mellerud: answered late
    "1430": "JCJJ.",  # Munkedal: changed its answer
    "1421": "NJJ.J",  # Orust: a no with a reason
    "1427": "JO.J.",  # Sotenäs: by letter; has not answered about the handbook
    "1486": "JJWJJ",  # Strömstad: withdrew
    "1435": "JRJ..",  # Tanum
    "1488": "RRRJJ",  # Trollhättan
    "1485": "RRDJJ",  # Uddevalla
    "1487": "RJRJ.",  # Vänersborg
    "1492": "JVJ.J",  # Åmål
}

NO_REASON = "Exempel: kommunen inför redan ett eget system i år."
WITHDRAWN_REASON = "Exempel: projektledaren har slutat och kan inte ersättas i år."
SOURCE = "Exempel: brev från kommunen, inkommet till förbundet"
REQUEST_TEXT = "Exempel: vill kommunen delta? Svara senast sista svarsdag."
QUESTIONS = (
    ("resurs", "Kan kommunen avsätta deltagare?", "YES_NO", ()),
    ("tid", "När kan kommunen börja?", "ONE_OF", ("i vår", "i höst", "senare")),
)

OPEN_FROM = 3
"""The requests about the insatser from this index on are still open; the earlier ones have closed."""
ASKED_ANEW = 0
"""The insats about which everybody is asked a second time, after all else; nobody has answered yet."""
ASKED_ANEW_TITLE = "Exempel: ska {title} genomföras?"
PREPARING = "1486"
"""The municipality that has written an answer to that, and whose management is asked to decide."""
ASKED_TITLE = "Exempel: intresseförfrågan om {title}"


@dataclass(frozen=True)
class Timeline:
    """The days of the round, counted back from the day on which it is played."""

    today: date

    def moment(self, days: int, minutes: int = 0) -> datetime:
        """A moment some days from today, in the morning in Sweden."""
        start = datetime.combine(self.today + timedelta(days=days), time(8), tzinfo=STOCKHOLM)
        return start + timedelta(minutes=minutes)

    def day(self, days: int) -> date:
        """A day some days from today."""
        return self.today + timedelta(days=days)

    def deadline(self, index: int) -> date:
        """The last day for answers about the insats with this index."""
        return self.day(-14 if index < OPEN_FROM else 21)

    @property
    def last_deadline(self) -> date:
        """The last day for answers to what is asked anew."""
        return self.day(14)
