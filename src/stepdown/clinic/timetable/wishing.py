"""What a person asks of their groups: written down with their own times, read when a week is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.timetable.models import GroupWish
from stepdown.clinic.treatment.examinations import told_language
from stepdown.clinic.treatment.facts import age_on
from stepdown.clinic.treatment.operations import set_commitments
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.rules.taper import GENDER, LANGUAGE, Suits, named_languages, track_rules


class UnableToWish(Unable):
    """These answers contradict each other; the message says what to add."""


@dataclass(frozen=True)
class Wish:
    """`language` with commas between; `is_co_occurring` None: not answered. `is_told`: the
    language was told in the assessment, and nothing has been said of groups yet."""

    language: str = ""
    only_language: bool = False
    gender: str = ""
    only_gender: bool = False
    is_co_occurring: bool | None = None
    is_told: bool = False


def wish_of(patient: Patient) -> Wish:
    """As written down; before that, with the language told in the assessment."""
    held = next(iter(_written_down(patient.pk)), None)
    if held is None:
        told = told_language(patient).strip()[:40]
        return Wish(language=told, is_told=bool(told))
    return Wish(
        held.language, held.only_language, held.gender, held.only_gender, held.is_co_occurring
    )


@written_once
def _written_down(patient_id: int) -> QuerySet[GroupWish]:
    return GroupWish.objects.filter(patient=patient_id)


def suits_of(patient: Patient, *, on: date) -> Suits:
    """What decides which tracks suit the person on that day."""
    wish = wish_of(patient)
    asked = {LANGUAGE: wish.only_language, GENDER: wish.only_gender}
    return Suits(
        languages=named_languages(wish.language),
        gender=wish.gender,
        age=age_on(patient, on),
        is_co_occurring=bool(wish.is_co_occurring),
        only=frozenset(what for what, is_asked in asked.items() if is_asked),
    )


def only_words(wish: Wish) -> tuple[str, ...]:
    """What they ask of every session, in words: "held in Spanish", "for women"."""
    found = []
    if wish.only_language:
        found.append(f"held in {' or '.join(one.strip() for one in wish.language.split(','))}")
    if wish.only_gender:
        found.append(f"for {track_rules().genders[wish.gender]}")
    return tuple(found)


def set_week_needs(
    *,
    actor: Actor,
    patient: Patient,
    rows: Sequence[CommitmentRow],
    travel_minutes: int | None,
    video_is_possible: bool | None,
    wish: Wish,
    expected_version: int,
    now: datetime,
) -> None:
    """The person's own times and what they ask of groups, by staff who plan weeks or by
    themselves. A week that they have stays until another is agreed on. Raises UnableToWish, and
    as `set_commitments`."""
    _check(wish)
    with writing():
        set_commitments(
            actor=actor,
            patient=patient,
            rows=rows,
            travel_minutes=travel_minutes,
            video_is_possible=video_is_possible,
            expected_version=expected_version,
            now=now,
        )
        if wish != wish_of(patient):
            _keep(actor, patient, wish, now)


def _check(wish: Wish) -> None:
    if wish.only_language and not named_languages(wish.language):
        raise UnableToWish("Write the language that they come to, or leave the box after it empty.")
    if wish.only_gender and not wish.gender:
        raise UnableToWish("Choose whose groups they come to, or leave the box after it empty.")
    if wish.gender and wish.gender not in track_rules().genders:
        raise UnableToWish("Choose one of the groups that are named.")


def _keep(actor: Actor, patient: Patient, wish: Wish, now: datetime) -> None:
    said = {key: value for key, value in asdict(wish).items() if key != "is_told"}
    held, is_new = GroupWish.objects.get_or_create(
        patient=patient, defaults={**said, "said_at": now}
    )
    if not is_new:
        save_version(held, expected=held.version, said_at=now, **said)
    record(
        actor=actor,
        verb="group_wish.set",
        now=now,
        subject=held,
        patient_id=patient.pk,
        content=said,
    )
