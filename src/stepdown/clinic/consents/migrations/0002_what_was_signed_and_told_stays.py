"""What was consented to and what was told stays, and nothing is told without a consent."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse, stays_with_its_person

KEPT = (
    "entry_id",
    "recipient_kind",
    "recipient_name",
    "recipient_is",
    "topics",
    "purpose",
    "signed_name",
    "starts_at",
    "lasts_until",
)
CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in KEPT)
NOT_ALLOWED = (
    "NOT EXISTS (SELECT 1 FROM consents_sharing s WHERE s.id = NEW.sharing_id"
    " AND s.patient_id = NEW.patient_id AND s.starts_at <= NEW.told_at"
    " AND s.lasts_until > NEW.told_at AND (s.ended_at IS NULL OR s.ended_at > NEW.told_at)"
    " AND CAST(s.topics AS TEXT) LIKE '%\"' || NEW.topic || '\"%')"
)


class Migration(migrations.Migration):
    dependencies = [("consents", "0001_initial")]
    operations = [
        refuse(
            name="sharing_keeps_what_was_signed",
            table="consents_sharing",
            event=f"UPDATE OF {', '.join(KEPT)}, ended_at",
            when=f"{CHANGED} OR OLD.ended_at IS NOT NULL",
            message="What was signed stays. End this consent and give a new one.",
        ),
        stays_with_its_person("consents_sharing"),
        refuse(
            name="sharing_stays",
            table="consents_sharing",
            event="DELETE",
            when="1 = 1",
            message="A consent that was given stays on file.",
        ),
        refuse(
            name="told_within_a_consent",
            table="consents_disclosure",
            event="INSERT",
            when=NOT_ALLOWED,
            message="No consent that holds allows this.",
        ),
        refuse(
            name="told_keeps",
            table="consents_disclosure",
            event="UPDATE OF id, sharing_id, topic, how, what, told_at, told_by_id",
            when="1 = 1",
            message="What was told cannot be changed.",
        ),
        stays_with_its_person("consents_disclosure"),
        refuse(
            name="told_stays",
            table="consents_disclosure",
            event="DELETE",
            when="1 = 1",
            message="What was told cannot be removed.",
        ),
    ]
