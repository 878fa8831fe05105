"""What people and staff are told of a changed day: that it is changed and when, never of what."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from stepdown.clinic.intake.texting import Way, tell_person, ways_to
from stepdown.clinic.intake.words import clock
from stepdown.clinic.ledger.operations import queue_mail, record, withdraw_mail
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.calling import owe_call, withdraw_calls
from stepdown.clinic.timetable.models import Seat
from stepdown.clinic.timetable.operations import day_matter, session_matter
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.clinic.treatment.models import Episode

OFF, ON_AFTER_ALL = "does not take place", "takes place after all"


@dataclass(frozen=True)
class Reached:
    """How those concerned hear of a change: by text, by mail, or by a call. Of the people to call
    only those open to the actor are named."""

    by_text: int
    by_mail: int
    to_call: tuple[tuple[str, str], ...]
    hidden_to_call: int

    @property
    def people(self) -> int:
        return self.by_text + self.by_mail + len(self.to_call) + self.hidden_to_call


def seats_on(series_ids: Collection[int], on: date) -> QuerySet[Seat]:
    """Seats of people in care in these meetings."""
    return _in_care(Seat.objects.filter(live_on(on), series__in=series_ids))


def _in_care(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    found = seats.filter(
        plan__episode__status=Episode.Status.ACTIVE,
        patient__is_deceased=False,
        patient__merged_into=None,
    )
    return found.select_related("patient__site").order_by("patient_id", "pk")


def seats_from(series_id: int, on: date) -> QuerySet[Seat]:
    """Seats of people in care in the meetings of that day and later."""
    lasting = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), series=series_id)
    return _in_care(lasting.exclude(ends_on=F("starts_on")))


def by_person(meetings: Iterable[DatedSession]) -> dict[Patient, list[DatedSession]]:
    """Whom these meetings concern, each with theirs."""
    found: dict[Patient, list[DatedSession]] = defaultdict(list)
    days: dict[date, dict[int, DatedSession]] = defaultdict(dict)
    for one in meetings:
        days[one.on][one.session.series_id] = one
    for on, held in days.items():
        for seat in seats_on(held, on):
            found[seat.patient].append(held[seat.series_id])
    return dict(found)


def reached(
    actor: Actor, people: Mapping[Patient, Sequence[DatedSession]], now: datetime
) -> Reached:
    """How these people would hear of it before the first of these meetings of theirs."""
    firsts = {one: min(each.starts_at for each in own) for one, own in people.items()}
    ways = ways_to(firsts, now=now)
    called = [pk for pk, way in ways.items() if way == Way.CALL]
    mine = patients_open_to(actor, Permission.CHANGE_DAYS, now).filter(pk__in=called)
    named = tuple((one.short_name, one.phone) for one in mine.order_by("given_name", "pk"))
    counts = Counter(ways.values())
    return Reached(counts[Way.TEXT], counts[Way.MAIL], named, len(called) - len(named))


def tell_people(
    *,
    actor: Actor,
    people: dict[Patient, list[DatedSession]],
    news: str,
    words: str,
    now: datetime,
    takes_back: str = "",
    ends_reminders: bool = True,
) -> None:
    """Tells each person once of all that changed for them on each day, and withdraws what waits
    about these meetings: reminders, and the news that this `takes_back`. `news` names the change.

    Inside writing().
    """
    for patient, meetings in people.items():
        for one in meetings if ends_reminders else ():
            about = session_matter(patient.pk, one.session.series_id, one.on)
            withdraw_mail(now=now, about=about)
        for on in sorted({one.on for one in meetings}):
            own = [one for one in meetings if one.on == on]
            knows_nothing = takes_back and _take_back(patient, takes_back, on, now)
            is_written = _tell_person(patient, own, f"{news}-{patient.pk}-{on}", words, now)
            if not (is_written or knows_nothing):
                _owe_call(patient, own, news, words, now)
            content = {"news": news, "on": str(on)}
            record(
                actor=actor,
                verb="day.changed",
                now=now,
                subject=patient,
                patient_id=patient.pk,
                content=content,
            )


def _take_back(patient: Patient, news: str, on: date, now: datetime) -> bool:
    """Whether nobody had called them about it yet."""
    withdraw_mail(now=now, once_key=f"{news}-{patient.pk}-{on}")
    return bool(withdraw_calls(now=now, patient=patient, news=news, on=on))


def _owe_call(
    patient: Patient, own: Sequence[DatedSession], news: str, words: str, now: datetime
) -> None:
    owe_call(
        patient=patient,
        news=news,
        on=own[0].on,
        words=_sentence("appointment", own, words),
        good_until=max(one.ends_at for one in own),
        now=now,
    )


def _tell_person(
    patient: Patient, own: Sequence[DatedSession], once_key: str, words: str, now: datetime
) -> bool:
    on, phone = own[0].on, patient.site.phone
    sentence = _sentence("appointment", own, words)
    return tell_person(
        patient=patient,
        once_key=once_key,
        subject=_subject(on),
        body=f"{sentence}\nFor another time sign in, or call {phone}.",
        text=f"{sentence} For another time call {phone}.",
        before=min(one.starts_at for one in own),
        now=now,
        about=day_matter(patient.pk, on),
        good_until=max(one.ends_at for one in own),
    )


def tell_leaders(
    *, site: Site, meetings: Iterable[DatedSession], news: str, words: str, now: datetime
) -> None:
    """Each who leads one of these meetings, once a day. Inside writing()."""
    both = [(account_id, one) for one in meetings for account_id in one.session.leader_ids]
    tell_staff(site=site, concerned=both, news=news, words=words, now=now)


def tell_staff(
    *,
    site: Site,
    concerned: Iterable[tuple[int, DatedSession]],
    news: str,
    words: str,
    now: datetime,
) -> None:
    """Each account once a day about its meetings. Inside writing()."""
    led: dict[tuple[int, date], list[DatedSession]] = defaultdict(list)
    for leader_id, one in concerned:
        led[leader_id, one.on].append(one)
    addresses = dict(Account.objects.filter(is_active=True).values_list("pk", "email"))
    for (account_id, on), own in led.items():
        if account_id in addresses:
            queue_mail(
                once_key=f"{news}-staff-{account_id}-{on}",
                address=addresses[account_id],
                sender_name=site.quiet_name,
                subject=_subject(on),
                body=f"{_sentence('time', own, words)}\nYour day stands under Today.",
                due_at=now,
                good_until=max(one.ends_at for one in own),
            )


def _subject(on: date) -> str:
    return f"A change on {on:%A}, {on:%B} {on.day}"


def _sentence(what: str, own: Sequence[DatedSession], words: str) -> str:
    on = own[0].on
    times = sorted({one.starts_at for one in own})
    clocks = " and ".join(clock(at.time()) for at in times)
    if len(times) > 1:
        what, words = f"{what}s", _plural(words)
    return f"Your {what} on {on:%A}, {on:%B} {on.day}, at {clocks} {words}."


def _plural(words: str) -> str:
    """ "does not take place" becomes "do not take place"."""
    verb, _, rest = words.partition(" ")
    return f"{PLURAL.get(verb, verb)} {rest}"


PLURAL = {"does": "do", "takes": "take", "is": "are", "has": "have"}
