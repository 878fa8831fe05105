"""The day on paper: a roll for each session, and strips on which people sign in alone."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.intake.words import clock
from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.day_sheet import ExpectedName, SheetSession, open_day_sheets
from stepdown.web.staff.sessions.day import wall_clock
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Day, PageForm

WALK_INS = 3  # empty rows and strips of a group beside those who are expected


class DayForm(PageForm):
    on = Day(label="Day")

    def __init__(self, asked: str, today: date) -> None:
        super().__init__({"on": asked or today.isoformat()})
        self.chosen: date = self.cleaned_data["on"] if self.is_valid() else today


@dataclass(frozen=True)
class Sheet:
    """One session on paper. `strips`: one for each person, with nobody's name on it."""

    title: str
    when: str
    room: str
    leader: str
    people: tuple[ExpectedName, ...]
    hidden_count: int
    empty_rows: range
    strips: range


@staff_page(Permission.SEE_TODAY)
def day_sheets(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    site = sites_of(actor, Permission.SEE_TODAY)[0]
    form = DayForm(request.GET.get("on", ""), local_now(site, now).date())
    found = open_day_sheets(actor=actor, on=form.chosen, now=now)
    context = {
        "form": form,
        "day": f"{form.chosen:%A, %B} {form.chosen.day}",
        "sheets": [_sheet(one) for one in found if one.session.expected],
    }
    return render(request, "staff/sessions/sheets.html", context)


def _sheet(one: SheetSession) -> Sheet:
    day = one.session
    starts, ends = wall_clock(day.starts_at, day.zone), wall_clock(day.ends_at, day.zone)
    walk_ins = 0 if day.is_one_to_one else WALK_INS
    return Sheet(
        title=day.title,
        when=f"{clock(starts)} to {clock(ends)}",
        room=day.room,
        leader=day.leader,
        people=one.people,
        hidden_count=one.hidden_count,
        empty_rows=range(walk_ins + one.hidden_count),
        strips=range(day.expected + walk_ins),
    )
