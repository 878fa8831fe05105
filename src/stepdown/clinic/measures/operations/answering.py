"""What a person answers, kept answer by answer. The actor is the program: a code opens the form."""

from collections.abc import Mapping
from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.measures.models import AskedForm
from stepdown.clinic.measures.operations.alerts import raise_alert
from stepdown.clinic.measures.queries import items_to_ask, must_see_help, open_form
from stepdown.clinic.people.actors import Actor
from stepdown.rules.instruments import INSTRUMENTS


class UnableToAnswer(Unable):
    """The answer cannot be kept; the message says why."""


def answer_form(
    *, actor: Actor, form_id: int, answers: Mapping[str, int], now: datetime
) -> AskedForm:
    """Keeps these answers beside the ones before. What asks for safety raises the alert at once,
    whether the form is ever finished or not."""
    with writing():
        form = _still_open(form_id, now)
        allowed = {item.key: item.allowed for item in items_to_ask(form)}
        for key, value in answers.items():
            if value not in allowed.get(key, ()):
                raise UnableToAnswer("Choose one of the answers.")
        form.answers = {**form.answers, **answers}
        form.saved_at = now
        form.save(update_fields=["answers", "saved_at"])
        concern = INSTRUMENTS[form.instrument_key].concern(form.answers)
        if concern:
            raise_alert(actor=actor, form=form, concern=concern, now=now)
        record(
            actor=actor,
            verb="form.answered",
            now=now,
            subject=form,
            patient_id=form.patient_id,
            content=form.answers,
        )
    return form


def note_help_seen(*, actor: Actor, form_id: int, now: datetime) -> None:
    """The person has seen 988 and 911, before anything else."""
    with writing():
        form = _still_open(form_id, now)
        if form.help_seen_at is None:
            AskedForm.objects.filter(pk=form.pk).update(help_seen_at=now)
            record(
                actor=actor,
                verb="form.help_seen",
                now=now,
                subject=form,
                patient_id=form.patient_id,
            )


def finish_form(*, actor: Actor, form_id: int, now: datetime) -> None:
    """The person is done: staff can sign. Answers to what is no longer asked are left out."""
    with writing():
        form = _still_open(form_id, now)
        asked = items_to_ask(form)
        missing = [item for item in asked if item.needs_answer and item.key not in form.answers]
        if missing:
            raise UnableToAnswer("One question has no answer yet. Answer it, then press Done.")
        if must_see_help(form):
            raise UnableToAnswer("Read the page with the numbers to call first.")
        kept = {item.key: form.answers[item.key] for item in asked if item.key in form.answers}
        AskedForm.objects.filter(pk=form.pk).update(
            state=AskedForm.State.FINISHED, finished_at=now, answers=kept
        )
        record(
            actor=actor,
            verb="form.finished",
            now=now,
            subject=form,
            patient_id=form.patient_id,
            content=kept,
        )


def _still_open(form_id: int, now: datetime) -> AskedForm:
    form = open_form(form_id, now=now)
    if form is None:
        raise UnableToAnswer("This form has ended. Ask the clinic for a new code.")
    return form
