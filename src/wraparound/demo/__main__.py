"""`python -m wraparound.demo`: the whole site on this machine, with made-up people in it. Ctrl-C stops all of it.

PORT says where (8000), WRAPAROUND_DEMO_FOLDER where the data are (var/demo), WRAPAROUND_DEMO_LEARNERS how many learners
a new one has (150).
"""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from wraparound.core.database.embedded import running
from wraparound.core.database.launcher import LauncherError

FOLDER = Path("var") / "demo"  # kept between runs; `make clean` leaves it, `make fresh` does not


def main() -> int:
    """Everything from database to web server, and back down again; the exit code."""
    from wraparound.demo import serve
    from wraparound.demo.size import WrongSize, size

    if os.environ.get("DATABASE_URL"):
        return _refused("The demo makes a database of its own. DATABASE_URL is set: unset it first.")
    port = serve.port_asked_for()
    if port is None:
        return _refused(f"PORT must be a number from 1 to 65535; it is {os.environ['PORT']!r}.")
    if serve.is_taken(port):
        return _refused(f"Something else is at {serve.HOST}:{port}. PORT={port + 1} make demo takes another.")
    try:
        size()  # before anything starts: making a database only to refuse takes half a minute
    except WrongSize as fault:
        return _refused(str(fault))
    _stop_when_told()
    try:
        _say("Starting the database ...")
        folder = Path(os.environ.get("WRAPAROUND_DEMO_FOLDER", FOLDER))
        os.environ.setdefault("ANCHORS", str(folder / "anchors"))
        with running(folder) as variables:
            os.environ.update(variables, WRAPAROUND_DEMO="yes", DJANGO_SETTINGS_MODULE="wraparound.site.settings")
            os.environ["SITE_ADDRESS"] = f"http://{serve.HOST}:{port}"
            return _site(port)
    except LauncherError as fault:
        return _refused(str(fault), 1)
    except KeyboardInterrupt:
        _say("\nStopped. What you did is kept for the next time.")
        return 0


def _site(port: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from areas import PlacesMissing
    from wraparound.demo import load, serve, static

    try:
        _say("Bringing the tables up to date ...")
        call_command("migrate", database="owner", verbosity=0)
        call_command("load_vocabulary", stdout=io.StringIO())
        static.gather()
        load.load(_say)
    except (static.NotBuilt, PlacesMissing) as fault:
        return _refused(str(fault))
    finally:
        connections.close_all()
    return serve.serve(_say, port)


def _stop_when_told() -> None:
    """SIGTERM and a closed terminal stop it as Ctrl-C does; what `nohup` has set to be ignored stays so."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's `&` leaves it ignored: nobody could stop it
    for wish in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(wish) is not signal.SIG_IGN:
            signal.signal(wish, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(text, flush=True)


def _refused(why: str, code: int = 2) -> int:
    print(why, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
