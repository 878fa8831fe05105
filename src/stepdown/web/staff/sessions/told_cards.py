"""What loved ones told, as cards on Today: danger before everything else."""

from django.urls import reverse

from stepdown.clinic.intake.telling import WaitingTold
from stepdown.web.staff.need_card import NOTES_ORDER, NeedCard

DANGER_ORDER = -10  # before a safety step: nobody has looked at it yet


def told_cards(waiting: WaitingTold) -> list[NeedCard]:
    cards = []
    if waiting.danger:
        on_call = " Those on call are told." if waiting.on_call_told else ""
        cards.append(
            NeedCard(
                order=DANGER_ORDER,
                symbol="siren",
                tone="urgent",
                title="A loved one wrote of danger",
                why=f"Read it now: {_messages(waiting.danger)} not filed yet.{on_call}",
                action="Read",
                url=reverse("told"),
            )
        )
    if waiting.others:
        cards.append(
            NeedCard(
                order=NOTES_ORDER,
                symbol="inbox",
                tone="clay",
                title="File what loved ones told",
                why=f"{_messages(waiting.others)} not filed yet.".capitalize(),
                action="Open",
                url=reverse("told"),
            )
        )
    return cards


def _messages(count: int) -> str:
    return f"{count} message{'' if count == 1 else 's'}"
