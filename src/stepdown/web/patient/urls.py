from django.urls import URLPattern, path

from stepdown.web.patient import views
from stepdown.web.patient.advice import my_advice
from stepdown.web.patient.coming import my_coming
from stepdown.web.patient.family import my_family
from stepdown.web.patient.feed import feed, my_feed
from stepdown.web.patient.here import my_here
from stepdown.web.patient.hours import my_hours
from stepdown.web.patient.lessons import my_lesson, my_lesson_file, my_lessons
from stepdown.web.patient.meetings import my_meetings
from stepdown.web.patient.offer import my_offer
from stepdown.web.patient.plan import my_plan, my_plan_sheet
from stepdown.web.patient.progress import my_progress
from stepdown.web.patient.reach import my_reach
from stepdown.web.patient.reminders import my_reminders
from stepdown.web.patient.samples import my_samples
from stepdown.web.patient.sharing import my_sharing, my_sharing_new, my_sharing_one
from stepdown.web.patient.times import my_times

urlpatterns: list[URLPattern] = [
    path("me", views.me, name="me"),
    path("me/week", views.my_week, name="my_week"),
    path("me/week.ics", views.my_calendar, name="my_calendar"),
    path("me/coming/<int:series_id>/<str:on>", my_coming, name="my_coming"),
    path("me/offer", my_offer, name="my_offer"),
    path("me/here", my_here, name="my_here"),
    path("me/hours", my_hours, name="my_hours"),
    path("me/reminders", my_reminders, name="my_reminders"),
    path("me/reach", my_reach, name="my_reach"),
    path("me/calendar", my_feed, name="my_feed"),
    path("cal/<str:feed>.ics", feed, name="feed"),
    path("me/times", my_times, name="my_times"),
    path("me/progress", my_progress, name="my_progress"),
    path("me/plan", my_plan, name="my_plan"),
    path("me/plan/sheet", my_plan_sheet, name="my_plan_sheet"),
    path("me/family", my_family, name="my_family"),
    path("me/meetings", my_meetings, name="my_meetings"),
    path("me/lessons", my_lessons, name="my_lessons"),
    path("me/lessons/<str:lesson>", my_lesson, name="my_lesson"),
    path("me/lessons/<str:lesson>/keep", my_lesson_file, name="my_lesson_file"),
    path("me/samples", my_samples, name="my_samples"),
    path("me/sharing", my_sharing, name="my_sharing"),
    path("me/sharing/new", my_sharing_new, name="my_sharing_new"),
    path("me/sharing/one", my_sharing_one, name="my_sharing_one"),
    path("me/why", my_advice, name="my_advice"),
    path("me/help", views.help_now, name="help_now"),
]
