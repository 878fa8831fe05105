"""What loved ones tell: it stays as it came, until it is emptied because it became nobody's."""

import django.db.models.deletion
import stepdown.clinic.people.models.patients
from django.conf import settings
from django.db import migrations, models


from stepdown.clinic.ledger.triggers import refuse

KEPT = (
    "site_id",
    "about_name",
    "about_more",
    "teller_name",
    "teller_is",
    "words",
    "is_danger",
    "may_say_who",
    "may_call",
    "phone",
    "email",
    "told_at",
)
KEPT_OR_NULL = ("account_id", "sharing_id")
CHANGED = " OR ".join(
    [f"NEW.{column} <> OLD.{column}" for column in KEPT]
    + [f"COALESCE(NEW.{column}, 0) <> COALESCE(OLD.{column}, 0)" for column in KEPT_OR_NULL]
)
IS_EMPTIED = "NEW.words = '' AND NEW.status = 'closed' AND OLD.status = 'closed'"


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0002_people_say_what_is_shared"),
        ("intake", "0001_initial"),
        ("people", "0002_access_to_what_is_shared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "code",
                    models.CharField(
                        default=stepdown.clinic.people.models.patients.new_code,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("about_name", models.CharField(blank=True, max_length=150)),
                ("about_more", models.CharField(blank=True, max_length=120)),
                ("teller_name", models.CharField(blank=True, max_length=150)),
                ("teller_is", models.CharField(blank=True, max_length=120)),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("is_danger", models.BooleanField()),
                ("may_say_who", models.BooleanField()),
                ("may_call", models.BooleanField()),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("told_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("filed", "In a chart"),
                            ("closed", "Closed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="people.patient",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told_settled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="consents.sharing",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="people.site",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["site", "status", "told_at"], name="intake_told_site_id_d162de_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("patient__isnull", False), ("status", "filed")),
                            models.Q(
                                models.Q(("status", "filed"), _negated=True), ("patient", None)
                            ),
                            _connector="OR",
                        ),
                        name="only_filed_is_in_a_chart",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("status", "waiting")),
                            models.Q(
                                models.Q(("status", "waiting"), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="settled_told_says_when",
                    ),
                ],
            },
        ),
        refuse(
            name="told_keeps_its_words",
            table="intake_told",
            event="UPDATE",
            when=f"({CHANGED}) AND NOT ({IS_EMPTIED})",
            message="What was told stays as it came.",
        ),
        refuse(
            name="told_is_not_removed",
            table="intake_told",
            event="DELETE",
            when="1 = 1",
            message="What was told cannot be removed.",
        ),
    ]
