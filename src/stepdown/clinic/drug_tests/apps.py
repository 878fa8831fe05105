from django.apps import AppConfig


class DrugTestsConfig(AppConfig):
    name = "stepdown.clinic.drug_tests"
