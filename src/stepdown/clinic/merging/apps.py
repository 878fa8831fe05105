from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "stepdown.clinic.merging"
    label = "merging"
