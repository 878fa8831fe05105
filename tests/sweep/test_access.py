"""Who is let in where: every address and method by everybody, and the marks never leak."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path as url_path

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.roles import Permission, Purpose
from tests.clinic.world import NOW
from tests.sweep.addresses import Address, NoRule, addresses, value_of
from tests.sweep.clinic import Clinic
from tests.sweep.judges import everybodys_names, leaks, revealed, unguarded
from tests.sweep.planted import Mark
from tests.sweep.visitors import everybody
from tests.sweep.visits import Visitor, body_of, fault_of

pytestmark = pytest.mark.once  # what the rules ask of the database is in tests/clinic

OF_ALL_KINDS = {"nobody signed in", "counselor", "intake", "director", "the person"}
ANYBODY = {"nobody signed in", "counselor", "the person", "somebody shut out"}
UNKNOWN = "zzzzzzzz"  # the code of nobody
OPENED = "opened"
ONLY_IN_A_DEMO = {"demo_enter": 404, "styleguide": 302}  # styleguide: to those signed in, too
TOKENS = re.compile(r"(csrfmiddlewaretoken|once)\" value=\"[^\"]+\"")


def expected(address: Address, method: str, who: Visitor, clinic: Clinic) -> object:
    """What the rule and the grants say: OPENED or the status of the refusal."""
    rule, actor = address.rule, who.actor
    if method not in {"GET", "HEAD", "POST"}:
        return 405
    if address.name in ONLY_IN_A_DEMO and not (actor and address.name == "styleguide"):
        return ONLY_IN_A_DEMO[address.name]
    if rule.is_public:
        return OPENED
    if actor is None:
        return 403 if method == "POST" else 302
    if rule.permission is None:
        return OPENED
    if rule.is_about_a_patient:
        people = patients_open_to(actor, rule.permission, NOW)
        wanted = clinic.target.pk if address.is_of_a_person else actor.own_patient_id
        return OPENED if wanted and people.filter(pk=wanted).exists() else 404
    if not actor.can(rule.permission):
        return 403
    if address.parameters and not _is_theirs(address, who, clinic):
        return 404
    if method == "POST" and address.name == "session_note":  # the operation asks for more
        return OPENED if actor.can(Permission.WRITE_NOTES) else 403
    return OPENED


def _is_theirs(address: Address, who: Visitor, clinic: Clinic) -> bool:
    """Sessions, sites and colleagues are those of one's own site; a file that waits, one's own."""
    actor, permission = who.actor, address.rule.permission
    assert actor is not None
    assert permission is not None
    if address.parameters == ("name",):
        return who.name == "intake"
    if address.parameters == ("lesson",):
        return True  # the course is the same at every site
    if "attendance_id" in address.parameters:
        return _may(who, permission, clinic)
    return actor.can(permission, site_id=clinic.first.pk)


def outcome(answer: HttpResponse) -> object:
    """OPENED for every answer of the page itself, be it a redirect or a refused form."""
    status = answer.status_code
    to_sign_in = status == 302 and "?next=" in answer.headers["Location"]
    return OPENED if status in {200, 302, 409, 422} and not to_sign_in else status


def marks_for(who: Visitor, clinic: Clinic) -> set[Mark]:
    """The kinds of words about the person that this visitor may read."""
    held = {permission.purpose for permission in Permission if _may(who, permission, clinic)}
    shown: set[Mark] = set()
    if held:
        shown.add(Mark.NAME)
    if held - {Purpose.BILLING, Purpose.SHARED}:
        shown.add(Mark.REACH)
    if held & {Purpose.CARE, Purpose.OWN}:
        shown.add(Mark.CARE)
    return shown


def _may(who: Visitor, permission: Permission, clinic: Clinic) -> bool:
    people = patients_open_to(who.actor, permission, NOW) if who.actor else None
    return people is not None and people.filter(pk=clinic.target.pk).exists()


def attempts(
    clinic: Clinic, people: list[Visitor], shown: dict[str, set[Mark]]
) -> Iterator[tuple[Address, str, Visitor, HttpResponse]]:
    """Every address asked for by everybody; what a page did is undone before the next. What is
    public is asked for by a few."""
    turns = Turns()
    for address, who in product(addresses(), people):
        if address.rule.is_public and who.name not in ANYBODY:
            continue
        where = address.path(clinic)
        is_open = [expected(address, each, who, clinic) == OPENED for each in ("GET", "POST")]
        sends = turns.sends(address, who, shown[who.name], *is_open)
        for method in ("GET", "POST") if sends else ("GET",):
            with transaction.atomic():
                answer = who.send(where, {}) if method == "POST" else who.ask(method, where)
                yield address, method, who, answer
                transaction.set_rollback(True)


@dataclass
class Turns:
    """Who sends a form without its fields: of those who may, one of each kind who may read the
    same; of those who may see the form and not send it, all; of those whom the rule turns away,
    which it does before it looks at the method, all once for each rule and every third for each
    address."""

    tried: set[tuple[object, ...]] = field(default_factory=set)
    number: int = 0

    def sends(
        self, address: Address, who: Visitor, shown: set[Mark], is_seen: bool, is_sent: bool
    ) -> bool:
        self.number += 1
        if is_seen and not is_sent:
            return True
        kind = (address.name, frozenset(shown)) if is_sent else (address.rule, who.name)
        is_new = kind not in self.tried
        self.tried.add(kind)
        return is_new or (not is_sent and self.number % 3 == 0)


def test_every_address_has_a_name_of_its_own() -> None:
    """Two of one name would lead to each other's page."""
    names = [address.name for address in addresses()]
    assert sorted(names) == sorted(set(names))


