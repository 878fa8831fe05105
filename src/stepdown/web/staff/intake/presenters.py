"""What the front door's pages show, as plain values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stepdown.clinic.consents.queries import ConsentKind, consent_states
from stepdown.clinic.intake.danger import DANGER_SIGNS, Step, steps_for
from stepdown.clinic.intake.first_in_line import INTERIM_WITHIN, see_by
from stepdown.clinic.intake.queries import (
    DECIDED,
    MOST_OF_A_STAGE,
    InquiryLine,
    bookings_of,
    inquiry_of,
    live_booking,
)
from stepdown.clinic.intake.referrals import ReferrerKind
from stepdown.clinic.intake.words import (
    clock,
    day,
    full_day_and_time,
    short_day_and_time,
    span,
)
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import contact_permission, local_now
from stepdown.web.staff.intake.forms import ASKED_BY

AWAITED = ("new", "booked")  # the stages of those whom nobody saw yet
STEP_DOWN = "Step-down from residential"
COLUMNS = (
    ("new", "New", "Call back and book a time", "Nobody waits. New calls appear here."),
    ("booked", "Booked", "A time is agreed", "No time is booked."),
    ("seen", "Seen", "Waiting for a decision", "Nobody waits for a decision."),
    (DECIDED, "Decided", "In the last 60 days", "Nothing was decided lately."),
)


@dataclass(frozen=True)
class BoardLine:
    """One inquiry; `note` says what stands next to the name."""

    code: str
    short_name: str
    tone: int
    note: str
    has_danger_signs: bool
    is_confirmed: bool
    goes_first: bool
    has_record_to_review: bool


@dataclass(frozen=True)
class BoardColumn:
    key: str
    title: str
    words: str
    empty: str
    lines: tuple[BoardLine, ...]

    @property
    def count(self) -> str:
        """With a plus where more than the listed may be there: those are found by their name."""
        return f"{len(self.lines)}{'+' if len(self.lines) == MOST_OF_A_STAGE else ''}"


def board(inquiries: list[InquiryLine]) -> list[BoardColumn]:
    return [
        BoardColumn(
            key,
            title,
            words,
            empty,
            tuple(_board_line(each) for each in inquiries if each.stage == key),
        )
        for key, title, words, empty in COLUMNS
    ]


def _board_line(line: InquiryLine) -> BoardLine:
    waited = span(line.waiting)
    note = f"Waiting {waited}" if line.stage == "new" else f"First contact {waited} ago"
    if line.booked_on and line.booked_at:
        word = "Held: " if line.is_held else ""
        note = f"{word}{short_day_and_time(line.booked_on, line.booked_at)}. {note}"
    is_awaited = line.stage in AWAITED
    if line.see_by and is_awaited:
        note = f"{note}. See by {day(line.see_by.date())}"
    if line.asked_by == "loved_one":
        note = f"{note}. Someone who loves them called"
    if line.referred_by == ReferrerKind.RESIDENTIAL:
        note = f"{note}. {STEP_DOWN}"
    tone = sum(map(ord, line.code)) % 6
    return BoardLine(
        line.code,
        line.short_name,
        tone,
        note,
        line.has_danger_signs,
        line.is_confirmed,
        line.goes_first and is_awaited,
        line.has_record_to_review,
    )


@dataclass(frozen=True)
class BookingView:
    """The time the person has; `version` is what a change of it starts from."""

    words: str
    by_video: bool
    is_held: bool
    held_until: str
    time_id: int
    version: int
    has_come: bool


@dataclass(frozen=True)
class CallView:
    """What was written down on the first call."""

    when: str
    asked_by: str
    reason: str
    last_use: str
    medicines: str
    work_hours: str
    payer: str
    first: tuple[str, ...]
    signs: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ReachView:
    phone: str
    email: str
    may_leave_message: str
    email_is_ok: str
    sender_name: str


def booking_view(patient: OpenedPatient, now: datetime) -> BookingView | None:
    booking = live_booking(patient, now=now)
    if booking is None:
        return None
    slot = booking.time
    until = local_now(patient.site, booking.held_until).time() if booking.held_until else None
    return BookingView(
        words=full_day_and_time(slot.on, slot.starts),
        by_video=slot.by_video,
        is_held=booking.state == "held",
        held_until=clock(until) if until else "",
        time_id=slot.pk,
        version=booking.version,
        has_come=slot.on <= local_now(patient.site, now).date(),
    )


def call_view(patient: OpenedPatient) -> CallView | None:
    inquiry = inquiry_of(patient)
    if inquiry is None:
        return None
    keys: list[str] = inquiry.danger_signs
    return CallView(
        when=day(local_now(patient.site, inquiry.first_contact_at).date()),
        asked_by=dict(ASKED_BY).get(inquiry.asked_by, inquiry.asked_by),
        reason=inquiry.reason,
        last_use=inquiry.last_use,
        medicines=inquiry.medicines,
        work_hours=inquiry.work_hours,
        payer=inquiry.payer,
        first=_goes_first(patient, inquiry),
        signs=tuple(sign.question for sign in DANGER_SIGNS if sign.key in keys),
        steps=steps_for(keys),
    )


def _goes_first(patient: OpenedPatient, inquiry: Any) -> tuple[str, ...]:
    words = ["Pregnant. Goes before everybody else."] if inquiry.is_pregnant else []
    if by := see_by(inquiry.first_contact_at, injects=inquiry.injects):
        until = day(local_now(patient.site, by).date())
        hours = INTERIM_WITHIN // timedelta(hours=1)
        words.append(
            f"Injects drugs. To be seen by {until}; if that cannot be, other help within"
            f" {hours} hours of asking."
        )
    return tuple(words)


@dataclass(frozen=True)
class AgreedView:
    """What has to be signed before the assessment, and whether it is."""

    label: str
    is_signed: bool


def agreed_before(patient: OpenedPatient) -> list[AgreedView]:
    """The notice and the consent to be assessed come first (clinic review 6)."""
    return [
        AgreedView(state.label, state.is_live)
        for state in consent_states(patient)
        if state.kind in {ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT}
    ]


def reach_view(patient: OpenedPatient) -> ReachView:
    said = contact_permission(patient)
    return ReachView(
        phone=patient.phone,
        email=patient.email,
        may_leave_message=_yes_no(said.may_leave_message if said else None),
        email_is_ok=_yes_no(said.email_is_ok if said else None),
        sender_name=said.sender_name if said else "",
    )


def moment(at: datetime) -> str:
    """A moment on the site's clock: Mon, Nov 23, 6:00 pm."""
    return short_day_and_time(at.date(), at.time())


def _yes_no(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: "not asked yet"}[answer]


def history_lines(patient: OpenedPatient) -> list[str]:
    """Every time that was held or booked, newest first."""
    return [_history_line(booking) for booking in bookings_of(patient)]


def _history_line(booking: Any) -> str:
    at = short_day_and_time(booking.time.on, booking.time.starts)
    reason = f": {booking.reason}" if booking.reason else ""
    return f"{booking.get_state_display()}, {at}{reason}"
