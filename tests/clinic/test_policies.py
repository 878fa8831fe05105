"""A clinic sets its own figures: what holds then, what it was before, and who changed it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from stepdown.clinic.intake.reminders import REMINDERS
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.policies.models import FigureChange
from stepdown.clinic.policies.operations import NewFigure, UnableToChangePolicy, change_figure
from stepdown.clinic.policies.policy import figures_of
from stepdown.clinic.policies.queries import InForce, changes_of, in_force
from stepdown.clinic.progress.policies import POLICIES
from stepdown.clinic.sessions.formats import NOTES, lateness, note_rules
from tests.clinic.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SHIPPED = note_rules().version


def change(world: World, *, role: Role = Role.DIRECTOR, **details: Any) -> FigureChange:
    wanted: dict[str, Any] = {
        "policy": NOTES,
        "name": "due_working_days",
        "value": 1,
        "source": "Our policy 7",
        "is_confirmed": True,
        "why": "The state asks for it",
        "expected_number": 0,
        "now": NOW,
        **details,
    }
    figure = NewFigure(**{name: wanted.pop(name) for name in NewFigure.__dataclass_fields__})
    return change_figure(actor=world.actor(role), site=world.site, wanted=figure, **wanted)


def test_every_figure_has_limits_that_hold_what_came_with_the_program() -> None:
    figures = [one for policy in POLICIES for one in figures_of(policy.shipped()).values()]
    assert len(figures) > 15
    for one in figures:
        assert one.lowest <= one.value <= one.highest
        assert one.shown()


def test_a_changed_figure_holds_from_then_on_and_is_named_by_its_version(world: World) -> None:
    change(world, now=LATER)
    before, after = (in_force(NOTES, world.site.pk, now) for now in (NOW, LATER))
    assert (before.due_working_days.value, before.version) == (2, SHIPPED)
    assert (after.due_working_days.value, after.version) == (1, f"{SHIPPED}.1")
    assert after.due_working_days.confirmed
    monday, wednesday = date(2026, 11, 23), date(2026, 11, 25)
    assert lateness(monday, wednesday, before) == {}
    assert lateness(monday, wednesday, after)["late_entry"]["clock_version"] == f"{SHIPPED}.1"


def test_going_back_is_a_new_change_and_all_stay_readable(world: World) -> None:
    change(world)
    change(world, value=2, why="Too short", expected_number=1, now=LATER)
    assert in_force(NOTES, world.site.pk, LATER).due_working_days.value == 2
    kept = changes_of(NOTES, "due_working_days", world.site)
    assert [(one.number, one.value, one.made_by) for one in kept] == [
        (2, 2, world.accounts[Role.DIRECTOR].name),
        (1, 1, world.accounts[Role.DIRECTOR].name),
    ]
    assert LedgerEvent.objects.filter(verb="policy.changed").count() == 2


def test_each_site_has_its_own(world: World) -> None:
    change(world)
    other = make_world("Millbrook")
    by_site = InForce(NOTES, NOW)
    found = [by_site[site.pk].due_working_days.value for site in (world.site, other.site)]
    assert found == [1, 2]
    assert in_force(REMINDERS, world.site.pk, NOW) == REMINDERS.shipped()


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"value": 11}, "Choose from 0 working days to 10 working days"),
        ({"source": " "}, "Write where the figure comes from"),
        ({"why": ""}, "Write why it changes"),
        ({"expected_number": 3}, "meanwhile"),
        ({"name": "formats"}, "does not exist"),
        (
            {
                "value": 2,
                "source": note_rules().due_working_days.source,
                "is_confirmed": False,
            },
            "Nothing is different",
        ),
    ],
)
def test_what_cannot_be_a_policy_is_refused(
    world: World, details: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToChangePolicy, match=words):
        change(world, **details)
    assert not FigureChange.objects.exists()


def test_only_who_sets_up_the_clinic_changes_it(world: World) -> None:
    with pytest.raises(NotAllowed):
        change(world, role=Role.COUNSELOR)


def test_what_held_is_never_written_over_and_never_outside_its_limits(world: World) -> None:
    made = change(world)
    rows = FigureChange.objects.filter(pk=made.pk)
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        rows.update(value=3)
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        rows.delete()
    made.pk, made.number = None, 2
    for broken in ({"value": 99}, {"value": 2, "why": ""}, {"number": 1}):
        for name, value in {"value": 2, "why": "So", "number": 2, **broken}.items():
            setattr(made, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save(force_insert=True)
        made.pk = None
