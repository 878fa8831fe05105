from django.apps import AppConfig


class TreatmentConfig(AppConfig):
    name = "stepdown.clinic.treatment"
    label = "treatment"
