"""An examination is one signed entry."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0005_kinds_around_admission"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("vitals", "Vitals"),
                    ("use_history", "Use history"),
                    ("examination", "Examination"),
                    ("instrument", "Measure"),
                    ("safety_step", "Safety step"),
                    ("rating", "Concern by area"),
                    ("advice", "Placement advice"),
                    ("placement", "Placement decision"),
                    ("withdrawal", "Withdrawal decision"),
                    ("referral", "Referral to detox"),
                    ("consent", "Consent"),
                    ("checklist", "Admission checklist"),
                    ("no_contact", "Kept apart"),
                    ("admission", "Admission"),
                    ("team_change", "Change of the team"),
                    ("session_note", "Session note"),
                    ("step_decision", "Step decision"),
                    ("episode_change", "Change of the episode"),
                ],
                max_length=20,
            ),
        ),
    ]
