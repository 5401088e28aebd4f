"""Random histories of the process of one insats: what each deed comes to beside what the model says, step by step."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import tests.model.paper_deeds
import tests.model.part_deeds
import tests.model.report_deeds
import tests.model.steering_deeds  # noqa: F401 - declares its deeds
from samverka_domain.gates import Missing
from samverka_domain.kernel.rules import Rule
from tests.integration.model.process_player import Came, ProcessPlayer
from tests.model.process import GATES, WRITTEN, Process
from tests.model.process_story import MUNICIPALITIES, did, story, written
from tests.model.proposals import Proposals
from tests.model.steering_proposals import of_groups
from tests.model.things import Deed
from tests.support.world import World

DOCUMENTED = frozenset({*map(str, Rule), *map(str, Missing), "not-found"})
"""Everything by which a deed may be refused; what is not there for the caller is no rule."""
_ENOUGH = 3
"""Another of the rules comes first, if a deed that breaks several is refused by it so often."""
_WHOLE = 0.4
"""So many histories are the whole story."""
_BY_DEED = {
    "prioritise": ("PRIORITY",),
    "approve": ("FIRST_WORDING", "SECOND_WORDING"),
    "answer": ("FIRST_ANSWER", "SECOND_ANSWER"),
    "judge": ("FIRST_JUDGEMENT", "SECOND_JUDGEMENT"),
    "approve report": ("STATUS_REPORT",),
    "return report": ("STATUS_REPORT",),
}
"""At which gates a deed decides, unless it names one."""
_SEVERAL = 20
"""Of so many deeds that are drawn one is tried: asking the model costs next to nothing, the database much."""


@dataclass
class Seen:
    """What came of many histories."""

    gates: Counter[str] = field(default_factory=Counter)
    """How often something was decided at each gate."""
    codes: Counter[str] = field(default_factory=Counter)
    """How often something was refused by each rule, or because of what was missing."""
    foreseen: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)
    """By deed and rules: how often it was tried because one of them had not refused anything yet."""
    tried: int = 0
    divergences: list[str] = field(default_factory=list)

    def note(self, gates: list[str], came: Came) -> None:
        """What a deed came to."""
        self.tried += 1
        if came.refused:
            self.codes.update((came.refused, *came.missing))
        else:
            self.gates.update(gates)


def play(world: World, seed: int, seen: Seen, steps: int) -> None:
    """One insats, from a prefix of the story on; it ends where model and product part."""
    chance = Random(seed)  # noqa: S311 - not for secrets
    process = Process(chance.choice(("PROJECT", "PRE_STUDY")), MUNICIPALITIES)
    player = ProcessPlayer(world, process)
    player.begin()
    for number, deed in enumerate(_deeds(chance, process, steps, seen)):
        wrong = _tried(player, deed, seen)
        if wrong:
            seen.divergences.append(f"history {seed}, deed {number}: {wrong}")
            return


def _deeds(chance: Random, process: Process, steps: int, seen: Seen) -> Iterator[Deed]:
    """Of some histories the whole story, so that all gates are reached; of others a beginning and random deeds."""
    whole = _told(chance, process)
    told = whole if chance.random() < _WHOLE else whole[: _cut(chance, whole)]
    proposals = Proposals(chance, process, of_groups if process.path == "PROJECT" else None)
    for deed in told:
        yield from _refused_anew(proposals, seen)
        yield deed
    if told is not whole and chance.random() < 0.5:
        yield from _taken_back(told[-1:])
    for _ in range(steps if told is not whole else 0):
        yield from _refused_anew(proposals, seen)
        yield proposals.next()


def _taken_back(last: list[Deed]) -> Iterator[Deed]:
    """What was decided is written anew, and a request that was sent is withdrawn."""
    for deed in last:
        if deed.name == "decide":
            yield written(deed["kind"])
        if deed.name == "send":
            yield did("withdraw")


def _told(chance: Random, process: Process) -> list[Deed]:
    """The story; sometimes everything is written before it begins, and some documents in two goes."""
    whole: list[Deed] = list(map(written, WRITTEN)) if chance.random() < 0.3 else []
    for deed in story(process.path, chance.choice(("INTERESTED", "DECLINED"))):
        if deed.name == "write" and deed["kind"] != "COMMUNICATION_PLAN" and chance.random() < 0.3:
            whole.append(Deed("write", deed.by, {**deed.said, "complete": False}))
        whole.append(deed)
    return whole


def _cut(chance: Random, whole: list[Deed]) -> int:
    """Where the story is left: often late, or as something has been decided or sent."""
    decided = [number for number, deed in enumerate(whole, start=1) if deed.name in ("decide", "send")]
    anywhere, late = (chance.randint(first, len(whole)) for first in (0, 3 * len(whole) // 4))
    return chance.choice((anywhere, late, chance.choice(decided)))


def _refused_anew(proposals: Proposals, seen: Seen) -> Iterator[Deed]:
    """Of several deeds those that may be refused for what nothing was refused for before: they leave all as it is."""
    for _ in range(_SEVERAL):
        deed = proposals.next()
        says = proposals.process.refusals(deed)
        told = says | _lacks(proposals.process, deed) if "gate-not-open" in says else says
        if told - set(seen.codes) and seen.foreseen[deed.name, told] < _ENOUGH:
            seen.foreseen[deed.name, told] += 1
            yield deed


def _tried(player: ProcessPlayer, deed: Deed, seen: Seen) -> str:
    """What is wrong with what came of it; empty, if nothing is."""
    process = player.process
    says, gates, lacks = process.refusals(deed), _gates_of(process, deed), _lacks(process, deed)
    came = player.attempt(deed)
    seen.note(gates, came)
    if not came.refused and not says:
        process.happened(deed)
    return "; ".join(_parted(player, deed, came, says, lacks))


def _gates_of(process: Process, deed: Deed) -> list[str]:
    if deed.name == "take part":
        return ["PARTICIPATION"]
    named = (deed["gate"],) if deed.name == "decide" else _BY_DEED.get(deed.name, ())
    return [gate for gate in named if gate in process.open_gates()]


def _lacks(process: Process, deed: Deed) -> frozenset[str]:
    """What the gate lacks that it decides at, as the model and, by the step before, the product say."""
    if deed.name == "take part":
        return process.keeps_out(deed["municipality"])
    named = {"decide": deed["gate"], "judge": process.judged_at(), "approve": process.wording()}.get(deed.name, "")
    return process.missing(named) if named in GATES else frozenset()


def _parted(
    player: ProcessPlayer, deed: Deed, came: Came, says: frozenset[str], lacks: frozenset[str]
) -> Iterator[str]:
    """Where product and model differ: whether and why it is refused, where the insats stands, what may be decided."""
    told = f"{deed.name} by {deed.by} {dict(deed.said)}"
    if came.refused not in says and (came.refused or says):
        yield f"{told}: refused by {came.refused or 'nothing'}, the model says {sorted(says) or 'nothing'}"
    if not came.missing <= lacks:
        yield f"{told}: missing is {sorted(came.missing)}, the model says {sorted(lacks)}"
    if came.refused and not {came.refused, *came.missing} <= DOCUMENTED:
        yield f"{told}: {came} is not among the documented"
    case, process = player.case(), player.process
    if case.step != process.step:
        yield f"{told}: stands in {case.step}, by the model in {process.step}"
    allowed = {str(each.gate): frozenset(map(str, each.missing)) for each in case.allowed}
    if allowed != process.allowed():
        yield f"{told}: allowed is {allowed}, by the model {process.allowed()}"
