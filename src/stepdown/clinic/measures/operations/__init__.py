"""Writing packs, asked forms, alerts and safety cover."""

from stepdown.clinic.measures.operations.alerts import (
    UnableToAcknowledge,
    acknowledge_alerts,
    settle_alerts,
)
from stepdown.clinic.measures.operations.answering import (
    UnableToAnswer,
    answer_form,
    finish_form,
    note_help_seen,
)
from stepdown.clinic.measures.operations.asking import (
    UnableToAsk,
    ask_form,
    mark_signed,
    withdraw_form,
)
from stepdown.clinic.measures.operations.covering import UnableToSaveCover, save_cover
from stepdown.clinic.measures.operations.wording import UnableToInstall, install_wording

__all__ = [
    "UnableToAcknowledge",
    "UnableToAnswer",
    "UnableToAsk",
    "UnableToInstall",
    "UnableToSaveCover",
    "acknowledge_alerts",
    "answer_form",
    "ask_form",
    "finish_form",
    "install_wording",
    "mark_signed",
    "note_help_seen",
    "save_cover",
    "settle_alerts",
    "withdraw_form",
]
