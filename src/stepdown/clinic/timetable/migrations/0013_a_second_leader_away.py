from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timetable", "0012_co_leaders")]

    operations = [
        migrations.AddField(
            model_name="meetingchange",
            name="of_second",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(model_name="meetingchange", name="one_change_a_meeting"),
        migrations.RemoveConstraint(
            model_name="meetingchange", name="cancelled_or_led_by_somebody_else"
        ),
        migrations.AddConstraint(
            model_name="meetingchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("series", "on", "of_second"),
                name="one_change_a_leader",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_cancelled", True), ("leader", None)),
                    models.Q(("instead", None), ("is_cancelled", False)),
                    _connector="OR",
                ),
                name="cancelled_or_led_by_others",
            ),
        ),
    ]
