"""The daily check-in: three questions of our own. A trend for the person, never a verdict.

Craving on one number from 0 to 10 has no bands. A day without a check-in is a day without
information, not a good or a bad one.
"""

from datetime import date

from stepdown.rules.instruments.core import Filled, Instrument, Item, Reading


def _measure(filled: Filled) -> Reading:
    return Reading(findings={"craving": filled.answers["urge"]})


DAILY_CHECK_IN = Instrument(
    key="daily-check-in",
    version="1",
    title="Daily check-in",
    recall="today",
    items=(
        Item("mood", "Mood today", (0, 1, 2, 3, 4)),
        Item("urge", "Urge to use", tuple(range(11))),
        Item("used", "Use since yesterday", (0, 1)),
    ),
    source="Our own",
    author="Stepdown",
    license="Ours, Apache-2.0",
    review_on=date(2027, 11, 1),
    has_total=False,
    own_wording={
        "mood": "How are you today? 0 is very rough, 4 is very good.",
        "urge": "How strong was your strongest urge? 0 is none, 10 is the strongest.",
        "used": "Did you use alcohol or drugs since yesterday? 0 is no, 1 is yes.",
    },
    measure=_measure,
)
