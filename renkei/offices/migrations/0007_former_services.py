import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    """候補 also look for offices that offered the service before, to say that they are no longer listed."""

    dependencies = [
        ("offices", "0006_correction_length"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="office",
            index=django.contrib.postgres.indexes.GinIndex(fields=["former_service_codes"], name="office_by_former"),
        ),
    ]
