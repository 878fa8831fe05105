"""What a person says of a meeting before it begins, and another time in its place."""

from datetime import date, datetime
from typing import Any

from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.coming.queries import Says, Why, Wish, may_use_video
from stepdown.clinic.ledger.operations import Unable, record, save_version, withdraw_mail, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require, require_own
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.make_up import give_make_up_seat_back, take_make_up_seat
from stepdown.clinic.timetable.operations import session_matter
from stepdown.clinic.timetable.queries import DatedSession, session_on
from stepdown.clinic.treatment.queries import open_episode


class UnableToAnswer(Unable):
    """Nothing can be said of this meeting now; the message says what to do."""


def answer_session(
    *, actor: Actor, patient: Patient, series_id: int, on: date, says: str, now: datetime
) -> SessionAnswer:
    """The person comes, would like to join by video, or cannot come. A new word replaces the one
    before; with "I'll be there" a time booked in its place is given back.

    Raises UnableToAnswer.
    """
    require_own(actor, patient)
    with writing():
        one = _ahead(patient, series_id, on, now)
        if says == Says.VIDEO and not may_use_video(patient, one):
            raise UnableToAnswer("This session has no video. Come, or choose another time.")
        before = _answer(patient, one)
        if before is not None and before.says == says:
            return before
        if before is not None:
            _free_other_time(before, now)
        if says == Says.AWAY:
            withdraw_mail(now=now, about=session_matter(patient.pk, series_id, on))
        fresh = {
            "says": Says(says),
            "why": "",
            "wish": Wish.OPEN if says == Says.AWAY else "",
            "said_at": now,
            "make_up": None,
            "settled_at": None,
            "settled_by": None,
        }
        return _keep(actor, patient, one, before, fresh, now)


def _ahead(patient: Patient, series_id: int, on: date, now: datetime) -> DatedSession:
    one = session_on(patient, series_id=series_id, on=on)
    if one is None:
        raise UnableToAnswer("This time is not yours any more. Look at your week.")
    if one.is_cancelled:
        raise UnableToAnswer("This time is cancelled. Choose another below.")
    if one.starts_at <= now:
        raise UnableToAnswer(f"This session has begun. Call us: {patient.site.phone}.")
    return one


def _answer(patient: Patient, one: DatedSession) -> SessionAnswer | None:
    said = SessionAnswer.objects.filter(patient=patient, series=one.session.series_id, on=one.on)
    return said.select_related("make_up").first()


def _keep(
    actor: Actor,
    patient: Patient,
    one: DatedSession,
    before: SessionAnswer | None,
    said: dict[str, Any],
    now: datetime,
) -> SessionAnswer:
    if before is None:
        before = SessionAnswer.objects.create(
            patient=patient, series_id=one.session.series_id, on=one.on, **said
        )
    else:
        save_version(before, expected=before.version, **said)
    content = {"says": before.says, "why": before.why, "wish": before.wish}
    record(
        actor=actor,
        verb="session.answered",
        now=now,
        subject=before,
        patient_id=patient.pk,
        content=content,
    )
    return before


def choose_other_time(
    *,
    actor: Actor,
    patient: Patient,
    series_id: int,
    on: date,
    instead_id: int,
    why: str = "",
    now: datetime,
) -> SessionAnswer:
    """Books a seat for one day in place of a meeting that is cancelled, or that the person said
    they cannot come to.

    By the person, or by staff who plan weeks. Raises UnableToAnswer and UnableToSeat.
    """
    _require_own_or_planner(actor, patient)
    with writing():
        answer, one = _away(patient, series_id, on)
        episode = open_episode(patient)
        if episode is None:
            raise UnableToSeat("Care has ended. Call us to find another time.")
        _free_other_time(answer, now)
        seat = take_make_up_seat(episode=episode, missed=one, series_id=instead_id, now=now)
        said = _is_away(why, answer, now) | {"wish": Wish.OPEN, "make_up": seat}
        return _keep(actor, patient, one, answer, said, now)


def say_wish(
    *,
    actor: Actor,
    patient: Patient,
    series_id: int,
    on: date,
    wish: str,
    why: str = "",
    now: datetime,
) -> SessionAnswer:
    """None of the times fits: the person asks for a call, or needs no other time."""
    require_own(actor, patient)
    with writing():
        answer, one = _away(patient, series_id, on)
        _free_other_time(answer, now)
        said = _is_away(why, answer, now) | {"wish": Wish(wish), "make_up": None}
        return _keep(actor, patient, one, answer, said, now)


def _free_other_time(answer: SessionAnswer | None, now: datetime) -> None:
    """A seat whose day has come stays: the person may have been there."""
    seat = answer.make_up if answer else None
    if (
        answer is not None
        and seat is not None
        and seat.starts_on > local_now(answer.patient.site, now).date()
    ):
        give_make_up_seat_back(seat, now=now)


def _require_own_or_planner(actor: Actor, patient: Patient) -> None:
    if actor.account_id is None or actor.own_patient_id != patient.pk:
        require(actor, Permission.PLAN_WEEKS, site_id=patient.site_id)


def _away(patient: Patient, series_id: int, on: date) -> tuple[SessionAnswer | None, DatedSession]:
    """What the person said of a meeting that they cannot come to, or that is cancelled."""
    one = session_on(patient, series_id=series_id, on=on)
    answer = _answer(patient, one) if one else None
    is_away = answer is not None and answer.says == Says.AWAY
    if one is None or not (is_away or one.is_cancelled):
        raise UnableToAnswer("Say first that you cannot come. Look at your week.")
    return answer, one


def _is_away(why: str, answer: SessionAnswer | None, now: datetime) -> dict[str, Any]:
    if answer is not None and answer.says == Says.AWAY:
        return {"why": Why(why) if why else answer.why}
    return {"says": Says.AWAY, "why": Why(why) if why else "", "said_at": now}


def settle_wish(*, actor: Actor, patient: Patient, answer_id: int, now: datetime) -> None:
    """A member of staff talked with the person; it is off Today. Raises UnableToAnswer."""
    require(actor, Permission.PLAN_WEEKS, site_id=patient.site_id)
    with writing():
        waiting = SessionAnswer.objects.filter(says=Says.AWAY, make_up=None, settled_at=None)
        answer = waiting.filter(pk=answer_id, patient=patient).first()
        if answer is None:
            raise UnableToAnswer("This is settled already. Look at Today.")
        save_version(
            answer, expected=answer.version, settled_at=now, settled_by_id=actor.account_id
        )
        record(actor=actor, verb="wish.settled", now=now, subject=answer, patient_id=patient.pk)
