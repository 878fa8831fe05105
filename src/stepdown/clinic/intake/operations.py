"""A call comes in; an assessment time is opened, held, booked, moved, cancelled and kept."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NotRequired, TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from stepdown.clinic.intake.danger import KEYS
from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry
from stepdown.clinic.intake.queries import (
    LAPSED,
    free_times,
    inquiry_of,
    live_booking,
    open_slots,
)
from stepdown.clinic.intake.reminding import stop_telling, tell_booked, tell_cancelled, tell_moved
from stepdown.clinic.intake.times import end_of, exists, instant_of
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import (
    ask_contact_permission,
    register_patient,
    require,
)
from stepdown.clinic.people.roles import Permission

HOLD = timedelta(minutes=15)
COUNT_WORDS = ("No other is", "One other is", "Two others are", "Three others are")


class UnableToBook(Unable):
    """The time cannot be held, booked, moved or cancelled; the message says what to do."""


class UnableToOpenTimes(Unable):
    """These times cannot be opened; the message says why."""


class UnableToTakeCall(Unable):
    """The call cannot be saved as it stands; the message says what is missing."""


class Story(TypedDict):
    """What was said on the call. `asked_by` is self, loved_one or professional, or empty. The
    last two decide who goes first; not asked counts as no."""

    asked_by: str
    reason: str
    last_use: str
    work_hours: str
    payer: str
    medicines: NotRequired[str]
    is_pregnant: NotRequired[bool]
    injects: NotRequired[bool]


def take_call(
    *,
    actor: Actor,
    site: Site,
    now: datetime,
    given_name: str,
    family_name: str,
    phone: str,
    email: str,
    danger_signs: list[str],
    may_leave_message: bool | None,
    email_is_ok: bool | None,
    sender_name: str = "",
    birth_on: date | None = None,
    **story: Unpack[Story],
) -> Inquiry:
    """Writes down a first call: the person, how they may be reached, and what they asked.

    `danger_signs` are keys of `danger.KEYS`. Either answer on messages may be None, for not
    asked: then nothing is sent until it is.
    """
    require(actor, Permission.TAKE_CALLS, site_id=site.pk)
    with writing():
        patient = register_patient(
            actor=actor,
            site=site,
            given_name=given_name,
            family_name=family_name,
            phone=phone,
            email=email,
            birth_on=birth_on,
            now=now,
        )
        _keep_permission(actor, patient, may_leave_message, email_is_ok, sender_name, now)
        return _open_inquiry(actor, patient, danger_signs, story, now)


def _keep_permission(
    actor: Actor,
    patient: Patient,
    may_leave_message: bool | None,
    email_is_ok: bool | None,
    sender_name: str,
    now: datetime,
) -> None:
    if may_leave_message is None or email_is_ok is None:
        return
    ask_contact_permission(
        actor=actor,
        patient=patient,
        may_leave_message=may_leave_message,
        email_is_ok=email_is_ok,
        sender_name=sender_name,
        now=now,
    )


def _open_inquiry(
    actor: Actor, patient: Patient, danger_signs: list[str], story: Story, now: datetime
) -> Inquiry:
    if unknown := set(danger_signs) - KEYS:
        raise UnableToTakeCall(f"These danger signs are not known: {', '.join(sorted(unknown))}.")
    inquiry = Inquiry.objects.create(
        patient=patient,
        danger_signs=danger_signs,
        first_contact_at=now,
        taken_by_id=actor.account_id,
        **story,
    )
    _note(actor, "inquiry.taken", now, inquiry, {"danger_signs": danger_signs})
    return inquiry


def open_times(
    *,
    actor: Actor,
    site: Site,
    on: date,
    starts: Iterable[time],
    minutes: int,
    places: int,
    by_video: bool,
    now: datetime,
) -> list[AssessmentTime]:
    """Opens `places` places at each wall time of the day, in the site's zone. Times that are
    open already stay as they are."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    rows = [
        AssessmentTime(
            site=site,
            on=on,
            starts=at,
            ends=_end_on_the_day(site, on, at, minutes),
            zone=site.zone,
            place=place,
            by_video=by_video,
        )
        for at in starts
        for place in range(1, places + 1)
    ]
    with writing():
        AssessmentTime.objects.bulk_create(rows, ignore_conflicts=True)
        content = {"on": on.isoformat(), "count": len(rows), "minutes": minutes}
        record(actor=actor, verb="times.opened", now=now, subject=site, content=content)
    wanted = {(row.starts, row.place) for row in rows}
    opened = AssessmentTime.objects.filter(site=site, on=on).order_by("starts", "place")
    return [row for row in opened if (row.starts, row.place) in wanted]


