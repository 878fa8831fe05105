"""Rules of placement, the referral to detox, and what admission asks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import refuse


RULES = "treatment_placementrules"
CHANGED = (
    "OLD.approved_at IS NOT NULL OR NEW.content <> OLD.content OR NEW.version <> OLD.version"
    " OR NEW.number <> OLD.number OR NEW.site_id <> OLD.site_id OR NEW.made_at <> OLD.made_at"
)
NOT_APPROVED = (
    "NOT EXISTS (SELECT 1 FROM treatment_placementrules r"
    " WHERE r.site_id = NEW.site_id AND r.approved_at IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("treatment", "0002_what_must_come_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlacementRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="1 is the version the product came with"),
                ),
                ("version", models.CharField(max_length=40)),
                (
                    "content",
                    models.JSONField(help_text="As rules.placement.read_rule_set reads it"),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.credential",
                    ),
                ),
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
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placement_rules",
                        to="people.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "number"), name="one_rule_set_per_number"
                    ),
                    models.UniqueConstraint(
                        fields=("site", "version"), name="one_rule_set_per_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at", None),
                                ("approved_by", None),
                                ("approved_with", None),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("approved_with__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="approved_by_somebody_with_a_license",
                    ),
                ],
            },
        ),
        refuse(
            name="episode_after_approved_rules",
            table="treatment_episode",
            event="INSERT",
            when=NOT_APPROVED,
            message="The rules of placement are not approved here. Approve them under Rules first.",
        ),
        refuse(
            name="rules_stay_as_made",
            table=RULES,
            event="UPDATE",
            when=CHANGED,
            message="A version of the rules cannot be changed. Make a new one.",
        ),
        refuse(
            name="rules_stay",
            table=RULES,
            event="DELETE",
            when="1 = 1",
            message="A version of the rules cannot be removed.",
        ),
    ]
