"""A grant can be for what a person shares with a loved one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accessgrant",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("contact", "contact"),
                    ("care", "care"),
                    ("billing", "billing"),
                    ("own", "own"),
                    ("shared", "shared"),
                ],
                max_length=10,
            ),
        ),
    ]
