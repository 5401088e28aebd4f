"""Importing a checked plan file: members, plan and insatser in one append, all of it or nothing."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.plans import ActionPlan, require_unique
from samverka_infra.event_log.unit_of_work import EventLog, Stamp, UnitOfWork
from samverka_services.commands.insatser import free_id
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.memberships import with_members
from samverka_services.plan_import.reading import PlanDecision, PlanFile


@dataclass(frozen=True)
class Imported:
    """What the import recorded; all 0 if the same file was imported before."""

    members: int = 0
    insatser: int = 0
    events: int = 0


@dataclass(frozen=True)
class _Importer:
    plan: PlanFile
    work: UnitOfWork
    mandates: Mandates
    new_id: Callable[[], str]

    def aggregates(self) -> Iterator[Aggregate]:
        """Everything that the file says, as decided aggregates."""
        yield self._forbund()
        plan_id = self.new_id()
        plan = self._action_plan(plan_id)
        yield plan
        yield from self._insatser(plan_id, plan)

    def _forbund(self) -> Kommunalforbund:
        stream = Kommunalforbund.stream(self.work.tenant_id)
        forbund = self.work.load(Kommunalforbund, stream)
        if forbund is None:
            raise NotFound("Kommunalforbund", self.work.tenant_id)
        decision = self._decision(Body.FORBUNDSLEDNING, self.plan.membership_decision)
        invited = {
            each.invited.member_id
            for each in with_members(forbund, self.work).belonging()
            if each.may_last_until(decision.decided_on)
        }
        for entry in self.plan.members:
            member_id = organisation_number(entry.organisationsnummer)
            if member_id not in invited:
                said = member_id, entry.description, decision.decided_on, decision, self.work.at
                forbund.invite(*said, connected=self.work.is_in_samverka(member_id))
        return forbund

    def _action_plan(self, plan_id: str) -> ActionPlan:
        document = self.plan.action_plan
        plan = ActionPlan.draft(plan_id, self.work.tenant_id, self.plan.content, self.work.at)
        for entry in document.versions:
            plan.note_version(entry.version, entry.date, entry.by, entry.change, self.work.at)
        plan.approve(self._decision(Body.KOMMUNDIREKTORER, document.approval), self.work.at)
        last = document.versions[-1]
        plan.publish(last.version, last.date, self.work.at)
        return plan

    def _insatser(self, plan_id: str, plan: ActionPlan) -> Iterator[Insats]:
        require_unique([entry.code for entry in self.plan.insatser], ("insatser",))
        for entry in self.plan.insatser:
            plan.require_goals(entry.effect_goals)
            insats_id = free_id(entry.code, self.work)
            yield Insats.receive_idea(insats_id, self.work.tenant_id, entry.idea(plan_id), self.work.at)

    def _decision(self, body: Body, given: PlanDecision) -> Decision:
        decision = given.taken_in(body)
        self.mandates.require_seat(decision)
        return decision


def import_plan(log: EventLog, plan: PlanFile, person_id: str, new_id: Callable[[], str]) -> Imported:
    """Record a plan in its förbund's log, on behalf of a process leader. Raises Refused or NotFound."""
    content = hashlib.sha256(plan.model_dump_json().encode()).hexdigest()
    key = f"samverka import {content[:32]}"
    with log.unit_of_work(organisation_number(plan.forbund.organisationsnummer)) as work:
        if work.claim(key, content) is not None:
            return Imported()
        mandates = work.load(Mandates, STREAM)
        require(mandates, Rule.ORGANISATION_UNKNOWN)
        assert mandates is not None
        mandates.require_role(person_id, Role.PROCESS_LEADER, at=work.at)
        work.guard(work.tenant_id, STREAM, mandates.version)
        aggregates = list(_Importer(plan, work, mandates, new_id).aggregates())
        stamp = Stamp(person_id, key, key)
        appended = work.save(*aggregates, stamp=stamp, result={"insatser": len(plan.insatser)})
    events = appended.last_position - appended.first_position + 1
    return Imported(len(plan.members), len(plan.insatser), events)
