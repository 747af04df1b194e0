"""What learners read here: sentences of at most fifteen words, and no word longer than it must be."""

from __future__ import annotations

import re
from pathlib import Path

import wraparound.passport
from wraparound.passport.topics import TOPICS

MOST_WORDS = 15
FOLDER = Path(wraparound.passport.__file__).parent
READ_BY_LEARNERS = (
    "own.html",
    "question.html",
    "who_says.html",
    "both.html",
    "choose.html",
    "card.html",
    "things.html",
)
SAID = re.compile(r"""_\("((?:[^"\\]|\\.)*)\"""")


def too_long(text: str) -> list[str]:
    """The sentences with more words than a learner should have to hold together."""
    sentences = re.split(r"(?<=[.!?:])\s+", text)
    return [s for s in sentences if len(re.findall(r"[\w'’()%]+", s)) > MOST_WORDS]


def strings() -> list[str]:
    said = [text for name in READ_BY_LEARNERS for text in SAID.findall((FOLDER / "jinja2/passport" / name).read_text())]
    for name in ("forms.py", "views.py", "views_parts.py"):
        said += [
            text
            for pair in re.findall(r'(?:gettext_lazy|_)\("([^"]*)"\)', (FOLDER / name).read_text())
            for text in [pair]
        ]
    return said + [str(text) for t in TOPICS for text in (t.heading, t.question, t.hint, t.example)]


def test_every_sentence_is_short() -> None:
    found = strings()
    assert len(found) > 100
    assert [s for text in found for s in too_long(text)] == []


def test_a_long_sentence_is_found() -> None:
    assert too_long("Short one. " + "word " * 16 + ".") == ["word " * 16 + "."]


def test_each_question_has_all_its_parts_and_five_are_on_the_card() -> None:
    assert len(TOPICS) == 12 and len({t.slug for t in TOPICS}) == 12
    assert sum(t.on_card for t in TOPICS) == 5
    assert all(t.question.endswith("?") and t.hint and t.example and t.symbol for t in TOPICS)
