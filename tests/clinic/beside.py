"""A family session and the loved ones beside a person, for tests."""

from stepdown.clinic.circle.models import FamilyGuest
from stepdown.clinic.circle.operations import invite_guest
from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import AgeGroup, Series
from stepdown.clinic.timetable.offering import add_program, add_room
from stepdown.clinic.treatment.services import Service
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import MONDAY, in_care, weekly
from tests.clinic.world import NOW, World


def family_evening(world: World, *people: Patient, leader: Role = Role.COUNSELOR) -> Series:
    """Monday's family session at 6 pm, in which these people have seats from today on."""
    director = world.actor(Role.DIRECTOR)
    room = add_room(actor=director, site=world.site, name="Garden room", seats=12, now=NOW)
    program = add_program(
        actor=director,
        site=world.site,
        name="Families",
        taper_key="three-evenings",
        age_group=AgeGroup.ADULT,
        now=NOW,
    )
    series = weekly(
        world,
        program,
        0,
        "18:00",
        90,
        90,
        seats=8,
        service=Service.FAMILY,
        room=room,
        leader=world.accounts[leader],
    )
    for patient in people:
        take_seats(world, in_care(world, patient), [series])
    return series


def ask_along(world: World, sharing: Sharing, series: Series) -> FamilyGuest:
    """The loved one of this consent is invited for this Monday."""
    return invite_guest(
        actor=world.actor(Role.COUNSELOR),
        patient=sharing.patient,
        sharing_id=sharing.pk,
        series_id=series.pk,
        on=MONDAY,
        now=NOW,
    )
