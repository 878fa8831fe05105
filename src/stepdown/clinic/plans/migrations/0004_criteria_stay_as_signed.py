"""The criteria of a signed version stay as they were signed."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_criteria_and_suggestions")]
    operations = [
        refuse(
            name="plan_criteria_stay",
            table="plans_treatmentplan",
            event="UPDATE OF criteria",
            when=(
                "OLD.entry_id IS NOT NULL"
                " AND COALESCE(CAST(NEW.criteria AS TEXT), '')"
                " <> COALESCE(CAST(OLD.criteria AS TEXT), '')"
            ),
            message="This version is signed. Begin a new one.",
        ),
    ]
