"""What a proof stands on: the site's own settings in this process, on a database in a folder that goes afterwards."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wraparound.core.database.embedded import new_secrets, ready
from wraparound.core.database.launcher import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wraparound.core.database.launcher import Server

NAME = "proof"


@dataclass
class Ground:
    """A server with the site's tables, and what the site has to be told to find it."""

    folder: Path
    cluster: Cluster
    server: Server
    environment: dict[str, str]


@contextmanager
def standing(
    between: Callable[[Server, dict[str, str]], dict[str, str]] | None = None, folder: Path | None = None
) -> Iterator[Ground]:
    """The ground, once Django is set up and the tables are made; in a new folder where none is named.

    `between` may put something between the site and its database: it is given the server and the environment of the
    site, and says which variables to change.
    """
    with tempfile.TemporaryDirectory(prefix="wraparound-proof-") as name:
        Path(name).chmod(0o755)
        here = folder or Path(name)
        cluster = Cluster(here / "database", settings={"fsync": "off"})
        with cluster as server:
            said = ready(server, NAME, new_secrets())
            os.environ.update(said | {"DJANGO_SETTINGS_MODULE": "proof.settings", "WRAPAROUND_DEMO": "yes"})
            if between:
                os.environ.update(between(server, said))
            _tables()
            yield Ground(Path(name), cluster, server, said)


def _tables() -> None:
    import django  # noqa: PLC0415 - reads the environment that was just made
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    call_command("load_vocabulary", database="owner", verbosity=0)


def quiet() -> None:
    """Pages are asked for in this process, as the tests do: any host, and a cache that is gone with the process."""
    from django.conf import settings  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
