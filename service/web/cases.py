"""舆情件: the list, narrowed by an address that can be kept."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from config.vocabulary import CaseState, Category, Tier
from service.web.console import Console
from service.web.viewer import may_see, viewer_of
from store.engine import reading
from store.views import PAGE, Filters, case_list, restricted_cases

MOST_PAGES = 10_000


def routes(console: Console) -> APIRouter:
    """The page's address."""
    router = APIRouter()

    @router.get("/cases")
    def page(
        request: Request,
        state: Annotated[str, Query(max_length=40)] = "open",
        tier: Annotated[str, Query(max_length=40)] = "",
        category: Annotated[str, Query(max_length=40)] = "",
        unit: Annotated[str, Query(max_length=80)] = "",
        words: Annotated[str, Query(max_length=80)] = "",
        page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
    ) -> Response:
        office = console.office()
        viewer = viewer_of(request, office)
        filters = Filters("" if state == "all" else state, tier, category, unit, words.strip())
        with reading(console.engine) as connection:
            kept = restricted_cases(connection, office.tenant)
            visible = [case.id for case in kept if may_see(case, viewer.unit_code, office)]
            rows, total = case_list(connection, office.tenant, filters, visible, page)
        values = {
            "rows": rows,
            "total": total,
            "page": page,
            "pages": max(1, -(-total // PAGE)),
            "filters": filters,
            "state": state,
            "states": list(CaseState),
            "tiers": list(reversed(Tier)),
            "categories": list(Category),
            "units": office.units.units,
            "query": {"state": state, "tier": tier, "category": category, "unit": unit, "words": words},
        }
        return console.page(request, "cases.html", values)

    return router
