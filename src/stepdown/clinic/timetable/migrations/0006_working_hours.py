"""When staff work, the limit of direct contact, and absences of a part of a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import refuse

OVERLAP = (
    "NEW.undone_at IS NULL AND EXISTS (SELECT 1 FROM timetable_shift s"
    " WHERE s.account_id = NEW.account_id AND s.weekday = NEW.weekday AND s.id <> NEW.id"
    " AND s.undone_at IS NULL AND s.starts < NEW.ends AND NEW.starts < s.ends"
    " AND s.valid_from < COALESCE(NEW.valid_until, '9999-12-31')"
    " AND NEW.valid_from < COALESCE(s.valid_until, '9999-12-31'))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_supervisor"),
        ("timetable", "0005_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("day_minutes", models.PositiveSmallIntegerField()),
                ("week_minutes", models.PositiveSmallIntegerField()),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_limit",
                        to="people.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day_minutes__gt", 0), ("week_minutes__gte", models.F("day_minutes"))
                        ),
                        name="contact_limit_of_a_day_within_the_week",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday")),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="people.site",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["site", "account"], name="timetable_s_site_id_e16662_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)), name="shift_weekday"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))), name="shift_times"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="shift_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="shift_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="staffabsence",
            name="ends",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="staffabsence",
            name="starts",
            field=models.TimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="staffabsence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends", None), ("starts", None)),
                    models.Q(
                        ("ends__gt", models.F("starts")),
                        ("ends__isnull", False),
                        ("last_on", models.F("first_on")),
                        ("starts__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="absence_of_a_part_of_one_day",
            ),
        ),
        *(
            refuse(
                name=f"shift_{event.lower()}",
                table="timetable_shift",
                event=event,
                when=OVERLAP,
                message="These working hours overlap others.",
            )
            for event in ("INSERT", "UPDATE")
        ),
    ]
