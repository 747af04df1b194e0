"""Anchors find what chains by themselves cannot, a chain written anew; and a file of anchors that was cut."""

from __future__ import annotations

import hashlib
import threading
from io import StringIO
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from wraparound.core import anchors

if TYPE_CHECKING:
    from pathlib import Path

    from wraparound.core.database.launcher import Server

SUBJECTS = [uuid4() for _ in range(5)]  # an odd number: the tree has a node without a pair


@pytest.fixture
def raw(committed: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """Somebody whom no policy binds, in a database with five chains of three events, really stored."""
    committed.execute("delete from app.core_auditevent; delete from app.core_chainhead")
    for number in range(15):
        committed.execute("select app.append(%s, 'x', %s)", [SUBJECTS[number % 5], f'{{"n": {number}}}'])
    return committed


@pytest.fixture
def folder(raw: Any, tmp_path: Path, settings: Any) -> Path:
    settings.ANCHORS = str(tmp_path / "anchors")
    return tmp_path / "anchors"


def said(command: str, **more: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=out, **more)
    return out.getvalue()


def test_an_anchor_says_what_the_chains_are_and_more_may_follow(raw: Any, folder: Path) -> None:
    assert said("check_chains") == "Every chain verifies. There is no anchor yet.\n"
    assert said("anchor_chains").startswith("Anchor 1: 5 chains, up to event ")
    raw.execute("select app.append(%s, 'y', '{}')", [SUBJECTS[0]])
    assert said("anchor_chains").startswith("Anchor 2: 6 chains")  # and the chain of the site
    raw.execute("select app.append(%s, 'y', '{}')", [uuid4()])
    assert said("check_chains") == "Every chain verifies. They are what the last of 2 anchors says.\n"
    assert "the last of 2" in said("check_chains", every_anchor=True)


def test_the_root_is_that_of_the_heads_as_anybody_can_reckon_it(raw: Any, folder: Path) -> None:
    heads = raw.execute("select subject, seq, hash from app.core_chainhead order by subject").fetchall()
    level = [hashlib.sha256(b"\0" + f"{s}|{q}|".encode() + h).digest() for s, q, h in heads]
    while len(level) > 1:
        pairs = [level[n : n + 2] for n in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + b"".join(p)).digest() if len(p) == 2 else p[0] for p in pairs]
    assert anchors.anchor(folder).root == level[0].hex()


def write_anew(raw: Any, subject: UUID) -> None:
    """A whole chain, by somebody who owns the database: numbers and moments are those of before."""
    before = raw.execute("select seq, number, at from app.core_auditevent where subject = %s", [subject]).fetchall()
    raw.execute("delete from app.core_auditevent where subject = %s", [subject])
    raw.execute("delete from app.core_chainhead where subject = %s", [subject])
    for _ in before:
        raw.execute("select app.append(%s, 'nothing happened', '{}')", [subject])
    for seq, number, _at in before:
        raw.execute(
            "update app.core_auditevent set number = %s where subject = %s and seq = %s", [number, subject, seq]
        )


def test_a_chain_that_was_wholly_written_anew_is_found_though_it_verifies(raw: Any, folder: Path) -> None:
    said("anchor_chains")
    write_anew(raw, SUBJECTS[2])
    assert raw.execute("select count(*) from app.broken_chains()").fetchone() == (0,)
    for command in ("check_chains", "anchor_chains"):
        with pytest.raises(CommandError, match="not what they were"):
            said(command)
    assert len((folder / anchors.FILE).read_text().splitlines()) == 1  # nothing was added on top


