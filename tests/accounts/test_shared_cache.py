"""Limits of sign-in: several processes count together, what was counted outlives a rollback, and nobody reads it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connections, transaction

from tests.accounts.cast import being, cast
from tests.people import SIGN_IN
from wraparound.accounts.models import Counted
from wraparound.accounts.shared_cache import SharedCache
from wraparound.core.database.scope import acting

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = "wraparound.accounts.shared_cache.SharedCache"
ALONE = "django.core.cache.backends.locmem.LocMemCache"
TRIES = """
import django, sys
from django.conf import settings
from wraparound.site import settings as site
site.CACHES = {"default": {"BACKEND": sys.argv[1]}}
django.setup()
from allauth.core import ratelimit
from django.test import RequestFactory
sys.stdin.readline()
request = RequestFactory().post("/")
print(sum(ratelimit.consume(request, action="login_failed", key="carl") for _ in range(5)))
"""


@pytest.fixture
def shared(django_db_setup: None) -> Iterator[SharedCache]:
    made = SharedCache("", {})
    made.clear()
    yield made
    made.clear()


def by_two_processes(cache: str) -> int:
    """How many of ten tries, five in each process at the same time, are let through."""
    at = connections.settings["default"]
    url = " ".join(f"{ours}='{at[name]}'" for name, ours in
                   (("NAME", "dbname"), ("USER", "user"), ("PASSWORD", "password"), ("HOST", "host"), ("PORT", "port"))
                   if at.get(name))  # fmt: skip
    said = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "wraparound.site.settings", "WRAPAROUND_DEMO": "no"}
    both = [
        subprocess.Popen([sys.executable, "-c", TRIES, cache], env=os.environ | said, stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]  # fmt: skip
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=60)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    return sum(int(text) for text in told)


@pytest.mark.usefixtures("shared")
def test_two_processes_count_together() -> None:
    assert by_two_processes(SHARED) == 5


@pytest.mark.usefixtures("django_db_setup")
def test_with_a_cache_for_each_process_an_attacker_would_have_twice_the_tries() -> None:
    assert by_two_processes(ALONE) == 10


@pytest.mark.django_db
def test_what_was_counted_stays_counted_when_the_request_is_rolled_back(shared: SharedCache) -> None:
    with pytest.raises(ZeroDivisionError), acting(SIGN_IN):
        shared.set("tries", [1.5], 60)
        assert 1 / 0
    assert shared.get("tries") == [1.5]


def test_it_does_what_a_cache_does(shared: SharedCache) -> None:
    assert shared.get("a") is None
    assert shared.get("a", "nothing") == "nothing"
    assert shared.add("a", "y", 60)
    assert not shared.add("a", "z", 60)
    assert shared.get("a") == "y"
    shared.set("a", [1.25, 2], None)
    assert shared.get("a") == [1.25, 2]
    assert shared.touch("a", 60)
    assert not shared.touch("b", 60)
    assert shared.delete("a")
    assert not shared.delete("a")
    shared.set("n", 3, 60)
    assert (shared.incr("n"), shared.incr("n", 4), shared.get("n")) == (4, 8, 8)
    with pytest.raises(ValueError, match="nothing is kept"):
        shared.incr("m")
    shared.set("a", 1, 0.05)
    time.sleep(0.1)
    assert shared.get("a") is None
    assert shared.add("a", 2, 60)  # what has run out is as good as gone
    shared.set("a", 3, 0)
    assert shared.get("a") is None


def test_what_has_run_out_is_swept_away(shared: SharedCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wraparound.accounts.shared_cache.SWEEP", 1)
    shared.set("old", 1, 0)
    shared.set("new", 1, 60)
    assert shared._ask("select count(*) from app.accounts_counted") == [(1,)]


def test_it_goes_on_when_its_connection_was_lost(shared: SharedCache) -> None:
    shared.set("a", 1, 60)
    assert SharedCache._connection is not None
    SharedCache._connection.close()
    assert shared.get("a") == 1


@pytest.mark.django_db
def test_nobody_who_signs_in_reads_it_and_no_address_stands_in_it(shared: SharedCache) -> None:
    who = cast()
    shared.set("ip:203.0.113.9", [1.0], 60)
    for reader in (who.carl, who.sue):
        with being(reader), pytest.raises(DatabaseError), transaction.atomic():
            Counted.objects.count()
    assert "203.0.113.9" not in str(shared._ask("select key, value from app.accounts_counted"))


def test_a_try_is_counted_in_a_few_thousandths_of_a_second(shared: SharedCache) -> None:
    began = time.perf_counter()
    for _ in range(100):
        shared.add("lock", True, 10)
        shared.set("tries", [time.time()], 60)
        shared.delete("lock")
    each: Any = (time.perf_counter() - began) / 100
    assert each < 0.05  # three statements; about 0.001 where nothing else runs
