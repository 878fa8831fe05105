"""A seat holds one person at a time, and no group has more seats than it has."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

TAKEN = (
    "EXISTS (SELECT 1 FROM timetable_seat s WHERE s.series_id = NEW.series_id"
    " AND s.place = NEW.place AND s.id <> NEW.id"
    " AND s.starts_on < COALESCE(s.ends_on, '9999-12-31')"
    " AND s.starts_on < COALESCE(NEW.ends_on, '9999-12-31')"
    " AND COALESCE(s.ends_on, '9999-12-31') > NEW.starts_on)"
)
BEYOND = "NEW.place > (SELECT seats FROM timetable_series WHERE id = NEW.series_id)"
MESSAGE = "This seat is taken."


class Migration(migrations.Migration):
    dependencies = [("timetable", "0001_initial")]
    operations = [
        refuse(
            name=f"seat_{event.lower()}",
            table="timetable_seat",
            event=event,
            when=f"{TAKEN} OR {BEYOND}",
            message=MESSAGE,
        )
        for event in ("INSERT", "UPDATE")
    ]
