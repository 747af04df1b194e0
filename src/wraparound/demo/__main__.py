"""`python -m wraparound.demo`: the whole site on this machine, with made-up people in it. Ctrl-C stops all of it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from wraparound.core.database.embedded import running
from wraparound.core.database.launcher import LauncherError

FOLDER = Path("var") / "demo"  # kept between runs; `make clean` leaves it, `make fresh` does not


def main() -> int:
    """Everything from database to web server, and back down again; the exit code."""
    if os.environ.get("DATABASE_URL"):
        print("The demo makes a database of its own. DATABASE_URL is set: unset it first.", file=sys.stderr)
        return 2
    for wish in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal stops it as Ctrl-C does
        signal.signal(wish, _stop)
    try:
        _say("Starting the database ...")
        with running(FOLDER) as variables:
            os.environ.update(variables, WRAPAROUND_DEMO="yes", DJANGO_SETTINGS_MODULE="wraparound.site.settings")
            return _site()
    except LauncherError as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        _say("Stopped. What you did is kept for the next time.")
        return 0


def _site() -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from wraparound.demo import load, serve

    _say("Bringing the tables up to date ...")
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    load.load(_say)
    return serve.serve(_say)


def _say(text: str) -> None:
    print(text, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
