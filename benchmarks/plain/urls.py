"""A plain page: the product's sign-in and layout round `rows` rows of one table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from stepdown.web.ui.access import public_page, signed_in_page

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def _rows(request: HttpRequest, layout: str, rows: int) -> HttpResponse:
    newest = LedgerEvent.objects.order_by("-seq").values("seq", "at", "verb")[:rows]
    return render(request, "plain/rows.html", {"layout": f"ui/{layout}.html", "rows": newest})


urlpatterns = [
    path("bench/plain/<int:rows>", public_page(_rows), {"layout": "plain"}),
    path("bench/<str:layout>/<int:rows>", signed_in_page(_rows)),
    *urlpatterns,
]