def _end_on_the_day(site: Site, on: date, at: time, minutes: int) -> time:
    if not exists(on, at, site.zone):
        raise UnableToOpenTimes("The clock skips this time on that day. Choose another.")
    end = end_of(on, at, site.zone, minutes)
    if minutes < 1 or end.date() != on or end.time() <= at:
        raise UnableToOpenTimes("A time must end later on the same day, before the clock changes.")
    return end.time()


def chosen_time(site: Site, time_id: int) -> AssessmentTime:
    """The time that was chosen on a page. Raises UnableToBook where it is not the site's."""
    found = AssessmentTime.objects.filter(site=site, pk=time_id).first()
    if found is None:
        raise UnableToBook("This time is not open any more. Choose another.")
    return found


def booking_to_change(patient: Patient, *, now: datetime) -> Booking:
    """The person's live booking. Raises UnableToBook where there is none."""
    found = live_booking(patient, now=now)
    if found is None:
        raise UnableToBook("No time is held or booked any more. Choose one.")
    return found


def hold_time(*, actor: Actor, patient: Patient, time: AssessmentTime, now: datetime) -> Booking:
    """Keeps a place at this time for 15 minutes while the call lasts. The person's earlier hold
    is given back; lapsed holds of others free their places."""
    until = now + HOLD
    with writing():
        booking = _take_place(actor, patient, time, Booking.State.HELD, now, until)
        _note(actor, "booking.held", now, booking, {"time": booking.time_id})
    return booking


def book_time(*, actor: Actor, patient: Patient, time: AssessmentTime, now: datetime) -> Booking:
    """Books a place at this time, the held one where there is one, and tells the person."""
    with writing():
        held = live_booking(patient, now=now)
        if held and held.state == Booking.State.HELD and is_same_slot(held, time):
            require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
            changes = {"state": Booking.State.BOOKED, "held_until": None}
            save_version(held, expected=held.version, **changes)
            booking = held
        else:
            booking = _take_place(actor, patient, time, Booking.State.BOOKED, now, None)
        set_status(patient, Inquiry.Status.BOOKED)
        _note(actor, "booking.booked", now, booking, {"time": booking.time_id})
        tell_booked(booking, now)
    return booking


def move_booking(
    *,
    actor: Actor,
    booking: Booking,
    to: AssessmentTime,
    expected_version: int,
    now: datetime,
    reason: str = "",
) -> Booking:
    """Moves a booked time; the old place is free in the same moment."""
    require(actor, Permission.TAKE_CALLS, site_id=booking.person.site_id)
    with writing():
        _require_live(booking)
        require_open(booking.person.site_id, to, now)
        free_lapsed(to, now, booking.person)
        for candidate in free_times(to):
            changes = {"time": candidate, "state": Booking.State.BOOKED, "held_until": None}
            try:
                with transaction.atomic():
                    save_version(booking, expected=expected_version, reason=reason, **changes)
            except IntegrityError:
                continue
            set_status(booking.person, Inquiry.Status.BOOKED)
            _note(actor, "booking.moved", now, booking, {"time": candidate.pk, "reason": reason})
            tell_moved(booking, now)
            return booking
        raise UnableToBook(_taken(to, now))


def cancel_booking(
    *, actor: Actor, booking: Booking, expected_version: int, reason: str, now: datetime
) -> None:
    """Gives the place back. The inquiry is open again."""
    require(actor, Permission.TAKE_CALLS, site_id=booking.person.site_id)
    with writing():
        _require_live(booking)
        was_booked = booking.state == Booking.State.BOOKED
        changes: dict[str, Any] = {"state": Booking.State.CANCELLED, "held_until": None}
        save_version(booking, expected=expected_version, reason=reason, **changes)
        set_status(booking.person, Inquiry.Status.NEW)
        _note(actor, "booking.cancelled", now, booking, {"reason": reason})
        if was_booked:
            tell_cancelled(booking, now)


