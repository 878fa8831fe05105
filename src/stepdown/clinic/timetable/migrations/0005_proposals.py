"""A week sent to a person holds its places until it is answered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import closed_when_merged, stays_with_its_person


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_one_record_of_one_person"),
        ("timetable", "0004_closed_once"),
        ("treatment", "0002_what_must_come_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("held_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_places",
                        to="people.patient",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_places",
                        to="timetable.series",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)),
                        fields=("series", "place"),
                        name="place_held_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("held_until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for an answer"),
                            ("taken", "Taken"),
                            ("other", "Other times asked for"),
                            ("ended", "Taken back, or its hour passed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "wish",
                    models.CharField(blank=True, help_text="In the person's words", max_length=500),
                ),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="treatment.episode",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("series", models.ManyToManyField(related_name="+", to="timetable.series")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("episode",),
                        name="one_proposal_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["taken", "other"]), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="answered_at_a_time",
                    ),
                ],
            },
        ),
        stays_with_its_person("timetable_heldplace"),
        *closed_when_merged("timetable_heldplace"),
    ]
