"""The calendar of days and the months of remission: filled in, refused, kept, signed, corrected."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.web.staff.assessment.slugs import slug_of
from tests.clinic.care import agree
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
LAST = TODAY - timedelta(days=1)
MONTHS = {
    "substance": "alcohol",
    "months": "5",
    "controlled_environment": "yes",
    "maintenance_therapy": "unknown",
}


@pytest.fixture(autouse=True)
def an_hour_later(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(hours=1))


@made_once
def dana(world: World) -> Patient:
    patient = world.patient(sex="female")
    agree(world, patient)
    return patient


@pytest.fixture
def client(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def at(patient: Patient, key: str) -> str:
    return f"/p/{patient.code}/forms/{slug_of(key)}"


def drawn(answer: Any) -> dict[str, str]:
    """What a browser sends back from the page as it is drawn: empty boxes too, ticks only if on."""
    sent = {"once": str(uuid4())}
    for bound in answer.context["form"]:
        value = bound.value()
        if value is not False and not (value is None and bound.name in ("rest", "substance")):
            sent[bound.html_name] = "" if value is None else "on" if value is True else str(value)
    return sent


def fill(client: Client, patient: Patient, **typed: str) -> Any:
    """The calendar, opened and sent with what was typed."""
    page = at(patient, "tlfb")
    return client.post(page, drawn(client.get(page)) | typed)


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def signed() -> dict[str, Any]:
    body: dict[str, Any] = Entry.objects.get(kind="instrument").body
    return body


def ago(days: int) -> date:
    return LAST - timedelta(days=days)


def test_a_calendar_needs_only_the_days_that_differ(client: Client, dana: Patient) -> None:
    typed = {
        f"drinks_{ago(0)}": "5",
        f"drinks_{ago(3)}": "1.5",
        f"drugs_{ago(3)}": "on",
        f"drugs_{ago(9)}": "on",
        f"kind_{ago(20)}": "unknown",
        f"kind_{ago(21)}": "controlled",
    }
    answer = fill(client, dana, **typed, rest="nothing")
    assert answer.headers["Location"] == f"/p/{dana.code}/forms"
    body = signed()
    days = body["answers"]["days"]
    assert (days[0]["on"], days[-1]) == (str(ago(29)), {"on": str(LAST), "drinks": 5})
    assert days[-4] == {"on": str(ago(3)), "drinks": 1.5, "drugs": True}
    assert (body["mode"], body["wording"], body["needs_safety_step"]) == ("staff", "own", False)
    found = body["findings"]
    assert (found["days"], found["abstinent_days"], found["pda"]) == (28, 25, 89.3)
    assert found["heavy_days"] == 1


@pytest.mark.parametrize(("sex", "heavy"), [("male", 0), ("female", 1)])
def test_a_heavy_day_is_read_by_the_recorded_sex(
    world: World, client: Client, sex: str, heavy: int
) -> None:
    person = world.patient(sex=sex)
    agree(world, person)
    fill(client, person, **{f"drinks_{LAST}": "4"}, rest="nothing")
    assert signed()["findings"]["heavy_days"] == heavy


def test_days_left_empty_may_all_be_unknown(client: Client, dana: Patient) -> None:
    fill(client, dana, **{f"drinks_{LAST}": "0"}, rest="unknown")
    assert (
        signed()["findings"] | {"pda": 100.0, "days": 1, "unknown_days": 29}
        == (signed()["findings"])
    )


def test_what_empty_days_were_is_never_guessed(client: Client, dana: Patient) -> None:
    answer = fill(client, dana, **{f"drinks_{LAST}": "3"})
    assert answer.status_code == 422
    assert "Choose what the days left empty were" in text(answer)
    assert answer.context["form"][f"drinks_{LAST}"].value() == "3"
    assert not Entry.objects.filter(kind="instrument").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"drinks": "many"}, "Sun, Nov 22: type the drinks as a number, 0 to 200"),
        ({"drinks": "nan"}, "Sun, Nov 22: type the drinks as a number, 0 to 200"),
        ({"drinks": "-1"}, "Sun, Nov 22: type the drinks as a number, 0 to 200"),
        ({"drinks": "201"}, "Sun, Nov 22: type the drinks as a number, 0 to 200"),
        ({"drinks": "2", "kind": "unknown"}, "marked not known and something is filled in"),
        ({"drugs": "on", "kind": "unknown"}, "marked not known and something is filled in"),
        ({"kind": "holiday"}, "Choose one of the answers shown: Kind of day"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_everything_typed_stays(
    client: Client, dana: Patient, typed: dict[str, str], sentence: str
) -> None:
    of_day = {f"{name}_{LAST}": value for name, value in typed.items()}
    answer = fill(client, dana, **of_day, **{f"drinks_{ago(5)}": "7"}, rest="nothing")
    assert answer.status_code == 422
    assert sentence in text(answer)
    form = answer.context["form"]
    assert form[f"drinks_{ago(5)}"].value() == "7"
    assert {name: form[name].data for name in of_day} == {
        name: True if value == "on" else value for name, value in of_day.items()
    }


def test_with_drugs_the_drinks_are_not_guessed(client: Client, dana: Patient) -> None:
    answer = fill(client, dana, **{f"drugs_{LAST}": "on"}, rest="unknown")
    assert "Sun, Nov 22: fill in the drinks too, 0 for none" in text(answer)


@pytest.mark.parametrize(
    "until", [TODAY + timedelta(days=1), TODAY - timedelta(days=400), date(1900, 1, 1)]
)
def test_the_last_day_lies_in_the_past_year(client: Client, dana: Patient, until: date) -> None:
    page = at(dana, "tlfb")
    others = client.post(page, drawn(client.get(page)) | {"until": str(until), "act": "show"})
    answer = client.post(page, drawn(others) | {"rest": "nothing"})
    assert answer.status_code == 422
    assert "The last day must lie in the year before it was taken" in text(answer)


def test_other_days_are_drawn_and_nothing_typed_is_lost(client: Client, dana: Patient) -> None:
    page = at(dana, "tlfb")
    typed = drawn(client.get(page)) | {f"drinks_{LAST}": "2", "length": "90"}
    more = client.post(page, typed | {"act": "show", "rest": "nothing"})
    assert "These are the days from Tue, Aug 25 to Sun, Nov 22." in text(more)
    assert not Entry.objects.filter(kind="instrument").exists()
    answer = client.post(page, drawn(more))
    assert answer.status_code == 302
    assert len(signed()["answers"]["days"]) == 90
    assert signed()["answers"]["days"][-1]["drinks"] == 2


def test_days_that_nobody_saw_are_never_signed(client: Client, dana: Patient) -> None:
    """90 days chosen, and the 30 that were drawn are sent: 60 would count as without use."""
    answer = fill(client, dana, rest="nothing", length="90")
    assert answer.status_code == 422
    assert not Entry.objects.filter(kind="instrument").exists()


def test_a_calendar_kept_half_done_goes_on_days_later(
    world: World, client: Client, dana: Patient, time_machine: TimeMachineFixture
) -> None:
    page = at(dana, "tlfb")
    typed = {f"drinks_{LAST}": "6", f"drugs_{ago(2)}": "on", "act": "keep"}
    assert client.post(page, drawn(client.get(page)) | typed).status_code == 302
    time_machine.move_to(NOW + timedelta(days=2))
    later = signed_in_client(world.accounts[Role.COUNSELOR])
    form = later.get(page).context["form"]
    assert form.days[-1] == LAST
    assert form[f"drinks_{LAST}"].value() == "6"
    assert form[f"drugs_{ago(2)}"].value() == "on"


def test_what_cannot_be_kept_is_said_and_stays_on_the_page(client: Client, dana: Patient) -> None:
    answer = fill(client, dana, **{f"drinks_{LAST}": "many", f"drinks_{ago(1)}": "3"}, act="keep")
    assert answer.status_code == 422
    assert "Sun, Nov 22: type the drinks as a number" in text(answer)
    assert "Choose what the days left empty were" not in text(answer)
    assert answer.context["form"][f"drinks_{LAST}"].value() == "many"
    assert answer.context["form"][f"drinks_{ago(1)}"].value() == "3"


def test_a_calendar_is_read_in_words(client: Client, dana: Patient) -> None:
    typed = {f"drinks_{LAST}": "1", f"drugs_{LAST}": "on", f"kind_{ago(1)}": "unknown"}
    fill(client, dana, **typed, **{f"drinks_{ago(2)}": "4"}, rest="nothing")
    entry = Entry.objects.get(kind="instrument")
    whole = text(client.get(f"/p/{dana.code}/entry/{entry.pk}"))
    assert "Timeline Followback: 93.1 % of 29 days without use, 1 day of heavy drinking" in whole
    assert "1 day not known" in whole
    assert "Nov 22, 2026 1 drink, drugs" in whole
    assert "Nov 21, 2026 Not known" in whole
    assert "Nov 19, 2026 Nothing used" in whole
    assert "93.1 % of 29 days" in text(client.get(f"/p/{dana.code}/forms"))


def test_a_calendar_is_corrected_as_it_was_signed(client: Client, dana: Patient) -> None:
    fill(client, dana, **{f"drinks_{LAST}": "4", f"kind_{ago(1)}": "controlled"}, rest="nothing")
    entry = Entry.objects.get(kind="instrument")
    page = f"/p/{dana.code}/entry/{entry.pk}/correct"
    same = drawn(client.get(page)) | {"reason": "Misread."}
    assert "Nothing is different" in text(client.post(page, same))
    assert client.post(page, same | {f"drinks_{LAST}": "2"}).status_code == 302
    newer = Entry.objects.get(corrects=entry).body
    assert newer["findings"]["heavy_days"] == 0
    assert newer["answers"]["days"][:-1] == entry.body["answers"]["days"][:-1]


def test_remission_is_signed_with_what_stands_beside(client: Client, dana: Patient) -> None:
    page = at(dana, "dsm-5-remission")
    answer = client.post(page, {"once": str(uuid4()), **MONTHS})
    assert answer.headers["Location"] == f"/p/{dana.code}/forms"
    body = signed()
    assert (body["substance"], body["cautious_band"]) == ("alcohol", "early")
    assert body["findings"]["specifiers"] == ["in a controlled environment"]
    assert body["maintenance_therapy"] is None, "not known is no no"
    entry = Entry.objects.get(kind="instrument")
    whole = text(client.get(f"/p/{dana.code}/entry/{entry.pk}"))
    assert "DSM-5 remission: 5 months, in a controlled environment" in whole
    assert "Early" in whole


@pytest.mark.parametrize("wrong", [*MONTHS, "many", "minus", "ages"])
def test_a_remission_with_a_gap_or_nonsense_is_not_signed(
    client: Client, dana: Patient, wrong: str
) -> None:
    nonsense = {"many": "five", "minus": "-1", "ages": "1201"}
    sent = MONTHS | {"months": nonsense[wrong]} if wrong in nonsense else MONTHS | {wrong: ""}
    answer = client.post(at(dana, "dsm-5-remission"), {"once": str(uuid4()), **sent})
    assert answer.status_code == 422
    assert not Entry.objects.filter(kind="instrument").exists()


def test_a_remission_is_corrected_as_it_was_signed(client: Client, dana: Patient) -> None:
    client.post(at(dana, "dsm-5-remission"), {"once": str(uuid4()), **MONTHS})
    entry = Entry.objects.get(kind="instrument")
    page = f"/p/{dana.code}/entry/{entry.pk}/correct"
    same = drawn(client.get(page)) | {"reason": "Misread."}
    assert "Nothing is different" in text(client.post(page, same))
    assert client.post(page, same | {"months": "12"}).status_code == 302
    assert Entry.objects.get(corrects=entry).body["cautious_band"] == "sustained"


@pytest.mark.parametrize("key", ["tlfb", "dsm-5-remission"])
def test_nobody_is_asked_a_calendar_or_months_by_code(
    client: Client, dana: Patient, key: str
) -> None:
    sent = {"once": str(uuid4()), "phone": slug_of(key)}
    answer = client.post(f"/p/{dana.code}/forms/ask", sent)
    assert answer.status_code == 422
    assert "is asked by staff" in text(answer)
