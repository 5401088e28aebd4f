"""Ideas that follow upon insatser of the plan."""

from samverka_domain.ideas import Origin
from samverka_domain.insatser import Priority
from samverka_services.demo.playing.asking import IdeaSubmitted, Prioritised
from samverka_services.demo.playing.rows import StoryRow

HYBRID: tuple[StoryRow, ...] = (
    IdeaSubmitted("2021-10-25", "E.1", "Hybridmöten i nämnder (exempel)", Origin.MUNICIPALITY),
    Prioritised("2021-11-18", Priority.DECLINE, "Exempel: löses med vägledning från SKR"),
)
HYBRID_RECORDS = (("2021-10-25", "2021/61"),)
SCALED_UP: tuple[StoryRow, ...] = (
    IdeaSubmitted("2022-04-11", "E.2", "Digitala processer – kommunövergripande (exempel)", Origin.NETWORK),
    Prioritised("2022-04-21", Priority.WAIT, "Exempel: 4.2:s första nyttor ska synas först", "2023-01-19"),
)
SCALED_UP_RECORDS = (("2022-04-11", "2022/31"),)
