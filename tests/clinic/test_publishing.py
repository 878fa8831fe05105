"""Publishing a draft: judged as things stand now, sent to those concerned alone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from stepdown.clinic.building.models import WeekBuild
from stepdown.clinic.building.operations import UnableToBuild
from stepdown.clinic.building.publishing import publish_draft
from stepdown.clinic.building.queries import draft_of
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Proposal, Seat, Series
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.timetable.proposing import take_proposal
from stepdown.clinic.treatment.models import Episode
from tests.clinic.built import built
from tests.clinic.reminded import let_write
from tests.clinic.seated import own_account, own_actor
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def person(world: World, name: str) -> Episode:
    """In care without a week, reached by e-mail, with a sign-in."""
    episode = in_care(world, world.patient(name))
    let_write(world, episode.patient)
    own_account(world, episode.patient)
    return episode


def publish(world: World, build: WeekBuild, *episodes: Episode) -> int:
    chosen = build.weeks.filter(episode__in=episodes).values_list("pk", flat=True)
    return publish_draft(
        actor=world.actor(Role.DIRECTOR),
        build=build,
        chosen=list(chosen),
        expected_version=build.version,
        now=timezone.now(),
    )


def said(build: WeekBuild) -> dict[int, tuple[str, str]]:
    return {one.episode_id: (one.state, one.said) for one in build.weeks.all()}


def test_those_chosen_are_sent_their_week_and_nobody_else_hears_of_it(world: World) -> None:
    add_evening_program(world)
    ana, ben = person(world, "Ana"), person(world, "Ben")
    build = built(world)
    OutboxMessage.objects.all().delete()
    assert publish(world, build, ana) == 1
    assert said(build)[ana.pk] == ("sent", "")
    assert said(build)[ben.pk] == ("left_out", "Left out when the draft was published.")
    proposal = Proposal.objects.get()
    planned = build.weeks.get(episode=ana).series.values_list("pk", flat=True)
    assert set(proposal.series.values_list("pk", flat=True)) == set(planned)
    assert list(OutboxMessage.objects.values_list("address", flat=True)) == [
        f"{ana.patient.code}@example.org"
    ]
    assert not Seat.objects.exists(), "nobody has a seat before they take it"
    build.refresh_from_db()
    with pytest.raises(UnableToBuild, match="published already"):
        publish(world, build, ben)


def test_who_lost_a_seat_meanwhile_is_left_out_and_said(world: World) -> None:
    add_evening_program(world)
    Series.objects.filter(service="individual").order_by("pk")[0].delete()
    ana = person(world, "Ana")
    build = built(world)
    quick = person(world, "Ben")
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=quick,
        series_ids=list(build.weeks.get(episode=ana).series.values_list("pk", flat=True)),
        starts_on=MONDAY,
        now=timezone.now(),
    )
    assert publish(world, build, ana) == 0
    state, sentence = said(build)[ana.pk]
    assert state == "left_out"
    assert "Someone took that seat" in sentence
    assert not Proposal.objects.exists()


def one_opening_and_an_hour_for_another(world: World) -> None:
    """On Monday at 4 pm somebody is seen alone; at 5 pm the same leader and room are free."""
    add_evening_program(world)
    one, other = Series.objects.filter(service="individual").order_by("pk")
    Series.objects.filter(pk=one.pk).update(weekday=0)
    Series.objects.filter(pk=other.pk).update(starts="17:00", clinical_minutes=30)


def test_a_new_session_is_opened_with_those_who_are_sent_it(world: World) -> None:
    one_opening_and_an_hour_for_another(world)
    ana, ben = person(world, "Ana"), person(world, "Ben")
    build = built(world, may_open=True)
    assert build.served == 2
    (opening,) = build.sessions.all()
    assert (opening.service, opening.seats) == ("individual", 1)
    needs_it = opening.weeks.get().episode
    other = ben if needs_it == ana else ana
    before = Series.objects.count()
    assert publish(world, build, ana, ben) == 2
    opening.refresh_from_db()
    assert Series.objects.count() == before + 1
    assert opening.series in Proposal.objects.get(episode=needs_it).series.all()
    assert opening.series not in Proposal.objects.get(episode=other).series.all()


def test_without_whoever_needs_it_a_new_session_stays_a_draft(world: World) -> None:
    one_opening_and_an_hour_for_another(world)
    ana, ben = person(world, "Ana"), person(world, "Ben")
    build = built(world, may_open=True)
    needs_it = build.sessions.get().weeks.get().episode
    before = Series.objects.count()
    publish(world, build, ben if needs_it == ana else ana)
    assert Series.objects.count() == before


def test_the_person_takes_the_week_that_was_published(world: World) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient("Ana"))
    own = own_actor(world, episode.patient)
    build = built(world)
    publish(world, build, episode)
    take_proposal(actor=own, patient=episode.patient, now=timezone.now())
    assert episode.patient.seats.filter(ends_on=None).count() == 6


def test_only_the_director_publishes_a_draft_that_is_still_the_same(world: World) -> None:
    add_evening_program(world)
    ana = person(world, "Ana")
    build = built(world)
    (week,) = draft_of(world.actor(Role.DIRECTOR), build, now=timezone.now()).people
    wanted: dict[str, Any] = {"build": build, "chosen": [week.week_id], "now": timezone.now()}
    with pytest.raises(NotAllowed):
        publish_draft(actor=world.actor(Role.COUNSELOR), expected_version=build.version, **wanted)
    director = world.actor(Role.DIRECTOR)
    with pytest.raises(UnableToSave):
        publish_draft(actor=director, expected_version=build.version - 1, **wanted)
    with pytest.raises(UnableToBuild, match="at least one"):
        publish(world, build)
    WeekBuild.objects.update(starts_on=MONDAY - timedelta(days=7))
    with pytest.raises(UnableToBuild, match="Monday of this draft has passed"):
        publish(world, build, ana)
