from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "stepdown.clinic.intake"
    label = "intake"
