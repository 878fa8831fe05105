"""Weeks that are not settled: three people are back from a hold and wait for one, and two
were offered others: one with an account looks at them at home, one is to be called."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.operations import hold_episode_and_free
from stepdown.clinic.timetable.proposing import propose_weeks
from stepdown.clinic.timetable.times import monday_from
from stepdown.clinic.treatment.operations import resume_episode, set_commitments
from stepdown.clinic.treatment.queries import CommitmentKind, CommitmentRow, open_episode
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story

BACK = 2
LONG_DAYS = tuple(
    CommitmentRow(CommitmentKind.WORK, day, time(8), time(20)) for day in range(5)
)  # with these no full week fits


def leave_weeks_open(place: Place, stories: list[Story]) -> None:
    today, away = place.agenda.today, list[Story]()
    leaving = place.agenda.at(today - timedelta(days=4), time(12, 10))
    place.agenda.add(leaving, partial(_let_go, place, stories, away))
    evening = place.agenda.at(today - timedelta(days=1), time(21, 20))
    place.agenda.add(evening, partial(_last_night, place, stories, away))


def _let_go(place: Place, stories: list[Story], away: list[Story], now: datetime) -> None:
    mine = [one for one in _in_order(stories) if one.counselor == "counselor"]
    away += [one for one in mine if not one.has_account][-BACK:]
    with_account = [one for one in _in_order(stories) if one.has_account]
    away[:0] = with_account[1:][-1:]  # the first is sent another week
    for story in away:
        hold_episode_and_free(
            reason="With family out of town for a few days.", **_change(place, story, now)
        )


def _last_night(place: Place, stories: list[Story], away: list[Story], now: datetime) -> None:
    back = [one for one in away if _status(one) == "hold"]  # for others care may have ended
    for story in back:
        resume_episode(reason="Back, and wants to go on.", **_change(place, story, now))
    for story in back[-1:]:
        _work_longer(place, story, now)
    settled = [one for one in _in_order(stories) if one not in back]
    for has_account in (True, False):  # one looks at it at home, one is called
        asked = (one for one in settled if one.has_account is has_account)
        most = 2 if has_account else 1
        any(_send_other_weeks(place, story, most, now) for story in asked)


def _in_order(stories: list[Story]) -> list[Story]:
    in_care = [one for one in stories if one.patient and _has_week(one)]
    return sorted(in_care, key=lambda one: one.patient.pk)


def _change(place: Place, story: Story, now: datetime) -> dict[str, Any]:
    episode = open_episode(story.patient)
    assert episode is not None  # they have a week
    actor = place.actors[story.counselor]
    return {"actor": actor, "episode": episode, "expected_version": episode.version, "now": now}


def _has_week(story: Story) -> bool:
    episode = open_episode(story.patient)
    return _status(story) == "active" and episode is not None and episode.week_plans.exists()


def _status(story: Story) -> str:
    episode = open_episode(story.patient)
    return str(episode.status) if episode is not None else ""


def _work_longer(place: Place, story: Story, now: datetime) -> None:
    story.patient.refresh_from_db()
    set_commitments(
        actor=place.actors[story.counselor],
        patient=story.patient,
        rows=list(LONG_DAYS),
        travel_minutes=story.patient.travel_minutes,
        video_is_possible=story.patient.video_is_possible,
        expected_version=story.patient.version,
        now=now,
    )


def _send_other_weeks(place: Place, story: Story, most: int, now: datetime) -> bool:
    """False where no second week fits; then somebody else is asked."""
    episode = open_episode(story.patient)
    assert episode is not None  # they have a week
    monday = monday_from(place.agenda.today + timedelta(days=1))
    offer = find_weeks(episode=episode, starts_on=monday)
    if len(offer.weeks) < 2:
        return False
    propose_weeks(
        actor=place.actors[story.counselor],
        episode=episode,
        plans=[list(one.series_ids) for one in offer.weeks[1 : 1 + most]],
        starts_on=monday,
        now=now,
    )
    return True
