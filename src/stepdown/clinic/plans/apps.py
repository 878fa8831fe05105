from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "stepdown.clinic.plans"
