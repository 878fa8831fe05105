"""A person's week that will come out too low, while there is time: what fits, a press each."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.forecast import LowWeek, low_week_of, ways_of
from stepdown.clinic.progress.making_up import make_up_hours
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved
from stepdown.web.ui.week_ahead import MakeUpForm, goal_of, low_week_words, so_far_of

ORDER = 38  # after what is owed already: this is still ahead


def ahead_cards(found: Iterable[LowWeek]) -> list[NeedCard]:
    return [
        NeedCard(
            order=ORDER,
            symbol="clock",
            tone="brand",
            title=f"{low.patient.short_name}: {goal_of(low)}",
            why=f"{so_far_of(low)}. The level stays.",
            action="See what fits",
            url=reverse("week_ahead", kwargs={"code": low.patient.code}),
        )
        for low in found
    ]


@patient_page(Permission.PLAN_WEEKS)
def week_ahead(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    form = MakeUpForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: make_up_hours(
            actor=actor, patient=patient, series_id=form.cleaned_data["instead"], now=now
        ),
    ):
        messages.success(request, "The seat is booked for that day. Tell them.")
        return redirect("week_ahead", code=patient.code)
    low = low_week_of(patient, now=now)
    context = {
        "chart": chart_frame(request, patient, tab="week"),
        "form": form,
        "low": low_week_words(low, ways_of(low, now=now)) if low else None,
    }
    return render(request, "staff/progress/ahead.html", context, status=form.status)
