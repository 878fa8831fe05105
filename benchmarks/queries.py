"""Run as `python -m benchmarks.queries`: JSON on what each page asks of the database.

In one process with Django's own client, so that every statement can be counted. Answers with the
accounts and places that the timing over the network uses too.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after setup
from django.db import connection  # noqa: E402 - after setup
from django.test import Client  # noqa: E402 - after setup
from django.test.utils import setup_test_environment  # noqa: E402 - after setup

from benchmarks.pages import PAGES, ROLES, Page  # noqa: E402 - after setup
from stepdown.clinic.ledger.queries import event_count  # noqa: E402 - after setup
from stepdown.clinic.people.models import Patient  # noqa: E402 - after setup
from stepdown.clinic.people.queries import demo_people  # noqa: E402 - after setup
from stepdown.clinic.people.roles import Role  # noqa: E402 - after setup
from stepdown.clinic.sessions.models import Session  # noqa: E402 - after setup
from stepdown.clinic.treatment.models import Episode  # noqa: E402 - after setup
from tests.sign_in import signed_in_client  # noqa: E402 - after setup

# what a page repeats once a row; the plain page is given as many
ROW = re.compile(r"<(?:tr|li|dt|option|article|section)\b")


def accounts() -> dict[str, int]:
    """The account that a visitor may use, by role key."""
    by_label = {role.label: role.value for role in Role}
    found = {by_label[label]: pk for pk, _, label in demo_people()}
    return {role: found[role] for role in ROLES}


def places(counselor: int) -> dict[str, str]:
    """Somebody in the counselor's care for long, the last session that was closed, one that is
    not, and the Monday that a week could begin on."""
    mine = Episode.objects.filter(team__account=counselor, status=Episode.Status.ACTIVE)
    episode = mine.order_by("admitted_on", "pk").select_related("patient").first()
    held = Session.objects.filter(series__leader=counselor, state=Session.State.CLOSED)
    session = held.order_by("-starts_at", "pk").first()
    roll = Session.objects.filter(series__leader=counselor).exclude(state=Session.State.CLOSED)
    running = roll.order_by("-starts_at", "pk").first() or session
    if episode is None or session is None or running is None:
        raise SystemExit("This demo has nobody in care. Make it with more people.")
    today = session.starts_at.date()
    return {
        "code": episode.patient.code,
        "session": str(session.pk),
        "roll": str(running.pk),
        "starts": str(today + timedelta(days=14 - today.weekday())),
    }


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield statements


def answer(client: Client, page: Page) -> str:
    if page.letters:
        form = {"letters": page.letters, "once": str(uuid4())}
        response = client.post(page.path, form)
    else:
        response = client.get(page.path)
    if response.status_code != 200:
        raise SystemExit(f"{page.path} as {page.role}: {response.status_code}")
    return response.content.decode()


def look_at(page: Page, client: Client) -> dict[str, int]:
    """Queries of the second request: the first may load what a process loads once."""
    answer(client, page)
    with counted() as statements:
        text = answer(client, page)
    empty = Page("", page.role, f"/bench/{page.layout}/0")
    rows = len(ROW.findall(text)) - len(ROW.findall(answer(client, empty)))
    return {"queries": len(statements), "rows": max(rows, 0)}


def main() -> None:
    setup_test_environment()
    known = accounts()
    at = places(known["counselor"])
    clients = {"": Client()}
    for role, pk in known.items():
        account = get_user_model()._default_manager.get(pk=pk)
        clients[role] = signed_in_client(account, has_second_factor=False)
    pages = {page.name: look_at(page.filled(at), clients[page.role]) for page in PAGES}
    people, events = Patient.objects.count(), event_count()
    json.dump(
        {"accounts": known, "places": at, "people": people, "events": events, "pages": pages},
        sys.stdout,
    )


if __name__ == "__main__":
    main()
