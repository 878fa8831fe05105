"""What loved ones tell stays as it came, until it is emptied because it became nobody's."""

from django.db import migrations

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
    dependencies = [("intake", "0001_initial")]
    operations = [
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
