"""A load that is interrupted leaves whole parts behind, and the next one makes the others."""

from __future__ import annotations

from typing import Any

import pytest

from wraparound.demo import load, made, size, writing

pytestmark = pytest.mark.django_db


def test_an_interrupted_load_goes_on_where_it_stopped(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(size.SIZE, "6")
    write, done = writing.write, []

    def interrupted(one: Any, world: Any, plan: Any, **how: Any) -> None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(one.ref)
        write(one, world, plan, **how)

    monkeypatch.setattr(load, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load.load(lambda _: None)
    assert sorted(made.keys("learner")) == done
    assert made.key_of("all") is None
    monkeypatch.setattr(load, "write", write)
    monkeypatch.setenv(size.SIZE, "9")  # it stays the size that it was begun with
    load.load(lambda _: None)
    assert len(made.keys("learner")) == 6
    assert made.key_of("all") is not None
