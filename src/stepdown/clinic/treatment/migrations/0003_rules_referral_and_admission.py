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
OPEN = "NOT IN ('returned', 'declined', 'no_show')"
OPEN_REFERRAL = (
    "EXISTS (SELECT 1 FROM treatment_detoxreferral f"
    f" WHERE f.patient_id = NEW.patient_id AND f.status {OPEN})"
)
UNDER_WAY = "A referral to detox is under way. Note first that the person is back."


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0003_kinds_around_admission"),
        ("consents", "0002_people_say_what_is_shared"),
        ("people", "0001_initial"),
        ("treatment", "0002_what_must_come_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DetoxReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("offered", "Asked for a bed"),
                            ("accepted", "Has a bed"),
                            ("sent", "On the way"),
                            ("arrived", "There"),
                            ("completed", "Finished there"),
                            ("left_early", "Left early"),
                            ("returned", "Back"),
                            ("declined", "Declined"),
                            ("no_show", "Did not arrive"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(help_text="By when somebody looks again", null=True),
                ),
                ("place_name", models.CharField(max_length=120)),
                ("place_phone", models.CharField(max_length=30)),
                (
                    "transport",
                    models.CharField(
                        choices=[
                            ("staff", "Somebody from here goes along"),
                            ("family", "Family or a friend drives"),
                            ("ride", "A paid ride"),
                            ("picked_up", "The place picks them up"),
                            ("ambulance", "Ambulance"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "naloxone",
                    models.CharField(
                        choices=[
                            ("given", "Given to take along"),
                            ("has", "Has some already"),
                            ("refused", "Offered, not wanted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("returns_on", models.DateField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("discharged_at", models.DateTimeField(null=True)),
                ("over_reason", models.CharField(blank=True, max_length=300)),
                ("capacity_note", models.CharField(blank=True, max_length=200)),
                ("risk_advice", models.CharField(blank=True, max_length=500)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.entry",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="treatment.detoxneed",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="detox_referrals",
                        to="people.patient",
                    ),
                ),
                (
                    "sharing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consents.sharing",
                    ),
                ),
            ],
        ),
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
        ),
        migrations.CreateModel(
            name="ReferralStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("offered", "Asked for a bed"),
                            ("accepted", "Has a bed"),
                            ("sent", "On the way"),
                            ("arrived", "There"),
                            ("completed", "Finished there"),
                            ("left_early", "Left early"),
                            ("returned", "Back"),
                            ("declined", "Declined"),
                            ("no_show", "Did not arrive"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("noted_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="treatment.detoxreferral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DetoxPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=120)),
                ("phone", models.CharField(max_length=30)),
                ("contact", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(blank=True, max_length=160)),
                (
                    "takes",
                    models.CharField(
                        blank=True, help_text="Whom it takes, in words", max_length=200
                    ),
                ),
                ("is_used", models.BooleanField(default=True)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="detox_places",
                        to="people.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "name"), name="one_detox_place_per_name"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="detoxreferral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", ("returned", "declined", "no_show")), _negated=True
                ),
                fields=("patient",),
                name="one_open_referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="detoxreferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("declined", "no_show")), _negated=True),
                    models.Q(
                        models.Q(("over_reason", ""), _negated=True),
                        models.Q(("risk_advice", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="declined_with_reason_and_risk",
            ),
        ),
        migrations.AddConstraint(
            model_name="detoxreferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("sent", "arrived")), _negated=True),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="sent_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="detoxreferral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ("proposed", "offered", "accepted", "sent", "arrived")),
                        _negated=True,
                    ),
                    ("due_at__isnull", False),
                    _connector="OR",
                ),
                name="an_open_referral_is_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="placementrules",
            constraint=models.UniqueConstraint(
                fields=("site", "number"), name="one_rule_set_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="placementrules",
            constraint=models.UniqueConstraint(
                fields=("site", "version"), name="one_rule_set_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="placementrules",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None), ("approved_with", None)),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("approved_with__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="approved_by_somebody_with_a_license",
            ),
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
        refuse(
            name="episode_after_referral",
            table="treatment_episode",
            event="INSERT",
            when=OPEN_REFERRAL,
            message=UNDER_WAY,
        ),
        refuse(
            name="episode_back_after_referral",
            table="treatment_episode",
            event="UPDATE",
            when=f"NEW.status = 'active' AND OLD.status <> 'active' AND {OPEN_REFERRAL}",
            message=UNDER_WAY,
        ),
        refuse(
            name="need_settled_after_referral",
            table="treatment_detoxneed",
            event="UPDATE",
            when=f"NEW.state <> 'open' AND OLD.state = 'open' AND {OPEN_REFERRAL}",
            message=UNDER_WAY,
        ),
        refuse(
            name="referral_of_an_open_need",
            table="treatment_detoxreferral",
            event="INSERT",
            when=(
                f"NEW.status {OPEN} AND NOT EXISTS (SELECT 1 FROM treatment_detoxneed d"
                " WHERE d.id = NEW.need_id AND d.patient_id = NEW.patient_id AND d.state = 'open')"
            ),
            message="Only for an open need of detox is somebody referred.",
        ),
        refuse(
            name="referral_stays",
            table="treatment_detoxreferral",
            event="DELETE",
            when="1 = 1",
            message="A referral cannot be removed.",
        ),
    ]
