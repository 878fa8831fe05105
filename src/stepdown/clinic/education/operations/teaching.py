"""The leader gives another lesson than the order of the course says."""

from datetime import datetime

from stepdown.clinic.education.models import LessonChoice
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.treatment.services import Service
from stepdown.rules.education import course_on


class UnableToChooseLesson(Unable):
    """This class cannot give that lesson; the message says what to do."""


def choose_lesson(
    *,
    actor: Actor,
    session: Session,
    lesson: str,
    because: str,
    expected_version: int,
    now: datetime,
) -> LessonChoice:
    """This meeting gives `lesson`. Whoever came has heard it, so once the roll is closed it takes a
    reason. `expected_version`: 0 where nothing was chosen before. Raises UnableToChooseLesson."""
    require(actor, Permission.LEAD_SESSIONS, site_id=session.series.program.site_id)
    assert actor.account_id is not None  # somebody leads the class
    _check(session, lesson)
    values = {
        "lesson": lesson,
        "because": because.strip(),
        "chosen_at": now,
        "chosen_by_id": actor.account_id,
    }
    with writing():
        session.refresh_from_db(fields=["state"])
        if session.state == Session.State.CLOSED and not because.strip():
            raise UnableToChooseLesson(
                "The roll of this class is closed. Write why the lesson changes."
            )
        made = LessonChoice.objects.filter(series=session.series_id, on=session.on).first()
        if made is None:
            made = LessonChoice.objects.create(series=session.series, on=session.on, **values)
        else:
            save_version(made, expected=expected_version, **values)
        record(
            actor=actor,
            verb="lesson.chosen",
            now=now,
            subject=made,
            content={"session": session.pk, "lesson": lesson},
        )
    return made


def _check(session: Session, lesson: str) -> None:
    if session.series.service != Service.EDUCATION:
        raise UnableToChooseLesson("Only a class gives a lesson of the course.")
    if lesson not in {one.key for one in course_on(session.on).lessons}:
        raise UnableToChooseLesson("Choose a lesson from the course.")
