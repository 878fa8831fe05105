"""Reading inquiries, open times and bookings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import corrects_nothing
from stepdown.clinic.intake.first_in_line import IN_LINE, see_by
from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry, Referral
from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.roles import Permission

OpenSite = Site  # for pages, which name no models
DECIDED = "decided"
CORRECTED = ("patient.corrected", "patient.confirmed", "contact.asked")
STAGES = (*Inquiry.Status.values, DECIDED)
LAPSED = "The hold lapsed."  # why a hold ended that nobody gave back
MOST_OF_A_STAGE = 50  # lines in one column of the board
BOARD_DAYS = 60  # seen and decided inquiries leave the board after this


@dataclass(frozen=True)
class OpenSlot:
    """A wall time at which places are free; `time_id` names the first of them."""

    time_id: int
    on: date
    starts: time
    ends: time
    by_video: bool
    places: int


@dataclass(frozen=True)
class InquiryLine:
    """One inquiry on the board. `stage` is one of STAGES; `waiting` since the first contact;
    `see_by` on the site's clock."""

    code: str
    short_name: str
    stage: str
    first_contact_at: datetime
    waiting: timedelta
    goes_first: bool
    see_by: datetime | None
    asked_by: str
    has_danger_signs: bool
    is_confirmed: bool
    booked_on: date | None
    booked_at: time | None
    is_held: bool
    referred_by: str
    has_record_to_review: bool


def live_booking(patient: Patient, *, now: datetime) -> Booking | None:
    """The time that is booked for the person, or held for them and not lapsed."""
    lapsed = Q(state=Booking.State.HELD, held_until__lte=now)
    found = Booking.objects.filter(patient=patient, state__in=Booking.LIVE).exclude(lapsed)
    return found.select_related("time", "patient__site").first()


def hold_of_call(call: str, *, now: datetime) -> tuple[Booking | None, bool]:
    """What the call in progress of this key holds, and whether its last hold has lapsed."""
    newest = Booking.objects.filter(call=call).exclude(call="").select_related("time")
    last = newest.order_by("-pk").first()
    if last is None:
        return None, False
    if last.state == Booking.State.HELD and not has_lapsed(last, now):
        return last, False
    return None, last.state == Booking.State.HELD or last.reason == LAPSED


def inquiry_of(patient: Patient) -> Inquiry | None:
    """The person's newest inquiry."""
    return Inquiry.objects.filter(patient=patient).order_by("-first_contact_at", "-pk").first()


def bookings_of(patient: Patient) -> list[Booking]:
    """All that was ever held or booked for the person, newest first."""
    return list(patient.bookings.select_related("time").order_by("-made_at", "-pk"))


def corrections_of(patient: Patient) -> list[tuple[datetime, str]]:
    """When the person's details were corrected, and by whom; newest first."""
    events = LedgerEvent.objects.filter(patient_id=patient.pk, verb__in=CORRECTED)
    found = list(events.order_by("-seq").values_list("at", "actor_id")[:20])
    accounts = {account_id for _, account_id in found if account_id}
    names = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "name"))
    return [(at, names.get(account_id or 0, "the program")) for at, account_id in found]


def free_times(slot: AssessmentTime) -> list[AssessmentTime]:
    """The places at the same site and wall time that nobody holds, in their order."""
    same = AssessmentTime.objects.filter(site=slot.site_id, on=slot.on, starts=slot.starts)
    return list(_free(same).filter(by_video=slot.by_video).order_by("place"))


def _free(
    times: QuerySet[AssessmentTime], now: datetime | None = None, call: str = ""
) -> QuerySet[AssessmentTime]:
    held = Q(state=Booking.State.HELD)
    if now:  # a lapsed hold counts as free before anybody cleared it
        held &= Q(held_until__gt=now)
    if call:
        held &= ~Q(call=call)
    taken = Q(state=Booking.State.BOOKED) | held
    return times.filter(~Exists(Booking.objects.filter(taken, time=OuterRef("pk"))), is_open=True)


