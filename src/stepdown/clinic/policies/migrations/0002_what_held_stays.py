"""A figure that held stays as it was written: notes name the version they were signed under."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

TABLE, MESSAGE = "policies_figurechange", "What held stays as it was; change it by a new figure."


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [
        refuse(name="figure_stays", table=TABLE, event="UPDATE", when="1 = 1", message=MESSAGE),
        refuse(name="figure_is_kept", table=TABLE, event="DELETE", when="1 = 1", message=MESSAGE),
    ]
