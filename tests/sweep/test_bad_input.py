"""Every form with everything that was not meant: a clear sentence, nothing lost, never a 500.

What opens every page with odd questions runs on both databases, the rest on SQLite.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings

from stepdown.clinic.people.models import Patient
from tests.fhir.bundles import LOW_MOOD, bundle
from tests.sweep.addresses import addresses
from tests.sweep.clinic import Clinic
from tests.sweep.crawl import FoundForm, every_form, every_page, family_of, insiders
from tests.sweep.pages import Field, Page
from tests.sweep.values import IMAGE, ODD, SCRIPT, fitting, odd_values
from tests.sweep.visitors import NOBODY
from tests.sweep.visits import body_of, fault_of

SHOWN_AFTER = {"markup", "broken markup", "right to left", "emoji", "huge"}
NOT_SHOWN_AGAIN = {"NUL", "lone surrogate"}  # no page can hold these
SENTENCE = re.compile(r'<[^>]+(?:role="alert"|class="[^"]*error-summary)')  # says what is wrong
REFUSED = (400, 403, 404, 409, 413, 422, 429)
COME_AND_GO = {"sessions.Session", "ledger.LedgerEvent", "intake.VisitCount"}
ASKED = (
    "from",
    "starts",
    "site",
    "first",
    "last",
    "asked",
    "next",
    "told",
    "sharing",
    "idea",
    *("on", "ends", "why", "who", "first_on", "last_on"),
)  # every name in a query of ours
LEFT_ALONE = {"csrfmiddlewaretoken", "once", "more_words"}  # the last is a trap for robots
BIG = "x" * (10 * 1024 * 1024)


@pytest.fixture(scope="module")
def forms(filled: Clinic) -> list[FoundForm]:
    """The sign-ins that found them stay until the module ends."""
    with override_settings(ATTACHMENTS_DIR=filled.attachments):
        return every_form(filled)


def payload(form: FoundForm) -> dict[str, Any]:
    """What somebody sends who fills everything in, with the first button."""
    sent: dict[str, Any] = {f.name: fitting(f) for f in form.form.fields.values()}
    sent |= dict(form.form.buttons[:1])
    sent.pop("csrfmiddlewaretoken", None)
    return {**sent, "once": str(uuid4())}


def rows() -> list[tuple[Any, ...]]:
    """How many rows each table has; of the ledger, all but the notes of who looked."""
    models = [m for m in apps.get_models() if m._meta.label not in COME_AND_GO]
    parts = [f"SELECT '{m._meta.db_table}', COUNT(*) FROM {m._meta.db_table}" for m in models]
    looks = "'patient.opened', 'patient.refused', 'page.refused'"
    parts.append(f"SELECT 'ledger', COUNT(*) FROM ledger_event WHERE verb NOT IN ({looks})")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return sorted(cursor.fetchall())


KEPT = {  # what a refused signature keeps: the writer's own draft
    "individual_note": {"clinic_sessions_individualnote", "ledger"},
}


def send(form: FoundForm, data: dict[str, Any], typed: str = "") -> tuple[HttpResponse, list[str]]:
    """The answer and everything that is wrong with it; what it did is undone."""
    with transaction.atomic():
        before = rows()
        answer = form.seen.who.send(form.action, data)
        faults = judge(answer, typed)
        changed = {table for table, _ in {*rows()} ^ {*before}}
        if answer.status_code in REFUSED and changed - KEPT.get(form.address_name, set()):
            faults.append("refused, but something was written")
        if answer.status_code == 302 and typed in SHOWN_AFTER_VALUES:
            faults += judge(form.seen.who.ask("GET", answer.headers["Location"]), "")
        transaction.set_rollback(True)
    return answer, faults


SHOWN_AFTER_VALUES = {ODD[name] for name in SHOWN_AFTER}


def judge(answer: HttpResponse, typed: str) -> list[str]:
    if answer.status_code >= 500:
        return [f"answer {answer.status_code}: {fault_of(answer)}"]
    text = body_of(answer)
    faults = [f"{bad} stands in the page" for bad in (SCRIPT, IMAGE) if bad in text]
    if answer.status_code in {409, 422}:
        if typed and typed not in unescape(text):
            faults.append("what was typed is gone")
        if not SENTENCE.search(text):
            faults.append("no sentence says what is wrong")
    elif answer.status_code in REFUSED and "<h1" not in text:
        faults.append(f"{answer.status_code} without a page of ours")
    return faults


def cases(form: FoundForm) -> Iterator[tuple[str, Field, str]]:
    """Of each kind of field: each field at least once, with a third of the values that could
    harm. The values go round, so another form meets the same field with others."""
    kinds: dict[tuple[str, ...], dict[str, Field]] = {}
    for one in form.form.fields.values():
        if one.name not in LEFT_ALONE and one.kind != "file":
            kinds.setdefault(tuple(odd_values(one)), {}).setdefault(family_of(one.name), one)
    for names, fields in kinds.items():
        turns = range(max(len(names) // 3, len(fields)))
        start = len(form.action) + len(form.form.fields)
        for turn, one in zip(turns, cycle(fields.values())):
            name = names[(start + turn) % len(names)]
            yield name, one, odd_values(one)[name]


@pytest.mark.once
def test_no_form_breaks_or_forgets_what_was_typed(clinic: Clinic, forms: list[FoundForm]) -> None:
    wrong, accepted = [], set()
    for form in forms:
        base = payload(form)
        for name, one, value in cases(form):
            is_shown = one.is_typed and name not in NOT_SHOWN_AGAIN
            data = {**base, one.name: value, "once": str(uuid4())}
            answer, faults = send(form, data, value if is_shown else "")
            wrong += [f"{form.address_name}.{one.name} with {name}: {fault}" for fault in faults]
            if answer.status_code == 302:
                accepted.add(form.address_name)
    assert not wrong, "\n".join(wrong)
    assert len(accepted) > 15, "the sweep fills forms well enough that many are taken"


@pytest.mark.once
def test_every_field_twice_is_no_harm(clinic: Clinic, forms: list[FoundForm]) -> None:
    wrong = []
    for form in forms:
        twice = {name: [value, value] for name, value in payload(form).items() if name != "once"}
        wrong += [f"{form.address_name}: {fault}" for fault in send(form, twice)[1]]
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
def test_ten_megabytes_are_refused_in_words(clinic: Clinic, forms: list[FoundForm]) -> None:
    wrong = []
    for form in forms[::4]:  # refused before any page: see the middleware
        name = next(name for name in form.form.fields if name != "csrfmiddlewaretoken")
        answer, faults = send(form, {**payload(form), name: BIG})
        wrong += [f"{form.address_name}: {fault}" for fault in faults]
        if answer.status_code not in {400, 413}:
            wrong.append(f"{form.address_name}: 10 MB were answered {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
def test_a_form_without_its_key_writes_nothing(clinic: Clinic, forms: list[FoundForm]) -> None:
    """No key at one form, another wrong one at the next."""
    keys = cycle(["", "x", "0" * 500, "<script>", "a\x00b", "é" * 36])
    for form, key in zip(forms, keys, strict=False):
        answer, faults = send(form, {**payload(form), "once": key})
        assert (answer.status_code, faults) == (400, []), form.address_name


@pytest.mark.once
def test_the_same_form_sent_twice_is_carried_out_once(
    clinic: Clinic, forms: list[FoundForm]
) -> None:
    taken = 0
    for form in forms:
        who, data = form.seen.who, payload(form)
        with transaction.atomic():
            first = who.send(form.action, data)
            before = rows()
            if first.status_code == 302:
                second = who.send(form.action, data)
                if form.address_name != "end_sessions":  # nobody is signed in any more
                    taken += 1
                    assert second.status_code == 302, form.address_name
                    assert second.headers["Location"] == first.headers["Location"]
                assert rows() == before, form.address_name
            transaction.set_rollback(True)
    assert taken > 10


@pytest.mark.once
def test_a_stale_version_is_refused_and_keeps_the_words(
    clinic: Clinic, forms: list[FoundForm]
) -> None:
    """An older one and two others at each form, going round."""
    versioned = [form for form in forms if "version" in form.form.fields]
    assert len(versioned) > 8
    others = cycle(["1000000", "", "x", "-1", "9" * 40, "१"])
    for form, version in [(f, v) for f in versioned for v in ("0", next(others), next(others))]:
        texts = [f.name for f in form.form.fields.values() if f.kind == "textarea"]
        data = {**payload(form), **dict.fromkeys(texts, "Other words now"), "version": version}
        kept = texts[0] if texts else ""
        answer, faults = send(form, data, str(data.get(kept, "")))
        is_new = form.form.fields["version"].value == "0" and version != "1000000"  # none is there
        assert answer.status_code in {409, 422} or is_new, (form.address_name, answer.status_code)
        assert faults == [], form.address_name


@pytest.mark.once
def test_a_session_that_ended_keeps_what_was_typed(clinic: Clinic, forms: list[FoundForm]) -> None:
    public = {address.name for address in addresses() if address.rule.is_public}
    for form in [form for form in forms if form.address_name not in public]:
        data = payload(form)
        before = rows()
        answer = NOBODY.send(form.action, data)
        text = unescape(body_of(answer))
        assert answer.status_code == 403, form.address_name
        assert rows() == before
        for one in form.form.fields.values():
            if one.is_typed and one.kind != "email":
                assert str(data[one.name]) in text, (form.address_name, one.name)


@pytest.mark.once
def test_a_form_about_somebody_of_another_site_is_refused(
    clinic: Clinic, forms: list[FoundForm]
) -> None:
    stranger = Patient.objects.filter(site=clinic.second).earliest("pk").code
    tried = 0
    for form in forms:
        codes = [part for part in form.action.split("?")[0].split("/") if len(part) == 8]
        mine = [code for code in codes if Patient.objects.filter(code=code).exists()]
        if mine:
            tried += 1
            path = form.action.replace(mine[0], stranger)
            before = rows()
            answer = form.seen.who.send(path, payload(form))
            assert answer.status_code == 404, form.address_name
            assert rows() == before
    assert tried > 20


def test_no_question_in_an_address_breaks_a_page(clinic: Clinic) -> None:
    """Every name in a query at once, each with another odd value every time, two times a page."""
    kinds, wrong = ("year 0", "huge", "NUL", "markup"), []
    for at, seen in enumerate(every_page(clinic)):
        for turn in (at % 2, at % 2 + 2):
            odd = [kinds[(number + turn) % len(kinds)] for number in range(len(ASKED))]
            query = {name: ODD[kind] for name, kind in zip(ASKED, odd, strict=True)}
            answer = seen.who.ask("GET", seen.path, query)
            wrong += [f"{seen.address.name} {odd}: {fault}" for fault in judge(answer, "")]
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
@pytest.mark.parametrize(
    "odd", ["0", "99999999999999999999", "-1", "%00", "é", "a" * 3000, "%2e%2e"]
)
def test_no_odd_part_of_an_address_breaks_a_page(clinic: Clinic, odd: str) -> None:
    for who in insiders(clinic)[:4]:
        for shape in (
            "/p/{}",
            "/p/{}/week",
            "/inquiries/{}",
            "/records/{}",
            "/s/{}",
            "/staff/{}/off",
            "/setup/site/{}",
            "/s/series/{}/2026-11-23",
            "/s/series/1/{}",
            f"/p/{clinic.target.code}/record/{{}}",
        ):
            for answer in (who.ask("GET", shape.format(odd)), who.send(shape.format(odd), {})):
                assert answer.status_code in {302, 403, 404}, (shape, odd, fault_of(answer))


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


UPLOADS = {
    "empty": b"",
    "truncated": bundle(LOW_MOOD)[:-40],
    "not JSON": b"PK\x03\x04 a zip, by its first bytes",
    "NUL bytes": b"\x00" * 2000,
    "not UTF-8": b"\xff\xfe{}",
    "deeply nested": nested(100_000),
    "nested inside": bundle(
        {"resourceType": "Condition", "id": "x", "code": json.loads(nested(400))}
    ),
    "a list": b"[]",
    "a number": b"1",
    "not a number": b"NaN",
    "no person": b'{"resourceType": "Bundle", "type": "transaction", "entry": []}',
    "another resource": b'{"resourceType": "Patient"}',
    "huge": b'{"resourceType": "Bundle", "x": "' + b"x" * (11 * 1024 * 1024) + b'"}',
}


@pytest.mark.once
@pytest.mark.parametrize("what", UPLOADS)
def test_no_upload_breaks_the_reader(clinic: Clinic, what: str) -> None:
    intake = next(who for who in insiders(clinic) if who.name == "intake")
    file = BytesIO(UPLOADS[what])
    file.name = "record.json"
    before = rows()
    answer = intake.send("/records/new", {"file": file, "source": "Ridge Hospital"})
    assert judge(answer, "Ridge Hospital") == []
    if what != "nested inside":  # a record in every other way; it may be taken
        assert answer.status_code == 422
        assert rows() == before


@pytest.mark.once
def test_an_odd_name_of_a_file_is_never_used(clinic: Clinic) -> None:
    intake = next(who for who in insiders(clinic) if who.name == "intake")
    for name in ("../../etc/passwd", "a" * 500, "a\x00b.json", SCRIPT, "..", "con", " "):
        file = BytesIO(bundle(LOW_MOOD))
        file.name = name
        answer = intake.send("/records/new", {"file": file, "source": "Ridge Hospital"})
        assert judge(answer, "") == [], name
        assert answer.status_code in {302, 422}, name


@pytest.mark.once
def test_a_button_that_sends_elsewhere_is_a_form_of_its_own() -> None:
    page = Page(
        '<form method="post" action="/a"><input name="one"><button formaction="/b#x" name="two"'
        ' value="2">B</button><textarea name="three"></textarea><button>A</button></form>'
    )
    sent = {form.action: sorted(form.fields) for form in page.forms}
    assert sent == {"/a": ["one", "three"], "/b": ["one", "three", "two"]}


@pytest.mark.once
def test_the_judge_sees_what_it_is_there_to_see() -> None:
    """A page that breaks, forgets, stays silent or writes what was typed as markup."""
    assert judge(HttpResponse(status=500), "")
    assert judge(HttpResponse(SCRIPT), "")
    silent = judge(HttpResponse("<h1>No</h1>", status=422), "typed")
    assert silent == ["what was typed is gone", "no sentence says what is wrong"]
    assert judge(HttpResponse("", status=403), "")
    assert judge(HttpResponse('<p role="alert">typed</p>', status=422), "typed") == []
