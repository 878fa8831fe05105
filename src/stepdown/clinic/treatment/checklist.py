"""The admission checklist of a site, what is answered about a person, and its targets."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.treatment.facts import age_on
from stepdown.clinic.treatment.models import ChecklistItem, ChecklistMark, Episode, EpisodeStart
from stepdown.rules.placement import is_adult

Answer = ChecklistMark.Answer  # for pages, which name no models
Route = EpisodeStart.Route
_DATA: Final = tomllib.loads(
    files("stepdown.clinic.treatment").joinpath("checklist.toml").read_text("utf-8")
)
AGREEMENT_VERSION: Final[str] = _DATA["agreement"]["version"]
AGREEMENT: Final[tuple[str, ...]] = tuple(_DATA["agreement"]["lines"])
FIRST_SESSION_DAYS: Final[int] = _DATA["target"]["first_session"]["days"]
ASK_BEFORE_END: Final = timedelta(days=_DATA["target"]["ask_before_order_ends"]["days"])
BETWEEN_APART: Final[int] = _DATA["target"]["between_apart"]["minutes"]


@dataclass(frozen=True)
class Item:
    """One line of a checklist. `item_id` 0: the list that the program came with."""

    key: str
    label: str
    hint: str
    is_required: bool
    minors_only: bool = False
    skipped_for: tuple[str, ...] = ()
    is_used: bool = True
    item_id: int = 0
    version: int = 0


@dataclass(frozen=True)
class Answered:
    """An item with its newest answer about one person; `mark` None where it is open."""

    item: Item
    mark: ChecklistMark | None


def first_session_within(site: Site) -> timedelta:
    """The site's own target; ours until it set one."""
    return timedelta(days=site.first_session_days or FIRST_SESSION_DAYS)


def checklist_of(site: Site) -> list[Item]:
    """Every item of the site's list, those no longer used too."""
    kept = [_kept(row) for row in ChecklistItem.objects.filter(site=site).order_by("position")]
    return kept or shipped_items()


def shipped_items() -> list[Item]:
    return [_shipped(row) for row in _DATA["item"]]


def _kept(row: ChecklistItem) -> Item:
    return Item(
        row.key,
        row.label,
        row.hint,
        row.is_required,
        row.minors_only,
        tuple(row.skipped_for),
        row.is_used,
        row.pk,
        row.version,
    )


def _shipped(row: dict[str, Any]) -> Item:
    return Item(**{**row, "skipped_for": tuple(row.get("skipped_for", ()))})


def answered_checklist(patient: Patient, *, route: str, now: datetime) -> list[Answered]:
    """What is asked of this person, with what stands; answers of earlier care do not count."""
    age = age_on(patient, local_now(patient.site, now).date())
    is_minor = age is not None and not is_adult(age)
    marks = _marks(patient)
    return [
        Answered(item, marks.get(item.key))
        for item in checklist_of(patient.site)
        if item.is_used and route not in item.skipped_for and (is_minor or not item.minors_only)
    ]


def _marks(patient: Patient) -> dict[str, ChecklistMark]:
    """The newest by key, since the last episode ended."""
    ended = Episode.objects.filter(patient=patient, status=Episode.Status.ENDED)
    last = ended.order_by("-pk").values_list("admission__signed_at", flat=True).first()
    marks = ChecklistMark.objects.filter(patient=patient).select_related("entry__author")
    if last is not None:
        marks = marks.filter(marked_at__gt=last)
    return {mark.key: mark for mark in marks.order_by("marked_at", "pk")}


def open_items(patient: Patient, *, route: str, now: datetime) -> list[Item]:
    """Those that must be answered before admission and are not."""
    answered = answered_checklist(patient, route=route, now=now)
    return [one.item for one in answered if one.item.is_required and one.mark is None]
