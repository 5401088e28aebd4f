"""Playing the story: the same commands as over REST, with the log's clock set to the story's days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from samverka_domain.insatser import Insats
from samverka_domain.kernel.calendar import STOCKHOLM
from samverka_domain.plans import ActionPlan
from samverka_infra.event_log.clock import LogClock
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.demo import people
from samverka_services.demo.playing.analysing import analyse
from samverka_services.demo.playing.last_request import ask_at_last
from samverka_services.demo.playing.opening import SINCE, Opening
from samverka_services.demo.playing.rows import StoryRow, in_order
from samverka_services.demo.playing.scene import Facts, Forbund, Office, Scene
from samverka_services.demo.story import (
    dalsland,
    delaktighet,
    handbok,
    moten,
    socialtjanst,
    successors,
    upphandling,
)
from samverka_services.kernel.timing import new_id
from samverka_services.plan_import.importing import import_plan
from samverka_services.plan_import.reading import PlanFile, PlanInsats

PLAN_PUBLISHED = date(2020, 4, 3)
DALSLAND_SINCE = date(2019, 1, 1)
RECORDING = time(15)
"""From when on what is told of a day is recorded."""
OF_THE_PLAN = {
    "4.1": (upphandling.ROWS, upphandling.RECORDS),
    "4.2": (socialtjanst.ROWS, socialtjanst.RECORDS),
    "4.3": (handbok.ROWS, handbok.RECORDS),
    "4.4": (moten.ROWS, moten.RECORDS),
    "4.5": (delaktighet.ROWS, delaktighet.RECORDS),
}
AFTER_IT = {
    "E.1": (successors.HYBRID, successors.HYBRID_RECORDS),
    "E.2": (successors.SCALED_UP, successors.SCALED_UP_RECORDS),
}


@dataclass
class Player:
    """Carries out the story up to a day; what was cut off goes on where it ended, by its command keys."""

    log: EventLog
    clock: LogClock
    plan: PlanFile
    progress: Callable[[str], None]
    until: date
    at_last: Callable[[], object] = lambda: None
    """Done before everybody is asked what nobody has answered yet."""
    now: datetime = field(default_factory=lambda: _opens(SINCE))

    def __post_init__(self) -> None:
        self.office = Office(CommandExecutor(self.log, COMMANDS, new_id))
        self.opening = Opening(self.log, self.office, self.plan)

    def play(self) -> datetime:
        """From the first organisation to the open request; returns what the log's clock shows then."""
        self.progress("organisations")
        self._begin("opening", SINCE)
        fyrbodal = self.opening.of_fyrbodal()
        self._begin("dalsland", DALSLAND_SINCE)
        other = self.opening.of_dalsland(fyrbodal.members, dalsland.MEMBERS, DALSLAND_SINCE)
        self.progress("plan")
        self._begin("plan", PLAN_PUBLISHED)
        import_plan(self.log, self.plan, people.LEADER, new_id)
        self._begin("analysis", PLAN_PUBLISHED)
        (plan_id,) = self._ids(fyrbodal, ActionPlan)
        analyse(self.office, fyrbodal, self.plan, plan_id)
        self.progress("story")
        self._tell(self._scenes(fyrbodal, other))
        self.progress("requests")
        self._begin("at-last", self.until)
        self.at_last()
        ask_at_last(self.log, fyrbodal, self.office, self.until)
        return self.now

    def _tell(self, scenes: dict[str, Scene]) -> None:
        rows = [(name, number, row) for name, told in _told().items() for number, row in enumerate(told)]
        for name, number, row in in_order(rows, self.until):
            scene = scenes[name]
            self._begin(f"{name}:{number}", row.recorded_on)
            scene.day = row.on
            row.play(scene)

    def _scenes(self, fyrbodal: Forbund, other: Forbund) -> dict[str, Scene]:
        found = {
            each.code: Scene(self.office, fyrbodal, facts_of(each), OF_THE_PLAN[each.code][1])
            for each in self.plan.insatser
        }
        ids = dict(zip(found, self._ids(fyrbodal, Insats), strict=False))
        for code, scene in found.items():
            scene.insats_id, scene.others = ids[code], ids
        for code, (_, records) in AFTER_IT.items():
            found[code] = Scene(self.office, fyrbodal, dalsland.FACTS, records)
        return found | {"dalsland": Scene(self.office, other, dalsland.FACTS, dalsland.RECORDS)}

    def _ids(self, fyrbodal: Forbund, of: type[ActionPlan | Insats]) -> Iterator[str]:
        with self.log.unit_of_work(fyrbodal.number) as work:
            found = work.streams(of.stream(""))
        return (each.removeprefix(of.stream("")) for each in found)

    def _begin(self, key: str, day: date) -> None:
        """The clock stands still while a row is played, never before the row before."""
        self.now = max(self.now + timedelta(minutes=1), _opens(day))
        self.clock.stand(self.now)
        self.office.begin(key)


def facts_of(insats: PlanInsats) -> Facts:
    """What the plan tells of an insats."""
    goals = f"Handlingsplanens effektmål {', '.join(insats.effect_goals)}."
    benefits = insats.benefits_short, insats.benefits_long
    done = insats.activities, insats.e_rad, insats.municipalities
    return Facts(insats.title, *benefits, *done, goals)


def _told() -> dict[str, tuple[StoryRow, ...]]:
    chapters = {name: rows for name, (rows, _) in {**OF_THE_PLAN, **AFTER_IT}.items()}
    return chapters | {"dalsland": dalsland.ROWS}


def _opens(day: date) -> datetime:
    return datetime.combine(day, RECORDING, tzinfo=STOCKHOLM)
