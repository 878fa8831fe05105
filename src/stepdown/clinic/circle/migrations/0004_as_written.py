"""A meeting stays as the person wrote it; what staff verified stays verified."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

MEETING = "circle_outsidemeeting"


class Migration(migrations.Migration):
    dependencies = [("circle", "0003_outside_meetings"), ("people", "0001_initial")]
    operations = [
        refuse(
            name="meeting_stays_as_written",
            table=MEETING,
            event='UPDATE OF "on", kind, written_at, written_by_id',
            when="1 = 1",
            message="What a person wrote stays; take it off the list and write it anew.",
        ),
        refuse(
            name="meeting_stays_verified",
            table=MEETING,
            event="UPDATE OF verified_at, verified_by_id, verified_how, removed_at",
            when="OLD.verified_at IS NOT NULL OR OLD.removed_at IS NOT NULL",
            message="This meeting was verified, or taken off the list, already.",
        ),
        refuse(
            name="meeting_stays",
            table=MEETING,
            event="DELETE",
            when="1 = 1",
            message="A meeting is taken off the list, not deleted.",
        ),
        stays_with_its_person(MEETING),
        *closed_when_merged(MEETING),
    ]
