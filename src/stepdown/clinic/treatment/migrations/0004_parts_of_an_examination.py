"""What is told in an examination is kept part by part until it is signed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

TABLE = "treatment_partinwork"
NOT_SIGNED = (
    "NOT EXISTS (SELECT 1 FROM chart_entry e WHERE e.patient_id = OLD.patient_id"
    " AND e.kind = 'examination' AND e.signed_at >= OLD.saved_at)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_two_records_of_one_person"),
        ("chart", "0006_an_examination_is_signed"),
        ("treatment", "0003_rules_referral_and_admission"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PartInWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("part", models.CharField(max_length=30)),
                ("answers", models.JSONField(default=dict)),
                ("sources", models.JSONField(default=dict)),
                ("left_out_because", models.CharField(blank=True, max_length=200)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("person", "In person"),
                            ("phone", "By phone"),
                            ("video", "By video"),
                            ("paper", "From paper"),
                        ],
                        max_length=10,
                    ),
                ),
                ("writers", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts_in_work",
                        to="people.patient",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "part"), name="one_part_in_work"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_out_because", ""), ("answers", {}), _connector="OR"
                        ),
                        name="answered_or_left_out",
                    ),
                ],
            },
        ),
        *closed_when_merged(TABLE),
        stays_with_its_person(TABLE),
        refuse(
            name="part_stays_until_signed",
            table=TABLE,
            event="DELETE",
            when=NOT_SIGNED,
            message="What was told goes only when an examination was signed after it.",
        ),
    ]
