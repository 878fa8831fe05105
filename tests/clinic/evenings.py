"""People with seats in weekly sessions, and evenings that are held, for tests."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import (
    IndividualText,
    Mark,
    NoteLine,
    close_roll,
    confirm_video_place,
    mark_roll,
    save_individual_note,
    save_note,
    session_for,
    sign_individual_note,
    sign_notes,
)
from stepdown.clinic.sessions.queries import note_digest
from stepdown.clinic.timetable.models import Seat, Series, WeekPlan
from stepdown.clinic.treatment.models import Episode
from tests.clinic.world import NOW, TODAY, World

SHARED = "Mapped triggers by time and place, then practiced saying no in pairs."


def take_seats(world: World, episode: Episode, series: Iterable[Series]) -> None:
    """Open-ended seats from today on, beside the rules of a whole week."""
    series = list(series)
    plan = WeekPlan.objects.create(
        episode=episode,
        state=WeekPlan.State.CURRENT,
        starts_on=TODAY,
        weekly_minutes=sum(one.clinical_minutes for one in series),
        days=len({one.weekday for one in series}),
        made_at=NOW,
        made_by=world.accounts[Role.COUNSELOR],
    )
    for one in series:
        place = Seat.objects.filter(series=one).count() + 1
        Seat.objects.create(
            series=one, plan=plan, patient=episode.patient, place=place, starts_on=TODAY
        )


def open_evening(world: World, series: Series, on: date = TODAY) -> Session:
    return session_for(actor=world.actor(Role.COUNSELOR), series=series, on=on, now=NOW)


def mark(
    world: World,
    session: Session,
    statuses: dict[Patient, str],
    *,
    role: Role = Role.COUNSELOR,
    now: datetime | None = None,
) -> None:
    versions = dict(Attendance.objects.filter(session=session).values_list("patient", "version"))
    marks = {
        patient.pk: Mark(status, version=versions.get(patient.pk, 0))
        for patient, status in statuses.items()
    }
    at = now or session.starts_at + timedelta(minutes=12)
    for patient, status in statuses.items():
        if status == "video":
            confirm_place(world, session, patient)
    mark_roll(actor=world.actor(role), session=session, marks=marks, now=at)


def confirm_place(world: World, session: Session, patient: Patient) -> None:
    """Where somebody is who joins by video, just before it begins."""
    confirm_video_place(
        actor=world.actor(Role.COUNSELOR),
        session=session,
        patient=patient,
        address="4 Elm Street, Millbrook",
        phone="410 555 0177",
        now=session.starts_at,
    )


def close(
    world: World,
    session: Session,
    *,
    late: dict[int, int] | None = None,
    left_early: dict[int, int] | None = None,
    video: Iterable[Patient] = (),
    is_attested: bool = True,
    role: Role = Role.COUNSELOR,
    now: datetime | None = None,
) -> None:
    session.refresh_from_db()
    close_roll(
        actor=world.actor(role),
        session=session,
        late=late or {},
        left_early=left_early or {},
        video_confirmed={patient.pk for patient in video},
        is_attested=is_attested,
        expected_version=session.version,
        now=now or session.ends_at,
    )


def line_for(session: Session, patient: Patient, words: str) -> NoteLine:
    version = Attendance.objects.get(session=session, patient=patient).version
    return NoteLine("took_part", words, "Uses one skill before Wednesday.", version)


def write(
    world: World,
    session: Session,
    lines: dict[Patient, str],
    *,
    shared: str = SHARED,
    role: Role = Role.COUNSELOR,
) -> None:
    session.refresh_from_db()
    save_note(
        actor=world.actor(role),
        session=session,
        shared=shared,
        lines={one.pk: line_for(session, one, words) for one, words in lines.items()},
        expected_version=session.version,
        now=session.ends_at,
    )


def sign(
    world: World,
    session: Session,
    *,
    not_a_person: bool = False,
    lines_are_meant: bool = False,
    role: Role = Role.COUNSELOR,
) -> int:
    session.refresh_from_db()
    return sign_notes(
        actor=world.actor(role),
        session=session,
        seen=note_digest(session),
        not_a_person=not_a_person,
        lines_are_meant=lines_are_meant,
        now=session.ends_at + timedelta(minutes=10),
    )


DAP = {"data": "Told of a hard Sunday.", "assessment": "Asks for help.", "plan": "Calls first."}


def write_alone(
    world: World,
    session: Session,
    patient: Patient,
    *,
    parts: dict[str, str] | None = None,
    format: str = "dap",
    goals: tuple[int, ...] = (),
    version: int = 0,
    role: Role = Role.COUNSELOR,
    **more: str,
) -> int:
    """A draft of a one-to-one note; its version."""
    return save_individual_note(
        actor=world.actor(role),
        patient=patient,
        attendance_id=Attendance.objects.get(session=session, patient=patient).pk,
        text=IndividualText(format, DAP if parts is None else parts, goals),
        expected_version=version,
        now=session.ends_at,
        **more,
    )


def sign_alone(
    world: World,
    session: Session,
    patient: Patient,
    version: int,
    *,
    now: datetime | None = None,
    role: Role = Role.COUNSELOR,
) -> Entry:
    return sign_individual_note(
        actor=world.actor(role),
        patient=patient,
        attendance_id=Attendance.objects.get(session=session, patient=patient).pk,
        expected_version=version,
        now=now or session.ends_at + timedelta(minutes=10),
    )


def hold_evening(
    world: World, series: Series, on: date, statuses: dict[Patient, str], *, noted: bool = True
) -> Session:
    """A whole evening: roll called and closed, and (`noted`) a note in each chart."""
    session = open_evening(world, series, on)
    mark(world, session, statuses, now=session.starts_at)
    video = [one for one, status in statuses.items() if status == "video"]
    late = {one.pk: 10 for one, status in statuses.items() if status == "late"}
    close(world, session, late=late, video=video)
    here = [one for one, status in statuses.items() if status in {"here", "late", "video"}]
    if noted and here and series.seats == 1:
        version = write_alone(world, session, here[0])
        sign_alone(world, session, here[0], version)
    elif noted and here:
        write(world, session, {one: f"Own words of person {one.pk} today." for one in here})
        sign(world, session, lines_are_meant=True)
    return session
