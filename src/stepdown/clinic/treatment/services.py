"""What a session can be: steps, treatment plans and the week name it alike."""

from django.db import models


class Service(models.TextChoices):
    """What a session is."""

    GROUP = "group", "Group"
    INDIVIDUAL = "individual", "One to one"
    EDUCATION = "education", "Class"
    FAMILY = "family", "Family"
    SUPPORT = "support", "Support group"
