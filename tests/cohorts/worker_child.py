"""A worker as `manage.py run_jobs` is one, with a planner that a test has planted. For tests/cohorts/test_jobs.py."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    from wraparound.plans.planning import steadily

    steadily.WORKER = Path(os.environ["PLANTED"])
    # On a busy machine a worker that lives must not count as dead: then a run is taken up once too often.
    call_command("run_jobs", heartbeat=0.5, silent=6.0)
