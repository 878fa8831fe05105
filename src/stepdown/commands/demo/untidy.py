"""What a clinic's days hold beside the plan: a trainee's notes that wait, and an incident."""

from datetime import datetime, time, timedelta
from typing import Any

from stepdown.clinic.people.members import post_of, roles_of
from stepdown.clinic.sessions.operations import (
    Report,
    UnfitStep,
    report_incident,
    set_supervisor,
    sign_unfit_step,
)
from stepdown.commands.demo.agenda import Agenda
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Stage, Story

TRAINEE, SUPERVISOR = "counselor_3", "psychologist"
DAYS = 4  # since then the trainee's notes wait; what is older stands


def begin_untidy_days(place: Place, stories: list[Story], today: Any) -> None:
    agenda: Agenda = place.agenda
    on = today - timedelta(days=DAYS)
    agenda.add(agenda.at(on, time(7, 30)), lambda now: _supervise(place, now))
    yesterday = agenda.at(today - timedelta(days=1), time(17, 20))
    agenda.add(yesterday, lambda now: _came_unfit(place, stories, now))


def _supervise(place: Place, now: datetime) -> None:
    account_id, sites = place.accounts[TRAINEE].pk, [place.site.pk]
    held = next(one for one in roles_of(account_id, sites))
    post = post_of(account_id, held.post_id, sites, on=now.date())
    assert post is not None
    supervisor_id = place.accounts[SUPERVISOR].pk
    set_supervisor(actor=place.actors["director"], post=post, supervisor_id=supervisor_id, now=now)


def _came_unfit(place: Place, stories: list[Story], now: datetime) -> None:
    away = {Stage.ON_HOLD, Stage.ENDED}
    story = next((one for one in stories if one.episode and one.stage not in away), None)
    if story is None:
        return
    technician, counselor = place.actors["technician"], place.accounts["counselor"]
    step = sign_unfit_step(
        actor=technician,
        patient=story.patient,
        step=UnfitStep(
            seen=("smell", "unsteady"),
            vitals={"pulse_per_minute": 92.0, "breath_alcohol_percent": 0.09},
            not_taken="",
            decision="home",
            stays_with="The technician, in the quiet room",
            ride="fetched",
            ride_words="The partner, at half past six",
            words="Was sad and glad to be met. Wants to come tomorrow.",
        ),
        now=now,
    )
    report_incident(
        actor=technician,
        patient=story.patient,
        report=Report(
            happened_at=now - timedelta(minutes=20),
            words="Came unsteady to the evening group, sat down with us and was fetched.",
            told="The counselor at once, the nurse practitioner by phone",
            follow_up="Call and ask how the night was",
            owed_by=counselor.pk,
            due_on=now.date() + timedelta(days=1),
        ),
        step_id=step.pk,
        now=now,
    )
