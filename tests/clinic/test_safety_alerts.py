"""An answer about safety: raised at once, told at night, taken by name, settled by a step."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.ledger.delivery import claim_message
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.measures.models import SafetyAlert
from stepdown.clinic.measures.operations import (
    UnableToAcknowledge,
    UnableToAnswer,
    UnableToSaveCover,
    acknowledge_alerts,
    note_help_seen,
)
from stepdown.clinic.measures.queries import open_alert
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.needs import NeedKind, person_needs
from stepdown.clinic.treatment.facts import facts_about, open_safety_step, safety_is_open
from stepdown.clinic.treatment.operations import sign_asked_form
from tests.clinic.care import agree, judge_safety, score_form
from tests.clinic.forms import ON_CALL, ask, cover, fill_in, finish, install, phq9
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # half past two at night in New York


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient)
    install(world, "phq-9")
    cover(world)
    return patient


def answer_at(world: World, dana: Patient, item9: int, *, now: datetime = NIGHT) -> SafetyAlert:
    form, _ = ask(world, dana, "phq-9", now=now)
    fill_in(form, {"9": item9}, now=now)
    return SafetyAlert.objects.get(asked=form)


def told() -> list[tuple[str, datetime]]:
    sent = OutboxMessage.objects.exclude(withdrawn_at__isnull=False, claimed_at=None)
    waiting = sent.order_by("due_at")
    return list(waiting.values_list("address", "due_at"))


def test_the_answer_raises_the_alert_before_the_form_is_finished(
    world: World, dana: Patient
) -> None:
    alert = answer_at(world, dana, 1)
    assert (alert.concern, alert.raised_at, alert.in_staffed_hours) == (1, NIGHT, False)
    assert safety_is_open(dana)
    assert open_safety_step(dana) is None, "nothing is signed yet"
    assert facts_about(dana, now=NIGHT).safety_step_done is False
    needs = person_needs(world.actor(Role.MEDICAL), NIGHT, today=TODAY)
    assert [need.code for need in needs if need.kind == NeedKind.SAFETY] == [dana.code]


def test_an_answer_of_0_raises_nothing(world: World, dana: Patient) -> None:
    form, _ = ask(world, dana, "phq-9", now=NIGHT)
    fill_in(form, phq9(), now=NIGHT)
    assert open_alert(dana) is None
    assert told() == []


def test_at_night_the_first_on_call_is_told_at_once_and_the_next_after_the_pause(
    world: World, dana: Patient
) -> None:
    answer_at(world, dana, 2)
    assert told() == [(ON_CALL[0], NIGHT), (ON_CALL[1], NIGHT + timedelta(minutes=10))]


def test_in_staffed_hours_the_clinic_has_the_pause_before_anybody_is_told(
    world: World, dana: Patient
) -> None:
    alert = answer_at(world, dana, 2, now=NOW)
    assert alert.in_staffed_hours
    assert [due - NOW for _, due in told()] == [timedelta(minutes=10), timedelta(minutes=20)]


def test_what_goes_out_tells_nobody_about_health(world: World, dana: Patient) -> None:
    answer_at(world, dana, 3)
    for message in OutboxMessage.objects.all():
        words = f"{message.subject} {message.body} {message.sender_name}".casefold()
        for told_too_much in ("dana", "marsh", "phq", "safety", "suicid", "mood", "item", "harm"):
            assert told_too_much not in words


def test_somebody_takes_it_by_name_and_nobody_further_is_told(world: World, dana: Patient) -> None:
    answer_at(world, dana, 1)
    assert claim_message(now=NIGHT) is not None
    later = NIGHT + timedelta(minutes=3)
    acknowledge_alerts(actor=world.actor(Role.MEDICAL), patient=dana, now=later)
    alert = open_alert(dana)
    assert alert is not None
    assert (alert.acknowledged_by, alert.acknowledged_at) == (world.accounts[Role.MEDICAL], later)
    assert [address for address, _ in told()] == [ON_CALL[0]], "only what was on its way"
    with pytest.raises(UnableToAcknowledge, match="taken this already"):
        acknowledge_alerts(actor=world.actor(Role.MEDICAL), patient=dana, now=later)


def test_who_may_not_write_in_the_chart_cannot_take_it(world: World, dana: Patient) -> None:
    answer_at(world, dana, 1)
    with pytest.raises(NotAllowed):
        acknowledge_alerts(actor=world.actor(Role.BILLER), patient=dana, now=NIGHT)


def test_a_signed_step_settles_it_with_its_disposition(world: World, dana: Patient) -> None:
    answer_at(world, dana, 1)
    step = judge_safety(world, dana, now=NIGHT)
    alert = SafetyAlert.objects.get()
    assert (alert.settled_by, alert.acknowledged_by) == (step, world.accounts[Role.COUNSELOR])
    assert not safety_is_open(dana)
    assert told() == []
    assert step.body["disposition"] == "goes_home"


def test_signing_the_answers_later_does_not_ask_again(world: World, dana: Patient) -> None:
    form, _ = ask(world, dana, "phq-9", now=NIGHT)
    fill_in(form, phq9(1), now=NIGHT)
    judge_safety(world, dana, now=NIGHT)
    note_help_seen(actor=THE_PROGRAM, form_id=form.pk, now=NIGHT)
    finish(form, now=NIGHT)
    morning = NIGHT + timedelta(hours=6)
    entry = sign_asked_form(
        actor=world.actor(Role.COUNSELOR), patient=dana, form_id=form.pk, now=morning
    )
    assert entry.happened_at == NIGHT
    assert entry.body["findings"]["item9_flag"] is True
    assert not safety_is_open(dana)


def test_signing_before_the_step_leaves_it_open(world: World, dana: Patient) -> None:
    form, _ = ask(world, dana, "phq-9", now=NIGHT)
    fill_in(form, phq9(1), now=NIGHT)
    note_help_seen(actor=THE_PROGRAM, form_id=form.pk, now=NIGHT)
    finish(form, now=NIGHT)
    entry = sign_asked_form(
        actor=world.actor(Role.COUNSELOR), patient=dana, form_id=form.pk, now=NIGHT
    )
    assert open_safety_step(dana) == entry
    judge_safety(world, dana, now=NIGHT)
    assert not safety_is_open(dana)


def test_a_graver_answer_opens_it_again_and_a_milder_one_closes_nothing(
    world: World, dana: Patient
) -> None:
    form, _ = ask(world, dana, "phq-9", now=NIGHT)
    fill_in(form, {"9": 1}, now=NIGHT)
    judge_safety(world, dana, now=NIGHT)
    fill_in(form, {"9": 0}, now=NIGHT)
    assert open_alert(dana) is None
    later = NIGHT + timedelta(minutes=1)
    fill_in(form, {"9": 2}, now=later)
    alert = open_alert(dana)
    assert alert is not None
    assert (alert.concern, alert.raised_at, alert.acknowledged_by) == (2, later, None)
    assert [address for address, _ in told()] == list(ON_CALL)
    fill_in(form, {"9": 0}, now=later)
    assert open_alert(dana) == alert


def test_the_form_is_not_finished_before_the_numbers_were_seen(world: World, dana: Patient) -> None:
    form, _ = ask(world, dana, "phq-9", now=NIGHT)
    fill_in(form, phq9(1), now=NIGHT)
    with pytest.raises(UnableToAnswer, match="numbers to call first"):
        finish(form, now=NIGHT)
    note_help_seen(actor=THE_PROGRAM, form_id=form.pk, now=NIGHT)
    finish(form, now=NIGHT)


def test_each_step_leaves_its_event(world: World, dana: Patient) -> None:
    answer_at(world, dana, 1)
    acknowledge_alerts(actor=world.actor(Role.MEDICAL), patient=dana, now=NIGHT)
    judge_safety(world, dana, now=NIGHT)
    verbs = list(LedgerEvent.objects.filter(patient_id=dana.pk).values_list("verb", flat=True))
    in_order = [verb for verb in verbs if verb.startswith(("alert", "safety_step"))]
    assert in_order == [
        "alert.raised",
        "alert.acknowledged",
        "safety_step.signed",
        "alert.settled",
    ]


@pytest.mark.parametrize("item9", [1, 2, 3])
def test_staff_who_sign_a_phq9_are_asked_whatever_the_total(
    world: World, dana: Patient, item9: int
) -> None:
    score_form(world, dana, "phq-9", [0] * 8 + [item9])
    assert safety_is_open(dana)


@pytest.mark.parametrize(
    "answers",
    [
        {"q1": 1, "q2": 0, "q6life": 0},
        {"q1": 0, "q2": 0, "q6life": 1, "q6_3mo": 0},
        {"q1": 1, "q2": 1, "q3": 0, "q4": 0, "q5": 1, "q6life": 0},
    ],
)
def test_a_positive_screener_opens_the_step_too(
    world: World, dana: Patient, answers: dict[str, int]
) -> None:
    score_form(world, dana, "c-ssrs", answers)
    assert safety_is_open(dana)
    known = facts_about(dana, now=NOW)
    assert (known.suicide_risk, known.safety_step_done) == (None, False)


def test_cover_that_reaches_nobody_is_refused(world: World, dana: Patient) -> None:
    with pytest.raises(UnableToSaveCover, match="Name who is told"):
        cover(world, emails=())
    with pytest.raises(UnableToSaveCover, match="not an email"):
        cover(world, emails=("nobody",))


@pytest.mark.parametrize(
    "broken",
    [
        {"concern": 0},
        {"acknowledged_at": NOW},
    ],
)
def test_the_database_refuses_alerts_that_cannot_be(
    world: World, dana: Patient, broken: dict[str, object]
) -> None:
    alert = answer_at(world, dana, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyAlert.objects.filter(pk=alert.pk).update(**broken)
    step = judge_safety(world, dana, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyAlert.objects.update(acknowledged_by=None, acknowledged_at=None, settled_by=step)
