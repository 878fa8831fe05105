"""The admission checklist, people kept apart, the way in, and the person's own word."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.needs import NeedKind, person_needs
from stepdown.clinic.timetable.models import Seat
from stepdown.clinic.timetable.offering import add_room
from stepdown.clinic.timetable.problem import pose_week
from stepdown.clinic.treatment.apart import kept_apart_from
from stepdown.clinic.treatment.checklist import (
    AGREEMENT_VERSION,
    answered_checklist,
    checklist_of,
    open_items,
)
from stepdown.clinic.treatment.models import ChecklistItem, NoContact, PersonsView
from stepdown.clinic.treatment.operations import (
    ItemAnswer,
    UnableToAdmit,
    UnableToAnswer,
    UnableToKeepApart,
    UnableToTellView,
    answer_checklist,
    keep_apart,
    lift_no_contact,
    save_checklist_item,
    sign_agreement,
    tell_view,
)
from stepdown.clinic.treatment.queries import (
    phases_of,
    start_of,
)
from stepdown.clinic.treatment.services import Service
from stepdown.clinic.treatment.way_in import suggested_route
from tests.clinic.care import admit, assess, decide, make_ready
from tests.clinic.evenings import take_seats
from tests.clinic.referred import asked, called_back
from tests.clinic.test_referrals import PDF, take_in
from tests.clinic.weeks import add_evening_program, in_care, weekly
from tests.clinic.world import NOW, TODAY, World, add_member
from tests.layers import made_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@made_once
def patient(world: World) -> Patient:
    """Somebody with everything that must stand before admission."""
    patient = world.patient()
    make_ready(world, patient)
    return patient


def answer(world: World, patient: Patient, **answers: str) -> None:
    answer_checklist(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        answers={key: ItemAnswer(value) for key, value in answers.items()},
        now=NOW,
    )


def save_item(world: World, key: str, *, version: int = 1, **details: Any) -> None:
    given = {"label": "Bus pass", "hint": "", "is_required": True, "is_used": True, **details}
    save_checklist_item(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        item_key=key,
        expected_version=version,
        now=NOW,
        **given,
    )


def test_every_item_of_the_list_comes_before_admission(world: World, patient: Patient) -> None:
    save_item(world, "")
    with pytest.raises(UnableToAdmit, match="Still open on the checklist: bus pass"):
        admit(world, patient)
    answer(world, patient, own_12="none")
    assert admit(world, patient).status == "active"


def test_each_answer_is_dated_and_signed_and_the_newest_stands(world: World) -> None:
    noor = world.patient("Noor")
    answer(world, noor, naloxone="declined", pregnancy="none")
    answer(world, noor, naloxone="done")
    stands = {one.item.key: one.mark for one in answered_checklist(noor, route="direct", now=NOW)}
    naloxone = stands["naloxone"]
    assert naloxone is not None
    assert naloxone.answer == "done"
    assert naloxone.entry.author == world.accounts[Role.COUNSELOR]
    assert naloxone.marked_at == NOW
    assert stands["infection"] is None


def test_the_agreement_is_signed_by_the_person(world: World) -> None:
    noor = world.patient("Noor")
    with pytest.raises(UnableToAnswer, match="no item agreement"):
        answer(world, noor, agreement="done")
    with pytest.raises(UnableToAnswer, match="signs with their name"):
        sign_agreement(actor=world.actor(Role.COUNSELOR), patient=noor, signed_name=" ", now=NOW)
    entry = sign_agreement(
        actor=world.actor(Role.COUNSELOR), patient=noor, signed_name="Noor Lind", now=NOW
    )
    assert entry.body["signed_name"] == "Noor Lind"
    assert entry.body["agreement_version"] == AGREEMENT_VERSION
    assert len(entry.body["agreement"]) > 3


def test_a_guardian_is_asked_for_a_minor_only_and_a_record_answers_some(world: World) -> None:
    young = world.patient("Kim", birth_on=date(2011, 1, 1))
    grown = world.patient("Noor")
    assert "guardian" in {item.key for item in open_items(young, route="direct", now=NOW)}
    asked = {item.key for item in open_items(grown, route="direct", now=NOW)}
    assert "guardian" not in asked
    from_stay = {item.key for item in open_items(grown, route="residential", now=NOW)}
    assert asked - from_stay == {"monitoring", "pregnancy", "infection"}


def test_the_director_edits_the_list_and_signed_answers_stay(world: World) -> None:
    noor = world.patient("Noor")
    answer(world, noor, naloxone="done")
    save_item(world, "naloxone", label="Naloxone in the hand")
    labels = {item.key: item.label for item in checklist_of(world.site)}
    assert labels["naloxone"] == "Naloxone in the hand"
    assert len(labels) == 11
    entry = latest(noor, EntryKind.CHECKLIST)
    assert entry is not None
    assert entry.body["labels"]["naloxone"] == "Naloxone offered"
    with pytest.raises(UnableToAnswer, match="agreement stays"):
        save_item(world, "agreement", is_used=False)
    with pytest.raises(NotAllowed):
        save_checklist_item(
            actor=world.actor(Role.COUNSELOR),
            site=world.site,
            item_key="",
            expected_version=1,
            now=NOW,
            label="Mine",
        )
    assert ChecklistItem.objects.filter(site=world.site).count() == 11


def apart(world: World, one: Patient, other: Patient | None, **details: Any) -> NoContact:
    wanted: dict[str, Any] = {
        "other_name": "",
        "kind": "partner",
        "words": "",
        "ends_on": None,
        "now": NOW,
        **details,
    }
    return keep_apart(actor=world.actor(Role.COUNSELOR), patient=one, other=other, **wanted)


def test_two_who_are_kept_apart_are_offered_no_group_together(world: World) -> None:
    groups = add_evening_program(world)
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    episode, other = in_care(world, dana), in_care(world, luis)
    take_seats(world, other, [groups[0]])
    apart(world, dana, luis)
    assert kept_apart_from(dana.pk) == {luis.pk}
    assert kept_apart_from(luis.pk) == {dana.pk}
    posed = pose_week(episode, starts_on=TODAY + timedelta(days=7))
    closed = {one.offering: one for one in posed.problem.closed}
    assert "shut_out" in repr(closed[str(groups[0].pk)])  # as for staff: it tells nobody why


@pytest.mark.parametrize(
    ("starts", "is_closed"),
    [("18:30", True), ("20:15", True), ("20:30", False), ("16:45", True), ("16:30", False)],
)
def test_nor_a_time_at_which_both_are_in_the_building(
    world: World, starts: str, is_closed: bool
) -> None:
    """Luis is here on Mondays from 6:00 to 8:15 pm; other rooms have the same door."""
    groups = add_evening_program(world)
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    episode = in_care(world, dana)
    take_seats(world, in_care(world, luis), [groups[0]])
    room = add_room(
        actor=world.actor(Role.DIRECTOR), site=world.site, name="Room C", seats=4, now=NOW
    )
    leader = add_member(world, Role.COUNSELOR, "second@harbor.example")
    details = {"service": Service.GROUP, "room": room, "leader": leader}
    other = weekly(world, groups[0].program, 0, starts, 75, 60, seats=4, **details)
    apart(world, dana, luis)
    posed = pose_week(episode, starts_on=TODAY + timedelta(days=7))
    assert (str(other.pk) in {one.offering for one in posed.problem.closed}) is is_closed


def test_who_meets_already_is_on_today_until_a_week_changes(world: World) -> None:
    groups = add_evening_program(world)
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    take_seats(world, in_care(world, dana), [groups[0]])
    take_seats(world, in_care(world, luis), [groups[0]])

    def asked() -> set[str]:
        needs = person_needs(world.actor(Role.COUNSELOR), NOW, today=TODAY)
        return {need.code for need in needs if need.kind is NeedKind.MEETS}

    assert asked() == set()
    apart(world, dana, luis)
    assert asked() == {dana.code, luis.code}
    Seat.objects.filter(patient=luis).update(ends_on=TODAY)
    assert asked() == set()


def test_a_seat_that_ended_keeps_no_time_closed(world: World) -> None:
    groups = add_evening_program(world)
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    episode = in_care(world, dana)
    take_seats(world, in_care(world, luis), [groups[0]])
    apart(world, dana, luis)
    for ends_in, is_closed in ((7, False), (8, True)):
        Seat.objects.update(ends_on=TODAY + timedelta(days=ends_in))
        posed = pose_week(episode, starts_on=TODAY + timedelta(days=7))
        assert bool(posed.problem.closed) is is_closed


def test_the_database_refuses_two_kept_apart_in_one_group(world: World) -> None:
    groups = add_evening_program(world)
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    take_seats(world, in_care(world, luis), [groups[0]])
    apart(world, luis, dana)
    with pytest.raises(IntegrityError, match="not open to this person"), transaction.atomic():
        take_seats(world, in_care(world, dana), [groups[0]])
    assert not Seat.objects.filter(patient=dana).exists()


def test_an_order_that_ends_opens_nothing_and_asks_before(world: World) -> None:
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    in_care(world, dana)
    held = apart(world, dana, luis, kind="order", ends_on=TODAY + timedelta(days=20))

    def asks(days: int) -> bool:
        at = NOW + timedelta(days=days)
        needs = person_needs(world.actor(Role.COUNSELOR), at, today=at.date())
        return NeedKind.ORDER_ENDS in {need.kind for need in needs}

    assert not asks(5)
    assert asks(6)
    assert asks(30)
    assert kept_apart_from(luis.pk) == {dana.pk}
    with pytest.raises(UnableToKeepApart, match="Write why"):
        lift_no_contact(
            actor=world.actor(Role.COUNSELOR),
            patient=dana,
            no_contact_id=held.pk,
            reason=" ",
            now=NOW,
        )
    lift_no_contact(
        actor=world.actor(Role.COUNSELOR),
        patient=dana,
        no_contact_id=held.pk,
        reason="The order is over; Dana was asked.",
        now=NOW,
    )
    assert kept_apart_from(luis.pk) == set()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM treatment_nocontact",
        "UPDATE treatment_nocontact SET other_id = NULL",
    ],
)
def test_who_is_kept_apart_is_neither_changed_nor_removed(world: World, sql: str) -> None:
    apart(world, world.patient("Dana"), world.patient("Luis"))
    with (
        pytest.raises(IntegrityError, match="lifted with a reason"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_somebody_who_is_not_known_here_is_kept_by_name(world: World) -> None:
    dana = world.patient("Dana")
    held = apart(world, dana, None, other_name="Chris Vale")
    assert (held.other, held.other_name) == (None, "Chris Vale")
    with pytest.raises(UnableToKeepApart, match="kept apart already"):
        apart(world, dana, None, other_name="Chris Vale")
    with pytest.raises(UnableToKeepApart, match="Name the person"):
        apart(world, dana, None)
    with pytest.raises(UnableToKeepApart, match="another person"):
        apart(world, dana, dana)


def test_from_a_residential_stay_a_clinician_chooses_the_first_step_with_a_reason(
    world: World, patient: Patient
) -> None:
    with pytest.raises(UnableToAdmit, match="Only somebody from a residential stay"):
        admit(world, patient, starting_phase=2, phase_reason="Steady")
    with pytest.raises(UnableToAdmit, match="why this person begins at a later step"):
        admit(world, patient, route="residential", starting_phase=2)
    with pytest.raises(UnableToAdmit, match="Choose a step of this plan"):
        admit(world, patient, route="residential", starting_phase=9, phase_reason="Steady")
    episode = admit(
        world, patient, route="residential", starting_phase=2, phase_reason="Six weeks done"
    )
    start = start_of(episode)
    assert start is not None
    assert (start.route, episode.phase_number) == ("residential", 2)
    assert [phase.number for phase in phases_of(episode)] == [2, 3, 4]
    assert episode.level_code == phases_of(episode)[0].level_code == "1"
    assert phases_of(episode)[0].starts_on == TODAY
    assert episode.admission.body["phase_reason"] == "Six weeks done"


@pytest.mark.parametrize(
    ("kind", "with_record", "way"),
    [
        ("residential", True, "residential"),
        ("residential", False, "direct"),
        ("medical", True, "direct"),
    ],
)
def test_a_residential_stay_is_suggested_where_its_record_is_here(
    world: World, kind: str, with_record: bool, way: str
) -> None:
    """Less is asked then, because the record answers it."""
    dana = called_back(world, asked(world, PDF, referrer_kind=kind))
    if with_record:
        take_in(world, dana)
    assert suggested_route(dana) == way


def test_the_first_session_is_due_within_the_target_and_then_on_today(
    world: World, patient: Patient
) -> None:
    episode = admit(world, patient)
    start = start_of(episode)
    assert start is not None
    assert start.first_session_due_on == TODAY + timedelta(days=7)
    assert suggested_route(patient) == "direct"

    def waits(days: int) -> bool:
        at = NOW + timedelta(days=days)
        needs = person_needs(world.actor(Role.COUNSELOR), at, today=at.date())
        return NeedKind.FIRST_SESSION in {need.kind for need in needs}

    assert not waits(7)
    assert waits(8)


def test_the_target_of_the_first_session_is_the_sites_own(world: World, patient: Patient) -> None:
    Site.objects.filter(pk=world.site.pk).update(first_session_days=3)
    start = start_of(admit(world, Patient.objects.get(pk=patient.pk)))
    assert start is not None
    assert start.first_session_due_on == TODAY + timedelta(days=3)


def test_the_person_says_no_in_their_own_words_and_the_decision_stays(world: World) -> None:
    noor = world.patient("Noor")
    counselor = world.actor(Role.COUNSELOR)
    with pytest.raises(UnableToTellView, match="no decision yet"):
        tell_view(actor=counselor, patient=noor, agrees=True, words="", now=NOW)
    assess(world, noor)
    decision = decide(world, noor)
    with pytest.raises(UnableToTellView, match="own words"):
        tell_view(actor=counselor, patient=noor, agrees=False, words=" ", now=NOW)
    view = tell_view(actor=counselor, patient=noor, agrees=False, words="Too much.", now=NOW)
    assert (view.placement, view.is_own, view.words) == (decision, False, "Too much.")
    assert latest(noor, EntryKind.PLACEMENT) == decision
    with pytest.raises(NotAllowed):
        tell_view(actor=world.actor(Role.BILLER), patient=noor, agrees=True, words="", now=NOW)
    for sql in ("UPDATE treatment_personsview SET agrees = (1 = 1)", "DELETE FROM {}"):
        with (
            pytest.raises(IntegrityError, match="stays as they said it"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql.format(PersonsView._meta.db_table))
