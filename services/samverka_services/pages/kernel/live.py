"""Live pages: their script asks at an address for what is new since the place that the page was read from."""

from urllib.parse import urlencode

from samverka_graphql.kernel.place_in_time import Present
from samverka_infra.tokens import Place
from samverka_services.pages.kernel.visit import Visit

NEWS = "/nytt"
SINCE, SEEN, REQUEST = "since", "seen", "request"
"""What the address asks by: the page's place, that of the latest answer, and what alone the page is about."""


async def news_address(visit: Visit) -> str:
    """Where the script asks; empty where the page shows another time than the present."""
    if visit.is_past:
        return ""
    present = await Present.to(visit.own, visit.connection, visit.request.app.state.token_key)
    asked = {SINCE: present.tokens.of(Place(*visit.as_of.place)), REQUEST: visit.path.get("request_id")}
    return f"{NEWS}?{urlencode({name: given for name, given in asked.items() if given})}"
