"""The person's own progress, in plain words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.circle.queries import meetings_lately
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.progress.queries import (
    OpenedEpisode,
    ReviewLine,
    attendance_record,
    course_of,
    planned_steps,
    scores_over_time,
    step_reviews,
    step_rules_of,
)
from stepdown.web.ui.access import own_page
from stepdown.web.ui.course_charts import attendance_chart, long_day, mood_chart, steps_chart


@own_page
def my_progress(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    episode = course_of(patient)
    context = _course(episode) if episode else {}
    context["meetings"] = meetings_lately(patient, timezone.now())
    return render(request, "patient/progress.html", context)


def _course(episode: OpenedEpisode) -> dict[str, Any]:
    now = timezone.now()
    mood = mood_chart(
        scores_over_time(episode.patient),
        since=episode.admitted_on,
        zone=episode.site.zone,
        title="Your mood score",
        source="The green band is what we look for. It is not a grade.",
        rules=step_rules_of(episode.patient, now=now),
    )
    reviews = step_reviews(episode)
    return {
        "steps": steps_chart(
            planned_steps(episode),
            decided=episode.phase_number,
            today=local_now(episode.site, now).date(),
            owner="You",
        ),
        "attendance": attendance_chart(attendance_record(episode, now=now)),
        "mood": mood,
        "decision": _decision(reviews[0]) if reviews else "",
        "reason": reviews[0].reason if reviews else "",
    }


def _decision(review: ReviewLine) -> str:
    day = long_day(review.effective_on)
    if review.decision == "stay":
        return f"You stay with your hours for now. You and {review.by} look again on {day}."
    fewer = "fewer" if review.decision == "move_on" else "more"
    return f"You have {fewer} hours a week from {day}. {review.by} signed this."
