"""Detox first: begin a hand-over, note what happens, keep in touch, bring the person back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.keeping import programs_to_keep_in, refer_and_keep_place
from stepdown.clinic.treatment.operations import move_referral, note_contact, send_items
from stepdown.clinic.treatment.referrals import (
    NEXT,
    detox_places,
    newest_referral,
    open_referral,
)
from stepdown.web.staff.assessment.views import page
from stepdown.web.staff.referral.forms import ContactForm, MoveForm, ReferralForm, ToldForm
from stepdown.web.staff.referral.presenters import items_now, items_of, referral_page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved, version_of


@patient_page(Permission.READ_CHART)
def referral(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The referral that is under way; where there is none, a new one. A POST begins it."""
    actor, now = actor_of(request), timezone.now()
    if request.method != "POST" and open_referral(patient) is not None:
        return _page(request, patient)
    places = {f"place-{one.pk}": one for one in detox_places(patient.site)}
    programs = [(str(one.pk), one.name) for one in programs_to_keep_in(patient)]
    items = items_now(patient, now)
    form = ReferralForm(
        [(key, f"{one.name}, {one.phone}") for key, one in places.items()],
        programs,
        items,
        may_send=actor.can(Permission.CLEAR_WITHDRAWAL, site_id=patient.site_id),
        data=request.POST or None,
    )
    phones = {key: (one.name, one.phone) for key, one in places.items()}
    if request.method == "POST" and saved(
        form,
        lambda: refer_and_keep_place(actor=actor, patient=patient, now=now, **form.details(phones)),
    ):
        return redirect("detox_referral", code=patient.code)
    context = {
        "form": form,
        "items": items,
        "earlier": referral_page(patient, actor, now),
        "contact": ContactForm(),
        "may_refer": actor.can(Permission.DECIDE_PLACEMENT, site_id=patient.site_id),
        "known": [one for one in places.values() if one.takes or one.contact],
    }
    return page(request, patient, "referral/new", context, status=form.status)


def _page(
    request: HttpRequest,
    patient: OpenedPatient,
    *,
    move_form: PageForm | None = None,
    contact_form: PageForm | None = None,
    told_form: PageForm | None = None,
) -> HttpResponse:
    shown = referral_page(patient, actor_of(request), timezone.now())
    current = newest_referral(patient)
    if shown is None or current is None:
        return redirect("detox_referral", code=patient.code)  # where one is begun
    forms = {
        "move": move_form or (MoveForm(current.status) if current.status in NEXT else None),
        "contact": contact_form or ContactForm(auto_id="id_contact_%s"),
        "told": told_form or ToldForm(items_of(current)),
    }
    status = max((form.status for form in forms.values() if form), default=200)
    context = {"referral": shown, "forms": forms}
    return page(request, patient, "referral/referral", context, status=status)


@patient_page(Permission.WRITE_CHART)
def move(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    current = open_referral(patient)
    if current is None:
        return redirect("detox_referral", code=patient.code)
    form = MoveForm(current.status, request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: move_referral(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.details(),
        ),
    ):
        return redirect("detox_referral", code=patient.code)
    return _page(request, patient, move_form=form)


@patient_page(Permission.WRITE_CHART)
def contact(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    current = newest_referral(patient)
    if current is None:
        return redirect("detox_referral", code=patient.code)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: note_contact(
            actor=actor_of(request),
            patient=patient,
            referral_id=current.pk,
            words=form.cleaned_data["words"],
            now=timezone.now(),
        ),
    ):
        return redirect("detox_referral", code=patient.code)
    return _page(request, patient, contact_form=form)


@patient_page(Permission.WRITE_CHART)
def told(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    current = open_referral(patient)
    if current is None:
        return redirect("detox_referral", code=patient.code)
    items = items_of(current)
    form = ToldForm(items, request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: send_items(
            actor=actor_of(request),
            patient=patient,
            items=[items[key] for key in form.cleaned_data["told"]],
            how=form.cleaned_data["how"],
            now=timezone.now(),
        ),
    ):
        return redirect("detox_referral", code=patient.code)
    return _page(request, patient, told_form=form)


@patient_page(Permission.READ_CHART)
def own_copy(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """What the person takes along: their own sheet, so it tells nobody anything by itself."""
    shown = referral_page(patient, actor_of(request), timezone.now())
    if shown is None:
        return redirect("detox_referral", code=patient.code)
    return page(request, patient, "referral/copy", {"referral": shown})
