"""No part of a day is closed twice: opening it again would leave the other one standing."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

LAST = "'23:59:59.999999'"
CLOSED = (
    "NEW.undone_at IS NULL AND EXISTS (SELECT 1 FROM timetable_closedtime c"
    ' WHERE c.site_id = NEW.site_id AND c."on" = NEW."on" AND c.id <> NEW.id'
    " AND c.undone_at IS NULL"
    f" AND c.starts < COALESCE(NEW.ends, {LAST})"
    f" AND COALESCE(c.ends, {LAST}) > NEW.starts)"
)


class Migration(migrations.Migration):
    dependencies = [("timetable", "0003_changed_days")]
    operations = [
        refuse(
            name=f"closed_{event.lower()}",
            table="timetable_closedtime",
            event=event,
            when=CLOSED,
            message="This time is closed already.",
        )
        for event in ("INSERT", "UPDATE")
    ]
