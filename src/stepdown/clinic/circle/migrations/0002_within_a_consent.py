"""Nobody is invited beyond what the person agreed to, and a note stays with its person. A meeting
stays as the person wrote it; what staff verified stays verified."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

GUEST = "circle_familyguest"
CONSENT = (
    "EXISTS (SELECT 1 FROM consents_sharing s WHERE s.id = NEW.sharing_id"
    " AND s.patient_id = NEW.patient_id AND s.recipient_kind = 'loved_one'"
    " AND CAST(s.topics AS TEXT) LIKE '%\"family_dates\"%' AND s.starts_at <= NEW.invited_at"
    " AND s.lasts_until > NEW.starts_at AND s.lasts_until > NEW.invited_at AND (s.ended_at IS NULL OR s.ended_at > {at}))"
)
HELD_AT = "CASE NEW.state WHEN 'came' THEN NEW.starts_at ELSE NEW.invited_at END"
OF_FAMILY = (
    "EXISTS (SELECT 1 FROM timetable_series t WHERE t.id = NEW.series_id AND t.service = 'family')"
)
OWN_NOTE = (
    "EXISTS (SELECT 1 FROM chart_entry e WHERE e.id = NEW.note_id"
    " AND e.patient_id = NEW.patient_id AND e.kind = 'family_guest')"
)
MEETING = "circle_outsidemeeting"


class Migration(migrations.Migration):
    dependencies = [
        ("circle", "0001_initial"),
        ("chart", "0001_initial"),
        ("consents", "0001_initial"),
        ("timetable", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
        refuse(
            name="guest_within_a_consent",
            table=GUEST,
            event="INSERT",
            when=f"NOT {CONSENT.format(at='NEW.invited_at')} OR NOT {OF_FAMILY}",
            message="No consent that holds lets them know this date.",
        ),
        refuse(
            name="guest_came_within_a_consent",
            table=GUEST,
            event="UPDATE OF state",
            when=f"NEW.state IN ('invited', 'came') AND NOT {CONSENT.format(at=HELD_AT)}",
            message="The consent had ended before this session.",
        ),
        refuse(
            name="guest_stays_with_its_session",
            table=GUEST,
            event='UPDATE OF sharing_id, series_id, "on", starts_at',
            when="1 = 1",
            message="An invitation belongs to its session.",
        ),
        refuse(
            name="guest_note",
            table=GUEST,
            event="UPDATE OF note_id",
            when=f"OLD.note_id IS NOT NULL OR (NEW.note_id IS NOT NULL AND NOT {OWN_NOTE})",
            message="A signed note about a relative stays in the chart of its person.",
        ),
        refuse(
            name="guest_stays",
            table=GUEST,
            event="DELETE",
            when="1 = 1",
            message="Who was invited stays on file.",
        ),
        stays_with_its_person(GUEST),
        *closed_when_merged(GUEST),
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
