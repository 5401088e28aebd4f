"""Where each command is reached. Every address is one line here; endpoints are made from the lines."""

from dataclasses import dataclass

from samverka_services.commands import answers, commitments, insatser, mandates, organisations, plans, requests
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
    Route("POST", "/action-plans", plans.DraftActionPlan, creates=True),
    Route("PUT", _PLAN + "/content", plans.ReviseActionPlan),
    Route("POST", _PLAN + "/versions", plans.NoteActionPlanVersion),
    Route("POST", _PLAN + "/approvals", plans.ApproveActionPlan),
    Route("POST", _PLAN + "/publications", plans.PublishActionPlan),
    Route("POST", "/insatser", insatser.ReceiveIdea, creates=True),
    Route("PUT", "/insatser/{insatsId}/description", insatser.DescribeInsats),
    Route("POST", "/insatser/{insatsId}/priorities", insatser.PrioritiseInsats),
    Route("POST", "/interest-requests", requests.DraftInterestRequest, creates=True),
    Route("PUT", _REQUEST + "/wording", requests.ReviseInterestRequest),
    Route("POST", _REQUEST + "/approvals", requests.ApproveInterestRequest),
    Route("POST", _REQUEST + "/dispatches", requests.SendInterestRequest),
    Route("POST", _REQUEST + "/extensions", requests.ExtendInterestRequest),
    Route("POST", _REQUEST + "/closings", requests.CloseInterestRequest),
    Route("POST", _REQUEST + "/withdrawals", requests.WithdrawInterestRequest),
    Route("POST", _REQUEST + "/responses", answers.AnswerInterestRequest, creates=True),
    Route("PUT", _REQUEST + "/responses/own", answers.ChangeAnswer),
    Route("POST", _REQUEST + "/responses/own/withdrawals", answers.WithdrawAnswer),
    Route("PUT", _REQUEST + "/responses/on-behalf-of/{kommunkod}", answers.RegisterAnswerOnBehalf),
    Route("POST", _COMMITMENT, commitments.TakePart, creates=True),
    Route("POST", _COMMITMENT + "/own/resources", commitments.SetResourcesAside),
    Route("PUT", _COMMITMENT + "/own/resources", commitments.AdjustCommitment),
    Route("POST", _COMMITMENT + "/own/endings", commitments.EndCommitment),
)
