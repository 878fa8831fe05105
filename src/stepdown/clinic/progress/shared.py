"""What a loved one sees of a person: exactly the topics of the consent, and nothing beside them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stepdown.clinic.circle.queries import Meeting, family_dates, invited_to
from stepdown.clinic.consents.inviting import connections
from stepdown.clinic.consents.models import Disclosure, Sharing
from stepdown.clinic.consents.sharing import How, tell
from stepdown.clinic.consents.topics import TOPIC_WORDS, words_of
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.access import NotThere, access_patient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.queries import course_of, planned_steps, step_reviews
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.queries import PRESENT
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.rules.consent import Topic, may_tell

LOOKS_BACK = timedelta(weeks=4)


@dataclass(frozen=True)
class SharedStep:
    """Where somebody stands. `decision` is empty, or a key of a step decision with its day."""

    number: int
    count: int
    weekly_minutes: int
    decision: str
    decided_for: date | None


@dataclass(frozen=True)
class SharedMessage:
    """What the team told this loved one."""

    about: str
    words: str
    told_at: datetime


@dataclass(frozen=True)
class SharedView:
    """All that one loved one may see of one person. None: not shared. Empty: nothing yet.

    `invited`: to which of `family_dates` the person asked them.
    """

    sharing_id: int
    person: str
    recipient: str
    zone: str
    place: str
    topics: tuple[str, ...]
    lasts_until: datetime
    days_attended: tuple[date, ...] | None
    step: SharedStep | None
    shares_progress: bool
    family_dates: tuple[DatedSession, ...] | None
    invited: frozenset[Meeting]
    messages: tuple[SharedMessage, ...]


def shared_view(sharing: Sharing, now: datetime) -> SharedView:
    """As the recipient would see it at `now`; for previews, too."""
    patient, scope = sharing.patient, sharing.scope

    def shares(topic: Topic) -> bool:
        return may_tell(scope, topic, now)

    return SharedView(
        sharing_id=sharing.pk,
        person=patient.name_used or patient.given_name,
        recipient=sharing.recipient,
        zone=patient.site.zone,
        place=patient.site.address,
        topics=words_of(scope.topics),
        lasts_until=sharing.lasts_until,
        days_attended=_days(patient, now) if shares(Topic.ATTENDANCE) else None,
        step=_step(patient) if shares(Topic.PROGRESS) else None,
        shares_progress=shares(Topic.PROGRESS),
        family_dates=family_dates(patient, now) if shares(Topic.FAMILY_DATES) else None,
        invited=invited_to(sharing, now) if shares(Topic.FAMILY_DATES) else frozenset(),
        messages=_messages(sharing) if scope.is_live(now) else (),
    )


def _days(patient: Patient, now: datetime) -> tuple[date, ...]:
    """Days of the last weeks on which the person was there, by closed rolls, newest first."""
    came = Attendance.objects.filter(
        patient=patient,
        status__in=PRESENT,
        session__state=Session.State.CLOSED,
        session__on__gt=(local_now(patient.site, now) - LOOKS_BACK).date(),
    )
    days = came.order_by("-session__on").values_list("session__on", flat=True).distinct()
    return tuple(days)


def _step(patient: Patient) -> SharedStep | None:
    episode = course_of(patient)
    if episode is None:
        return None
    steps = planned_steps(episode)
    now_is = next((one for one in steps if one.number == episode.phase_number), None)
    if now_is is None:
        return None
    reviews = step_reviews(episode)
    newest = reviews[0] if reviews else None
    return SharedStep(
        number=now_is.number,
        count=len(steps),
        weekly_minutes=now_is.weekly_minutes,
        decision=newest.decision if newest else "",
        decided_for=newest.effective_on if newest else None,
    )


def _messages(sharing: Sharing) -> tuple[SharedMessage, ...]:
    told = Disclosure.objects.filter(sharing=sharing, how=How.MESSAGE).order_by("-told_at", "-pk")
    return tuple(
        SharedMessage(TOPIC_WORDS[Topic(one.topic)], one.what, one.told_at) for one in told
    )


SEEN_BY_LOOKING = (Topic.ATTENDANCE, Topic.PROGRESS, Topic.FAMILY_DATES)


def look_at_shared(*, actor: Actor, now: datetime) -> list[SharedView]:
    """What is shared with this loved one now. Each first look of a day at a topic is a line in
    the account of what was told; the door is asked each time."""
    with writing():  # what the consent says now stays so while the account is written
        found = [_look(actor, one.sharing, now) for one in connections(actor, now)]
    return [view for view in found if view]


def _look(actor: Actor, sharing: Sharing, now: datetime) -> SharedView | None:
    patient = sharing.patient
    try:
        access_patient(actor=actor, code=patient.code, permission=Permission.SEE_SHARED, now=now)
    except NotThere:
        return None
    today = local_now(patient.site, now).date()
    for topic in SEEN_BY_LOOKING:
        if topic in sharing.scope.topics:
            tell(
                actor=actor,
                sharing_id=sharing.pk,
                topic=topic,
                how=How.PAGE,
                what=TOPIC_WORDS[topic],
                now=now,
                once_key=f"{sharing.pk}:{topic.value}:{today}",
            )
    return shared_view(sharing, now)
