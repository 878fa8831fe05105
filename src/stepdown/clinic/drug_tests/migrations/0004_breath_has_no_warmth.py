"""Warmth tells something of urine only."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("drug_tests", "0003_breath")]
    operations = [
        refuse(
            name="breath_has_no_warmth",
            table="drug_tests_specimen",
            event="INSERT",
            when="NEW.is_breath AND NEW.temperature IS NOT NULL",
            message="Warmth is read on urine only.",
        ),
    ]
