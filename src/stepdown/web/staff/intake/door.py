"""The door list on Today of the desk: who comes today, found by two letters, marked as here."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from stepdown.clinic.intake.words import clock
from stepdown.clinic.progress.needs import BookedPerson, assessments_of_day
from stepdown.web.staff.intake.forms import DoorForm
from stepdown.web.ui.access import actor_of

MOST_AT_THE_DOOR = 6  # more than this is found by typing sooner than by reading


@dataclass(frozen=True)
class DoorLine:
    """Somebody expected today: first name and initial only, because people look over the desk."""

    code: str
    short_name: str
    tone: int
    words: str
    is_here: bool
    version: int


@dataclass(frozen=True)
class Door:
    """`more` are folded away. `is_asked`: whether letters were typed."""

    form: DoorForm
    lines: list[DoorLine]
    more: list[DoorLine]
    is_asked: bool


def door_of(request: HttpRequest, here: datetime) -> Door:
    """Who is expected at the site's day, those not here yet first."""
    form = DoorForm(request.POST or None)
    letters = form.cleaned_data["letters"] if form.is_valid() else ""
    booked = assessments_of_day(actor_of(request), here.date(), here, letters)
    lines = sorted(map(_line, booked), key=lambda line: line.is_here)
    shown, more = lines[:MOST_AT_THE_DOOR], lines[MOST_AT_THE_DOOR:]
    return Door(form, shown, more, bool(letters))


def _line(one: BookedPerson) -> DoorLine:
    where = "by video" if one.by_video else "at the clinic"
    tone = sum(map(ord, one.code)) % 6
    words = f"{clock(one.starts)}, {where}"
    return DoorLine(one.code, one.short_name, tone, words, one.is_here, one.version)
