"""An examination is told part by part, by several people, and signed as a whole."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.chart.queries import latest, standing_entries
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.examinations import examination_of, told_medicines
from stepdown.clinic.treatment.facts import facts_about
from stepdown.clinic.treatment.models import PartInWork
from stepdown.clinic.treatment.operations import UnableToAssess, sign_examination
from stepdown.rules.examination import PARTS
from tests.clinic.care import agree, take_vitals
from tests.clinic.told import answers_to, sign_told, tell_everything, tell_part
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@made_once
def patient(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT)
    return patient


def test_two_people_in_different_parts_lose_nothing(world: World, patient: Patient) -> None:
    tell_part(world, patient, "physical", by=Role.MEDICAL, how="person", version=0)
    tell_part(world, patient, "family", by=Role.COUNSELOR, how="phone", version=0)
    found = examination_of(patient)
    assert [one.name for one in found.state("physical").writers] == ["Medical"]
    assert [one.name for one in found.state("family").writers] == ["Counselor"]
    assert found.state("family").how == "phone"
    assert latest(patient, EntryKind.EXAMINATION) is None


def test_of_two_people_in_the_same_part_the_second_is_refused(
    world: World, patient: Patient
) -> None:
    tell_part(world, patient, "family", version=0)
    with pytest.raises(UnableToSave, match="Compare and save again"):
        tell_part(world, patient, "family", by=Role.MEDICAL, version=0)
    tell_part(world, patient, "family", by=Role.MEDICAL, version=1, now=NOW + HOUR)
    with pytest.raises(UnableToSave):
        tell_part(world, patient, "family", version=1)
    writers = examination_of(patient).state("family").writers
    assert [one.name for one in writers] == ["Counselor", "Medical"]


def test_a_part_may_be_half_done_and_says_what_is_open(world: World, patient: Patient) -> None:
    tell_part(world, patient, "housing", how="paper", answers={"sleeps": "own"})
    state = examination_of(patient).state("housing")
    assert state.is_begun
    assert not state.is_done
    assert [one.key for one in state.open_questions] == ["may_stay", "use_at_home"]
    with pytest.raises(UnableToAssess, match="Finish these first"):
        sign_told(world, patient)


def test_a_part_is_answered_or_left_out_with_a_reason(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToAssess, match="Answer one question"):
        tell_part(world, patient, "trauma", answers={"want_us_to_know": ""})
    answers = answers_to("trauma")
    with pytest.raises(UnableToAssess, match="either the answers"):
        tell_part(world, patient, "trauma", answers=answers, left_out_because="Not today")
    tell_part(world, patient, "trauma", left_out_because="Would rather not, today")
    assert examination_of(patient).state("trauma").is_done


def test_nobody_is_examined_before_notice_and_consent(world: World) -> None:
    with pytest.raises(UnableToAssess, match="privacy notice first"):
        tell_part(world, world.patient(), "family")


@pytest.mark.parametrize(
    ("part", "answers", "how"),
    [
        ("dreams", {}, "person"),
        ("physical", {"pain": 11}, "person"),
        ("physical", {"height": 3}, "person"),
        ("physical", {"pain": 3}, "pigeon"),
    ],
)
def test_nonsense_is_refused(
    world: World, patient: Patient, part: str, answers: dict[str, object], how: str
) -> None:
    with pytest.raises(UnableToAssess):
        tell_part(world, patient, part, answers=answers, how=how, version=0)
    assert not PartInWork.objects.exists()


def test_those_who_do_not_examine_neither_save_nor_sign(world: World, patient: Patient) -> None:
    with pytest.raises(NotAllowed):
        tell_part(world, patient, "family", by=Role.BILLER)
    tell_everything(world, patient)
    with pytest.raises(UnableToSign, match="Your role cannot sign this"):
        sign_told(world, patient, by=Role.TECHNICIAN)


def test_the_whole_is_signed_once_and_nothing_stays_in_work(world: World, patient: Patient) -> None:
    vitals = take_vitals(world, patient)
    tell_everything(world, patient)
    tell_part(world, patient, "physical", by=Role.MEDICAL, now=NOW + HOUR)
    entry = sign_told(world, patient, now=NOW + 2 * HOUR)
    assert list(entry.body["parts"]) == list(PARTS)
    assert entry.body["signed_apart"] == {"vitals": vitals.pk}
    assert entry.happened_at == NOW + HOUR
    names = [one["name"] for one in entry.body["parts"]["physical"]["writers"]]
    assert names == ["Counselor", "Medical"]
    assert not PartInWork.objects.filter(patient=patient).exists()
    assert all(state.is_signed for state in examination_of(patient).parts)
    verbs = LedgerEvent.objects.filter(patient_id=patient.pk).values_list("verb", flat=True)
    assert list(verbs).count("examination_part.saved") == len(PARTS) + 1
    assert "examination.signed" in verbs
    with pytest.raises(UnableToAssess, match="Nothing is different"):
        sign_told(world, patient)


def test_a_lapsed_credential_blocks_the_signature_and_loses_nothing(
    world: World, patient: Patient
) -> None:
    tell_everything(world, patient)
    Credential.objects.filter(account=world.accounts[Role.COUNSELOR]).update(
        valid_until=date(2026, 11, 1)
    )
    with pytest.raises(UnableToSign, match="Your credential has lapsed"):
        sign_told(world, patient)
    assert len(examination_of(patient).in_work) == len(PARTS)
    assert sign_told(world, patient, by=Role.PSYCHOLOGIST).signed_as == Role.PSYCHOLOGIST


def test_whoever_signs_signs_what_they_read(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    seen = examination_of(patient).seen
    tell_part(world, patient, "goals", by=Role.MEDICAL, answers=answers_to("goals", wants="Rest"))
    with pytest.raises(UnableToSave, match="Read it again"):
        sign_examination(actor=world.actor(Role.COUNSELOR), patient=patient, seen=seen, now=NOW)


def test_a_correction_is_a_new_version_that_links_back(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    first = sign_told(world, patient)
    tell_part(world, patient, "family", answers=answers_to("family", lives_with="Two brothers"))
    assert [one.part.key for one in examination_of(patient).in_work] == ["family"]
    second = sign_told(world, patient, corrects_because="Misheard", now=NOW + HOUR)
    assert second.corrects == first
    assert second.reason == "Misheard"
    assert second.happened_at == first.happened_at
    assert second.body["parts"]["goals"] == first.body["parts"]["goals"]
    assert second.body["parts"]["family"]["answers"]["lives_with"] == "Two brothers"
    assert list(standing_entries(patient, EntryKind.EXAMINATION)) == [second]


def test_what_is_different_now_is_an_examination_of_its_own(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    first = sign_told(world, patient)
    later = NOW + 30 * HOUR
    tell_part(world, patient, "housing", now=later)
    second = sign_told(world, patient, now=later)
    assert second.corrects is None
    assert second.happened_at == later
    assert list(standing_entries(patient, EntryKind.EXAMINATION)) == [second, first]


def test_nothing_can_be_corrected_before_it_is_signed(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    with pytest.raises(UnableToAssess, match="Nothing is signed yet"):
        sign_told(world, patient, corrects_because="Misheard")


def test_what_is_told_here_is_no_fact_for_the_rules(world: World, patient: Patient) -> None:
    """Each fact of the rules is asked in one place: the findings that were there before."""
    take_vitals(world, patient)
    before = facts_about(patient, now=NOW)
    tell_everything(world, patient)
    sign_told(world, patient)
    assert facts_about(patient, now=NOW) == before


def test_medicines_are_told_once_for_a_referral(world: World, patient: Patient) -> None:
    assert told_medicines(patient) == ""
    given = answers_to("medicines", medicines="Sertraline 50 mg", allergies="Penicillin, rash")
    tell_part(world, patient, "medicines", answers=given)
    assert told_medicines(patient) == "Medicines: Sertraline 50 mg; Allergies: Penicillin, rash"


def twice(row: PartInWork, other: Patient) -> None:
    row.pk = None
    row.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda row, other: row.delete(),
        twice,
        lambda row, other: PartInWork.objects.update(patient=other),
        lambda row, other: PartInWork.objects.update(left_out_because="Not today"),
    ],
    ids=["removed", "twice", "another person", "answered and left out"],
)
def test_the_database_keeps_what_was_told(
    world: World, patient: Patient, change: Callable[[PartInWork, Patient], object]
) -> None:
    tell_part(world, patient, "family")
    row, other = PartInWork.objects.get(), world.patient("Lee")
    with pytest.raises(IntegrityError), transaction.atomic():
        change(row, other)


def test_a_signed_examination_stays(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    sign_told(world, patient)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE chart_entry SET body = '{}' WHERE kind = 'examination'")
    assert Entry.objects.filter(kind=EntryKind.EXAMINATION).count() == 1
