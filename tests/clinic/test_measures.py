"""Packs in use, forms asked by a code, and what is kept of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.measures.models import AskedForm, WordingPack
from stepdown.clinic.measures.operations import (
    UnableToAnswer,
    UnableToAsk,
    UnableToInstall,
    answer_form,
    install_wording,
    withdraw_form,
)
from stepdown.clinic.measures.queries import (
    code_digest,
    form_of_code,
    installed_packs,
    wording_in_use,
)
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.operations import (
    UnableToAssess,
    correct_instrument,
    score_instrument,
    sign_asked_form,
)
from stepdown.fhir.wording import read_pack
from stepdown.rules.instruments import INSTRUMENTS
from tests.clinic.care import agree, score_form
from tests.clinic.forms import ask, cover, fill_in, finish, install
from tests.clinic.world import NOW, World
from tests.fhir.questionnaires import as_file, questionnaire
from tests.layers import made_once

pytestmark = pytest.mark.django_db
GAD7 = {str(n): 2 for n in range(1, 8)}


@made_once
def dana(world: World) -> Patient:
    patient = world.patient(sex="female")
    agree(world, patient)
    return patient


def test_an_installed_pack_keeps_source_hash_and_license(world: World) -> None:
    install(world, "gad-7")
    (pack,) = installed_packs()
    assert (pack.instrument_key, pack.source, pack.license) == (
        "gad-7",
        "Nobody",
        "Invented for a test",
    )
    assert len(pack.digest) == 64
    words = wording_in_use(INSTRUMENTS["gad-7"])
    assert words is not None
    assert words.items["1"].text == "Words about item 1"


def test_the_same_file_again_changes_nothing_and_another_takes_its_place(world: World) -> None:
    install(world, "gad-7")
    install(world, "gad-7")
    assert WordingPack.objects.count() == 1
    form = questionnaire("gad-7")
    form["item"][0]["text"] = "Other words"
    raw = as_file(form)
    pack = read_pack(raw)
    install_wording(
        actor=THE_PROGRAM, pack=pack, raw=raw, source="A binder", license="Ours", now=NOW
    )
    assert [one.source for one in installed_packs()] == ["A binder"]
    assert WordingPack.objects.count() == 2, "the old one stays with what was asked in it"


def test_a_pack_that_does_not_fit_is_not_installed(world: World) -> None:
    form = questionnaire("gad-7")
    form["item"].pop()
    raw = as_file(form)
    with pytest.raises(UnableToInstall, match=r"lacks item 7 .* Nothing was installed"):
        install_wording(
            actor=world.actor(Role.DIRECTOR),
            pack=read_pack(raw),
            raw=raw,
            source="",
            license="",
            now=NOW,
        )
    assert installed_packs() == []


def test_only_who_sets_up_installs_wording(world: World) -> None:
    raw = as_file(questionnaire("gad-7"))
    with pytest.raises(NotAllowed):
        install_wording(
            actor=world.actor(Role.COUNSELOR),
            pack=read_pack(raw),
            raw=raw,
            source="",
            license="",
            now=NOW,
        )


def test_two_packs_of_one_instrument_are_never_in_use(world: World) -> None:
    install(world, "gad-7")
    pack = WordingPack.objects.get()
    pack.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        pack.save(force_insert=True)


def test_a_form_is_answered_by_a_code_and_signed_with_its_pack(world: World, dana: Patient) -> None:
    install(world, "gad-7")
    form, code = ask(world, dana, "gad-7")
    assert form_of_code(code.upper()[:4] + "-" + code[4:], now=NOW) == form
    fill_in(form, GAD7)
    finish(form)
    entry = sign_asked_form(
        actor=world.actor(Role.COUNSELOR), patient=dana, form_id=form.pk, now=NOW
    )
    assert entry.body["total"] == 14
    assert entry.body["mode"] == "phone"
    assert entry.body["wording"] == WordingPack.objects.get().digest
    form.refresh_from_db()
    assert (form.state, form.entry_id) == ("signed", entry.pk)
    with pytest.raises(UnableToAssess, match="signed or withdrawn already"):
        sign_asked_form(actor=world.actor(Role.COUNSELOR), patient=dana, form_id=form.pk, now=NOW)


def test_the_code_is_kept_nowhere_and_ends(world: World, dana: Patient) -> None:
    install(world, "gad-7")
    form, code = ask(world, dana, "gad-7")
    assert code not in str(AskedForm.objects.values().get())
    assert form.code_digest == code_digest(code)
    assert form_of_code("2222-2222", now=NOW) is None
    later = NOW + timedelta(hours=48)
    assert form_of_code(code, now=later - timedelta(seconds=1)) == form
    assert form_of_code(code, now=later) is None
    with pytest.raises(UnableToAnswer, match="new code"):
        fill_in(form, {"1": 0}, now=later)


def test_each_answer_is_kept_at_once_and_a_later_one_takes_its_place(
    world: World, dana: Patient
) -> None:
    install(world, "gad-7")
    form, _ = ask(world, dana, "gad-7")
    fill_in(form, {"1": 3, "2": 1})
    fill_in(form, {"1": 0})
    form.refresh_from_db()
    assert form.answers == {"1": 0, "2": 1}
    with pytest.raises(UnableToAnswer, match="no answer yet"):
        finish(form)


@pytest.mark.parametrize("answers", [{"1": 4}, {"1": -1}, {"8": 0}, {"x": 0}])
def test_an_answer_outside_the_form_is_refused(
    world: World, dana: Patient, answers: dict[str, int]
) -> None:
    install(world, "gad-7")
    form, _ = ask(world, dana, "gad-7")
    with pytest.raises(UnableToAnswer, match="Choose one"):
        answer_form(actor=THE_PROGRAM, form_id=form.pk, answers=answers, now=NOW)
    form.refresh_from_db()
    assert form.answers == {}


def test_a_person_alone_is_asked_only_in_official_words(world: World, dana: Patient) -> None:
    with pytest.raises(UnableToAsk, match="wording of GAD-7 is not installed"):
        ask(world, dana, "gad-7")
    form, _ = ask(world, dana, "readiness-rulers")
    assert form.wording is None, "these words are our own"


@pytest.mark.parametrize("key", ["ciwa-ar", "cows", "c-ssrs", "dsm-5-count", "assist", "tlfb"])
def test_what_somebody_rates_is_never_answered_alone(world: World, dana: Patient, key: str) -> None:
    with pytest.raises(UnableToAsk, match="is asked by staff"):
        ask(world, dana, key)


def test_without_consent_nothing_is_asked(world: World) -> None:
    with pytest.raises(UnableToAsk, match="Give the privacy notice first"):
        ask(world, world.patient(), "readiness-rulers")


def test_safety_is_not_asked_remotely_where_nobody_is_told(world: World, dana: Patient) -> None:
    install(world, "phq-9")
    with pytest.raises(UnableToAsk, match="nobody is set up"):
        ask(world, dana, "phq-9")
    cover(world, asks_remotely=False)
    with pytest.raises(UnableToAsk, match="nobody is set up"):
        ask(world, dana, "phq-9")
    assert ask(world, dana, "phq-9", "tablet")[0].mode == "tablet"
    cover(world)
    assert ask(world, dana, "phq-9")[0].mode == "phone"


def test_a_form_that_was_taken_back_answers_nobody(world: World, dana: Patient) -> None:
    form, code = ask(world, dana, "readiness-rulers")
    counselor = world.actor(Role.COUNSELOR)
    withdraw_form(actor=counselor, patient=dana, form_id=form.pk, now=NOW)
    assert form_of_code(code, now=NOW) is None
    with pytest.raises(UnableToAsk, match="finished or gone"):
        withdraw_form(actor=counselor, patient=dana, form_id=form.pk, now=NOW)


def test_what_is_no_longer_asked_is_left_out_of_the_form(world: World, dana: Patient) -> None:
    form = questionnaire("pc-ptsd-5")
    gate = {**form["item"][0], "linkId": "exposed", "text": "Words about exposure"}
    form["item"].insert(0, gate)
    raw = as_file(form)
    install_wording(actor=THE_PROGRAM, pack=read_pack(raw), raw=raw, source="", license="", now=NOW)
    asked, _ = ask(world, dana, "pc-ptsd-5")
    fill_in(asked, {"exposed": 1, "1": 1, "2": 1})
    fill_in(asked, {"exposed": 0})
    finish(asked)
    entry = sign_asked_form(
        actor=world.actor(Role.COUNSELOR), patient=dana, form_id=asked.pk, now=NOW
    )
    assert entry.body["total"] == 0
    assert entry.body["answers"] == {"exposed": 0}


def test_staff_sign_the_pack_they_read_from_or_paper(world: World, dana: Patient) -> None:
    assert score_form(world, dana, "gad-7", GAD7).body["wording"] == "paper"
    install(world, "gad-7")
    entry = score_form(world, dana, "gad-7", GAD7)
    assert entry.body["wording"] == WordingPack.objects.get().digest
    corrected = correct_instrument(
        actor=world.actor(Role.COUNSELOR),
        patient=dana,
        entry_id=entry.pk,
        instrument="gad-7",
        answers={**GAD7, "1": 0},
        taken_at=NOW,
        reason="Misread",
        now=NOW,
    )
    assert corrected.body["wording"] == entry.body["wording"]


def test_a_follow_up_question_may_not_be_left_out_in_care(world: World, dana: Patient) -> None:
    with pytest.raises(UnableToAssess, match="Ask this too: thoughts of how, intent to act"):
        score_form(world, dana, "c-ssrs", {"q1": 1, "q2": 1, "q6life": 0})
    entry = score_form(world, dana, "c-ssrs", {"q1": 0, "q2": 0, "q6life": 0})
    assert entry.body["findings"]["result"] == "none"
    assert entry.body["total"] is None


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "signed"},
        {"state": "finished", "finished_at": None},
        {"expires_at": NOW - timedelta(days=1)},
    ],
)
def test_the_database_refuses_forms_that_cannot_be(
    world: World, dana: Patient, broken: dict[str, object]
) -> None:
    form, _ = ask(world, dana, "readiness-rulers")
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedForm.objects.filter(pk=form.pk).update(**broken)


def test_staff_score_any_instrument_of_the_registry(world: World, dana: Patient) -> None:
    for key, instrument in INSTRUMENTS.items():
        if instrument.is_form:
            answers = {item.key: item.allowed[0] for item in instrument.items if item.is_listed}
            context = {"exposed": False} if key == "pc-ptsd-5" else {}
            if key == "c-ssrs":
                answers = {"q1": 0, "q2": 0, "q6life": 0}
            entry = score_instrument(
                actor=world.actor(Role.COUNSELOR),
                patient=dana,
                instrument=key,
                answers=answers,
                taken_at=NOW,
                now=NOW,
                context=context,
            )
            assert Entry.objects.get(pk=entry.pk).body["instrument"] == key
