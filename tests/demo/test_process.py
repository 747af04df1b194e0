"""The demo as a process: it starts, a learner signs in, and however it ends nothing is left but what was done."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.running import ROOT, Browser, Running, processes, still_there

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.skipif(
        not (ROOT / "build/frontend/wraparound/wraparound.css").exists(),
        reason="the style sheet is not built: make setup",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data of a demo stay from start to start."""
    found = tmp_path_factory.mktemp("demo")
    for above in (found, *found.parents[:2]):
        above.chmod(0o711)  # the database's own account has to get there
    return found


@pytest.fixture
def start(folder: Path) -> Iterator[Any]:
    """Starts a demo and waits until it is ready."""
    started = []

    def begin(**how: bool) -> Running:
        demo = Running(folder, **how)
        started.append(demo)
        demo.wait_until_ready()
        return demo

    yield begin
    for demo in started:
        demo.end()


WAYS = {
    "Ctrl-C": lambda demo: os.killpg(demo.process.pid, signal.SIGINT),  # the terminal tells the whole group
    "SIGTERM": lambda demo: demo.process.terminate(),
    "SIGHUP": lambda demo: demo.process.send_signal(signal.SIGHUP),
    "SIGKILL": lambda demo: demo.process.kill(),
    "closed terminal": lambda demo: demo.close_terminal(),
}


def ends(demo: Running, way: str) -> None:
    """It ends in this way: no process is left, and where it could it said that all is kept."""
    children = demo.children()
    assert len(children) >= 3  # database, web server and its worker at least
    WAYS[way](demo)
    assert demo.wait_until_gone(children) == set()
    if way not in ("SIGKILL", "closed terminal"):
        assert demo.process.returncode == 0
        assert "What you did is kept" in demo.log.read_text()


def test_a_learner_signs_in_reads_and_finds_it_again_after_a_restart_and_a_signal_or_ctrl_c_leaves_no_process(
    start: Any,
) -> None:
    demo = start()
    said = demo.wait_until_said("Ctrl-C stops everything")
    assert f"Wraparound is at {demo.address}/" in said
    assert "Niamh Larkmoor" in said and "System administrator" in said
    browser = Browser(demo.address)
    assert "Hello, Niamh Larkmoor" in browser.press("/demo/", "/demo/learner/")
    assert "What matters to me" in browser.get("/passport/")
    browser.press("/account/details/", "", name="Niamh of the tomatoes", phone="")
    ends(demo, "SIGTERM")
    again = start()
    browser.address = again.address
    assert "Hello, Niamh of the tomatoes" in browser.get("/")  # the session was kept too
    assert "as you left them" in again.log.read_text()
    ends(again, "Ctrl-C")  # each start takes seconds: the other ways have their own below


@pytest.mark.parametrize("way", ["SIGHUP", "SIGKILL", "closed terminal"])
def test_however_it_ends_no_process_is_left(start: Any, way: str) -> None:
    ends(start(terminal=way == "closed terminal"), way)


def test_a_process_that_is_left_is_found() -> None:
    mine = {(pid, began) for pid, _, began, _ in processes() if pid == os.getpid()}
    ended = {(pid, began + "0") for pid, began in mine}  # another that had the same number
    assert still_there(mine | ended) == mine  # the test's own process stands for one that stayed


def test_under_nohup_it_outlives_the_terminal(start: Any) -> None:
    demo = start(nohup=True)
    demo.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert Browser(demo.address).get("/health/")
    children = demo.children()
    demo.process.terminate()
    assert demo.wait_until_gone(children) == set()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("PORT", "some", "PORT must be a number"),
        ("DATABASE_URL", "dbname=real", "unset it first"),
        ("WRAPAROUND_DEMO_LEARNERS", "2", "from 5 to 1000"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(variable: str, value: str, told: str, tmp_path: Path) -> None:
    import subprocess

    kept = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE")}
    said = {"PYTHONPATH": str(ROOT / "src"), "STATIC_ROOT": str(tmp_path / "static"), "PORT": "0"}
    said |= {"WRAPAROUND_DEMO_FOLDER": str(tmp_path / "data"), "PORT": "58231", variable: value}
    tmp_path.chmod(0o711)
    ended = subprocess.run(
        [sys.executable, "-m", "wraparound.demo"],
        cwd=ROOT,
        env=kept | said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, told in ended.stderr) == (2, True), ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_that_is_taken_is_told_before_anything_starts(tmp_path: Path) -> None:
    import socket
    import subprocess

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE")}
        said = {"PYTHONPATH": str(ROOT / "src"), "PORT": str(other.getsockname()[1])}
        said["WRAPAROUND_DEMO_FOLDER"] = str(tmp_path / "data")
        ended = subprocess.run(
            [sys.executable, "-m", "wraparound.demo"],
            cwd=ROOT,
            env=kept | said,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert "Something else is at" in ended.stderr
    assert not (tmp_path / "data").exists()
