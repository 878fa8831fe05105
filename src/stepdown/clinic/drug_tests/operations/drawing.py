"""Random tests begin and end, and each next day is drawn once the last one is over."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from stepdown.clinic.drug_tests.models import DrugTest, RandomPlan
from stepdown.clinic.drug_tests.queries import (
    excused_marks,
    live_plan,
    next_window,
    plans_that_draw,
    resting,
    why_excused,
)
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.queries import open_episode
from stepdown.rules.drug_tests import Window, drawn_day
from stepdown.rules.timetable.draws import fingerprint


class UnableToPlanTests(Unable):
    """Tests cannot be planned or ended like this; the message says why."""


def begin_random_tests(*, actor: Actor, patient: Patient, now: datetime) -> RandomPlan:
    """From tomorrow on, days are drawn; the secret's fingerprint is in the ledger before."""
    require(actor, Permission.ORDER_TESTS, site_id=patient.site_id)
    with writing():
        episode = open_episode(patient)
        if episode is None:
            raise UnableToPlanTests("Random tests begin when the person is in care.")
        if live_plan(patient) is not None:
            raise UnableToPlanTests("Random tests are on already.")
        assert actor.account_id is not None  # a person begins them, never the program
        secret = secrets.token_bytes(32)
        plan = RandomPlan.objects.create(
            patient=patient,
            episode=episode,
            secret=secret.hex(),
            fingerprint=fingerprint(secret),
            begun_on=local_now(patient.site, now).date(),
            begun_at=now,
            begun_by_id=actor.account_id,
        )
        content = {"fingerprint": plan.fingerprint}
        record(
            actor=actor,
            verb="random_tests.begun",
            now=now,
            subject=plan,
            patient_id=patient.pk,
            content=content,
        )
    return plan


def end_random_tests(*, actor: Actor, patient: Patient, now: datetime) -> None:
    """No more days are drawn; what was drawn for a later day will not take place."""
    require(actor, Permission.ORDER_TESTS, site_id=patient.site_id)
    with writing():
        plan = live_plan(patient)
        if plan is None:
            raise UnableToPlanTests("Random tests have ended already.")
        today = local_now(patient.site, now).date()
        DrugTest.objects.filter(plan=plan, on__gt=today).update(
            state=DrugTest.State.NOT_GIVEN,
            not_given=DrugTest.NotGiven.EXCUSED,
            not_given_words="Random tests ended before this day.",
        )
        plan.ended_at = now
        plan.save(update_fields=["ended_at"])
        record(
            actor=actor,
            verb="random_tests.ended",
            now=now,
            subject=plan,
            patient_id=patient.pk,
        )


def draw_next_tests(*, now: datetime) -> int:
    """Draws for everybody whose last drawn day is over; answers how many were drawn. Who need
    not come today (all is cancelled, excused, or care is on hold) is excused before.

    Somebody without a day in the window is left for later: the worker asks again.
    """
    for test, why in list(_excused_today(now)):
        _excuse(test, why, now)
    due = [plan.pk for plan in plans_that_draw() if _due_window(plan, now)]
    for plan_id in due:
        _draw(plan_id, now)
    return len(due)


def _excused_today(now: datetime) -> Iterator[tuple[DrugTest, str]]:
    """Tests of today whose person need not give a sample, and why. A hold takes only those whose
    day comes while it lasts: a day that was drawn is not made known by a hold, and stands where
    they are back by then."""
    days = (now.date() - timedelta(days=1), now.date() + timedelta(days=1))
    planned = DrugTest.objects.filter(state=DrugTest.State.PLANNED, on__range=days)
    found = planned.select_related("patient__site")
    today = [one for one in found if one.on == local_now(one.patient.site, now).date()]
    marks, at_rest = excused_marks(today), resting(today)
    for test in today:
        excused = marks.get((test.patient_id, test.on), ())
        why = why_excused(test, excused, rests=test.patient_id in at_rest)
        if why:
            yield test, why


def _excuse(test: DrugTest, why: str, now: datetime) -> None:
    with writing():
        save_version(
            test,
            expected=test.version,
            state=DrugTest.State.NOT_GIVEN,
            not_given=DrugTest.NotGiven.EXCUSED,
            not_given_words=why,
        )
        record(
            actor=THE_PROGRAM,
            verb="test.excused",
            now=now,
            subject=test,
            patient_id=test.patient_id,
        )


def _due_window(plan: RandomPlan, now: datetime) -> Window | None:
    """The window to draw from now; None while a day is ahead, or none can be drawn."""
    today = local_now(plan.patient.site, now).date()
    last: date | None = plan.last_on  # type: ignore[attr-defined] # annotated
    if last is not None and last >= today:
        return None
    after = plan.begun_on if last is None else last
    window = next_window(plan, after, not_before=today, now=now)
    if not window.days:  # the person was away all that time, or nothing ran
        window = next_window(plan, today - timedelta(days=1), not_before=today, now=now)
    return window if window.days else None


def _draw(plan_id: int, now: datetime) -> None:
    with writing():
        plan = plans_that_draw().filter(pk=plan_id).first()
        window = _due_window(plan, now) if plan else None
        if plan is None or window is None:
            return  # ended, or drawn by somebody else meanwhile
        number = DrugTest.objects.filter(plan=plan).count() + 1
        made = DrugTest.objects.create(
            patient=plan.patient,
            plan=plan,
            number=number,
            window={
                "after": window.after.isoformat(),
                "last": window.last.isoformat(),
                "days": [day.isoformat() for day in window.days],
                "rules_version": window.rules_version,
            },
            on=drawn_day(bytes.fromhex(plan.secret), number, window),
            made_at=now,
        )
        # with the secret in it, the digest lets nobody find the day by trying
        content = [plan.secret, number, made.window, made.on.isoformat()]
        record(
            actor=THE_PROGRAM,
            verb="test.drawn",
            now=now,
            subject=made,
            patient_id=plan.patient_id,
            content=content,
        )
