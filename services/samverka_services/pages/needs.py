"""Need and gap: the hours that insatser need, and how many of them nobody has set aside yet."""

from samverka_services.downloads.needs import NeedRow, needs
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit


@page("/insatser/behov", "needs.html", Section.INSATSER)
async def needs_page(visit: Visit) -> TableShown[NeedRow]:
    """Of the region's insatser."""
    return await table(visit, needs, regionId=visit.the_region.region_id)
