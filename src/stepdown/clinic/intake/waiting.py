"""Requests that wait for a call, as the board shows them: a flood fills one line, not the board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.intake.asking import close_request, waiting_requests
from stepdown.clinic.intake.models import CallRequest
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.actors import Actor

MOST_LINES = 50  # on one page; the next ones appear as these are settled
SAME = ("site_id", "asked_by", "phone", "email", "about_name", "file_name", "words")


@dataclass(frozen=True)
class WaitingLine:
    """The longest waiting of the requests that say the same; `alike` is how many more there are."""

    request: CallRequest
    alike: int


@dataclass(frozen=True)
class WaitingBoard:
    """The lines that fit; `more` lines wait behind them, and `count` requests in all."""

    lines: tuple[WaitingLine, ...]
    more: int
    count: int


def waiting_board(actor: Actor) -> WaitingBoard:
    """Longest waiting first (two queries)."""
    groups = _groups(waiting_requests(actor).values_list("pk", *SAME))
    shown = waiting_requests(actor).in_bulk([group[0] for group in groups[:MOST_LINES]])
    lines = [WaitingLine(shown[group[0]], len(group) - 1) for group in groups if group[0] in shown]
    return WaitingBoard(tuple(lines), len(groups) - len(lines), sum(map(len, groups)))


def _groups(rows: Iterable[tuple[object, ...]]) -> list[list[int]]:
    """The numbers of those that say the same, in the order in which the first of them came."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, *said in rows:
        groups.setdefault(tuple(said), []).append(int(str(number)))
    return list(groups.values())


def close_with_alike(
    *, actor: Actor, code: str, reason: str, expected_version: int, now: datetime
) -> None:
    """Takes a request from the board, and all that say the same, each with its event."""
    with writing():
        found = waiting_requests(actor).filter(code=code).first()
        alike = {name: getattr(found, name) for name in SAME} if found else {}
        others = list(waiting_requests(actor).filter(**alike).exclude(code=code)) if found else []
        close_request(
            actor=actor, code=code, reason=reason, expected_version=expected_version, now=now
        )
        for each in others:
            close_request(
                actor=actor,
                code=each.code,
                reason=reason,
                expected_version=each.version,
                now=now,
            )
