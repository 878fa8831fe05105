from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "stepdown.clinic.measures"
    label = "measures"
