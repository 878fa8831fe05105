"""Where a person stands, in one line of words; for a chart's banner and for lists."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from stepdown.clinic.intake.queries import has_lapsed
from stepdown.clinic.intake.words import day, short_day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now


def load_status(people: Sequence[OpenedPatient]) -> None:
    """Fetches what `status_line` reads, in a constant number of queries."""
    prefetch_related_objects(people, "site", "episodes__phases", "bookings__time")


def load_own_status(patient: OpenedPatient) -> None:
    """The same of one person: bookings are said of those who were never in care."""
    prefetch_related_objects([patient], "site", "episodes__phases")
    if not patient.episodes.all():
        prefetch_related_objects([patient], "bookings__time")


def status_line(patient: OpenedPatient, now: datetime) -> str:
    """For instance "Week 3. Step 1, 9 hours a week" or "Assessment booked for Tue, Nov 24"."""
    if patient.is_deceased:
        on = f" on {day(patient.death_on)}" if patient.death_on else ""
        return f"Recorded as having died{on}"
    episodes = sorted(patient.episodes.all(), key=lambda each: (each.admitted_on, each.pk))
    if not episodes:
        return _before_admission(patient, now)
    episode = episodes[-1]
    if episode.status != "active":
        return "On hold" if episode.status == "hold" else f"Care ended {day(episode.ended_on)}"
    phases = [each for each in episode.phases.all() if each.number == episode.phase_number]
    hours = f", {phases[0].weekly_minutes / 60:g} hours a week" if phases else ""
    week = _week_words(episode.admitted_on, local_now(patient.site, now).date())
    return f"{week}. Step {episode.phase_number}{hours}"


def _week_words(since: date, today: date) -> str:
    if today < since:
        return f"Starts {day(since)}"
    return f"Week {(today - since).days // 7 + 1}"


def _before_admission(patient: OpenedPatient, now: datetime) -> str:
    if not patient.is_confirmed:
        return "Not confirmed yet"
    for booking in patient.bookings.all():
        if booking.state in booking.LIVE and not has_lapsed(booking, now):
            word = "booked" if booking.state == "booked" else "held"
            at = short_day_and_time(booking.time.on, booking.time.starts)
            return f"Assessment {word} for {at}"
    if any(booking.state == "kept" for booking in patient.bookings.all()):
        return "Assessment begun"
    return "In contact, no time booked"
