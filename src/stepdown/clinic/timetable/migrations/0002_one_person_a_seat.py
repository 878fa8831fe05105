"""A seat holds one person at a time, no group has more seats than it has, and who is kept apart
never shares a group. Working hours and closed times do not overlap, a version of a program stays,
and what is held for a person or told to them stays theirs."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

TAKEN = (
    "EXISTS (SELECT 1 FROM timetable_seat s WHERE s.series_id = NEW.series_id"
    " AND s.place = NEW.place AND s.id <> NEW.id"
    " AND s.starts_on < COALESCE(s.ends_on, '9999-12-31')"
    " AND s.starts_on < COALESCE(NEW.ends_on, '9999-12-31')"
    " AND COALESCE(s.ends_on, '9999-12-31') > NEW.starts_on)"
)
BEYOND = "NEW.place > (SELECT seats FROM timetable_series WHERE id = NEW.series_id)"
APART = (
    "NEW.ends_on IS NULL AND EXISTS (SELECT 1 FROM treatment_nocontact n"
    " JOIN timetable_seat s ON s.series_id = NEW.series_id AND s.ends_on IS NULL"
    " AND s.patient_id <> NEW.patient_id"
    " WHERE n.lifted_at IS NULL"
    " AND ((n.patient_id = NEW.patient_id AND n.other_id = s.patient_id)"
    " OR (n.other_id = NEW.patient_id AND n.patient_id = s.patient_id)))"
)

# also where one of them is there for one day
APART_FOR_A_DAY = (
    "EXISTS (SELECT 1 FROM treatment_nocontact n"
    " JOIN timetable_seat s ON s.series_id = NEW.series_id AND s.patient_id <> NEW.patient_id"
    " WHERE n.lifted_at IS NULL AND (NEW.is_make_up OR s.is_make_up)"
    " AND s.starts_on < COALESCE(s.ends_on, '9999-12-31')"
    " AND NEW.starts_on < COALESCE(NEW.ends_on, '9999-12-31')"
    " AND s.starts_on < COALESCE(NEW.ends_on, '9999-12-31')"
    " AND COALESCE(s.ends_on, '9999-12-31') > NEW.starts_on"
    " AND ((n.patient_id = NEW.patient_id AND n.other_id = s.patient_id)"
    " OR (n.other_id = NEW.patient_id AND n.patient_id = s.patient_id)))"
)
LAST = "'23:59:59.999999'"
CLOSED_ALREADY = (
    "NEW.undone_at IS NULL AND EXISTS (SELECT 1 FROM timetable_closedtime c"
    ' WHERE c.site_id = NEW.site_id AND c."on" = NEW."on" AND c.id <> NEW.id'
    " AND c.undone_at IS NULL"
    f" AND c.starts < COALESCE(NEW.ends, {LAST})"
    f" AND COALESCE(c.ends, {LAST}) > NEW.starts)"
)
OVERLAP = (
    "NEW.undone_at IS NULL AND EXISTS (SELECT 1 FROM timetable_shift s"
    " WHERE s.account_id = NEW.account_id AND s.weekday = NEW.weekday AND s.id <> NEW.id"
    " AND s.undone_at IS NULL AND s.starts < NEW.ends AND NEW.starts < s.ends"
    " AND s.valid_from < COALESCE(NEW.valid_until, '9999-12-31')"
    " AND NEW.valid_from < COALESCE(s.valid_until, '9999-12-31'))"
)
OF_ONE_PERSON = ("timetable_heldplace", "timetable_changecall", "timetable_groupwish")


class Migration(migrations.Migration):
    dependencies = [
        ("timetable", "0001_initial"),
        ("people", "0001_initial"),
        ("treatment", "0001_initial"),
    ]
    operations = [
        *(
            refuse(
                name=f"seat_{event.lower()}",
                table="timetable_seat",
                event=event,
                when=f"{TAKEN} OR {BEYOND}",
                message="This seat is taken.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"apart_{event.lower()}",
                table="timetable_seat",
                event=event,
                when=APART,
                message="This session is not open to this person.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"apart_for_a_day_{event.lower()}",
                table="timetable_seat",
                event=event,
                when=APART_FOR_A_DAY,
                message="This session is not open to this person.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"series_two_leaders_{event.lower()}",
                table="timetable_series",
                event=event,
                when="NEW.co_leader_id IS NOT NULL AND NEW.co_leader_id = NEW.leader_id",
                message="A session has two leaders or one, never one twice.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"closed_{event.lower()}",
                table="timetable_closedtime",
                event=event,
                when=CLOSED_ALREADY,
                message="This time is closed already.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"shift_{event.lower()}",
                table="timetable_shift",
                event=event,
                when=OVERLAP,
                message="These working hours overlap others.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"program_version_{event.lower()}",
                table="timetable_programversion",
                event=event,
                when="1 = 1",
                message="A version of a program stays as it is.",
            )
            for event in ("UPDATE", "DELETE")
        ),
        *(stays_with_its_person(table) for table in OF_ONE_PERSON),
        *(step for table in OF_ONE_PERSON for step in closed_when_merged(table)),
    ]
