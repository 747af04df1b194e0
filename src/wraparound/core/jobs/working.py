"""The worker: takes jobs one after the other, a few at once, and takes up what a worker that died left behind.

It is stopped as it would be killed: nothing has to be tidied, since whatever it does can be called again.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from typing import TYPE_CHECKING, Any

from django.db import connections
from procrastinate import App, PsycopgConnector
from psycopg.conninfo import make_conninfo

from wraparound.core import clock
from wraparound.core.jobs.doing import do, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

SCHEMA = "jobs"
AT_ONCE = 2  # jobs at once
HEARTBEAT = 5.0  # seconds between signs of life
SILENT = 20.0  # seconds without one after which a worker counts as dead
KEPT_HOURS = 24 * 7  # how long what is done stays known


def work(*, at_once: int = AT_ONCE, heartbeat: float = HEARTBEAT, silent: float = SILENT, once: bool = False) -> None:
    """Works until the process is ended; with `once` until nothing waits."""
    asyncio.run(_work(at_once, heartbeat, silent, once))


async def _work(at_once: int, heartbeat: float, silent: float, once: bool) -> None:
    app = application()
    async with app.open_async():
        await _take_up(app, silent)
        again = asyncio.create_task(_again(app, heartbeat, silent))
        try:
            await app.run_worker_async(
                concurrency=at_once,
                wait=not once,
                fetch_job_polling_interval=heartbeat,
                update_heartbeat_interval=heartbeat,
                stalled_worker_timeout=silent,
                install_signal_handlers=False,
                delete_jobs="successful",
            )
        finally:
            again.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await again


def application() -> App:
    """Procrastinate on the login of this process, in a schema of its own, with every job that the apps do."""
    app = App(connector=PsycopgConnector(conninfo=_conninfo(), min_size=1, max_size=4))
    for name in tasks():
        app.task(name=name, queue="site")(functools.partial(do, name))
    return app


def _conninfo() -> str:
    """As Django connects, with the tables of jobs found first."""
    said = connections["default"].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    told: dict[str, Any] = {k: said[v] for k, v in names.items() if said.get(v)}
    return make_conninfo(**told, options=f"-c search_path={SCHEMA},pg_temp", application_name="wraparound worker")


async def _again(app: App, every: float, silent: float) -> None:
    """Now and then: what a dead worker had begun waits again; what was over long ago is forgotten."""
    for number in _numbers():
        await asyncio.sleep(every)
        try:
            await _take_up(app, silent)
            if number % 500 == 0:
                await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True)
        except Exception:  # the database may be gone for a moment: the worker itself says so
            log.exception("what dead workers left could not be looked for")


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


async def _take_up(app: App, silent: float) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        await app.job_manager.retry_job(job, retry_at=clock.now())
        log.warning("job %s of a worker that is gone waits again", job.id)
