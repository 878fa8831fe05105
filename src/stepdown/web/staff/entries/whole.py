"""Everything that a signature covers, line by line, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.chart.correcting import WHAT_IS_RIGHT
from stepdown.clinic.intake.words import day
from stepdown.clinic.treatment.figures import VITALS
from stepdown.clinic.treatment.operations import DANGER_SIGNS, instrument_title
from stepdown.rules.instruments import INSTRUMENTS
from stepdown.web.staff.assessment.words import FACT_WORDS, RULE_WORDS, fact_words, rule_words
from stepdown.web.staff.chart.presenters import full_moment
from stepdown.web.staff.entries.day_lines import day_lines
from stepdown.web.staff.entries.told_lines import told_lines

TO_ENTRIES = {"co_signs", "advice", "placement", "after_entry"}
LABELS: Mapping[str, str] = {
    WHAT_IS_RIGHT: "What is right",
    "after_entry": "Follows the answer in",
    "advice": "Advice it was made on",
    "placement": "Decision it was made on",
    "needs_safety_step": "Asks for the safety step",
    "cannot_be_scored": "Could not be rated, because",
    "own_line": "Response and progress",
    "shared": "Shared part",
    "on": "Day",
    "vitals": "Vital signs",
    "history": "Use history",
    "safety": "Safety step",
    "rating": "Rating of six areas",
    **{key: one.title for key, one in INSTRUMENTS.items()},
    "not_a_person": "Words like a name, no person meant",
    "lines_are_meant": "Lines that are alike, meant so",
    "consent": "What was agreed to",
    "given": "Given",
    "item9_flag": "Item 9 above zero",
    "days": "Days counted",
    "pda": "Days without use, percent",
    "heavy_days": "Days of heavy drinking",
    "abstinent_days": "Days without use",
    "unknown_days": "Days not known",
    "controlled_days": "Days in a controlled place",
    "controlled_days_are": "Those days are",
    "months": "Months without any criterion except craving",
    "specifiers": "Named beside",
    "phq2": "Items 1 and 2",
    "in_their_words": "In the person's own words",
    "by_on": "Until",
    "who": "Who answers for it",
    "review_by_on": "Looked at again by",
    "plan_version": "Version of the plan",
    "toward": "What for",
    "now": "Found",
    "meaning": "What the signature says",
    "meaning_version": "Version of that sentence",
    "seen": "What was seen",
    "not_taken": "Vital signs not taken, because",
    "stays_with": "Who stayed with them",
    "ride": "How they leave",
    "ride_words": "Who fetches them",
    "questions_version": "Version of the questions",
    "co_signs": "The note",
    "about_on": "Late entry about",
    "due_on": "The note was due by",
    "clock_version": "Version of that clock",
    "phq2_pos": "Items 1 and 2 positive",
}

GROUPS: Mapping[str, str] = {
    "criteria": "When it is time",
    "band_versions": "Version of the table",
    "level_change": "Level",
    "taper": "Plan of steps",
    "team": "Team",
}


@dataclass(frozen=True)
class WholeLine:
    """One value with its label. `entry_id`: the value is another entry of this chart."""

    label: str
    value: str
    entry_id: int | None = None


def whole_lines(body: Mapping[str, Any], zone: ZoneInfo) -> tuple[WholeLine, ...]:
    """Every value of a body, in its order; what is right comes first. Times are those of `zone`."""
    first = {WHAT_IS_RIGHT: body[WHAT_IS_RIGHT]} if WHAT_IS_RIGHT in body else {}
    items = item_labels(body.get("instrument"))
    return tuple(_lines({**first, **body}, (), items, zone))


def item_labels(instrument: object) -> dict[str, str]:
    known = INSTRUMENTS.get(str(instrument))
    return {item.key: f"{item.key}. {item.label}" for item in known.items} if known else {}


def _lines(
    body: Mapping[str, Any], above: tuple[str, ...], items: Mapping[str, str], zone: ZoneInfo
) -> Iterator[WholeLine]:
    for key, value in body.items():
        label = _label(key, above, items)
        if isinstance(value, int) and (key in TO_ENTRIES or above == ("signed_apart",)):
            yield WholeLine(label, "See this entry", value)
        elif key == "parts" and isinstance(value, Mapping):
            yield from (WholeLine(*line) for line in told_lines(value, zone))
        elif key == "written":
            yield from (WholeLine(one["part"], one["words"]) for one in value)
        elif key == "days" and isinstance(value, list):
            yield from (WholeLine(*line) for line in day_lines(value))
        elif isinstance(value, Mapping):
            yield from _lines(value, (*above, key), items, zone)
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            for number, one in enumerate(value, start=1):
                for line in _lines(one, (*above, key), items, zone):
                    yield WholeLine(f"{label} {number}, {line.label.lower()}", line.value)
        elif value not in ("", []) and not (value is None and key in TO_ENTRIES):
            yield WholeLine(label, _words(key, value, zone))


def _label(key: str, above: tuple[str, ...], items: Mapping[str, str]) -> str:
    if above == ("answers",) and key in items:
        return items[key]
    if key in VITALS:
        return f"{VITALS[key].label}, {VITALS[key].unit}"
    known = LABELS.get(key) or DANGER_SIGNS.get(key) or FACT_WORDS.get(key)
    words = known or key.replace("_", " ")
    group = GROUPS.get(above[-1]) if above else None
    return f"{group}, {words}" if group else words[:1].upper() + words[1:]


def _words(key: str, value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return "Not known"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(_words(key, one, zone) for one in value)
    text = str(value)
    if key == "instrument":
        return instrument_title(text)
    if isinstance(value, float):
        return f"{value:g}"
    if key in ("fact", "wanted"):
        return fact_words(text)
    if key == "rule_id" and text in RULE_WORDS:
        return f"{text}: {rule_words(text)}"
    is_code = text.isascii() and "_" in text and text.islower() and " " not in text
    return text.replace("_", " ") if is_code else _date_words(key, text, zone)


def _date_words(key: str, text: str, zone: ZoneInfo) -> str:
    """A day or a moment by its key, as people read it; anything else as it was signed."""
    try:
        if key.endswith("_at"):
            return full_moment(datetime.fromisoformat(text), zone)
        return day(date.fromisoformat(text)) if key == "on" or key.endswith("_on") else text
    except ValueError:
        return text
