"""Help: in short how things are done, task by task."""

from starlette.requests import Request
from starlette.responses import Response

from samverka_services.pages.kernel.route import Route
from samverka_services.pages.rendering import page

TASKS = {
    "kommun": ("answer", "part", "declining", "wheel"),
    "forbund": ("ask", "follow", "documents", "attachments", "taking-over", "pausing"),
    "funder": ("funded",),
    "everybody": (
        *("seen", "matrix", "steering", "voices", "status", "search", "past", "correct", "files", "roles", "names"),
    ),
}
"""By whom they are for; each has a heading and a text in the catalogue."""


async def help_page(request: Request) -> Response:
    """GET: to everybody."""
    return page(request, "help.html", tasks=TASKS)


helping = Route("GET", "/hjalp", help_page)
