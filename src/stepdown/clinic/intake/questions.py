"""The six questions of the public page in words, and their answers as staff read them.

Our own words, not an instrument; nothing is scored. What follows from an answer is decided in
`stepdown.rules.placement.self_screen`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from stepdown.rules.placement.self_screen import (
    Answers,
    Lead,
    ScreenResult,
    default_self_screen,
    screen,
)

NOT_SAID = ("not_said", "I'd rather not say")
__all__ = ["QUESTIONS", "Lead", "Question", "ScreenResult", "answers_in_words", "screen", "takes"]


@dataclass(frozen=True)
class Question:
    """One question. `answers` are (key, words); `hint` says why we ask."""

    key: str
    title: str
    hint: str
    answers: tuple[tuple[str, str], ...]
    takes_several: bool = False


QUESTIONS = (
    Question(
        "danger",
        "Is anyone in danger right now?",
        "We ask this first. Some things cannot wait.",
        (
            ("body", "Yes: hard to wake, short of breath, chest pain, a seizure, or confused"),
            ("thoughts", "Yes: I think of ending my life, or of hurting someone"),
            ("none", "No"),
            NOT_SAID,
        ),
    ),
    Question(
        "last_use",
        "When did you last drink or use?",
        "We ask so we can tell you if you need a doctor first.",
        (
            ("today", "Today or yesterday"),
            ("this_week", "In the last week"),
            ("earlier", "More than a week ago"),
            NOT_SAID,
        ),
    ),
    Question(
        "most_days",
        "What do you use on most days?",
        "Choose all that fit. Taking a medicine just as your doctor said does not count.",
        (
            ("alcohol", "Alcohol"),
            ("sedatives", "Pills to sleep or to calm down"),
            ("opioids", "Opioids: pain pills, heroin, fentanyl"),
            ("other", "Something else"),
            ("none", "Nothing on most days"),
            NOT_SAID,
        ),
        takes_several=True,
    ),
    Question(
        "stopping",
        "What happens when you stop or cut down?",
        "For some people it is not safe to stop alone.",
        (
            ("sick_now", "I feel it now: I shake, sweat or throw up"),
            ("seizure_before", "I once had a seizure, or saw things that were not there"),
            ("sick_before", "I felt sick, and it passed"),
            ("not_sick", "Not much"),
            ("not_tried", "I have not tried"),
            NOT_SAID,
        ),
    ),
    Question(
        "health",
        "Does one of these fit you?",
        "Choose all that fit.",
        (
            ("pregnant", "I am pregnant"),
            ("ill", "I am ill or in pain, and no doctor looks after it"),
            ("too_young", "I am not an adult yet"),
            ("none", "No"),
            NOT_SAID,
        ),
        takes_several=True,
    ),
    Question(
        "life",
        "Could you live at home and come a few times a week?",
        "You would be here about 9 hours a week at first.",
        (
            ("fits", "Yes, I think so"),
            ("unsafe_home", "No: home is not safe, or I have no home"),
            ("too_little_time", "No: that is more time than I have"),
            NOT_SAID,
        ),
    ),
)
_WORDS: Mapping[str, Mapping[str, str]] = {each.key: dict(each.answers) for each in QUESTIONS}


def takes(question: str, answers: list[str]) -> bool:
    """Whether this is a possible answer to the question of this key."""
    return default_self_screen().takes(question, answers)


def answers_in_words(answers: Answers) -> list[tuple[str, str]]:
    """(question, answer) in the order in which they were asked."""
    return [
        (each.title, "; ".join(_WORDS[each.key].get(key, key) for key in answers[each.key]))
        for each in QUESTIONS
        if answers.get(each.key)
    ]
