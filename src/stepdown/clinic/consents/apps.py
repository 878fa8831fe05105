from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "stepdown.clinic.consents"
    label = "consents"