@dataclass
class Verdicts:
    """What one round by everybody at every address found wrong, and how much it saw."""

    entry: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    unguarded: list[str] = field(default_factory=list)
    revealing: list[str] = field(default_factory=list)
    opened: int = 0
    led_on: int = 0


@pytest.fixture(scope="module")
def verdicts(filled: Clinic) -> Verdicts:
    """One round, judged in all ways at once. The sign-ins for it stay until the module ends."""
    with override_settings(ATTACHMENTS_DIR=filled.attachments):
        return _judged(filled)


def _judged(filled: Clinic) -> Verdicts:
    found, people, names = Verdicts(), everybody(filled), everybodys_names()
    shown = {who.name: marks_for(who, filled) for who in people}
    for address, method, who, answer in attempts(filled, people, shown):
        wanted, got = expected(address, method, who, filled), outcome(answer)
        where = f"{method} {address.name} by {who.name}"
        found.opened += got == OPENED
        if got != wanted:
            found.entry.append(f"{where}: {got}, not {wanted} {fault_of(answer)}")
        found.leaked += [f"{where}: told {mark}" for mark in leaks(answer, shown[who.name])]
        if answer.status_code == 302:
            found.led_on += 1
            words = revealed(answer.headers["Location"], names)
            found.revealing += [f"{where}: {word}" for word in words]
        if method == "GET" and who.name in OF_ALL_KINDS:
            found.unguarded += [f"{where}: {fault}" for fault in unguarded(answer)]
        if method == "GET" and address.rule.is_about_a_patient and who.actor:
            faults = untold(address, who, filled, got == OPENED)
            found.untold += [f"{where}: {fault}" for fault in faults]
    return found


def test_everybody_is_let_in_where_the_rules_say_and_nowhere_else(
    clinic: Clinic, verdicts: Verdicts
) -> None:
    assert not verdicts.entry, "\n".join(verdicts.entry)
    assert verdicts.opened > 300, "the sweep tries pages that open, too"


def test_nobody_is_told_what_they_may_not_read(clinic: Clinic, verdicts: Verdicts) -> None:
    assert not verdicts.leaked, "\n".join(verdicts.leaked)


def test_every_try_at_a_record_is_in_the_ledger(clinic: Clinic, verdicts: Verdicts) -> None:
    assert not verdicts.untold, "\n".join(verdicts.untold)


def test_no_redirect_reveals_anything(clinic: Clinic, verdicts: Verdicts) -> None:
    assert not verdicts.revealing, "\n".join(verdicts.revealing)
    assert verdicts.led_on > 50


def test_every_answer_has_its_guards(clinic: Clinic, verdicts: Verdicts) -> None:
    assert not verdicts.unguarded, "\n".join(verdicts.unguarded)


