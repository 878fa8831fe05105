"""A person who was loaded in bulk is held to everything that one made by the operations is."""

import re
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from benchmarks.cell import load_cell
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import altered_entries
from stepdown.clinic.ledger.queries import ledger_faults
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.operations import register_patient
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.treatment.models import Episode, TeamMember
from tests.benchmarks.conftest import PEOPLE, RECORDS
from tests.sign_in import signed_in_client

CHART_PAGES = ("", "/assessment", "/care", "/week", "/progress", "/record")
# keys of forms, and the color of a face, which follows the person's number
BY_NUMBER = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"|tone-\w+|told-\w+')


def original_and_copy() -> tuple[Episode, Episode]:
    """A person in care for long who was made by the operations, and the same one copied later."""
    first = Episode.objects.order_by("admitted_on", "pk").filter(status="active").first()
    assert first is not None
    name = first.patient.family_name
    copy = Episode.objects.get(
        patient__family_name=f"{name} {RECORDS * 2 + 1}",
        patient__given_name=first.patient.given_name,
    )
    return first, copy


def test_what_was_copied_is_as_sound_as_what_was_copied_from(four_times: None) -> None:
    """One story, because the demo it begins with takes some seconds to make."""
    assert Patient.objects.count() == RECORDS * 4
    assert_pages_are_the_same_but_for_names_and_numbers(*original_and_copy())
    assert_chain_and_signatures_hold()
    assert_charts_are_whole(*original_and_copy())
    assert_constraints_and_triggers_hold()
    assert_work_goes_on()
    assert_chain_and_signatures_hold()


def assert_chain_and_signatures_hold() -> None:
    assert ledger_faults() == []
    assert altered_entries() == []


def assert_charts_are_whole(first: Episode, copy: Episode) -> None:
    assert copy.patient.entries.count() == first.patient.entries.count() > 10
    assert copy.placement.patient_id == copy.patient_id
    assert copy.admission.body["placement"] == copy.placement_id
    marks = Attendance.objects.filter(patient=copy.patient)
    assert marks.count() == Attendance.objects.filter(patient=first.patient).count() > 0
    assert not marks.exclude(note=None).exclude(note__patient=copy.patient).exists()


def assert_constraints_and_triggers_hold() -> None:
    for model in load_cell().tables:
        for row in model._base_manager.order_by("-pk")[:5]:
            row.validate_unique()
            row.validate_constraints()
    newest = Entry.objects.order_by("-pk").first()
    assert newest is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=newest.pk).update(reason="changed")


def assert_work_goes_on() -> None:
    """The director sees everybody, and the next person gets the next number."""
    director, intake, now = actor(Role.DIRECTOR), actor(Role.INTAKE), timezone.now()
    site = Site.objects.get(pk=director.posts[0].site_id)
    here = Patient.objects.filter(site=site).count()
    assert patients_open_to(director, Permission.READ_CHART, now).count() == here > PEOPLE
    newest = register_patient(actor=intake, site=site, given_name="Newly", now=now)
    assert newest.pk > RECORDS * 4


def assert_pages_are_the_same_but_for_names_and_numbers(first: Episode, copy: Episode) -> None:
    for one, other in zip(pages(first), pages(copy), strict=True):
        assert one == other


def pages(episode: Episode) -> Iterator[str]:
    """The chart as the person's own counselor sees it, without what differs by design."""
    member = TeamMember.objects.get(episode=episode, role=Role.COUNSELOR)
    client = signed_in_client(member.account)
    code = episode.patient.code
    for page in CHART_PAGES:
        response = client.get(f"/p/{code}{page}")
        assert response.status_code == 200, page
        text = BY_NUMBER.sub("", response.content.decode()).replace(code, "CODE")
        yield re.sub(r" ?\d+", "", text)


def actor(role: Role) -> Actor:
    account = Account.objects.filter(posts__role=role).order_by("pk").first()
    assert account is not None
    return actor_for(account, now=timezone.now())
