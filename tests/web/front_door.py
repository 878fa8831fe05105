"""People at the front door, made through the operations and the pages, for tests of pages."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.intake.models import AssessmentTime
from stepdown.clinic.intake.operations import open_times, take_call
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World
from tests.sign_in import signed_in_client


def as_role(world: World, role: Role) -> Client:
    return signed_in_client(world.accounts[role])


def post(client: Client, path: str, **data: Any) -> Any:
    return client.post(path, {"once": str(uuid4()), **data})


def open_time(world: World, places: int = 1) -> AssessmentTime:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    return open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=tomorrow,
        starts=[time(18), time(19)],
        minutes=60,
        places=places,
        by_video=False,
        now=NOW,
    )[0]


def called(world: World, given_name: str = "Dana") -> Patient:
    inquiry = take_call(
        actor=world.actor(Role.INTAKE),
        site=world.site,
        now=NOW,
        given_name=given_name,
        family_name="Marsh",
        phone="410 555 0199",
        email="",
        asked_by="self",
        reason="",
        last_use="",
        danger_signs=[],
        work_hours="",
        payer="",
        may_leave_message=True,
        email_is_ok=False,
    )
    return inquiry.patient


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # a session's first page writes when it was last used
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def upload(client: Client, raw: bytes, source: str = "Ridge Hospital") -> Any:
    return post(client, "/records/new", file=SimpleUploadedFile("x.json", raw), source=source)


def received(world: World, raw: bytes) -> Patient:
    client = as_role(world, Role.INTAKE)
    post(client, upload(client, raw).headers["Location"], person="new")
    return Patient.objects.latest("pk")
