"""The safety step: taken by name, asked with the screener, judged and signed at once."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.measures.cover import cover_of
from stepdown.clinic.measures.operations import acknowledge_alerts
from stepdown.clinic.measures.queries import OpenAlert, open_alert, wording_in_use
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.facts import open_safety_step
from stepdown.clinic.treatment.operations import answer_safety_step
from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.placement import SuicideRisk
from stepdown.web.staff.assessment.forms import SafetyForm, ScoreForm
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.staff.assessment.scales import SCREENER
from stepdown.web.staff.assessment.slugs import slug_of
from stepdown.web.staff.assessment.views import page
from stepdown.web.staff.chart.results import result_words
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved


@dataclass(frozen=True)
class OpenStep:
    """What asked for the step, who has it, and the screener: its result, or a form to ask it."""

    asked: str
    is_alert: bool
    tells_others: bool
    taken: str
    screener_result: str
    screener_slug: str
    screener: PageForm | None
    is_worded: bool


def _taken(alert: OpenAlert | None, patient: OpenedPatient) -> str:
    if alert is None or alert.acknowledged_by is None or alert.acknowledged_at is None:
        return ""
    when = moment_words(alert.acknowledged_at, patient, timezone.now())
    return f"{alert.acknowledged_by.name} has this. {when}"


@patient_page(Permission.WRITE_CHART)
def safety(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    takes = request.POST.get("act") == "take"
    form: PageForm = PageForm(request.POST) if takes else SafetyForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _carry_out(request, patient, form)):
        return redirect("safety" if takes else "assessment", code=patient.code)
    shown = form if isinstance(form, SafetyForm) else SafetyForm()
    context = {
        "form": shown,
        "refused": form if takes else None,
        "phone": patient.site.phone,
        "step": _open_step(patient),
    }
    return page(request, patient, "assessment/safety", context, status=form.status)


def _carry_out(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> None:
    actor, now = actor_of(request), timezone.now()
    if not isinstance(form, SafetyForm):
        acknowledge_alerts(actor=actor, patient=patient, now=now)
        return
    judged = {**form.cleaned_data, "risk": SuicideRisk(form.cleaned_data["risk"])}
    answer_safety_step(actor=actor, patient=patient, now=now, **judged)


def _open_step(patient: OpenedPatient) -> OpenStep | None:
    """None where nothing asks for the step: it can be signed at any time all the same."""
    alert, entry = open_alert(patient), open_safety_step(patient)
    if alert is None and entry is None:
        return None
    now = timezone.now()
    since = min(each for each in (alert and alert.raised_at, entry and entry.happened_at) if each)
    found = standing_entries(patient, EntryKind.INSTRUMENT).filter(
        body__instrument=SCREENER, happened_at__gte=since
    )
    newest = found.first()
    key = alert.asked.instrument_key if alert else str(entry.body["instrument"] if entry else "")
    words = wording_in_use(INSTRUMENTS[SCREENER])
    return OpenStep(
        asked=f"{INSTRUMENTS[key].title}, {moment_words(since, patient, now)}",
        is_alert=alert is not None,
        tells_others=bool(cover_of(patient.site).on_call_emails),
        taken=_taken(alert, patient),
        screener_result=result_words(newest.body) if newest else "",
        screener_slug=slug_of(SCREENER),
        screener=None if newest else ScoreForm(INSTRUMENTS[SCREENER], words=words),
        is_worded=words is not None,
    )
