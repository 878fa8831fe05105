"""Wording packs, safety cover and asked forms, made through the operations."""

from datetime import datetime, time

from stepdown.clinic.measures.cover import cover_of
from stepdown.clinic.measures.operations import (
    answer_form,
    ask_form,
    finish_form,
    install_wording,
    save_cover,
)
from stepdown.clinic.measures.queries import OpenedForm
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.fhir.wording import read_pack
from tests.clinic.world import NOW, World
from tests.fhir.questionnaires import as_file, questionnaire

ON_CALL = ("first@harbor.example", "second@harbor.example")


def install(world: World, key: str, *, now: datetime = NOW) -> None:
    """An invented pack for the instrument of this key."""
    raw = as_file(questionnaire(key))
    install_wording(
        actor=world.actor(Role.DIRECTOR),
        pack=read_pack(raw),
        raw=raw,
        source="",
        license="",
        now=now,
    )


def cover(world: World, *, asks_remotely: bool = True, emails: tuple[str, ...] = ON_CALL) -> None:
    """Monday to Friday from 9 to 5; the people on call are told 10 minutes apart."""
    save_cover(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        asks_remotely=asks_remotely,
        staffed_days="01234",
        staffed_from=time(9),
        staffed_until=time(17),
        on_call_emails=emails,
        escalate_minutes=10,
        expected_version=cover_of(world.site).version,
        now=NOW,
    )


def ask(
    world: World, patient: Patient, key: str, mode: str = "phone", *, now: datetime = NOW
) -> tuple[OpenedForm, str]:
    return ask_form(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        instrument_key=key,
        mode=mode,
        now=now,
    )


def fill_in(form: OpenedForm, answers: dict[str, int], *, now: datetime = NOW) -> None:
    for key, value in answers.items():
        answer_form(actor=THE_PROGRAM, form_id=form.pk, answers={key: value}, now=now)


def finish(form: OpenedForm, *, now: datetime = NOW) -> None:
    finish_form(actor=THE_PROGRAM, form_id=form.pk, now=now)


def phq9(item9: int = 0) -> dict[str, int]:
    return {**{str(n): 1 for n in range(1, 9)}, "9": item9}
