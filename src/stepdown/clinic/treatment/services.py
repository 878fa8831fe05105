"""What a session can be: steps, treatment plans and the week name it alike."""

from django.db import models


class Service(models.TextChoices):
    """What a session is."""

    GROUP = "group", "Group"
    INDIVIDUAL = "individual", "One to one"
    COUNSELING = "counseling", "Counseling"
    EDUCATION = "education", "Class"
    FAMILY = "family", "Family"
    SUPPORT = "support", "Support group"
    MEDICAL = "medical", "Medical visit"
    TEST = "test", "Test visit"


# With whom it is matters to the person: rather with their own team, and a change is told to them.
WITH_ONE_CLINICIAN = (Service.INDIVIDUAL, Service.COUNSELING, Service.MEDICAL)
