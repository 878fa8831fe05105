"""The decision in plain words for the person, to print and talk about, and what they say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.decided import plain_decision
from stepdown.clinic.treatment.operations import tell_view
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.staff.assessment.views import page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, Paragraphs, saved
from stepdown.web.ui.words.advice import plain_advice


class ViewForm(PageForm):
    """The person's answer, written down by staff."""

    agrees = Pick(
        "What does the person say?",
        [("yes", "Agrees"), ("no", "Sees it differently")],
        missing="Choose what the person says",
    )
    words = Paragraphs(label="In their words", rows=3, most=1000, required=False)


@patient_page(Permission.READ_CHART)
def own_copy(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    actor = actor_of(request)
    decided = plain_decision(patient)
    if decided is None:
        raise Http404
    form = ViewForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: tell_view(
            actor=actor,
            patient=patient,
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            now=timezone.now(),
        ),
    ):
        return redirect("advice_copy", code=patient.code)
    context = {
        "form": form,
        "plain": plain_advice(
            decided.decision, decided.advice, on=decided.on, level_name=decided.level_name
        ),
        "views": decided.views,
        "may_write": actor.can(Permission.WRITE_CHART, site_id=patient.site_id),
    }
    return page(request, patient, "assessment/copy", context, status=form.status)
