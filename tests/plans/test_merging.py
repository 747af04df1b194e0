"""Three people write in one line, each from the page that they see. Whatever the order, every word that was accepted
stands in the log, the newest of each field stands in the line, and a refusal shows both texts and changes nothing.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import people
from tests.plans.people import Cast, cast
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import Stale
from wraparound.plans import actions, fields
from wraparound.plans.actions import keeping
from wraparound.plans.kinds import LineKind
from wraparound.plans.models import Change, Line

if TYPE_CHECKING:
    pass

FIELDS = ("title", "details", "place", "source_words")
AUTHORS = (0, 1, 2)
LOOK = st.tuples(st.just("look"), st.sampled_from(AUTHORS))
SAVE = st.tuples(
    st.just("save"),
    st.sampled_from(AUTHORS),
    st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("abcd"), min_size=1, max_size=3),
)
STEPS = st.lists(st.one_of(LOOK, SAVE, SAVE), min_size=1, max_size=25)
EACH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def three(sams: Cast) -> list[Any]:
    """The head and two colleagues of hers, all with a place in Sam's circle."""
    more = [people.member(sams.college, name) for name in ("Wim", "Wanda")]
    for who in more:
        people.in_circle(sams.learner, who, sams.college)
    return [sams.head, *more]


def line_of(sams: Cast) -> Line:
    with acting(as_person(sams.head.pk)):
        said = {"title": "start", "organisation": sams.college}
        return actions.propose_line(learner=sams.learner, kind=LineKind.SUPPORT, by=sams.head, **said)


def play(line: Line, authors: list[Any], steps: list[Any]) -> None:
    """Each author sees what stood when they last looked; the tests' own book says what has to come of it."""
    pages = {a: fields.marks(line, FIELDS) for a in AUTHORS}
    stands = {f: fields.value_of(line, f) for f in FIELDS}
    accepted = [(f, v) for f, v in stands.items() if v is not None]
    for step in steps:
        who = authors[step[1]]
        with acting(as_person(who.pk)):
            if step[0] == "look":
                pages[step[1]] = fields.marks(Line.objects.get(pk=line.pk), FIELDS)
                continue
            wanted, seen = step[2], pages[step[1]]
            clash = {f for f, v in wanted.items() if fields.mark(stands[f]) != seen[f] and stands[f] != v}
            try:
                actions.change_line(line=line, wanted=wanted, seen=seen, by=who)
            except Stale as stale:
                assert {c.field for c in stale.current} == clash != set()
                assert all((c.theirs, c.mine) == (stands[c.field], wanted[c.field]) for c in stale.current)
            else:
                assert not clash
                accepted += [(f, v) for f, v in sorted(wanted.items()) if stands[f] != v]
                stands |= wanted
    with acting(as_person(authors[0].pk)):
        now = Line.objects.get(pk=line.pk)
        assert {f: fields.value_of(now, f) for f in FIELDS} == stands
        log = Change.objects.filter(row=line.pk, field__in=FIELDS).order_by("order")
        for field in FIELDS:
            assert [c.value for c in log if c.field == field] == [v for f, v in accepted if f == field]


@pytest.mark.django_db
@EACH
@given(steps=STEPS)
def test_whatever_the_order_every_accepted_word_is_kept(steps: list[Any]) -> None:
    with transaction.atomic():
        sams = cast()
        play(line_of(sams), three(sams), steps)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_site_that_forgets_to_compare_loses_a_word_and_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    sams = cast()
    line, authors = line_of(sams), three(sams)
    steps = [("save", 0, {"title": "a"}), ("save", 1, {"title": "b"})]
    play(line, authors, steps[:1])
    monkeypatch.setattr(keeping.fields, "clashes", lambda row, wanted, seen: [])
    with pytest.raises(AssertionError):
        play(line_of(sams), authors, steps)


def save(line: Line, who: Any, text: str, seen: dict[str, str], told: list[str], gate: threading.Barrier) -> None:
    gate.wait(20)
    try:
        with acting(as_person(who.pk)):
            actions.change_line(line=line, wanted={"details": text}, seen=seen, by=who)
        told.append(text)
    except Stale:
        told.append("")
    finally:
        connection.close()


def test_of_several_who_save_the_same_field_at_once_one_is_accepted(committed: Any) -> None:
    sams = cast()
    line, authors = line_of(sams), three(sams)
    seen, told, gate = fields.marks(line, FIELDS), [], threading.Barrier(3)
    threads = [
        threading.Thread(target=save, args=(line, who, f"by {n}", seen, told, gate)) for n, who in enumerate(authors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with acting(as_person(sams.head.pk)):
        now = Line.objects.get(pk=line.pk).details
        log = list(
            Change.objects.filter(row=line.pk, field="details").order_by("order").values_list("value", flat=True)
        )
    assert sorted(told)[:2] == ["", ""]  # two of three were shown both texts
    assert log == ["", now]
    assert now in told
