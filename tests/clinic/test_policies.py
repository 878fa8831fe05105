"""A clinic sets its own figures: what holds then, what it was before, and who changed it."""

from dataclasses import replace
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
from stepdown.clinic.policies.policy import Policy, figures_of
from stepdown.clinic.policies.queries import InForce, changes_of, in_force
from stepdown.clinic.progress.policies import POLICIES
from stepdown.clinic.sessions.formats import NOTES, lateness, note_rules
from stepdown.clinic.treatment.facts import assessment_parts
from stepdown.clinic.treatment.figures import FRESH, USUAL, VITALS, usual_rules
from stepdown.clinic.treatment.operations import UnableToAssess, record_vitals
from tests.clinic.care import agree, take_vitals
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


def set_figure(world: World, policy: Policy[Any], name: str, value: int) -> None:
    change_figure(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        policy=policy,
        name=name,
        wanted=NewFigure(value, "Our policy 9", is_confirmed=True, why="Our doctor asks for it"),
        expected_number=0,
        now=NOW,
    )


def test_a_clinic_takes_a_pulse_again_sooner_and_the_entry_says_by_which_figures(
    world: World,
) -> None:
    dana = world.patient()
    agree(world, dana)
    set_figure(world, USUAL, "pulse_high", 110)
    pulse: dict[str, Any] = {
        "actor": world.actor(Role.MEDICAL),
        "patient": dana,
        "values": {"pulse_per_minute": 120},
        "danger_signs": {},
        "taken_at": NOW,
        "now": NOW,
    }
    with pytest.raises(UnableToAssess, match="unusual: Pulse 120"):
        record_vitals(**pulse)
    entry = record_vitals(**pulse, taken_again=True)
    assert entry.body["ranges_version"] == f"{usual_rules().version}.1"


def test_a_clinic_asks_again_sooner_never_later_than_a_day(world: World) -> None:
    dana = world.patient()
    agree(world, dana)
    take_vitals(world, dana)
    later = NOW + timedelta(hours=9)
    assert assessment_parts(dana, now=later)["vitals"].is_fresh
    with pytest.raises(UnableToChangePolicy, match="4 hours to 24 hours"):
        set_figure(world, FRESH, "withdrawal", 25)
    set_figure(world, FRESH, "withdrawal", 8)
    assert not assessment_parts(dana, now=later)["vitals"].is_fresh


def test_usual_ends_never_meet_and_lie_within_what_can_be_at_all() -> None:
    """Whatever a clinic chooses within the limits."""
    rules = usual_rules()
    figures = figures_of(rules).items()
    wide: dict[str, Any] = {name: replace(one, value=one.highest) for name, one in figures}
    narrow: dict[str, Any] = {name: replace(one, value=one.lowest) for name, one in figures}
    for vital in VITALS.values():
        _, lowest_top = replace(rules, **narrow).ends(vital)
        highest_bottom, top = replace(rules, **wide).ends(vital)
        assert highest_bottom < lowest_top
        assert vital.lowest <= replace(rules, **narrow).ends(vital)[0]
        assert top <= vital.highest


def test_every_policy_says_its_limits_and_its_source() -> None:
    for policy in POLICIES:
        for name, one in figures_of(policy.shipped()).items():
            assert one.lowest <= one.value <= one.highest, name
            assert one.source, name
