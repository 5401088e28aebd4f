"""Commands by which whoever steers a project pauses and resumes it."""

from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id
from samverka_domain.steering import Stage
from samverka_domain.steps import Act
from samverka_services.commands.gate_decisions import decided_by_who_steers
from samverka_services.commands.gates import case_of
from samverka_services.commands.insats_acts import OF_LEADERS
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.examples import decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic

TOPIC = Topic("insats", OF_LEADERS.address, OF_LEADERS.roles, OF_LEADERS.organisation)
_PAUSED = {"reviewOn": "2099-03-01", "decision": decided("E_RAD", "Upphandlingen är överprövad")}


class PauseInsats(Command):
    """Whoever steers pauses an insats that is carried out; meanwhile no status report is due."""

    insats_id: Id
    review_on: Day
    """The day on which it is taken up again"""
    decision: Decision


class ResumeInsats(Command):
    """Whoever steers resumes it."""

    insats_id: Id
    decision: Decision


@TOPIC.command("POST", "/pauses", example=_PAUSED, changes=True)
def pause_insats(command: PauseInsats, context: Context) -> Decided:
    """Pause it while it is carried out."""
    insats = context.find_to_change(Insats, Insats.stream(command.insats_id))
    case_of(command.insats_id, context).require_in_place(Act.PAUSE)
    decision = decided_by_who_steers(command.insats_id, Stage.PROJECT, command.decision, context)
    insats.pause(command.review_on, decision, context.at)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/resumptions", example={"decision": decided("E_RAD")}, changes=True)
def resume_insats(command: ResumeInsats, context: Context) -> Decided:
    """Resume it after a pause."""
    insats = context.find_to_change(Insats, Insats.stream(command.insats_id))
    case_of(command.insats_id, context).require_in_place(Act.RESUME)
    decision = decided_by_who_steers(command.insats_id, Stage.PROJECT, command.decision, context)
    insats.resume(decision, context.at)
    return Decided(command.insats_id, insats)
