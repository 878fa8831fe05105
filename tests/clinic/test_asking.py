"""Asking for a call: nobody is looked up, nothing is answered twice, nothing is kept forever."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.chart.originals import read_original
from stepdown.clinic.intake.asking import (
    AskedBy,
    AttachedFile,
    FileKind,
    UnableToAsk,
    UnableToSettleRequest,
    ask_for_call,
    close_request,
    note_called_back,
    open_attached_file,
    put_attached_file_aside,
    waiting_requests,
)
from stepdown.clinic.intake.crowds import STRETCH, is_within_limit
from stepdown.clinic.intake.emptying import KEPT_AFTER_SETTLING
from stepdown.clinic.intake.front_door import (
    UnableToSaveFrontDoor,
    front_door_of,
    public_sites,
    save_front_door,
)
from stepdown.clinic.intake.models import CallRequest, Inquiry, VisitCount
from stepdown.clinic.intake.operations import take_call
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.fhir.bundles import LOW_MOOD, bundle

pytestmark = pytest.mark.django_db
SOMEBODY = Actor(None, "Somebody", came_from="192.0.2.7")
PDF = AttachedFile(FileKind.PDF, b"%PDF-1.7\n%%EOF")


def asked(world: World, **changes: Any) -> CallRequest:
    said: dict[str, Any] = {
        "caller_name": "Rosa",
        "phone": "410 555 0177",
        "email": "",
        "may_leave_message": True,
        "email_is_ok": False,
        "best_time": "Evenings",
        "words": "My brother",
        "asked_by": AskedBy.LOVED_ONE,
        "now": NOW,
        **changes,
    }
    return ask_for_call(actor=SOMEBODY, site_id=world.site.pk, **said)


def called(world: World) -> Inquiry:
    return take_call(
        actor=world.actor(Role.INTAKE),
        site=world.site,
        now=NOW + timedelta(hours=20),
        given_name="Ben",
        family_name="",
        phone="",
        email="",
        danger_signs=[],
        may_leave_message=None,
        email_is_ok=None,
        asked_by="loved_one",
        reason="",
        last_use="",
        work_hours="",
        payer="",
    )


def close(world: World, request: CallRequest, **changes: Any) -> None:
    values = {"expected_version": request.version, "now": NOW, "reason": "We talked", **changes}
    close_request(actor=world.actor(Role.INTAKE), code=request.code, **values)


def test_a_request_waits_at_its_site_and_becomes_nobody(world: World) -> None:
    elsewhere = make_world("Millbrook", roles=(Role.INTAKE,))
    request = asked(world)
    assert list(waiting_requests(world.actor(Role.INTAKE))) == [request]
    assert list(waiting_requests(elsewhere.actor(Role.INTAKE))) == []
    assert list(waiting_requests(world.actor(Role.COUNSELOR))) == []
    assert not Patient.objects.exists()
    event = LedgerEvent.objects.latest("seq")
    assert (event.verb, event.patient_id, event.came_from) == ("call.asked", None, "192.0.2.7")


def test_those_who_wait_longest_come_first(world: World) -> None:
    later, first = asked(world, now=NOW), asked(world, now=NOW - timedelta(hours=3))
    assert list(waiting_requests(world.actor(Role.INTAKE))) == [first, later]


@pytest.mark.parametrize(
    "reach", [{"phone": ""}, {"phone": "", "email": "a@example.org", "email_is_ok": False}]
)
def test_somebody_nobody_can_reach_is_told_so(world: World, reach: dict[str, Any]) -> None:
    with pytest.raises(UnableToAsk):
        asked(world, **reach)
    assert not CallRequest.objects.exists()


def test_asking_takes_the_same_queries_for_a_stranger_and_for_somebody_in_care(
    world: World,
) -> None:
    known = world.patient("Rosa", phone="410 555 0177", email="rosa@example.org")
    counts = []
    for name, phone, email in [
        (known.given_name, known.phone, known.email),
        ("Nobody", "410 555 9999", "nobody@example.org"),
    ]:
        with CaptureQueriesContext(connection) as queries:
            asked(world, caller_name=name, phone=phone, email=email, email_is_ok=True)
        counts.append([query["sql"].split(" ", 3)[:3] for query in queries if _asks(query)])
    assert counts[0] == counts[1]
    assert not any("people_patient" in str(query) for query in counts[0])


def _asks(query: dict[str, str]) -> bool:
    return "SAVEPOINT" not in query["sql"]  # their names are numbered


def test_calling_back_counts_the_waiting_from_when_they_asked(world: World) -> None:
    request, inquiry = asked(world), called(world)
    intake = world.actor(Role.INTAKE)
    note_called_back(actor=intake, code=request.code, inquiry=inquiry, now=NOW)
    assert Inquiry.objects.get().first_contact_at == NOW
    assert list(waiting_requests(intake)) == []
    with pytest.raises(UnableToSettleRequest):
        note_called_back(actor=intake, code=request.code, inquiry=inquiry, now=NOW)


def test_two_colleagues_do_not_close_the_same_request(world: World) -> None:
    request = asked(world)
    with pytest.raises(UnableToSave):
        close(world, request, expected_version=request.version - 1)
    close(world, request)
    with pytest.raises(UnableToSettleRequest):
        close(world, request)


def test_only_those_who_take_calls_at_the_site_settle_a_request(world: World) -> None:
    elsewhere = make_world("Millbrook", roles=(Role.INTAKE,))
    request = asked(world)
    with pytest.raises(NotAllowed):
        close_request(
            actor=world.actor(Role.COUNSELOR),
            code=request.code,
            reason="We talked",
            expected_version=request.version,
            now=NOW,
        )
    with pytest.raises(UnableToSettleRequest):
        close(elsewhere, request)


def test_a_file_is_handed_out_as_it_came_and_every_look_is_written_down(world: World) -> None:
    request = asked(world, asked_by=AskedBy.PROFESSIONAL, attached=PDF)
    assert open_attached_file(actor=world.actor(Role.INTAKE), code=request.code, now=NOW) == PDF
    assert LedgerEvent.objects.latest("seq").verb == "call.file_opened"
    with pytest.raises(UnableToSettleRequest):
        put_attached_file_aside(actor=world.actor(Role.INTAKE), code=request.code, now=NOW)


def test_a_record_is_put_where_somebody_says_whose_it_is(world: World) -> None:
    file = AttachedFile(FileKind.FHIR, bundle(LOW_MOOD))
    request = asked(world, attached=file, organization="Ridge Hospital")
    name = put_attached_file_aside(actor=world.actor(Role.INTAKE), code=request.code, now=NOW)
    assert read_original(name) == file.raw
    assert name != request.file_name, "discarding one leaves the other"


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_emptied_after_a_while(world: World) -> None:
    old = asked(world, attached=PDF)
    file_name = old.file_name
    close(world, old)
    close(world, asked(world), now=NOW + KEPT_AFTER_SETTLING)
    assert CallRequest.objects.get(pk=old.pk).words == "My brother", "not a day early"
    close(world, asked(world), now=NOW + KEPT_AFTER_SETTLING + timedelta(days=1))
    old.refresh_from_db()
    assert (old.caller_name, old.phone, old.words, old.file_name) == ("", "", "", "")
    assert old.reason == "We talked"
    with pytest.raises(FileNotFoundError):
        read_original(file_name)


FIGURES: dict[str, Any] = {
    "week_price": Decimal("450.50"),
    "week_price_on": TODAY,
    "weeks": 12,
    "weeks_on": TODAY - timedelta(days=9),
}
WORDS = {"calls_back": "Our nurse", "calls_back_when": "today"}


def save(world: World, *, version: int = 0, **details: Any) -> None:
    director = world.actor(Role.DIRECTOR)
    values = {**WORDS, **details}
    save_front_door(actor=director, site=world.site, expected_version=version, now=NOW, **values)


def test_a_price_needs_its_figures_and_their_days(world: World) -> None:
    assert public_sites()[0].ours is None
    save(world, **FIGURES)
    site = public_sites()[0]
    assert site.ours is not None
    assert site.ours.total == Decimal("5406.00")
    assert site.ours.count_checked_on == TODAY - timedelta(days=9)
    assert site.inpatient is None
    assert site.calls_back == "Our nurse"


def test_a_figure_without_its_day_is_refused(world: World) -> None:
    with pytest.raises(UnableToSaveFrontDoor):
        save(world, weeks=12, weeks_on=None)
    assert front_door_of(world.site).version == 0


def test_a_stale_save_of_the_figures_is_refused(world: World) -> None:
    save(world)
    for stale in (0, 7):
        with pytest.raises(UnableToSave):
            save(world, version=stale)
    save(world, version=1, calls_back="Ana")
    assert public_sites()[0].calls_back == "Ana"


def within(address: str = "192.0.2.7", *, later: timedelta = timedelta(), most: int = 3) -> bool:
    return is_within_limit(page="ask", address=address, most=most, now=NOW + later)


def test_an_address_is_counted_for_ten_minutes_and_others_are_not_touched() -> None:
    assert [within() for _ in range(5)] == [True, True, True, False, False]
    assert within("192.0.2.8"), "a neighbor is not kept out"
    assert is_within_limit(page="questions", address="192.0.2.7", most=3, now=NOW)
    assert within(later=STRETCH)


def test_one_subscriber_has_one_count_and_no_address_is_kept() -> None:
    for last in ("1", "2", "ffff:1"):
        assert within(f"2001:db8:0:7::{last}")
    assert not within("2001:db8:0:7::9")
    assert within("2001:db8:0:8::1")
    kept = str(list(VisitCount.objects.values_list("visitor", flat=True)))
    assert "2001" not in kept


def test_counts_of_earlier_stretches_do_not_pile_up() -> None:
    within("192.0.2.7")
    within("192.0.2.8", later=STRETCH)
    assert VisitCount.objects.count() == 1
