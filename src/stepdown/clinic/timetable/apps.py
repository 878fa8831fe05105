from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "stepdown.clinic.timetable"
    label = "timetable"
