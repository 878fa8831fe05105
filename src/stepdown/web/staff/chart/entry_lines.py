"""What a signed entry says, in a few lines. The whole entry stays in the chart as signed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from stepdown.clinic.chart.correcting import WHAT_IS_RIGHT
from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.intake.words import day
from stepdown.clinic.treatment.figures import VITALS
from stepdown.clinic.treatment.operations import instrument_title
from stepdown.rules.drug_tests import Outcome
from stepdown.rules.placement import life_areas
from stepdown.web.staff.chart.results import days_beside, result_words

Body = dict[str, Any]

LOOKS = {
    EntryKind.VITALS: ("heart-pulse", "slate"),
    EntryKind.USE_HISTORY: ("clipboard-list", "slate"),
    EntryKind.EXAMINATION: ("clipboard-check", "brand"),
    EntryKind.INSTRUMENT: ("clipboard-list", "blue"),
    EntryKind.SAFETY_STEP: ("life-buoy", "clay"),
    EntryKind.RATING: ("gauge", "blue"),
    EntryKind.ADVICE: ("scale", "blue"),
    EntryKind.PLACEMENT: ("pen-line", "brand"),
    EntryKind.WITHDRAWAL: ("pen-line", "clay"),
    EntryKind.REFERRAL: ("phone-call", "clay"),
    EntryKind.CONSENT: ("file-check", "sage"),
    EntryKind.CHECKLIST: ("list-checks", "slate"),
    EntryKind.NO_CONTACT: ("users", "clay"),
    EntryKind.TEAM_CHANGE: ("users", "plum"),
    EntryKind.TREATMENT_PLAN: ("target", "brand"),
    EntryKind.PLAN_ANSWER: ("pen-line", "sage"),
    EntryKind.PLAN_REVIEW: ("target", "slate"),
    EntryKind.ADMISSION: ("door-open", "brand"),
    EntryKind.SESSION_NOTE: ("users", "brand"),
    EntryKind.CO_SIGNATURE: ("pen-line", "brand"),
    EntryKind.UNFIT: ("shield-alert", "clay"),
    EntryKind.FAMILY_GUEST: ("heart-handshake", "plum"),
    EntryKind.DRUG_TEST: ("test-tube", "slate"),
    EntryKind.STEP_DECISION: ("footprints", "plum"),
    EntryKind.EPISODE_CHANGE: ("refresh-cw", "slate"),
}
BESIDE_PRESSURE = (
    ("pulse_per_minute", "pulse "),
    ("temperature_celsius", ""),
    ("oxygen_percent", "oxygen "),
    ("breath_alcohol_percent", "breath alcohol "),
)


def entry_title(kind: EntryKind, body: Body) -> str:
    """The heading of an entry; a session note is named by its session."""
    if kind == EntryKind.SESSION_NOTE and body.get("title"):
        return str(body["title"])
    if kind == EntryKind.INSTRUMENT:
        return _instrument(body)
    if kind == EntryKind.CONSENT:
        return f"{kind.label}: {_words(body.get('consent', ''))}"
    return kind.label


def entry_lines(kind: EntryKind, body: Body) -> tuple[str, ...]:
    lines = _LINES.get(kind, _nothing)(body)
    if body.get(WHAT_IS_RIGHT):
        lines = [f"What is right: {body[WHAT_IS_RIGHT]}", *lines]
    return tuple(line for line in lines if line)


def _words(key: object) -> str:
    return str(key).replace("_", " ")


def _nothing(body: Body) -> list[str]:
    return []


def _vitals(body: Body) -> list[str]:
    values: Body = body.get("values", {})
    upper, lower = values.get("systolic_mm_hg"), values.get("diastolic_mm_hg")
    pressure = [f"{upper:g}/{lower:g} mm Hg"] if upper and lower else []
    others = [
        f"{name}{VITALS[key].words(values[key])}"
        for key, name in BESIDE_PRESSURE
        if values.get(key) is not None
    ]
    return [", ".join(pressure + others)]


def _history(body: Body) -> list[str]:
    return [
        ", ".join(
            _words(part)
            for part in (used["substance"], used.get("frequency"), used.get("amount"))
            if part
        )
        for used in body.get("substances", [])
    ]


def _examination(body: Body) -> list[str]:
    told = body["parts"]
    names = dict.fromkeys(one["name"] for part in told.values() for one in part["writers"])
    first = told.get("presenting", {}).get("answers", {})
    return [str(first.get("own_words", "")), f"Told to {', '.join(names)}"]


def _instrument(body: Body) -> str:
    name = instrument_title(str(body.get("instrument", "")))
    return f"{name}: {result_words(body)}"


def _scored(body: Body) -> list[str]:
    if body.get("cannot_be_scored"):
        return [str(body["cannot_be_scored"])]
    band = _words(body.get("cautious_band") or "").capitalize()
    return [band, days_beside(body.get("findings", {}))]


def _safety(body: Body) -> list[str]:
    risk = f"Judged risk: {_words(body.get('risk', ''))}"
    return [risk, str(body.get("words", ""))]


def _rating(body: Body) -> list[str]:
    labels = {area.key: area.label for area in life_areas().areas}
    rated = body.get("areas", {})
    words = [
        f"{labels.get(key, key)}: {row['words']}" for key, row in rated.items() if row["words"]
    ]
    return [
        ", ".join(f"{labels.get(key, key)} {row['concern']}" for key, row in rated.items()),
        *words,
    ]


def _placement(body: Body) -> list[str]:
    level = f"Level {body['level_code']}" if body.get("level_code") else ""
    decision = _words(body.get("decision", "")).capitalize()
    return [". ".join(part for part in (level, decision) if part), str(body.get("reason", ""))]


def _withdrawal(body: Body) -> list[str]:
    outcome = _words(body.get("outcome", "")).capitalize()
    return [outcome, str(body.get("note", ""))]


def _referral(body: Body) -> list[str]:
    call = body.get("call", {})
    return [str(body.get("place", {}).get("name", "")), str(call.get("words", ""))]


def _consent(body: Body) -> list[str]:
    to = f"To: {body['recipient_name']}" if body.get("recipient_name") else ""
    if body.get("given", True):
        what = ", ".join(_words(topic) for topic in body.get("topics", []))
        signed = f"Signed by {body['signed_name']}" if body.get("signed_name") else ""
        return [to, f"About: {what}" if what else "", signed]
    return [to, "Taken back", str(body.get("words", ""))]


def _checklist(body: Body) -> list[str]:
    labels = body.get("labels", {})
    signed = f"Signed by {body['signed_name']}" if body.get("signed_name") else ""
    items: Body = body.get("items", {})
    said = {
        key: ". ".join(filter(None, (_words(one["answer"]), one["words"])))
        for key, one in items.items()
    }
    return [signed, *(f"{labels.get(key, key)}: {words}" for key, words in said.items())]


def _apart(body: Body) -> list[str]:
    return ["May meet again" if body.get("lifts") else "", str(body.get("words", ""))]


def _team_change(body: Body) -> list[str]:
    role = _words(body.get("role", "")).capitalize()
    return [
        f"{role}: {body.get('to', '')}, before {body.get('from') or 'nobody'}",
        str(body.get("reason", "")),
    ]


def _plan(body: Body) -> list[str]:
    goals: list[Body] = body.get("goals", [])
    return [f"Goal {goal['number']}: {goal['in_their_words']}" for goal in goals]


def _plan_answer(body: Body) -> list[str]:
    said = "Agrees" if body.get("agrees") else "Sees it differently"
    return [said, str(body.get("words", "")), f"Signed by {body.get('signed_name', '')}"]


def _plan_review(body: Body) -> list[str]:
    found = [f"{one['criterion']}: {one['now'].lower()}" for one in body.get("criteria", [])]
    return ["Still right", str(body.get("words", "")), *found]


def _admission(body: Body) -> list[str]:
    return [f"Level {body.get('level_code', '')} from {body.get('starts_on', '')}"]


def _note(body: Body) -> list[str]:
    minutes = f"{body['minutes']} minutes" if body.get("minutes") is not None else ""
    about = str(body.get("goal") or "")
    own = [str(body.get("shared", "")), str(body.get("own_line", ""))]
    written = [f"{one['part']}: {one['words']}" for one in body.get("written", [])]
    return [_late(body), minutes, about, *body.get("goals", []), *own, *written]


def _late(body: Body) -> str:
    late = body.get("late_entry")
    if not late:
        return ""
    about, due = (day(date.fromisoformat(late[key])) for key in ("about_on", "due_on"))
    return f"Late entry about {about}. It was due by {due}."


def _co_signature(body: Body) -> list[str]:
    return [f"Under a note of {body.get('author', '')}", str(body.get("meaning", ""))]


def _unfit(body: Body) -> list[str]:
    seen = ", ".join(body.get("seen", []))
    return [seen, str(body.get("decision", "")), f"With them: {body.get('stays_with', '')}"]


def _guest(body: Body) -> list[str]:
    return [f"{body.get('relative', '')} came", str(body.get("words", ""))]


def _test(body: Body) -> list[str]:
    lines: Body = body.get("lines", {})
    outcome = body.get("outcome")
    said = Outcome(outcome).label if outcome else ""
    return [said, *(f"{name}: {words}" for name, words in lines.items())]


def _step(body: Body) -> list[str]:
    hours = ""
    if body.get("to_minutes"):
        hours = f"Step {body.get('to_step')}, {body['to_minutes'] / 60:g} hours a week"
    return [hours, str(body.get("reason", ""))]


def _change(body: Body) -> list[str]:
    now_is = _words(body.get("to", "")).capitalize()
    return [
        ". ".join(part for part in (now_is, _words(body.get("end_reason", ""))) if part),
        str(body.get("reason", "")),
    ]


_LINES: dict[EntryKind, Callable[[Body], list[str]]] = {
    EntryKind.VITALS: _vitals,
    EntryKind.USE_HISTORY: _history,
    EntryKind.EXAMINATION: _examination,
    EntryKind.INSTRUMENT: _scored,
    EntryKind.SAFETY_STEP: _safety,
    EntryKind.RATING: _rating,
    EntryKind.PLACEMENT: _placement,
    EntryKind.WITHDRAWAL: _withdrawal,
    EntryKind.REFERRAL: _referral,
    EntryKind.CONSENT: _consent,
    EntryKind.CHECKLIST: _checklist,
    EntryKind.NO_CONTACT: _apart,
    EntryKind.TEAM_CHANGE: _team_change,
    EntryKind.TREATMENT_PLAN: _plan,
    EntryKind.PLAN_ANSWER: _plan_answer,
    EntryKind.PLAN_REVIEW: _plan_review,
    EntryKind.ADMISSION: _admission,
    EntryKind.SESSION_NOTE: _note,
    EntryKind.CO_SIGNATURE: _co_signature,
    EntryKind.UNFIT: _unfit,
    EntryKind.FAMILY_GUEST: _guest,
    EntryKind.DRUG_TEST: _test,
    EntryKind.STEP_DECISION: _step,
    EntryKind.EPISODE_CHANGE: _change,
}
