"""Invented answers to the questions of an examination, by part and question."""

from typing import Any

LEFT_OUT = "Would rather not talk about it yet"

ANSWERS: dict[str, dict[str, tuple[Any, ...]]] = {
    "presenting": {
        "own_words": (
            "I want to wake up without counting what I had.",
            "My boss gave me one more chance and I want to take it.",
            "I am tired of hiding it from the kids.",
        ),
        "why_now": ("A letter from work", "A talk with a sister", "A scare on the way home"),
    },
    "medicines": {
        "medicines": ("Lisinopril 10 mg in the morning", "None", "Sertraline 50 mg, ibuprofen"),
        "takes_as_written": ("always", "mostly"),
        "has_allergies": ("no",),
    },
    "physical": {
        "conditions": ("High blood pressure, treated", "None", "A knee operation four years ago"),
        "hospital": ("no",),
        "pain": (0, 2, 3),
        "sleep": (4, 5, 6),
    },
    "mental": {
        "told_conditions": ("Depression, once, years ago", "None", "Panic in shops and trains"),
        "care_now": ("no",),
        "impression": ("Awake and clear, tired, speaks openly, thinks in order.",),
    },
    "trauma": {
        "still_weighs": ("yes", "no", "unknown"),
        "helps": ("Going outside", "A call to a friend"),
    },
    "safety_around": {
        "safe_from_others": ("yes",),
        "others_in_danger": ("no",),
        "firearms": ("no",),
        "overdoses": (0, 0, 1),
        "naloxone": ("yes", "no"),
    },
    "family": {
        "lives_with": ("Partner and two children", "A brother", "Alone, a friend next door"),
        "cares_for": ("Two children, 6 and 9", "None"),
        "stands_by": ("A sister who calls every evening", "Partner, and a friend from work"),
        "use_around": ("nobody", "some"),
    },
    "work": {
        "does": (["works"], ["works", "school"], ["looking"]),
        "hours": ("Nothing before half past four", "Weekends are free"),
        "job_at_risk": ("yes", "no"),
    },
    "legal": {
        "involved": ("no", "no", "yes"),
        "drives": ("yes", "no"),
    },
    "housing": {
        "sleeps": ("own", "with_others"),
        "may_stay": ("yes",),
        "use_at_home": ("no",),
        "way_here": ("Bus, one change", "Own car", "A neighbor drives"),
    },
    "culture": {
        "language": ("English",),
        "interpreter": ("no",),
        "matters": ("Church on Sunday mornings", "None", "Eats no pork"),
    },
    "strengths": {
        "good_at": ("Fixes anything with an engine", "Listens well, cooks for everybody"),
        "worked_before": ("Early shifts and running", "A group on Thursdays"),
    },
    "goals": {
        "wants": ("Keep the job and sleep through", "Be there at breakfast", "Drive again"),
        "about_use": ("stop", "stop", "stop_some"),
        "day_times": (["evenings"], ["mornings"], ["evenings", "video"]),
    },
}
