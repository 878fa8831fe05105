"""A person whom somebody referred, for tests: the request, the call back, and what they agreed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.intake.asking import AskedBy, AttachedFile, ask_for_call, note_called_back
from stepdown.clinic.intake.models import CallRequest
from stepdown.clinic.intake.operations import take_call
from stepdown.clinic.intake.replying import agree_to_reply
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.rules.consent import Topic
from tests.clinic.world import NOW, World

SOMEBODY = Actor(None, "Somebody", came_from="192.0.2.7")
ASKED_AT = NOW - timedelta(hours=2)
LAST_DAY = date(2027, 5, 24)
ASKED: dict[str, Any] = {
    "caller_name": "Dr. Okafor",
    "organization": "Ridge Hospital",
    "referrer_kind": "residential",
    "leaves_on": date(2026, 12, 1),
    "phone": "410 555 0177",
    "email": "okafor@ridge.example",
    "may_leave_message": True,
    "email_is_ok": True,
    "best_time": "",
    "words": "Leaves us on Tuesday.",
    "about_name": "D. M.",
    "about_phone": "410 555 0188",
    "urgency": "this_week",
    "person_agreed": True,
}


def asked(
    world: World,
    attached: AttachedFile | None = None,
    *,
    now: datetime = ASKED_AT,
    **changes: Any,
) -> CallRequest:
    """A professional's request on the public page."""
    return ask_for_call(
        actor=SOMEBODY,
        site_id=world.site.pk,
        asked_by=AskedBy.PROFESSIONAL,
        now=now,
        attached=attached,
        **(ASKED | changes),
    )


def called_back(world: World, request: CallRequest, *, now: datetime = NOW) -> Patient:
    """Intake called, and wrote the person down."""
    intake = world.actor(Role.INTAKE)
    inquiry = take_call(
        actor=intake,
        site=world.site,
        now=now,
        given_name="Dana",
        family_name="Marsh",
        birth_on=date(1990, 5, 17),
        phone="410 555 0188",
        email="dana@example.org",
        danger_signs=[],
        may_leave_message=True,
        email_is_ok=True,
        asked_by="professional",
        reason="",
        last_use="",
        work_hours="",
        payer="",
    )
    note_called_back(actor=intake, code=request.code, inquiry=inquiry, now=now)
    return inquiry.patient


def agreed(
    world: World,
    patient: Patient,
    *topics: Topic,
    last_day: date = LAST_DAY,
    now: datetime = NOW,
) -> Sharing:
    """The person says what the referrer may know; REACHED and CAME where nothing is named."""
    chosen: Iterable[Topic] = topics or (Topic.REACHED, Topic.CAME)
    return agree_to_reply(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        topics=chosen,
        last_day=last_day,
        signed_name="Dana Marsh",
        now=now,
    )
