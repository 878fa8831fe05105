"""To whom, what and until when somebody may be told; and what was told, within that."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import refuse, stays_with_its_person

KEPT = (
    "entry_id",
    "recipient_kind",
    "recipient_name",
    "recipient_is",
    "topics",
    "purpose",
    "signed_name",
    "starts_at",
    "lasts_until",
)
CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in KEPT)
NOT_ALLOWED = (
    "NOT EXISTS (SELECT 1 FROM consents_sharing s WHERE s.id = NEW.sharing_id"
    " AND s.patient_id = NEW.patient_id AND s.starts_at <= NEW.told_at"
    " AND s.lasts_until > NEW.told_at AND (s.ended_at IS NULL OR s.ended_at > NEW.told_at)"
    " AND CAST(s.topics AS TEXT) LIKE '%\"' || NEW.topic || '\"%')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0002_signed_is_immutable"),
        ("consents", "0001_initial"),
        ("people", "0003_two_records_of_one_person"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sharing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recipient_kind",
                    models.CharField(
                        choices=[
                            ("loved_one", "Loved one"),
                            ("professional", "Medical professional"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recipient_name", models.CharField(max_length=150)),
                (
                    "recipient_is",
                    models.CharField(blank=True, help_text="Sister; or a hospital", max_length=120),
                ),
                ("topics", models.JSONField(help_text="Keys of Topic")),
                ("purpose", models.CharField(max_length=200)),
                ("signed_name", models.CharField(max_length=120)),
                ("starts_at", models.DateTimeField()),
                ("lasts_until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="chart.entry"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharings",
                        to="people.patient",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seed", models.CharField(max_length=32)),
                ("code_digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("connected_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to="consents.sharing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=20)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("page", "Looked at their own page"),
                            ("message", "A message on their own page"),
                            ("mail", "By e-mail"),
                            ("phone", "On the phone"),
                            ("paper", "On paper"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="The words that were told, or what they saw", max_length=2000
                    ),
                ),
                ("told_at", models.DateTimeField()),
                (
                    "once_key",
                    models.CharField(
                        help_text="One look a day", max_length=60, null=True, unique=True
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="people.patient",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="consents.sharing",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="sharing",
            index=models.Index(
                fields=["patient", "lasts_until"], name="consents_sh_patient_737881_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lasts_until__gt", models.F("starts_at")),
                    models.Q(
                        ("ended_at", None),
                        ("ended_at__gte", models.F("starts_at")),
                        _connector="OR",
                    ),
                ),
                name="sharing_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account", None), ("connected_at", None)),
                    models.Q(
                        ("account__isnull", False),
                        ("connected_at__isnull", False),
                        ("used_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="connected_after_the_code_was_used",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                fields=["patient", "told_at"], name="consents_di_patient_86da40_idx"
            ),
        ),
        refuse(
            name="sharing_keeps_what_was_signed",
            table="consents_sharing",
            event=f"UPDATE OF {', '.join(KEPT)}, ended_at",
            when=f"{CHANGED} OR OLD.ended_at IS NOT NULL",
            message="What was signed stays. End this consent and give a new one.",
        ),
        stays_with_its_person("consents_sharing"),
        refuse(
            name="sharing_stays",
            table="consents_sharing",
            event="DELETE",
            when="1 = 1",
            message="A consent that was given stays on file.",
        ),
        refuse(
            name="told_within_a_consent",
            table="consents_disclosure",
            event="INSERT",
            when=NOT_ALLOWED,
            message="No consent that holds allows this.",
        ),
        refuse(
            name="told_keeps",
            table="consents_disclosure",
            event="UPDATE OF id, sharing_id, topic, how, what, told_at, told_by_id",
            when="1 = 1",
            message="What was told cannot be changed.",
        ),
        stays_with_its_person("consents_disclosure"),
        refuse(
            name="told_stays",
            table="consents_disclosure",
            event="DELETE",
            when="1 = 1",
            message="What was told cannot be removed.",
        ),
    ]
