"""Rules of placement, the referral to detox, and what admission asks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from stepdown.clinic.ledger.triggers import refuse, stays_with_its_person


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
SAID = "UPDATE OF id, placement_id, agrees, words, told_by_id, is_own, told_at"
UNDER_WAY = "A referral to detox is under way. Note first that the person is back."


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0005_kinds_around_admission"),
        ("consents", "0002_people_say_what_is_shared"),
        ("people", "0003_two_records_of_one_person"),
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
            name="EpisodeStart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("direct", "Straight from here"),
                            ("after_detox", "After detox"),
                            ("residential", "From a residential stay"),
                            ("return", "Back after earlier care"),
                        ],
                        max_length=12,
                    ),
                ),
                ("first_session_due_on", models.DateField()),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="start",
                        to="treatment.episode",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("other_name", models.CharField(max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("partner", "Partner or former partner"),
                            ("relative", "Relative"),
                            ("order", "Legal order"),
                            ("other", "Another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("ends_on", models.DateField(help_text="Of an order; ask before it", null=True)),
                ("made_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_because", models.CharField(blank=True, max_length=300)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.entry",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="no_contacts_of_others",
                        to="people.patient",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="no_contacts",
                        to="people.patient",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonsView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agrees", models.BooleanField()),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("is_own", models.BooleanField(help_text="Written by the person")),
                ("told_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views_of_decisions",
                        to="people.patient",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.entry",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="ChecklistItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=80)),
                ("hint", models.CharField(blank=True, max_length=200)),
                ("is_required", models.BooleanField(default=True)),
                ("minors_only", models.BooleanField(default=False)),
                (
                    "skipped_for",
                    models.JSONField(default=list, help_text="Ways in for which it is not asked"),
                ),
                ("is_used", models.BooleanField(default=True)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checklist",
                        to="people.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "key"), name="one_checklist_item_per_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("declined", "Offered, not wanted"),
                            ("none", "Does not apply"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("marked_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.entry",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checklist_marks",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["patient", "key", "-marked_at"],
                        name="treatment_c_patient_a7b67c_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "key"), name="one_mark_per_entry_and_item"
                    )
                ],
            },
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
        migrations.AddIndex(
            model_name="nocontact",
            index=models.Index(fields=["other"], name="treatment_n_other_i_15f836_idx"),
        ),
        migrations.AddConstraint(
            model_name="nocontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other", None),
                    models.Q(("other", models.F("patient")), _negated=True),
                    _connector="OR",
                ),
                name="apart_from_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="nocontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_because", ""), ("lifted_by", None)),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lifted_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="personsview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agrees", True), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="a_no_has_words",
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
        refuse(
            name="no_contact_stays",
            table="treatment_nocontact",
            event="DELETE",
            when="1 = 1",
            message="Who is kept apart is lifted with a reason, never removed.",
        ),
        refuse(
            name="no_contact_stays_as_made",
            table="treatment_nocontact",
            event="UPDATE OF other_id, other_name, kind, entry_id, lifted_at",
            when=(
                "OLD.lifted_at IS NOT NULL"
                " OR COALESCE(NEW.other_id, 0) <> COALESCE(OLD.other_id, 0)"
            ),
            message="Who is kept apart is lifted with a reason, never changed.",
        ),
        stays_with_its_person("treatment_nocontact"),
        *(
            refuse(
                name=name,
                table="treatment_personsview",
                event=event,
                when="1 = 1",
                message="What a person said stays as they said it.",
            )
            for name, event in (("view_stays_as_said", SAID), ("view_stays", "DELETE"))
        ),
        stays_with_its_person("treatment_personsview"),
    ]