def untold(address: Address, who: Visitor, clinic: Clinic, is_open: bool) -> list[str]:
    """Every try at a record leaves one event; the newest is that of this request."""
    events = LedgerEvent.objects.filter(verb__startswith="patient.").order_by("-seq")
    if "other" in address.parameters:  # a second record, whose own event stands beside
        events = events.filter(patient_id=clinic.target.pk)
    newest = events[:2]
    told = [(e.verb, e.actor_id, e.patient_id, e.purpose) for e in newest]
    wanted = _event(address, who, clinic, is_open)
    return [] if told[0] == wanted and told[1:] != [wanted] else [f"ledger says {told}"]


def test_other_methods_are_answered_alike_at_every_address(clinic: Clinic) -> None:
    who = everybody(clinic)[1]
    for address in addresses():
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = who.ask(method, address.path(clinic))
            assert answer.status_code == 405, f"{method} {address.name}"


def test_a_record_that_is_not_ours_to_open_looks_like_one_that_does_not_exist(
    clinic: Clinic,
) -> None:
    outside = [who for who in everybody(clinic) if who.actor and not marks_for(who, clinic)]
    assert len(outside) >= 7
    personal = [address for address in addresses() if address.is_of_a_person]
    for number, address in enumerate(personal):
        there, code = address.path(clinic), clinic.target.code
        for who in (outside[number % len(outside)], outside[(number + 3) % len(outside)]):
            closed = who.ask("GET", there)
            unknown = who.ask("GET", there.replace(code, UNKNOWN))
            assert closed.status_code == unknown.status_code == 404, (address.name, who.name)
            assert plain(closed) == plain(unknown).replace(UNKNOWN, code), (address.name, who.name)


def plain(answer: HttpResponse) -> str:
    kept = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    return TOKENS.sub("", body_of(answer)) + str(kept)


def _event(address: Address, who: Visitor, clinic: Clinic, is_open: bool) -> tuple[Any, ...]:
    assert who.actor is not None
    assert address.rule.permission is not None
    person = clinic.target.pk if address.is_of_a_person else who.actor.own_patient_id
    verb = "patient.opened" if is_open else "patient.refused"
    return verb, who.actor.account_id, person, address.rule.permission.name.lower()


def test_lists_name_only_people_who_are_open_to_the_reader(clinic: Clinic) -> None:
    """Found by letters too: the marks lie in what the search looks through."""
    asked = [("/find", {"letters": Mark.NAME}), ("/people", {"letters": Mark.NAME})]
    found = set()
    for who in everybody(clinic):
        for where, letters in asked:
            answer = who.send(where, letters)
            told = Mark.NAME in body_of(answer).replace(f'value="{Mark.NAME}"', "")
            if told:
                found.add(who.name)
                assert Mark.NAME in marks_for(who, clinic), (where, who.name)
    assert {"counselor", "intake"} <= found
    assert "biller" not in found


def test_the_marks_are_there_to_be_found(clinic: Clinic) -> None:
    """Otherwise the sweep above could find nothing."""
    people = {who.name: who for who in everybody(clinic)}
    pages = {address.name: address.path(clinic) for address in addresses()}
    care = [
        body_of(people["counselor"].ask("GET", pages[name])) for name in ("chart", "record", "care")
    ]
    care.append(body_of(people["counselor"].ask("GET", pages["told_about"])))
    assert all(Mark.CARE in page for page in care)
    shared = body_of(people["loved one of the person"].ask("GET", pages["family_home"]))
    assert Mark.NAME in shared
    reach = [body_of(people["intake"].ask("GET", pages[name])) for name in ("booking", "details")]
    assert all(Mark.REACH in page for page in reach)
    assert Mark.NAME in body_of(people["biller"].ask("GET", pages["hours"]))
    assert Mark.NAME in body_of(people["the person"].ask("GET", pages["me"]))


def bare(request: object) -> HttpResponse:
    return HttpResponse()


def test_a_page_without_a_rule_fails_the_build() -> None:
    with pytest.raises(NoRule, match="planted"):
        addresses([url_path("planted", bare, name="planted")])


def test_a_parameter_that_nobody_explained_fails_the_build(clinic: Clinic) -> None:
    with pytest.raises(AssertionError, match="what planted_id is"):
        value_of("planted_id", clinic, clinic.target)
