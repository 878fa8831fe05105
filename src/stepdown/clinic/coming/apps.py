from django.apps import AppConfig


class ComingConfig(AppConfig):
    name = "stepdown.clinic.coming"
