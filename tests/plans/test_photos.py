"""Photos that a learner shows at a part of the plan: drawn anew, for whom the part is open, gone when taken away."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image

from tests.people import browser
from tests.plans.pages import at, cooking, text
from tests.plans.people import Cast, cast
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.passport.pictures import Picture
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions
from wraparound.plans.models import Line, ReplyPhoto
from wraparound.plans.policy import Refused

pytestmark = pytest.mark.django_db
SMALL = Picture(b"a picture", 4, 3)


@pytest.fixture
def sams() -> Cast:
    return cast()


@pytest.fixture
def line(sams: Cast) -> Line:
    return cooking(sams)


def sent(name: str = "me.png", content: bytes = b"") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (3000, 1500), "teal").save(made, "PNG", pnginfo=None)
    return SimpleUploadedFile(name, content or made.getvalue())


def shown(sams: Cast, line: Line, by: str = "sam", said_by: SaidBy = SaidBy.LEARNER) -> ReplyPhoto:
    who = getattr(sams, by)
    with acting(as_person(who.pk)):
        return actions.show_photo(line=line, picture=SMALL, words="Me in the kitchen", said_by=said_by, by=who)


def test_i_show_a_photo_with_words_and_it_is_drawn_anew(sams: Cast, line: Line) -> None:
    sam, path = browser(sams.sam), at(sams, "my-photo", line.pk)
    assert "Write what we can see on it." in text(sam.post(path, {"picture": sent(), "words": ""}))
    assert "We cannot read this photo." in text(sam.post(path, {"picture": sent(content=b"no"), "words": "Me"}))
    assert sam.post(path, {"picture": sent(), "words": "Me in the kitchen"}).status_code == 302
    with acting(as_person(sams.sam.pk)):
        [row] = ReplyPhoto.objects.all()
    assert (row.width, row.height, row.category) == (1200, 600, line.category)
    assert Image.open(BytesIO(bytes(row.image))).format == "JPEG"
    for page in (at(sams, "my-part", line.pk), at(sams, "line", line.pk)):
        assert 'alt="Me in the kitchen"' in text(sam.get(page)), page


def test_whoever_sees_the_part_sees_the_photo_and_nobody_else(sams: Cast, line: Line) -> None:
    path = at(sams, "photo", line.pk, shown(sams, line).pk)
    seen = {who: browser(getattr(sams, who)).get(path) for who in ("sam", "mother", "head", "stranger")}
    assert {who: answer.status_code for who, answer in seen.items()} == {
        "sam": 200, "mother": 200, "head": 200, "stranger": 404}  # fmt: skip
    assert seen["head"].content == b"a picture" and "no-store" in seen["head"]["Cache-Control"]
    assert browser().get(path).status_code == 302


def test_a_supporter_adds_one_for_the_learner_and_it_says_so(sams: Cast, line: Line) -> None:
    lead, path = browser(sams.lead), at(sams, "add-photo", line.pk)
    assert lead.post(path, {"picture": sent(), "words": "The oven"}).status_code == 302
    assert "Added by Lee Lead for the learner" in text(browser(sams.sam).get(at(sams, "my-part", line.pk)))
    with acting(as_person(sams.lead.pk)):
        assert ReplyPhoto.objects.get().said_by == SaidBy.SUPPORTER
        told = {"line": line, "picture": SMALL, "words": "x", "by": sams.lead}
        for said_by in (SaidBy.LEARNER, SaidBy.ORGANISATION):
            with pytest.raises(Refused):
                actions.show_photo(said_by=said_by, **told)


def test_the_learner_takes_any_photo_away_and_it_is_gone_for_good(sams: Cast, line: Line) -> None:
    rows = shown(sams, line), shown(sams, line, "lead", SaidBy.SUPPORTER)
    for who, row in (("mother", rows[0]), ("head", rows[1]), ("lead", rows[0])):
        browser(getattr(sams, who)).post(at(sams, "take-away-photo", line.pk, row.pk))
    with acting(as_person(sams.sam.pk)):
        assert ReplyPhoto.objects.filter(gone=None).count() == 2
    for row in rows:
        browser(sams.sam).post(at(sams, "take-away-photo", line.pk, row.pk))
        assert browser(sams.sam).get(at(sams, "photo", line.pk, row.pk)).status_code == 404
    with acting(as_person(sams.sam.pk)):
        assert [(bytes(r.image), r.words) for r in ReplyPhoto.objects.all()] == [(b"", "")] * 2


def test_the_database_lets_nobody_change_a_photo_or_bring_it_back(sams: Cast, line: Line) -> None:
    row = shown(sams, line)
    for who, change in (
        (sams.sam, {"words": "Somebody else"}),
        (sams.sam, {"gone": clock.now(), "image": b"", "words": "", "said_by": "supporter"}),
        (sams.head, {"gone": clock.now(), "image": b"", "words": ""}),
    ):
        with acting(as_person(who.pk)):
            try:
                with transaction.atomic():
                    assert ReplyPhoto.objects.filter(pk=row.pk).update(**change) == 0
            except DatabaseError:
                pass
    with acting(as_person(sams.sam.pk)):
        assert ReplyPhoto.objects.get().words == "Me in the kitchen"
