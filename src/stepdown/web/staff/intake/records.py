"""A record arrives by upload: read, shown, and put where staff say it belongs."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.chart.arrivals import ArrivedRecord
from stepdown.clinic.chart.received import (
    PutAside,
    arrived_person_fits_ages,
    propose_matches,
    put_aside_by,
)
from stepdown.clinic.chart.receiving import (
    Received,
    UnableToReceive,
    discard_put_aside,
    put_aside,
    receive_put_aside,
)
from stepdown.clinic.intake.queries import OpenSite
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import NotThere, OpenedPatient, access_patient
from stepdown.clinic.people.duplicates import Match
from stepdown.clinic.people.queries import find_people, local_now
from stepdown.clinic.people.roles import Permission
from stepdown.fhir.reader import UnableToReadRecord, read_bundle
from stepdown.web.staff.chart.presenters import kind_counts, lost_lines
from stepdown.web.staff.intake.forms import ChoiceForm, LookForm, ReceiveForm
from stepdown.web.staff.intake.sites import chosen_site, site_choices
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved


@staff_page(Permission.RECEIVE_RECORDS)
def receive(request: HttpRequest) -> HttpResponseBase:
    """Upload: the file is read at once, and kept aside until somebody says whose it is."""
    site = chosen_site(request, Permission.RECEIVE_RECORDS)
    form = ReceiveForm(request.POST or None, request.FILES or None)
    names: list[str] = []
    if request.method == "POST" and saved(form, lambda: names.append(_aside(request, site, form))):
        return redirect("arrival", name=names[0])
    sites = site_choices(request, Permission.RECEIVE_RECORDS)
    context = {"form": form, "site": site, "sites": sites}
    return render(request, "staff/intake/receive.html", context, status=form.status)


def _aside(request: HttpRequest, site: OpenSite, form: ReceiveForm) -> str:
    raw = form.cleaned_data["file"].read()
    read_record(raw)  # a file that cannot be read is refused before anything is kept
    return put_aside(
        actor=actor_of(request),
        site=site,
        raw=raw,
        source=form.cleaned_data["source"],
        now=timezone.now(),
    )


def read_record(raw: bytes) -> ArrivedRecord:
    """Raises UnableToReceive where it is no record that we can read."""
    try:
        return read_bundle(raw)
    except UnableToReadRecord as error:
        raise UnableToReceive(str(error)) from error


@dataclass(frozen=True)
class RecordView:
    """What a record says of its person, and what was and was not understood."""

    full_name: str
    born: str
    sex: str
    phone: str
    address: str
    died: str
    source: str
    fits_ages: bool
    resource_count: int
    item_count: int
    understood: tuple[str, ...]
    not_understood: tuple[str, ...]


@dataclass(frozen=True)
class MatchView:
    """Somebody known here, beside the choice of them."""

    code: str
    full_name: str
    tone: int
    words: str


@staff_page(Permission.RECEIVE_RECORDS)
def arrival(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """What was understood and what not; then whose it is. Nobody is joined by name."""
    aside = _put_aside(request, name)
    arrived = read_record(aside.raw)
    matches, look = _candidates(request, aside, arrived)
    is_choice = request.method == "POST" and "letters" not in request.POST
    people = [match.patient for match in matches]
    form = ChoiceForm(request.POST if is_choice else None, people=people)
    done: list[Received] = []
    if is_choice and saved(form, lambda: done.append(_receive(request, name, arrived, form))):
        return _received(request, done[0])
    context = {
        "form": form,
        "look": look,
        "record": record_view(aside.site, aside.source, arrived),
        "matches": [_match_view(match) for match in matches],
        "name": name,
    }
    return render(request, "staff/intake/arrival.html", context, status=form.status)


@staff_page(Permission.RECEIVE_RECORDS)
def discard(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """The file belongs to nobody here; it is removed."""
    _put_aside(request, name)
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form, lambda: discard_put_aside(actor=actor_of(request), name=name)
    ):
        messages.success(request, "The file was removed.")
        return redirect("receive")
    return redirect("arrival", name=name)


def _put_aside(request: HttpRequest, name: str) -> PutAside:
    try:
        aside = put_aside_by(actor_of(request), name)
    except FileNotFoundError as error:
        raise Http404 from error
    if aside is None:
        raise Http404
    return aside


def _candidates(
    request: HttpRequest, aside: PutAside, arrived: ArrivedRecord
) -> tuple[list[Match], LookForm]:
    """Proposed people, and those found by the letters that staff typed or chose from before."""
    actor, now = actor_of(request), timezone.now()
    matches = propose_matches(actor, site=aside.site, person=arrived.person, now=now)
    look = LookForm(request.POST if "letters" in request.POST else None)
    found: list[OpenedPatient] = []
    if look.is_valid() and look.cleaned_data["letters"]:
        permission = Permission.RECEIVE_RECORDS
        letters = look.cleaned_data["letters"]
        found = find_people(actor, letters=letters, permission=permission, now=now, most=8)
    chosen = request.POST.get("person", "")
    if len(chosen) == 8 and chosen.isascii():
        found += _one(request, chosen)
    known = {match.patient.pk for match in matches}
    more = {each.pk: each for each in found if each.site_id == aside.site.pk}
    matches += [Match(each, ()) for key, each in more.items() if key not in known]
    return matches, look


def _one(request: HttpRequest, code: str) -> list[OpenedPatient]:
    permission = Permission.RECEIVE_RECORDS
    try:
        return [
            access_patient(
                actor=actor_of(request), code=code, permission=permission, now=timezone.now()
            )
        ]
    except NotThere:
        return []


def _receive(request: HttpRequest, name: str, arrived: ArrivedRecord, form: ChoiceForm) -> Received:
    code = form.cleaned_data["person"]
    patient = None if code == "new" else _one(request, code)[0]
    return receive_put_aside(
        actor=actor_of(request), name=name, patient=patient, arrived=arrived, now=timezone.now()
    )


def _received(request: HttpRequest, received: Received) -> HttpResponseBase:
    if received.is_new:
        count = received.new_facts
        were = "1 fact was" if count == 1 else f"{count} facts were"
        messages.success(request, f"{were} put in, not checked yet.")
    else:
        messages.info(request, "Nothing new: this file is in this record already.")
    return redirect("details", code=received.patient.code)


def record_view(site: OpenSite, source: str, arrived: ArrivedRecord) -> RecordView:
    person = arrived.person
    lost = [
        {"resource_type": each.resource_type, "count": each.count, "reason": each.reason}
        for each in arrived.not_understood
    ]
    died = ""
    if person.is_deceased:
        died = person.death_on.text[:10] if person.death_on else "without a date"
    born = person.birth_on
    return RecordView(
        full_name=f"{person.given_name} {person.family_name}".strip() or "No name given",
        born=(day(born.exact_on) or born.text) if born else "not given",
        sex=person.sex.value,
        phone=person.phone,
        address=str(person.address),
        died=died,
        source=source,
        fits_ages=arrived_person_fits_ages(site, person, local_now(site, timezone.now()).date()),
        resource_count=arrived.resource_count,
        item_count=len(arrived.items),
        understood=kind_counts(Counter(item.kind.value for item in arrived.items)),
        not_understood=lost_lines(lost),
    )


def _match_view(match: Match) -> MatchView:
    patient = match.patient
    born = f"Born {day(patient.birth_on)}" if patient.birth_on else "Date of birth not known"
    same = f"Same {', '.join(match.reasons)}" if match.reasons else "Found by your letters"
    return MatchView(patient.code, patient.full_name, patient.pk % 6, f"{born}. {same}.")
