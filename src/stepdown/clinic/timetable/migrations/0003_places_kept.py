"""A place kept for somebody in detox first; who is kept apart never shares a group."""

import django.db.models.deletion
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import refuse


APART = (
    "NEW.ends_on IS NULL AND EXISTS (SELECT 1 FROM treatment_nocontact n"
    " JOIN timetable_seat s ON s.series_id = NEW.series_id AND s.ends_on IS NULL"
    " AND s.patient_id <> NEW.patient_id"
    " WHERE n.lifted_at IS NULL"
    " AND ((n.patient_id = NEW.patient_id AND n.other_id = s.patient_id)"
    " OR (n.other_id = NEW.patient_id AND n.patient_id = s.patient_id)))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("treatment", "0003_rules_referral_and_admission"),
        ("people", "0001_initial"),
        ("timetable", "0002_one_person_a_seat"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until_on", models.DateField()),
                ("kept_at", models.DateTimeField()),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_places",
                        to="people.patient",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_places",
                        to="timetable.program",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("given_back_at", None)),
                        fields=("patient",),
                        name="one_kept_place_a_person",
                    )
                ],
            },
        ),
        *(
            refuse(
                name=f"apart_{event.lower()}",
                table="timetable_seat",
                event=event,
                when=APART,
                message="This session is not open to this person.",
            )
            for event in ("INSERT", "UPDATE")
        ),
    ]
