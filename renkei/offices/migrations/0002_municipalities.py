"""Fill the table of municipalities from the bundled file (see data/README.md for its sources)."""

import csv
from pathlib import Path

from django.db import migrations

_FILE = Path(__file__).resolve().parent.parent / "data" / "municipalities.csv"


def fill(apps, schema_editor):
    Municipality = apps.get_model("offices", "Municipality")
    with _FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    cities = {row["code"]: row["name"] for row in rows}
    Municipality.objects.bulk_create(
        Municipality(
            code=row["code"],
            prefecture_code=row["code"][:2],
            prefecture=row["prefecture"],
            parent_code=row["parent_code"],
            city=cities.get(row["parent_code"], ""),
            name=row["name"],
            kana=row["kana"],
            kind=row["kind"],
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
            valid_from=row["valid_from"] or None,
            valid_to=row["valid_to"] or None,
        )
        for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
