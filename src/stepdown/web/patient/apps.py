from django.apps import AppConfig


class PatientConfig(AppConfig):
    name = "stepdown.web.patient"
    label = "web_patient"
