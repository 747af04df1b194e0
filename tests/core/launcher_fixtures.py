"""What the launcher's tests start from: folders, programs, a database made before."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.core.launcher_help import reachable
from wraparound.core.database.launcher import Cluster, LauncherError, find_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def place() -> Iterator[Path]:
    with reachable() as folder:
        yield folder


@pytest.fixture(params=["embedded", "system"])
def programs(request: pytest.FixtureRequest) -> Path:
    try:
        return find_programs(request.param)
    except LauncherError:
        pytest.skip(f"no {request.param} PostgreSQL here: install one (Debian: apt-get install postgresql) to test it")


@pytest.fixture(scope="session")
def prepared() -> Iterator[Callable[[Path], Path]]:
    """An empty database by these programs, made once."""
    with reachable() as folder:

        def database(programs: Path) -> Path:
            made = folder / hashlib.sha256(bytes(programs)).hexdigest()
            if not made.exists():
                with Cluster(made, programs):
                    pass
            return made

        yield database


@pytest.fixture
def made(place: Path, prepared: Callable[[Path], Path], request: pytest.FixtureRequest) -> Path:
    """The folder of an empty database, started and stopped once before; by `programs` if the test asks for them."""
    chosen = request.getfixturevalue("programs") if "programs" in request.fixturenames else find_programs()
    return Path(shutil.copytree(prepared(chosen), place / "made"))
