"""What a proof stands on: the site's own settings in this process, on a database in a folder that goes afterwards."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wraparound.core.database.embedded import new_secrets, ready
from wraparound.core.database.launcher import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wraparound.core.database.launcher import Server

NAME = "proof"


@contextmanager
def standing(between: Callable[[Server, dict[str, str]], dict[str, str]] | None = None) -> Iterator[Server]:
    """The server, once Django is set up and the tables are made.

    `between` may put something between the site and its database: it is given the server and the environment of the
    site, and says which variables to change.
    """
    with tempfile.TemporaryDirectory(prefix="wraparound-proof-") as name:
        Path(name).chmod(0o755)
        with Cluster(Path(name) / "database", settings={"fsync": "off"}) as server:
            said = ready(server, NAME, new_secrets())
            os.environ.update(said | {"DJANGO_SETTINGS_MODULE": "proof.settings", "WRAPAROUND_DEMO": "yes"})
            if between:
                os.environ.update(between(server, said))
            _tables()
            yield server


def _tables() -> None:
    import django  # noqa: PLC0415 - reads the environment that was just made
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    call_command("load_vocabulary", database="owner", verbosity=0)
