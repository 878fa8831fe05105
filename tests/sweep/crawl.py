"""Every page that somebody may open, and every form on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import Patient
from stepdown.clinic.sessions.models import Session
from stepdown.rules.examination import PARTS
from tests.clinic.world import NOW
from tests.sweep.addresses import Address, addresses
from tests.sweep.clinic import Clinic
from tests.sweep.pages import Form, Page
from tests.sweep.visitors import everybody
from tests.sweep.visits import Visitor, body_of, visitor

INSIDE = (
    "counselor",
    "intake",
    "medical",
    "director",
    "technician",
    "psychologist",
    "biller",
    "administrator",
    "the person",
    "loved one",
)
NOON = time(12)  # what began before has a roll to call
NUMBER = re.compile(r"\d+")
QUERIES = {"week": "?starts=2026-11-30"}  # looks for a week though one is agreed
PATIENCE = {"care": 99, "booking": 99, "detox": 99}  # what few people need just now


@dataclass(frozen=True)
class Seen:
    """A page as one visitor got it."""

    address: Address
    who: Visitor
    path: str
    answer: HttpResponse
    page: Page


@dataclass(frozen=True)
class FoundForm:
    """A form, where it stood, and where it goes."""

    seen: Seen
    form: Form
    action: str

    @property
    def kind(self) -> tuple[str, frozenset[str]]:
        """Forms of the same kind differ in numbers only."""
        return self.address_name, frozenset(family_of(name) for name in self.form.fields)

    @property
    def address_name(self) -> str:
        return name_of(self.action)


def family_of(field_name: str) -> str:
    return NUMBER.sub("#", field_name)


def name_of(path: str) -> str:
    """The name of the address behind a path; empty where there is none."""
    try:
        return str(resolve(path.split("?")[0].split("#")[0]).url_name)
    except Resolver404:
        return ""


def insiders(clinic: Clinic) -> list[Visitor]:
    by_name = {who.name: who for who in everybody(clinic)}
    return [by_name[name] for name in INSIDE]


def every_page(clinic: Clinic) -> Iterator[Seen]:
    """Each page once, by the first visitor who may open it, about the person with the marks."""
    people = insiders(clinic)
    for address in addresses():
        yield from _seen(address, people, clinic.target, clinic)


def _seen(
    address: Address, people: list[Visitor], person: Patient, clinic: Clinic, query: str = ""
) -> Iterator[Seen]:
    if "session_id" in address.parameters:
        yield from _seen_by_leaders(address, clinic)
        return
    for who in _who_may(address, people, person):
        for path in _paths(address, clinic, person):
            yield from _asked(address, who, path + query)


def _paths(address: Address, clinic: Clinic, person: Patient) -> list[str]:
    """Entries of each kind and parts of an examination have pages of their own; else one path."""
    if "part" in address.parameters:
        return [address.path(clinic, person, part=key) for key in PARTS]
    if "entry_id" not in address.parameters:
        return [address.path(clinic, person)]
    entries = Entry.objects.filter(patient=person, corrected_by=None).order_by("pk")
    newest = {(entry.kind, entry.body.get("instrument")): entry.pk for entry in entries}
    return [address.path(clinic, person, entry_id=key) for key in newest.values()]


def _seen_by_leaders(address: Address, clinic: Clinic) -> Iterator[Seen]:
    """The newest session of each state: running, to be written up, and signed."""
    found = Session.objects.filter(series__program__site=clinic.first).order_by("-on", "-pk")
    kinds = (
        found.exclude(state="closed").filter(series__starts__lt=NOON),
        found.filter(state="closed", attendances__status="here", attendances__note=None),
        found.filter(state="closed", attendances__note__isnull=False),
    )
    for sessions in kinds:
        newest = sessions.select_related("series__leader")[0]
        who = visitor("the leader", newest.series.leader)
        mark = newest.attendances.order_by("pk").first()
        values: dict[str, Any] = {"session_id": newest.pk}
        if "attendance_id" in address.parameters:
            values["attendance_id"] = mark.pk if mark else 0
        yield from _asked(address, who, address.path(clinic, **values))


def _asked(address: Address, who: Visitor, path: str) -> Iterator[Seen]:
    answer = who.ask("GET", path)
    if answer.status_code != 302:
        yield Seen(address, who, path, answer, Page(body_of(answer)))


def _who_may(address: Address, people: list[Visitor], person: Patient) -> list[Visitor]:
    permission = address.rule.permission
    if permission is None:
        return people[:1]
    for who in people:
        if who.actor and who.actor.can(permission):
            open_people = patients_open_to(who.actor, permission, NOW)
            if not address.is_of_a_person or open_people.filter(pk=person.pk).exists():
                return [who]
    return []


def every_form(clinic: Clinic, method: str = "post") -> list[FoundForm]:
    """One of each kind of form that leads to a page of ours. A page about a person is looked at
    for one person after the other, because their state decides what is shown, until a few in a
    row brought nothing new."""
    found: dict[tuple[str, frozenset[str]], FoundForm] = {}
    ours = {address.name for address in addresses()}
    people = insiders(clinic)
    others = Patient.objects.filter(site=clinic.first).exclude(pk=clinic.target.pk)
    patients = [clinic.target, *others.order_by("-pk")]
    for address in addresses():
        idle = 0
        for person in patients if address.is_of_a_person else [clinic.target]:
            known = len(found)
            for seen in _seen(address, people, person, clinic, QUERIES.get(address.name, "")):
                for form in seen.page.forms:
                    one = FoundForm(seen, form, form.action or seen.path)
                    if form.method == method and one.address_name in ours:
                        found.setdefault(one.kind, one)
            idle = 0 if len(found) > known else idle + 1
            if idle == PATIENCE.get(address.name, 3):
                break
    return list(found.values())
