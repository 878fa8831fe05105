"""What the clinic offers every week: rooms, programs and sessions."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Site
from stepdown.clinic.treatment.services import Service
from stepdown.rules.taper import Track, track_from


class AgeGroup(models.TextChoices):
    """Adults and adolescents never share a group."""

    ADULT = "adult", "Adults"
    ADOLESCENT = "adolescent", "Adolescents"


class Room(Versioned):
    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="one_room_per_name")]


class Program(Versioned):
    """A way of giving care at a site, such as the evening program; its taper is rules data."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="programs")
    name = models.CharField(max_length=60)
    taper_key = models.CharField(max_length=40)
    age_group = models.CharField(max_length=10, choices=AgeGroup.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="one_program_per_name")
        ]


class ProgramVersion(models.Model):
    """What a program is made of from then on: its steps and services. Nothing changes a version
    (a trigger); the newest holds. `made_by` None: the program itself made it."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    template = models.CharField(max_length=40, help_text="Key and version it was started from")
    content = models.JSONField(help_text="{steps, services, has_course}")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="one_program_version"),
            models.CheckConstraint(condition=Q(number__gte=1), name="program_versions_from_one"),
        ]


class Series(Versioned):
    """A session that comes every week, in the site's own time. One seat: a one-to-one opening.
    Its track, with that of its program in it, says for whom it is held."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="series")
    service = models.CharField(max_length=10, choices=Service.choices)
    title = models.CharField(max_length=60)
    room = models.ForeignKey(Room, models.PROTECT, related_name="series")
    leader = models.ForeignKey(Account, models.PROTECT, related_name="series")
    co_leader = models.ForeignKey(Account, models.PROTECT, null=True, related_name="co_led")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField(help_text="By the clock")
    clinical_minutes = models.PositiveSmallIntegerField(help_text="Breaks do not count")
    seats = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    by_video = models.BooleanField(default=False, help_text="People may ask to join by video")
    held_for = models.JSONField(null=True, help_text="Its track; empty: open")

    @property
    def leader_ids(self) -> set[int]:
        """Of those who lead it, apart from days that differ."""
        return {self.leader_id} | ({self.co_leader_id} if self.co_leader_id else set())

    @property
    def track(self) -> Track:
        return track_from(self.held_for or {})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="series_weekday"),
            models.CheckConstraint(
                condition=Q(clinical_minutes__lte=F("minutes")), name="breaks_do_not_count"
            ),
            models.UniqueConstraint(
                fields=["room", "weekday", "starts"],
                condition=Q(ends_on=None),
                name="room_starts_one_session",
            ),
            models.UniqueConstraint(
                fields=["leader", "weekday", "starts"],
                condition=Q(ends_on=None),
                name="leader_starts_one_session",
            ),
        ]
        indexes = [models.Index(fields=["ends_on"])]  # most have ended long ago
