"""Nothing is written into a record that was merged into another."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged

TABLES = (
    "people_contactpermission",
    "people_accessblock",
    "chart_entry",
    "chart_arrival",
    "chart_arrivedfact",
    "consents_consent",
    "consents_sharing",
    "consents_disclosure",
    "measures_askedform",
    "measures_safetyalert",
    "intake_inquiry",
    "intake_booking",
    "intake_told",
    "treatment_detoxneed",
    "treatment_episode",
    "treatment_emergencycontact",
    "treatment_commitment",
    "treatment_checklistmark",
    "treatment_nocontact",
    "treatment_detoxreferral",
    "treatment_personsview",
    "treatment_partinwork",
    "timetable_seat",
    "timetable_keptplace",
    "clinic_sessions_attendance",
)


class Migration(migrations.Migration):
    dependencies = [
        ("merging", "0001_initial"),
        ("people", "0001_initial"),
        ("ledger", "0001_initial"),
        ("chart", "0001_initial"),
        ("consents", "0001_initial"),
        ("intake", "0001_initial"),
        ("measures", "0001_initial"),
        ("treatment", "0001_initial"),
        ("timetable", "0001_initial"),
        ("clinic_sessions", "0001_initial"),
    ]
    operations = [
        *[step for table in TABLES for step in closed_when_merged(table)],
        # rows of these may still end or be delivered, so only new ones are refused
        *closed_when_merged("people_accessgrant", "INSERT"),
        *closed_when_merged("ledger_outboxmessage", "INSERT"),
    ]
