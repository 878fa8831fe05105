from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "stepdown.clinic.policies"
