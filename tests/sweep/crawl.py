"""Every page that somebody may open, and every form on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import Patient
from tests.clinic.world import NOW
from tests.sweep.addresses import Address, addresses
from tests.sweep.clinic import Clinic
from tests.sweep.pages import Form, Page
from tests.sweep.visitors import everybody
from tests.sweep.visits import Visitor, body_of

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
NUMBER = re.compile(r"\d+")


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


def every_page(clinic: Clinic, *, of_everybody: bool = True) -> Iterator[Seen]:
    """Each page by the first visitor who may open it; pages about a person for every person of
    the first site (or the one with the marks alone), because their state decides what is shown."""
    people = insiders(clinic)
    patients = list(Patient.objects.filter(site=clinic.first).order_by("pk"))
    for address in addresses():
        persons = patients if address.is_of_a_person and of_everybody else [clinic.target]
        for person in persons:
            for who in _who_may(address, people, person):
                path = address.path(clinic, person)
                answer = who.ask("GET", path)
                if answer.status_code != 302:
                    yield Seen(address, who, path, answer, Page(body_of(answer)))


def _who_may(address: Address, people: list[Visitor], person: Patient) -> list[Visitor]:
    permission = address.rule.permission
    if permission is None:
        return people[:1]
    able = [who for who in people if who.actor and who.actor.can(permission)]
    if address.is_of_a_person:
        open_ids = {
            who.name: patients_open_to(who.actor, permission, NOW).filter(pk=person.pk).exists()
            for who in able
            if who.actor
        }
        able = [who for who in able if open_ids[who.name]]
    return able[:1]


def every_form(clinic: Clinic, method: str = "post") -> list[FoundForm]:
    """One of each kind of form that leads to a page of ours."""
    found: dict[tuple[str, frozenset[str]], FoundForm] = {}
    for seen in every_page(clinic):
        for form in seen.page.forms:
            action = form.action or seen.path
            one = FoundForm(seen, form, action)
            if form.method == method and one.address_name in {a.name for a in addresses()}:
                found.setdefault(one.kind, one)
    return list(found.values())