def open_slots(site_id: int, *, now: datetime, days: int = 14, call: str = "") -> list[OpenSlot]:
    """Free times from now on, earliest first; one line for all places at one time. What the call
    in progress of this key holds counts as free: to that call it is."""
    today = (now - timedelta(days=1)).date()
    times = AssessmentTime.objects.filter(site=site_id, on__range=(today, _after(now, days)))
    slots = _free(times, now, call).values_list("on", "starts", "by_video")
    counted = slots.annotate(Min("ends"), Min("zone"), Min("pk"), Count("pk"), first=Min("place"))
    return [
        OpenSlot(time_id, on, starts, ends, by_video, places)
        for on, starts, by_video, ends, zone, time_id, places, _ in counted.order_by(
            "on", "starts", "first"
        )
        if instant_of(on, starts, zone) > now
    ]


def _after(now: datetime, days: int) -> date:
    return (now + timedelta(days=days)).date()


def inquiries_board(
    actor: Actor, *, now: datetime, most: int = MOST_OF_A_STAGE
) -> list[InquiryLine]:
    """Inquiries the actor may see: who goes first, then the longest waiting; at most `most` of
    each stage (nine queries at most)."""
    people = patients_open_to(actor, Permission.TAKE_CALLS, now)
    decisions = Entry.objects.filter(
        corrects_nothing(),
        patient=OuterRef("patient"),
        kind=EntryKind.PLACEMENT,
        signed_at__gte=OuterRef("first_contact_at"),
    )
    live = Booking.objects.filter(state__in=Booking.LIVE).select_related("time")
    inquiries = (
        Inquiry.objects.filter(patient__in=people)
        .filter(Q(first_contact_at__gt=now - timedelta(days=BOARD_DAYS)) | _still_waiting())
        .select_related("patient__site", "referral")
        .annotate(is_decided=Exists(decisions))
        .prefetch_related(Prefetch("patient__bookings", live, to_attr="live_bookings"))
    )
    ordered = inquiries.order_by(*IN_LINE)
    stages = [ordered.filter(is_decided=True)]
    stages += [ordered.filter(is_decided=False, status=each) for each in Inquiry.Status]
    return [_line(inquiry, now) for stage in stages for inquiry in stage[:most]]


def people_to_confirm(actor: Actor, *, now: datetime, most: int = 20) -> list[Patient]:
    """Those who came with a record and whom nobody checked yet, newest first."""
    people = patients_open_to(actor, Permission.TAKE_CALLS, now).filter(is_confirmed=False)
    return list(people.order_by("-registered_at", "-pk")[:most])


def _still_waiting() -> Q:
    return Q(status__in=[Inquiry.Status.NEW, Inquiry.Status.BOOKED])


def _line(inquiry: Inquiry, now: datetime) -> InquiryLine:
    patient, by = inquiry.patient, see_by(inquiry.first_contact_at, injects=inquiry.injects)
    held: list[Booking] = patient.live_bookings  # type: ignore[attr-defined] # prefetched above
    booking = next((each for each in held if not has_lapsed(each, now)), None)
    referral: Referral | None = getattr(inquiry, "referral", None)
    return InquiryLine(
        code=patient.code,
        short_name=patient.short_name,
        stage=DECIDED if inquiry.is_decided else inquiry.status,  # type: ignore[attr-defined] # annotated above
        first_contact_at=inquiry.first_contact_at,
        waiting=now - inquiry.first_contact_at,
        goes_first=inquiry.is_pregnant or inquiry.injects,
        see_by=by.astimezone(ZoneInfo(patient.site.zone)) if by else None,
        asked_by=inquiry.asked_by,
        has_danger_signs=bool(inquiry.danger_signs),
        is_confirmed=patient.is_confirmed,
        booked_on=booking.time.on if booking else None,
        booked_at=booking.time.starts if booking else None,
        is_held=booking is not None and booking.state == Booking.State.HELD,
        referred_by=referral.kind if referral else "",
        has_record_to_review=referral is not None and bool(referral.file_name),
    )


def has_lapsed(booking: Booking, now: datetime) -> bool:
    """Whether a hold's 15 minutes are over."""
    return booking.held_until is not None and booking.held_until <= now
