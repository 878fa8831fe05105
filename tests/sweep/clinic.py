"""The demo's clinic, small but with every stage of care, and one person whose words are marked.

It is built once a run through the operations; the other processes and later modules get the same
rows again, written at once. Whoever may not open the person with the marks must never be answered
with one of them.
"""

import pickle
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.test import override_settings

from stepdown.clinic.chart.models import Draft
from stepdown.clinic.chart.received import ASIDE
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.commands.copies.snapshot import without_triggers
from stepdown.commands.demo.building import Wish, build, mark_demo
from tests.clinic.world import NOW, TODAY
from tests.migrated import locked
from tests.record import run_folder
from tests.sweep.beside import live_marked
from tests.sweep.changed import change_one_session, owe_one_call
from tests.sweep.missed import note_marked_try
from tests.sweep.noted import plant_notes
from tests.sweep.planted import HARBOR, MILLBROOK, WAITING, Mark, plant

PEOPLE = 15
LEFT_OUT = {"contenttypes", "auth"}  # made by the migrations


@dataclass(frozen=True)
class Clinic:
    """Two sites with everybody's way so far. `target` is at the first and carries the marks."""

    first: Site
    second: Site
    target: Patient
    attachments: Path
    aside: str
    link: str
    accounts: dict[str, Account] = field(default_factory=dict)


def _folder() -> Path:
    return run_folder() / "sweep"


def _attachments() -> Path:
    return _folder() / "attachments"


@cache
def _rows() -> dict[type[Model], list[Model]]:
    """Every row of the clinic. The process that builds it has the rows in its database, too."""
    file = _folder() / "rows.pickle"
    with locked(_folder() / "lock"):
        if not file.exists():
            file.write_bytes(pickle.dumps(_built()))
    found: dict[type[Model], list[Model]] = pickle.loads(file.read_bytes())
    return found


def _built() -> dict[type[Model], list[Model]]:
    anchor = _folder() / "anchor"
    with override_settings(ATTACHMENTS_DIR=_attachments(), ANCHOR_DIR=anchor), writing():
        _build()
    models = [model for model in apps.get_models() if model._meta.app_label not in LEFT_OUT]
    return {model: list(model._base_manager.all()) for model in models}


def filled_clinic() -> Clinic:
    """Fills the empty database. Inside the transaction that the caller rolls back."""
    kept = _rows()
    if not Site.objects.exists():
        _write(kept)
    first, second = Site.objects.get(name=HARBOR), Site.objects.get(name=MILLBROOK)
    return Clinic(
        first,
        second,
        Patient.objects.get(given_name=Mark.NAME),
        _attachments(),
        aside=_aside_name(),
        link=_waiting_link(),
        accounts={account.email: account for account in Account.objects.all()},
    )


def _write(rows: dict[type[Model], list[Model]]) -> None:
    with without_triggers():  # a joined record takes no rows, but has some
        for model, each in rows.items():
            model._base_manager.bulk_create(each, batch_size=200)
    with connection.cursor() as cursor:  # the next number of each table is after these
        for statement in connection.ops.sequence_reset_sql(no_style(), list(rows)):
            cursor.execute(statement)


def _aside_name() -> str:
    """Under which the file that waits for a choice is found."""
    return Draft.objects.get(subject__startswith=ASIDE).subject.split()[-1]


def _waiting_link() -> str:
    """The key of the link that one loved one has not opened yet, from their mail."""
    mail = OutboxMessage.objects.get(address=WAITING, body__contains="/join/")
    return mail.body.split("/join/")[1].split()[0]


def _build() -> None:
    wish = Wish(TODAY, 1, PEOPLE)
    mark_demo(wish, now=NOW)
    build(wish, lambda words: None)
    plant()
    change_one_session(Site.objects.get(name=HARBOR))
    plant_notes(Site.objects.get(name=HARBOR), Patient.objects.get(given_name=Mark.NAME), Mark.CARE)
    target = Patient.objects.get(given_name=Mark.NAME)
    note_marked_try(Account.objects.get(email="counselor@harbor.example"), target, Mark.CARE)
    owe_one_call(target)
    live_marked(Patient.objects.get(given_name=Mark.NAME), Mark.CARE)
