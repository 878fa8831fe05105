"""What care costs beside a stay, from the figures that the clinic entered."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stepdown.clinic.intake.front_door import Price, PublicSite, public_sites
from stepdown.clinic.intake.words import day
from stepdown.web.ui.access import public_page


@dataclass(frozen=True)
class PriceView:
    """A price in words: what it is in all, what it is made of, and when that was checked."""

    total: str
    made_of: str
    checked: str


@dataclass(frozen=True)
class CostView:
    """One site's prices; `ours` is None where the clinic entered none."""

    name: str
    phone: str
    ours: PriceView | None
    inpatient: PriceView | None


@public_page
def cost(request: HttpRequest) -> HttpResponse:
    costs = [cost_view(site) for site in public_sites()]
    return render(request, "front/cost.html", {"costs": costs, "is_one": len(costs) == 1})


def cost_view(site: PublicSite) -> CostView:
    """A stay is shown only beside our own price: alone it would say nothing."""
    ours = _price(site.ours, "week")
    inpatient = _price(site.inpatient, "day") if ours else None
    return CostView(site.name, site.phone, ours, inpatient)


def _price(price: Price | None, unit: str) -> PriceView | None:
    if price is None:
        return None
    units = unit if price.count == 1 else f"{unit}s"
    checked = f"The price was checked on {day(price.each_checked_on)}"
    return PriceView(
        total=dollars(price.total),
        made_of=f"{price.count} {units} at {dollars(price.each)} a {unit}",
        checked=f"{checked}, the {units} on {day(price.count_checked_on)}.",
    )


def dollars(amount: Decimal) -> str:
    """$450, or $450.50 where there are cents."""
    whole = amount == amount.to_integral_value()
    return f"${amount:,.0f}" if whole else f"${amount:,.2f}"
