"""Where somebody is who joins by video: asked just before, so that help finds them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import NotThere, OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.operations import confirm_video_place
from stepdown.clinic.sessions.queries import opened_session
from stepdown.clinic.sessions.video import video_place
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import Line, PageForm, saved


class PlaceForm(PageForm):
    """Typed as it is said; nothing comes from the record."""

    address = Line(label="Where they are now", most=200)
    phone = Line(label="Number to call back", most=30)


@patient_page(Permission.LEAD_SESSIONS)
def before_video(request: HttpRequest, patient: OpenedPatient, video_id: int) -> HttpResponse:
    try:
        session = opened_session(actor_of(request), video_id)
    except NotThere as error:
        raise Http404 from error
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: confirm_video_place(
            actor=actor_of(request),
            session=session,
            patient=patient,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("session", session_id=video_id)
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "form": form,
        "session_id": video_id,
        "title": session.series.title,
        "known": video_place(session, patient),
    }
    return render(request, "staff/sessions/video.html", context, status=form.status)
