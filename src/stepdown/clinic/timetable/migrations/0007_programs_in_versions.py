"""What a program is made of, in versions that nothing changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [
        ("timetable", "0006_working_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgramVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "template",
                    models.CharField(
                        help_text="Key and version it was started from", max_length=40
                    ),
                ),
                ("content", models.JSONField(help_text="{steps, services, has_course}")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="timetable.program",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "number"), name="one_program_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="program_versions_from_one"
                    ),
                ],
            },
        ),
        *(
            refuse(
                name=f"program_version_{event.lower()}",
                table="timetable_programversion",
                event=event,
                when="1 = 1",
                message="A version of a program stays as it is.",
            )
            for event in ("UPDATE", "DELETE")
        ),
    ]
