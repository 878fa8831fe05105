from django.apps import AppConfig


class CircleConfig(AppConfig):
    name = "stepdown.clinic.circle"
