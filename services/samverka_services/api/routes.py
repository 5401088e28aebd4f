"""Where each command is reached. Every address is one line here; endpoints are made from the lines."""

from dataclasses import dataclass

from samverka_services.commands import (
    action_plans,
    commitments,
    insatser,
    interest_requests,
    interest_responses,
    mandates,
    organisations,
)
from samverka_services.commands.fields import Command


@dataclass(frozen=True)
class Route:
    """One address; what stands in braces is a field of the command."""

    method: str
    path: str
    command: type[Command]
    creates: bool = False


_REQUEST = "/interest-requests/{requestId}"
_COMMITMENT = "/insatser/{insatsId}/commitments"
_PLAN = "/action-plans/{planId}"

ROUTES = (
    Route("PUT", "/organisations/own/name", organisations.RenameOrganisation),
    Route("POST", "/memberships", organisations.StartMembership, creates=True),
    Route("PUT", "/memberships/{organisationNumber}/description", organisations.DescribeMember),
    Route("POST", "/memberships/{organisationNumber}/endings", organisations.EndMembership),
    Route("POST", "/mandates", mandates.GiveMandate, creates=True),
    Route("POST", "/mandates/{mandateId}/endings", mandates.EndMandate),
    Route("POST", "/action-plans", action_plans.DraftActionPlan, creates=True),
    Route("PUT", _PLAN + "/content", action_plans.ReviseActionPlan),
    Route("POST", _PLAN + "/versions", action_plans.NoteActionPlanVersion),
    Route("POST", _PLAN + "/approvals", action_plans.ApproveActionPlan),
    Route("POST", _PLAN + "/publications", action_plans.PublishActionPlan),
    Route("POST", "/insatser", insatser.ReceiveIdea, creates=True),
    Route("PUT", "/insatser/{insatsId}/description", insatser.DescribeInsats),
    Route("POST", "/insatser/{insatsId}/priorities", insatser.PrioritiseInsats),
    Route("POST", "/interest-requests", interest_requests.DraftInterestRequest, creates=True),
    Route("PUT", _REQUEST + "/wording", interest_requests.ReviseInterestRequest),
    Route("POST", _REQUEST + "/approvals", interest_requests.ApproveInterestRequest),
    Route("POST", _REQUEST + "/dispatches", interest_requests.SendInterestRequest),
    Route("POST", _REQUEST + "/extensions", interest_requests.ExtendInterestRequest),
    Route("POST", _REQUEST + "/closings", interest_requests.CloseInterestRequest),
    Route("POST", _REQUEST + "/withdrawals", interest_requests.WithdrawInterestRequest),
    Route("POST", _REQUEST + "/responses", interest_responses.AnswerInterestRequest, creates=True),
    Route("PUT", _REQUEST + "/responses/own", interest_responses.ChangeAnswer),
    Route("POST", _REQUEST + "/responses/own/withdrawals", interest_responses.WithdrawAnswer),
    Route("PUT", _REQUEST + "/responses/on-behalf-of/{kommunkod}", interest_responses.RegisterAnswerOnBehalf),
    Route("POST", _COMMITMENT, commitments.TakePart, creates=True),
    Route("POST", _COMMITMENT + "/own/resources", commitments.SetResourcesAside),
    Route("PUT", _COMMITMENT + "/own/resources", commitments.AdjustCommitment),
    Route("POST", _COMMITMENT + "/own/endings", commitments.EndCommitment),
)