TAMPERINGS = {
    "an event is changed": "update app.core_auditevent set what = 'z' where subject = %(one)s and seq = 2",
    "an event is removed": "delete from app.core_auditevent where subject = %(one)s and seq = 2",
    "the last event is removed, and the head put back": (
        "delete from app.core_auditevent where subject = %(one)s and seq = 3; update app.core_chainhead h"
        " set seq = 2, hash = (select hash from app.core_auditevent where subject = %(one)s and seq = 2)"
        " where subject = %(one)s"
    ),
    "a chain is removed": (
        "delete from app.core_auditevent where subject = %(one)s; "
        "delete from app.core_chainhead where subject = %(one)s"
    ),
    "all is removed": "delete from app.core_auditevent; delete from app.core_chainhead",
}
FOUND_BY_CHAINS = {"an event is changed", "an event is removed"}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_what_is_changed_or_removed_is_found(raw: Any, folder: Path, tampering: str) -> None:
    said("anchor_chains")
    for statement in TAMPERINGS[tampering].split("; "):
        raw.execute(statement, {"one": SUBJECTS[1]} if "%(" in statement else None)
    with pytest.raises(CommandError):
        said("check_chains")
    if tampering not in FOUND_BY_CHAINS:  # these the chains alone do not find
        assert raw.execute("select count(*) from app.broken_chains()").fetchone() == (0,)


FILES = {
    "the last line is cut": lambda lines: lines[:-1],
    "the first line is cut": lambda lines: lines[1:],
    "a line in the middle is cut": lambda lines: [lines[0], lines[2]],
    "all is cut": lambda lines: [],
    "the last line is edited": lambda lines: [*lines[:-1], lines[-1].replace('"chains":6', '"chains":7')],
    "the first line is edited": lambda lines: [lines[0].replace('"chains":5', '"chains":4'), *lines[1:]],
    "a line is added": lambda lines: [*lines, lines[-1].replace('"number":3', '"number":4')],
    "it is no line": lambda lines: [*lines[:-1], "{}"],
}


@pytest.mark.parametrize("edit", FILES)
def test_a_file_that_was_cut_or_edited_is_found(folder: Path, edit: str) -> None:
    for _ in range(3):
        said("anchor_chains")
    file = folder / anchors.FILE
    before = file.read_text().splitlines()
    after = FILES[edit](before)
    assert after != before
    file.write_text("".join(f"{line}\n" for line in after))
    for command in ("check_chains", "anchor_chains"):
        with pytest.raises(CommandError, match="anchor"):
            said(command)


def test_a_file_that_is_gone_and_a_setting_that_is_forgotten_are_found(folder: Path, settings: Any) -> None:
    said("anchor_chains")
    (folder / anchors.FILE).unlink()
    with pytest.raises(CommandError, match="cut or changed"):
        said("check_chains")
    settings.ANCHORS = ""
    for command, why in (("check_chains", "does not say where"), ("anchor_chains", "must name a folder")):
        with pytest.raises(CommandError, match=why):
            said(command)


def test_an_anchor_that_was_written_and_not_noted_any_more_is_no_fault(raw: Any, folder: Path) -> None:
    said("anchor_chains")
    raw.execute("create table kept as select * from app.core_auditevent where what = 'chains anchored'")
    said("anchor_chains")
    raw.execute("delete from app.core_auditevent where what = 'chains anchored' and seq = 2")
    raw.execute("update app.core_chainhead h set seq = 1, hash = kept.hash from kept where kept.subject = h.subject")
    raw.execute("drop table kept")
    assert "the last of 2" in said("check_chains")


def test_an_anchor_waits_for_who_is_writing_and_an_event_of_before_never_appears_after_it(
    server: Server, raw: Any, folder: Path
) -> None:
    with psycopg.connect(**server.connection(str(raw.info.dbname))) as other:
        other.execute("select app.append(%s, 'late', '{}')", [SUBJECTS[3]])
        with pytest.raises(anchors.Busy):
            anchors.anchor(folder, patience=0.2)
        raw.execute("select app.append(%s, 'early', '{}')", [SUBJECTS[4]])  # a higher number, and there before it
        timer = threading.Timer(0.3, other.commit)
        timer.start()
        made = anchors.anchor(folder)
        timer.join()
    assert made.chains == 5
    assert "the last of 1" in said("check_chains")


def test_nobody_of_the_site_but_the_upkeep_anchors(raw: Any) -> None:
    for function in ("begin_anchor()", "state_of_chains(1)", "note_anchor(1, 'x')", "last_anchor()"):
        for role in ("app_user", "app_visitor", "app_system_signin", "app_system_intake"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
                raw.execute(f"set local role {role}")
                raw.execute(f"select app.{function}")