def mark_seen(*, actor: Actor, booking: Booking, expected_version: int, now: datetime) -> None:
    """The person came. They may be early: the booked day must have come, not the time."""
    require(actor, Permission.TAKE_CALLS, site_id=booking.person.site_id)
    with writing():
        if booking.state != Booking.State.BOOKED:
            raise UnableToBook("Only a booked time can be marked as seen. Book it first.")
        if now.astimezone(ZoneInfo(booking.time.zone)).date() < booking.time.on:
            raise UnableToBook("This day has not come yet. Mark it when the person is here.")
        save_version(booking, expected=expected_version, state=Booking.State.KEPT)
        stop_telling(booking, now)
        set_status(booking.person, Inquiry.Status.SEEN)
        _note(actor, "booking.kept", now, booking, {"time": booking.time_id})


def _take_place(
    actor: Actor,
    patient: Patient,
    time: AssessmentTime,
    state: Booking.State,
    now: datetime,
    until: datetime | None,
) -> Booking:
    """The first free place at this time: the database's constraint decides who gets it."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    require_open(patient.site_id, time, now)
    free_lapsed(time, now, patient)
    give_back(Booking.objects.filter(patient=patient))
    if Booking.objects.filter(patient=patient, state=Booking.State.BOOKED).exists():
        raise UnableToBook("This person has a time already. Move it or cancel it.")
    place = Booking(patient=patient, state=state, held_until=until, made_at=now)
    return take_first_free(place, time, now)


def take_first_free(place: Booking, time: AssessmentTime, now: datetime) -> Booking:
    """Saves `place` at the first free place of this time. Raises UnableToBook where none is."""
    for candidate in free_times(time):
        place.time = candidate
        try:
            with transaction.atomic():
                place.save(force_insert=True)
                return place
        except IntegrityError:
            continue  # somebody else was faster
    raise UnableToBook(_taken(time, now))


def require_open(site_id: int, time: AssessmentTime, now: datetime) -> None:
    """Raises UnableToBook for a time of another site, or one that has passed."""
    if time.site_id != site_id:
        raise UnableToBook("This time belongs to another site. Choose one of this site.")
    if instant_of(time.on, time.starts, time.zone) <= now:
        raise UnableToBook("This time has passed. Choose a later one.")


def _require_live(booking: Booking) -> None:
    if booking.state not in Booking.LIVE:
        raise UnableToBook("This booking has ended already. Look at the list again.")


def is_same_slot(held: Booking, time: AssessmentTime) -> bool:
    """Whether the held place is one of this time's."""
    return all(
        getattr(held.time, name) == getattr(time, name)
        for name in ("site_id", "on", "starts", "by_video")
    )


def free_lapsed(time: AssessmentTime, now: datetime, patient: Patient | None = None) -> None:
    """Frees the places of lapsed holds at this wall time, and of the patient where one is named."""
    lapsed = Booking.objects.filter(state=Booking.State.HELD, held_until__lte=now)
    here = lapsed.filter(time__site=time.site_id, time__on=time.on, time__starts=time.starts)
    _cancel(here | lapsed.filter(patient=patient) if patient else here, LAPSED)


def free_lapsed_holds(patient: Patient, *, now: datetime) -> None:
    """Gives back what was held for the person and has lapsed. Inside writing()."""
    lapsed = Booking.objects.filter(patient=patient, state=Booking.State.HELD, held_until__lte=now)
    _cancel(lapsed, LAPSED)


def give_back(bookings: QuerySet[Booking]) -> None:
    """Frees those of `bookings` that are held."""
    _cancel(bookings.filter(state=Booking.State.HELD), "Another time was chosen.")


def _cancel(bookings: QuerySet[Booking], reason: str) -> None:
    for booking in bookings:
        changes = {"state": Booking.State.CANCELLED, "held_until": None, "reason": reason}
        save_version(booking, expected=booking.version, **changes)


def _taken(time: AssessmentTime, now: datetime) -> str:
    others = len(open_slots(time.site_id, now=now, days=14))
    count = COUNT_WORDS[others] if others < len(COUNT_WORDS) else f"{others} others are"
    return f"Someone took that time a moment ago. {count} open."


def set_status(patient: Patient, status: Inquiry.Status) -> None:
    """Moves the person's newest inquiry to this stage of the board."""
    inquiry = inquiry_of(patient)
    if inquiry and inquiry.status != status:
        save_version(inquiry, expected=inquiry.version, status=status)


def _note(
    actor: Actor, verb: str, now: datetime, subject: Booking | Inquiry, content: dict[str, Any]
) -> None:
    patient_id = subject.patient_id
    record(actor=actor, verb=verb, now=now, subject=subject, patient_id=patient_id, content=content)
