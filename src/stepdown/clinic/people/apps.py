from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "stepdown.clinic.people"
    label = "people"
