from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "stepdown.clinic.education"
