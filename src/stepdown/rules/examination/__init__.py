"""What is asked of a person beside scores and measurements: short parts, each one small file.

To ask one more thing, add a `[[question]]` to the file of its part under `told/`. The pages, the
check before signing and the signed entry follow it. All words are ours.
"""

from stepdown.rules.examination.answers import (
    UnableToExamine,
    answer_words,
    checked_answers,
    open_questions,
)
from stepdown.rules.examination.parts import PARTS, QuestionKind, ToldPart, ToldQuestion, told_part

__all__ = [
    "PARTS",
    "QuestionKind",
    "ToldPart",
    "ToldQuestion",
    "UnableToExamine",
    "answer_words",
    "checked_answers",
    "open_questions",
    "told_part",
]
