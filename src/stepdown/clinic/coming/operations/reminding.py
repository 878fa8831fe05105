"""Reminders of sessions by e-mail or text message, as the person asked for them.

What is guaranteed: a person is told at most once of each kind about each meeting. A row of
`SessionReminder` (unique by person, series, day and kind) and the message in the outbox are written
in one transaction, so a worker that is killed before leaves neither and the next one begins anew;
one that is killed after finds the row. The message itself is sent at most once: where a worker was
killed with it in hand, perhaps between sending and noting it, nobody sends it again. So such a kill
can lose a reminder and can never double one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from stepdown.clinic.coming.models import ReminderWish, SessionAnswer, SessionReminder
from stepdown.clinic.coming.queries import Says
from stepdown.clinic.coming.reminder_rules import Kind, reminder_times, span_of
from stepdown.clinic.intake.texting import tell_person
from stepdown.clinic.intake.words import day_and_time, full_day_and_time
from stepdown.clinic.ledger.operations import record, save_version, withdraw_mail, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import require_own
from stepdown.clinic.people.queries import live_on, local_now
from stepdown.clinic.people.texting import keep_agreement
from stepdown.clinic.timetable.models import Seat
from stepdown.clinic.timetable.operations import session_matter
from stepdown.clinic.timetable.queries import DatedSession, meetings, series_of_sites
from stepdown.clinic.treatment.models import Episode

ASKED = {Kind.EVENING: "evening_before", Kind.HOURS: "hours_before"}
DAYS_AHEAD = {Kind.EVENING: 1, Kind.HOURS: 0}


def ask_for_reminders(
    *,
    actor: Actor,
    patient: Patient,
    evening_before: bool,
    hours_before: bool,
    expected_version: int,
    now: datetime,
    text_to: str | None = None,
    may_name_us: bool = False,
) -> None:
    """The person chooses which they want; none ends them, also what waits. `expected_version` is
    0 where nothing was chosen yet. `text_to`: the number for text messages; empty ends them, None
    leaves them as they are. Raises UnableToText."""
    require_own(actor, patient)
    chosen = {"evening_before": evening_before, "hours_before": hours_before, "said_at": now}
    with writing():
        start = {"version": 0, "said_at": now}
        wish, _ = ReminderWish.objects.get_or_create(patient=patient, defaults=start)
        save_version(wish, expected=expected_version, **chosen)
        if text_to is not None:
            keep_agreement(
                actor=actor, patient=patient, number=text_to, may_name_us=may_name_us, now=now
            )
        for kind in Kind:
            if not getattr(wish, ASKED[kind]):
                withdraw_mail(now=now, once_key__startswith=_key(kind, patient.pk))
        content = {"evening_before": evening_before, "hours_before": hours_before}
        record(
            actor=actor,
            verb="reminders.asked",
            now=now,
            subject=wish,
            patient_id=patient.pk,
            content=content,
        )


def _key(kind: Kind, patient_id: int) -> str:
    return f"remind-{kind}-{patient_id}-"


@dataclass(frozen=True)
class _Due:
    """A reminder that may leave now, until `until`."""

    kind: Kind
    seat: Seat
    meeting: DatedSession
    until: datetime


def queue_session_reminders(*, now: datetime) -> int:
    """Puts the reminders that are due into the outbox; answers how many meetings of people were
    looked at. The person's wish, permission and answer count as they are now."""
    if not any(_due(now)):
        return 0
    with writing():
        found = list(_due(now))  # again, in our turn: another worker may have been quicker
        for one in found:
            _remind(one, now)
    return len(found)


def _due(now: datetime) -> Iterator[_Due]:
    wishes = ReminderWish.objects.filter(patient__merged_into=None)
    for kind in Kind:
        asked = wishes.filter(**{ASKED[kind]: True})
        for site in Site.objects.filter(pk__in=asked.values("patient__site")):
            yield from _due_at(site, kind, asked, now)


def _due_at(site: Site, kind: Kind, asked: QuerySet[ReminderWish], now: datetime) -> Iterator[_Due]:
    on = local_now(site, now).date() + timedelta(days=DAYS_AHEAD[kind])
    meeting = series_of_sites([site.pk], on=on).filter(live_on(on), weekday=on.weekday())
    times = reminder_times(site.pk, now)
    for one in meetings([(series, on) for series in meeting]):
        span = span_of(kind, one.starts_at, site.zone, times)
        if span and not one.is_cancelled and span[0] <= now < span[1]:
            for seat in _seats(one.session.series_id, on, kind, asked):
                yield _Due(kind, seat, one, span[1])


def _seats(series_id: int, on: date, kind: Kind, asked: QuerySet[ReminderWish]) -> QuerySet[Seat]:
    """Seats of people in care who asked for this, and were not told of it yet."""
    told = SessionReminder.objects.filter(
        patient=OuterRef("patient"), series=series_id, on=on, kind=kind
    )
    seats = Seat.objects.filter(live_on(on), ~Exists(told), series=series_id)
    in_care = seats.filter(
        plan__episode__status=Episode.Status.ACTIVE,
        patient__is_deceased=False,
        patient__in=asked.values("patient"),
    )
    return in_care.select_related("patient__site").order_by("pk")


def _remind(due: _Due, now: datetime) -> None:
    patient, one = due.seat.patient, due.meeting
    which = {"patient": patient, "series_id": one.session.series_id, "on": one.on}
    is_away = SessionAnswer.objects.filter(says=Says.AWAY, **which).exists()
    is_queued = not is_away and _tell(due, now)
    SessionReminder.objects.create(kind=due.kind, looked_at=now, is_queued=is_queued, **which)


def _tell(due: _Due, now: datetime) -> bool:
    patient, one, at = due.seat.patient, due.meeting, due.meeting.starts_at.time()
    day = full_day_and_time(one.on, at)
    return tell_person(
        patient=patient,
        once_key=f"{_key(due.kind, patient.pk)}{one.session.series_id}-{one.on}",
        subject=f"Reminder for {day_and_time(one.on, at)}",
        body=f"You have an appointment on {day}.\n"
        f"{one.place}.\nTo change it call {patient.site.phone}.",
        text=f"You have an appointment on {day}. To change it call {patient.site.phone}.",
        now=now,
        about=session_matter(patient.pk, one.session.series_id, one.on),
        good_until=due.until,
        at_most_once=True,
    )
