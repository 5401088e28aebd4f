"""The first page: what waits for the reader's organisation, and what is new; to strangers, what Samverka is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_domain.belonging import MembershipStatus
from samverka_domain.insatser import Priority
from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.mandates import ANY_INSATS, Mandate
from samverka_domain.organisations import OrganisationKind
from samverka_domain.participation import JOINED
from samverka_infra import contacts
from samverka_projections.answers import answers_of
from samverka_projections.commitments import YearLoad, commitments_of, load_of
from samverka_projections.history import news
from samverka_projections.insatser import InsatsThen, insatser, insatser_by_id
from samverka_projections.kernel.as_of import AsOf, position_at
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import MembershipOnDay, RegionFact, members, memberships_of
from samverka_projections.participation.matrix import Cell, participants
from samverka_projections.participation.tallies import Tallied, tallies
from samverka_projections.pre_study_hours import hours_given_by
from samverka_projections.requests import Draft, RequestThen, asked, drafts, requests
from samverka_services.http.cookies import NOTICE, SESSION, VISITS, cookie, forget, keep_visits
from samverka_services.login.current_session import NotLoggedIn, SessionEnded, current
from samverka_services.login.web_login import configured
from samverka_services.pages.answer_tasks import with_drafts
from samverka_services.pages.contacts import told
from samverka_services.pages.final_report_tasks import to_sum_up
from samverka_services.pages.funded import FundedShown, funded
from samverka_services.pages.kernel.before_deadlines import own_meetings
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.names import example_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import Audience, Page
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.meeting_voices import to_meet
from samverka_services.pages.participation import Sign, sign_of
from samverka_services.pages.remiss_tasks import to_remark_on
from samverka_services.pages.rendering import page as rendered
from samverka_services.pages.report_tasks import to_report
from samverka_services.pages.steering_tasks import to_mend

MOST_REQUESTS, MOST_INSATSER, MOST_NEWS = 200, 500, 12
NEWS_DAYS, LONGEST_NEWS_DAYS = 7, 60
_A_DAY = timedelta(days=1)
_NOTICES = frozenset({"logged-out", "logged-out-everywhere"})


@dataclass(frozen=True)
class Own:
    """An insats in which the organisation stands."""

    insats: InsatsThen
    standing: Sign


@dataclass(frozen=True)
class Joined:
    """How many are in with an insats."""

    insats: InsatsThen
    joined: int
    of: int


@dataclass(frozen=True)
class Todo:
    """What somebody finds first."""

    tasks: Sequence[Task]
    news: Sequence[EntryShown]
    since: date
    """The day of her visit before this one."""
    codes: dict[str, InsatsThen]
    """Insatser by id, of the news."""
    load: Sequence[YearLoad]
    own: Sequence[Own]
    region: Sequence[Joined]
    """The insatser of a förbund's region."""
    funded: Sequence[FundedShown]
    mandates: Sequence[Mandate]
    insatser: dict[str, InsatsThen]
    """By id, those in which she holds a role."""
    is_kommun: bool


async def _read(visit: Visit) -> Todo:
    is_kommun = visit.viewer.kind is OrganisationKind.KOMMUN
    tasks = await _tasks(visit)
    found = await _news(visit)
    ids = sorted({entry.insats_id for entry in found})
    parts = await commitments_of(visit.connection, visit.own, visit.as_of)
    parts = [part for part in parts if _is_hers(visit, part.insats_id)]
    given = await hours_given_by(visit.connection, visit.own, visit.as_of)
    return Todo(
        sorted(tasks, key=lambda task: (task.day or date.max, task.title)),
        found,
        _visits(visit.request, visit.write.today)[0],
        await insatser_by_id(visit.connection, ids, visit.as_of),
        load_of(parts, [each for each in given if _is_hers(visit, each.insats_id)]),
        await _own(visit, [part.insats_id for part in parts]),
        [] if is_kommun else await _joined(visit),
        await funded(visit),
        visit.viewer.mandates,
        await insatser_by_id(visit.connection, sorted(_of_hers(visit)), visit.as_of),
        is_kommun,
    )


async def _tasks(visit: Visit) -> list[Task]:
    """For who leads an insats and holds nothing else, what waits about that."""
    reporting = [*await to_report(visit), *await to_sum_up(visit)]
    if visit.viewer.leads_only:
        return reporting
    is_kommun = visit.viewer.kind is OrganisationKind.KOMMUN
    own = await (_to_answer(visit) if is_kommun else _to_lead(visit))
    asked = [*await to_remark_on(visit), *await to_meet(visit)] if is_kommun else []
    return [*own, *asked, *await to_mend(visit), *await _to_join(visit), *reporting]


