from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "stepdown.clinic.progress"
    label = "progress"
