"""A running site for each worker, and a browser in a thread of its own.

Playwright keeps an event loop running in its thread, and there Django refuses the database. So journeys run in the
thread of the browser; what they stand on is written down beforehand, by fixtures, in the thread of pytest.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import databases, people
from tests.journeys import live
from tests.journeys.hands import Somebody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wraparound.accounts.models import Person

SECONDS = 15
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
IN_BROWSER_THREAD = "somebody"  # tests with this fixture


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A journey runs where the browser is."""
    if IN_BROWSER_THREAD not in pyfuncitem.fixturenames:
        return None
    said = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    pyfuncitem.funcargs["thread"].submit(pyfuncitem.obj, **said).result()
    return True


@pytest.fixture(scope="session")
def thread() -> Iterator[ThreadPoolExecutor]:
    """The browser's."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser") as one:
        yield one


@pytest.fixture(scope="session")
def chromium(thread: ThreadPoolExecutor) -> Iterator[Any]:
    """One for all journeys of the worker; each has a window of its own, without anybody's cookies."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("NO JOURNEY WAS MADE: there is no chromium here. Try `apt-get install chromium`.")

    def start() -> Any:
        driver = sync_playwright().start()
        expect.set_options(timeout=SECONDS * 1000)
        return driver, driver.chromium.launch(executable_path=program, args=list(FLAGS))

    def stop() -> None:
        browser.close()
        driver.stop()

    driver, browser = thread.submit(start).result()
    yield browser
    thread.submit(stop).result()


@pytest.fixture(scope="session")
def site_of_worker(server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Any]]:
    """The address of the running site, and its database."""
    if not live.look_is_built():
        pytest.fail(live.NO_LOOK)
    with django_db_blocker.unblock(), databases.one_more(server, "journeys") as reached, live.served() as address:
        yield address, reached


@pytest.fixture
def site(site_of_worker: tuple[str, Any], django_db_blocker: Any, settings: Any) -> Iterator[str]:
    """The address, while the site leads to the database of the journeys. Fixtures that write rows ask for this one."""
    from django.core.cache import cache

    settings.SITE_ADDRESS, reached = site_of_worker
    cache.clear()  # how often somebody tried to sign in
    with django_db_blocker.unblock(), databases.pointed_at(reached):
        yield settings.SITE_ADDRESS


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Whether browsers run scripts: every journey works without."""
    return bool(request.param)


@pytest.fixture
def somebody(site: str, script: bool, chromium: Any, thread: ThreadPoolExecutor) -> Iterator[Callable[..., Somebody]]:
    """`somebody(person, keyboard=True)`: who has a browser, signed in as a person if one is given."""
    windows: list[Any] = []

    def new_window(**how: Any) -> Any:
        window = chromium.new_context(**how)
        windows.append(window)
        window.set_default_timeout(SECONDS * 1000)
        return window

    def opened(who: Person | None = None, *, keyboard: bool = False) -> Somebody:
        window = new_window(java_script_enabled=script)
        mirror = None if script else new_window().new_page()
        if who is not None:
            with ThreadPoolExecutor(max_workers=1) as elsewhere:  # not beside a running loop
                window.add_cookies([elsewhere.submit(cookie_of, who, site).result()])
        themes = ("light", "cream", "dark") if script else ()  # once is enough
        return Somebody(window.new_page(), site, mirror, keyboard, themes=themes)

    yield opened
    thread.submit(lambda: [window.close() for window in windows]).result()


def cookie_of(who: Person, site: str) -> Any:
    """What makes a browser theirs."""
    from django.db import connections

    kept = people.browser(who).cookies["session"]
    connections.close_all()
    return {"name": "session", "value": kept.value, "url": site}
