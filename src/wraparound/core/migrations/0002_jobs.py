from importlib.resources import files

from django.db import migrations


def make(apps, schema_editor):
    # Procrastinate's own tables, in a schema of their own, as its release 3.10 makes them. A later release that changes
    # them comes with a migration of ours.
    text = (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("set local search_path = jobs")
        cursor.execute(text)
        cursor.execute("set local search_path = app, ext")


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_first"),
    ]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
