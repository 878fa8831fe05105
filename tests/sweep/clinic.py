"""The demo's clinic, small but with every stage of care, and one person whose words are marked.

It is built once a process through the operations; later modules get the same rows again, written
at once. Whoever may not open the person with the marks must never be answered with one of them.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import override_settings

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.chart.receiving import put_aside, receive_record
from stepdown.clinic.intake.models import Inquiry
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.operations import (
    add_account,
    add_post,
    correct_details,
    shut_out,
    turn_account_off,
)
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.treatment.models import EmergencyContact
from stepdown.commands.demo.building import Wish, build, mark_demo
from stepdown.fhir.reader import read_bundle
from tests.clinic.world import NOW, TODAY
from tests.fhir.bundles import SUBJECT, bundle

PEOPLE = 15
HARBOR, MILLBROOK = "Harbor Street", "Millbrook"
LEFT_OUT = {"contenttypes", "auth"}  # made by the migrations


class Mark(StrEnum):
    """Words that stand in one person's record and nowhere else, by what they tell."""

    NAME = "Qvorl"
    REACH = "zimtach"
    CARE = "Wexquandry"


@dataclass(frozen=True)
class Clinic:
    """Two sites with everybody's way so far. `target` is at the first and carries the marks."""

    first: Site
    second: Site
    target: Patient
    attachments: Path
    aside: str
    accounts: dict[str, Account] = field(default_factory=dict)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="stepdown-sweep-", dir=settings.DATA_DIR))


@cache
def _rows() -> dict[type[Model], list[Model]]:
    """Every row of the clinic, built once. Leaves the rows in the database, too."""
    with override_settings(ATTACHMENTS_DIR=_folder(), ANCHOR_DIR=_folder() / "anchor"), writing():
        _build()
    models = [model for model in apps.get_models() if model._meta.app_label not in LEFT_OUT]
    return {model: list(model._base_manager.all()) for model in models}


def filled_clinic() -> Clinic:
    """Fills the empty database. Inside the transaction that the caller rolls back."""
    kept = _rows()
    if not Site.objects.exists():
        for model, rows in kept.items():
            model._base_manager.bulk_create(rows, batch_size=200)
    first, second = Site.objects.get(name=HARBOR), Site.objects.get(name=MILLBROOK)
    return Clinic(
        first,
        second,
        Patient.objects.get(given_name=Mark.NAME),
        _folder(),
        aside=_aside_name(),
        accounts={account.email: account for account in Account.objects.all()},
    )


def _aside_name() -> str:
    from stepdown.clinic.chart.models import Draft

    subject = Draft.objects.values_list("subject", flat=True).get(subject__startswith="record put")
    return str(subject).split()[-1]


def _build() -> None:
    wish = Wish(TODAY, 1, PEOPLE)
    mark_demo(wish, now=NOW)
    build(wish, lambda words: None)
    first, second = Site.objects.get(name=HARBOR), Site.objects.get(name=MILLBROOK)
    _hire_more(first)
    target = Patient.objects.get(site=first, step_reviews_of__isnull=False)
    _mark(target, first)
    _let_in(Patient.objects.filter(site=second).earliest("pk"), "elsewhere@example.org")


def _hire_more(site: Site) -> None:
    """Somebody who is shut out of the marked chart later, and somebody who left."""
    for email in ("shutout@harbor.example", "gone@harbor.example"):
        account = _account(email, email.split("@")[0].capitalize())
        add_post(
            actor=THE_PROGRAM,
            account=account,
            site=site,
            role=Role.MEDICAL,
            starts_on=TODAY - timedelta(days=50),
            now=NOW,
            credential=("NP", "77", "NJ", TODAY + timedelta(days=500)),
        )


def _account(email: str, name: str) -> Account:
    password = "harbor lights at night"
    return add_account(
        actor=THE_PROGRAM, email=email, name=name, password=password, now=NOW, is_demo=True
    )


def _let_in(patient: Patient, email: str) -> None:
    Patient.objects.filter(pk=patient.pk).update(account=_account(email, patient.full_name))