async def _to_answer(visit: Visit) -> list[Task]:
    """Requests that the municipality has not answered."""
    sent = await unanswered(visit.connection, visit.own, visit.as_of)
    waiting = [each for each in sent if each.status != "WITHDRAWN"]
    known = await insatser_by_id(visit.connection, [each.insats_id for each in waiting], visit.as_of)
    found = [_answering(visit, each, known[each.insats_id]) for each in waiting if each.insats_id in known]
    own = await own_meetings(visit)
    in_time = [replace(task, meetings=own.before(task.day)) if task.day else task for task in found]
    return await with_drafts(visit, in_time)


async def unanswered(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> list[RequestThen]:
    """The latest requests to a municipality that it has not answered, also those that have closed meanwhile."""
    sent = await asked(connection, municipality_id, as_of, limit=MOST_REQUESTS)
    answered = await answers_of(connection, municipality_id, as_of)
    return [each for each in sent if each.request_id not in answered]


def _answering(visit: Visit, request: RequestThen, insats: InsatsThen) -> Task:
    write, last_day = visit.write, visit.write.last_day(request.closes_at)
    is_late = request.status != "OPEN"
    kind = write.word(request.round)
    explained = write.text("todo.late" if is_late else "todo.asked", round=kind, count=len(request.questions))
    title = write.text("todo.answer", code=insats.code, title=insats.title)
    address = f"/forfragningar/{request.request_id}"
    return Task(last_day, is_late, title, address, explained, write.text("todo.answer-button"))


async def _to_join(visit: Visit) -> list[Task]:
    """Invitations that the organisation has not answered."""
    known = await memberships_of(visit.connection, visit.own, visit.as_of)
    return [_joining(visit, each) for each in known if each.status is MembershipStatus.INVITED]


def _joining(visit: Visit, membership: MembershipOnDay) -> Task:
    title = visit.write.text("memberships.waiting", forbund=membership.forbund)
    explained = visit.write.text("memberships.waiting-explained", day=visit.write.day(membership.valid_from))
    return Task(None, False, title, "/medlemskap", explained, visit.write.text("todo.follow-button"))


async def _to_lead(visit: Visit) -> list[Task]:
    """What a förbund has under way: drafts to bring on, and requests that somebody has not answered."""
    if visit.region is None:
        return []
    sent = await requests(visit.connection, visit.own, visit.as_of, limit=MOST_REQUESTS)
    still_open = [each for each in sent if each.status != "WITHDRAWN" and each.ending is None]
    known = await insatser_by_id(visit.connection, [each.insats_id for each in still_open], visit.as_of)
    missing = await _missing(visit, still_open)
    following = [
        _following(visit, each, known[each.insats_id], missing[each.request_id])
        for each in still_open
        if each.insats_id in known and missing.get(each.request_id)
    ]
    return [*following, *(_drafting(visit, draft) for draft in await drafts(visit.connection, visit.as_of))]


async def _missing(visit: Visit, sent: Sequence[RequestThen]) -> dict[str, list[str]]:
    """By request, the members that may be reminded, and whom to ask there."""
    known = await tallies(visit.connection, [each.request_id for each in sent], visit.as_of)
    belonging = await members(visit.connection, visit.own, visit.as_of)
    asked = await contacts.find(visit.connection, [each.member_id for each in belonging])
    return {
        key: told([each for each in belonging if _may_be_reminded(tallied, each.member_id)], asked)
        for key, tallied in known.items()
    }


def _may_be_reminded(tallied: Tallied, member_id: str) -> bool:
    reaction = (tallied.reactions or {}).get(member_id)
    return reaction is not None and reaction.may_be_reminded


def _following(visit: Visit, request: RequestThen, insats: InsatsThen, missing: Sequence[str]) -> Task:
    write, last_day = visit.write, visit.write.last_day(request.closes_at)
    title = write.text("todo.follow", code=insats.code, title=insats.title)
    counts = {"count": len(missing), "all": len(request.recipients), "names": ", ".join(missing)}
    explained = write.text("todo.missing", **counts)
    address = f"/forfragningar/{request.request_id}/sammanstallning"
    return Task(last_day, request.status != "OPEN", title, address, explained, write.text("todo.follow-button"))


def _drafting(visit: Visit, draft: Draft) -> Task:
    step = visit.write.text("todo.to-send" if draft.approved else "todo.to-approve")
    title = visit.write.text("todo.draft", title=draft.wording.title)
    address = f"/forfragningar/{draft.request_id}/utkast"
    return Task(None, False, title, address, step, visit.write.text("todo.follow-button"))


async def _news(visit: Visit) -> list[EntryShown]:
    after = await position_at(visit.connection, end_of_day(_visits(visit.request, visit.write.today)[0] - _A_DAY))
    regions = [region.region_id for region in visit.regions]
    found = await news(visit.connection, regions, visit.as_of, after=after, before=NEWEST, limit=MOST_NEWS)
    return await entries_shown(visit, [each for each in found if _is_hers(visit, each.insats_id)])


def _is_hers(visit: Visit, insats_id: str) -> bool:
    """Whether it is told to her: all to whoever holds more than a role in some insatser."""
    return not visit.viewer.leads_only or insats_id in _of_hers(visit)


def _of_hers(visit: Visit) -> set[str]:
    return {each.insats_id for each in visit.viewer.mandates if each.insats_id}


def _visits(request: Request, today: date) -> tuple[date, date]:
    """The day of the visit before this one, and that of this one; a week ago if nothing is known."""
    try:
        before, last = map(date.fromisoformat, (cookie(request, VISITS) or "").split("/"))
    except ValueError:
        before = last = today - timedelta(days=NEWS_DAYS)
    if last < today:
        before, last = last, today
    return max(before, today - timedelta(days=LONGEST_NEWS_DAYS)), last


async def _joined(visit: Visit) -> list[Joined]:
    """Those that the e-råd has started."""
    if visit.region is None:
        return []
    known = await insatser(visit.connection, visit.own, visit.as_of, limit=MOST_INSATSER)
    started = [each for each in known if each.priority is Priority.START_NOW and _is_hers(visit, each.insats_id)]
    cells = await participants(visit.connection, visit.own, [each.insats_id for each in started], visit.as_of)
    return [_counted(each, [cell for cell in cells if cell.insats_id == each.insats_id]) for each in started]


def _counted(insats: InsatsThen, cells: Sequence[Cell]) -> Joined:
    return Joined(insats, sum(cell.status in JOINED for cell in cells), len(cells))


async def _own(visit: Visit, ids: Sequence[str]) -> list[Own]:
    known = await insatser_by_id(visit.connection, ids, visit.as_of)
    found = [own for region in visit.regions for own in await _in_region(visit, region, known.values())]
    return sorted(found, key=lambda own: own.insats.code_order)


async def _in_region(visit: Visit, region: RegionFact, known: Iterable[InsatsThen]) -> list[Own]:
    by_id = {each.insats_id: each for each in known if each.region_id == region.region_id}
    cells = await participants(visit.connection, region.region_id, list(by_id), visit.as_of)
    own = (cell for cell in cells if cell.municipality_id == visit.own and cell.status in JOINED)
    return [Own(by_id[cell.insats_id], sign_of(cell, visit.write)) for cell in own]


@dataclass(frozen=True)
class _FirstPage(Page):
    """For strangers it says what Samverka is, or shows whom one may be in a demonstration.

    It remembers the days on which it was looked at, so that it can say what is new.
    """

    async def get(self, request: Request) -> Response:
        """GET."""
        if not configured(request):
            return rendered(request, "welcome.html", notice=None, configured=False)
        try:
            await current(request)
        except NotLoggedIn as reason:
            return _welcome(request, ended=isinstance(reason, SessionEnded))
        return await super().get(request)

    def draw(self, visit: Visit, shown: Any, status: int = 200, **more: Any) -> Response:
        """With the day of this visit for the next."""
        response = super().draw(visit, shown, status, **more)
        keep_visits(response, "/".join(day.isoformat() for day in _visits(visit.request, visit.write.today)))
        return response


def _welcome(request: Request, *, ended: bool) -> Response:
    left = cookie(request, NOTICE)
    notice = "session-ended" if ended else left if left in _NOTICES else None
    if example_of(request):
        response: Response = RedirectResponse("/exempel", 303)
    else:
        response = rendered(request, "welcome.html", notice=notice, configured=True)
    forget(response, *((SESSION,) if ended else ()), *((NOTICE,) if left else ()))
    return response


first_page = _FirstPage("/", "todo.html", Section.TODO, Audience(), _read, insats_id=ANY_INSATS)
