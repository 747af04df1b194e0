"""Words of a learner come out on pages and lists for whom they are open, and nowhere else: in no mail, log or address.

People do things, and some of it goes wrong. Then every surface is searched; and each search is shown to find a word.
"""

from __future__ import annotations

import csv
import io
import logging
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import docx
import pytest
import typst
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from PIL import Image

from tests import matrix, people, surfaces
from wraparound.core import audit, clock, exports, once
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.notices import actions as notices
from wraparound.notices.kinds import About
from wraparound.passport import actions as passport
from wraparound.passport.topics import TOPICS
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db
WORDS = [matrix.canary(c) for c in Category]
ONE = WORDS[5]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG")
    return out.getvalue()


def done_by(world: matrix.World) -> Iterator[Any]:
    """What people do, one request after the other; each answer."""
    browsers = {name: people.browser(who) for name, who in world.actors.items()}
    for browser in browsers.values():
        browser.raise_request_exception = False
    sam, lead, mother = browsers["the learner"], browsers["lead"], browsers["mother"]
    worker, employer = browsers["support worker in the team"], browsers["employer who works with the learner"]

    def at(name: str, *more: object) -> str:
        return reverse(f"passport:{name}", args=[world.learner.public_id, *more])

    def question(topic: Any, said_by: str, do: str = "say", version: int = 0) -> tuple[str, dict[str, Any]]:
        said = {"words": matrix.canary(topic.category), "said_by": said_by, "do": do, "version": version}
        return at("question", topic.slug), said

    for topic in TOPICS:
        yield sam.post(*question(topic, "learner", version=1))
        yield worker.post(*question(topic, "supporter"))
        yield employer.post(*question(topic, "organisation"))
        yield mother.post(*question(topic, "family"))
        yield lead.post(*question(topic, "supporter", "later", 1))
    yield sam.post(at("choose", matrix.BESIDE.slug), {"do": "own", "version": 1})
    yield sam.post(*question(TOPICS[2], "learner", "not-to-say", 2))
    yield sam.post(at("things", "needs"), {"group": "mobility", "need": "hoist", "is_must": "yes", "words": WORDS[3]})
    yield sam.post(at("things", "wishes"), {"is_for": "yes", "service": WORDS[5], "words": WORDS[5]})
    photo = SimpleUploadedFile(f"{WORDS[1]}.jpg", picture(), "image/jpeg")
    yield sam.post(at("things", "photos"), {"picture": photo, "words": WORDS[1]})
    yield sam.post(at("things", "photos"), {"picture": SimpleUploadedFile("x.jpg", WORDS[1].encode()), "words": "Me"})
    yield lead.post(reverse("learners:invite", args=[world.learner.public_id]), {"part": "family", "name": "Aunt"})
    yield lead.get(reverse("learners:list"))
    for kind in exports.KINDS:
        yield lead.get(reverse("learners:list"), {"export": kind})
    yield from (browser.get(reverse("notices:list")) for browser in browsers.values())
    yield from (browsers["visitor"].get(at(name)) for name in ("passport", "card"))
    yield employer.get(at("history", TOPICS[0].slug, "learner"))  # 404
    yield lead.post(reverse("passport:question", args=[uuid4(), TOPICS[0].slug]), {"words": ONE})  # 404
    yield browsers["support worker in the team"].get(reverse("learners:invite", args=[world.learner.public_id]))  # 403
    yield sam.post(at("question", TOPICS[0].slug), {f"{ONE}{n}": ONE for n in range(2000)})  # 400


def goes_wrong(world: matrix.World, patch: pytest.MonkeyPatch) -> Iterator[Any]:
    """500: in the middle of an action, after the words were sent to the database."""

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    sam = people.browser(world.actors["the learner"])
    sam.raise_request_exception = False
    address = reverse("passport:question", args=[world.learner.public_id, TOPICS[0].slug])
    with patch.context() as broken:
        broken.setattr(passport.audit, "record", breaks)
        yield sam.post(address, {"words": ONE, "said_by": "learner", "do": "say", "version": 2})


def shared(world: matrix.World) -> None:
    """Grants, given and ended, with words of why; by actions, and by a row that the database refuses."""
    sam, lead = world.actors["the learner"], world.actors["lead"]
    assert sam is not None and lead is not None
    with acting(as_person(sam.pk)):
        told = {"learner": world.learner, "to": world.north, "until": clock.now() + timedelta(days=1), "by": sam}
        grant = sharing.give_grant(categories=[Category.PLAN], purpose=WORDS[6], **told)
        sharing.end_grant(grant=grant, reason=WORDS[6], by=sam)
        entries = apps.get_model("passport", "Entry")._default_manager
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            entries.filter(learner=world.learner).update(version=-1, words=ONE)
    logging.getLogger("django.request").error("refused", exc_info=refused.value)  # as a 500 would tell it


def test_words_come_out_on_pages_and_nowhere_else(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    world = matrix.make_world()
    statuses, found = set(), []
    with surfaces.watched(server, world.actors.values()) as run:
        for answer in (*done_by(world), *goes_wrong(world, monkeypatch)):
            statuses.add(answer.status_code)
            for name, read in surfaces.OF_ANSWERS.items():
                if name not in surfaces.FOR_WHOM_IT_IS_OPEN:
                    words = surfaces.found(WORDS, read(answer))
                    found += [(name, answer.request["PATH_INFO"], word) for word in words]
        shared(world)
        call_command("send_notices", stdout=io.StringIO())
    for name, read in surfaces.OF_RUNS.items():
        found += [(name, word) for word in surfaces.found(WORDS, read(run))]
    assert found == []
    assert {200, 302, 400, 403, 404, 500} <= statuses
    assert len(run.activity) > 500 and any("passport_entry" in line for line in run.activity)
    assert any(record.exc_info for record in run.records)  # the technical log line of the 500


def a_workbook() -> HttpResponse:
    answer = exports.response("xlsx", "list", ["Name"], [[ONE]])
    assert ONE.encode() not in answer.content  # only whoever opens it reads it
    return answer


def a_word_document() -> HttpResponse:
    made, out = docx.Document(), io.BytesIO()
    line = made.add_paragraph(ONE[:4])
    line.add_run(ONE[4:]).bold = True  # taken apart, as Word does
    made.save(out)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return HttpResponse(out.getvalue(), content_type=kind)


def a_pdf() -> HttpResponse:
    answer = HttpResponse(typst.compile(ONE.encode()), content_type="application/pdf")
    assert ONE.encode() not in answer.content
    return answer


def a_calendar() -> HttpResponse:
    return HttpResponse(f"SUMMARY:{ONE[:5]}\r\n {ONE[5:]}\r\n", content_type="text/calendar; charset=utf-8")


def an_archive() -> HttpResponse:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("everything.json", ONE * 20)
    assert ONE.encode() not in out.getvalue()
    return HttpResponse(out.getvalue(), content_type="application/zip")


def a_picture() -> HttpResponse:
    exif = Image.Exif()
    exif[0x010E] = ONE
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "JPEG", exif=exif)
    return HttpResponse(out.getvalue(), content_type="image/jpeg")


def a_cookie() -> HttpResponse:
    answer = HttpResponse()
    answer.set_cookie("seen", ONE)
    return answer


HREF = f'<a href="/?q={"".join(f"%{ord(letter):02x}" for letter in ONE)}">'
PLANTED_ANSWERS: dict[str, Callable[[], Any]] = {
    "bodies": lambda: StreamingHttpResponse([ONE[:4].encode(), ONE[4:].encode()]),
    "headers": lambda: HttpResponse(headers={"X-Learner": ONE}),
    "cookies": a_cookie,
    "redirects": lambda: HttpResponseRedirect(f"/learners/?q={ONE}"),
    "addresses on pages": lambda: HttpResponse(HREF),
    "file names": lambda: exports.response("csv", ONE, ["Name"], []),
    "CSV and workbooks": a_workbook,
    "Word documents": a_word_document,
    "PDF": a_pdf,
    "calendars": a_calendar,
    "archives": an_archive,
    "pictures": a_picture,
    "error pages": lambda: HttpResponse(f"Nobody is called {ONE}", status=404),
}


@pytest.mark.parametrize("name", surfaces.OF_ANSWERS)
def test_each_surface_of_an_answer_finds_a_planted_word(name: str) -> None:
    assert surfaces.found(WORDS, surfaces.OF_ANSWERS[name](PLANTED_ANSWERS[name]())) == {ONE}
    assert surfaces.found(WORDS, [surfaces.of_answer(PLANTED_ANSWERS[name]())]) == {ONE}
    assert surfaces.found(WORDS, surfaces.OF_ANSWERS[name](HttpResponse("nothing"))) == set()


def test_csv_is_read_as_a_spreadsheet_reads_it() -> None:
    answer = exports.response("csv", "list", ["Name"], [[f'{ONE[:5]}"{ONE[5:]}']])
    (text,) = surfaces.spreadsheets(answer)
    assert next(csv.reader([text.splitlines()[1]])) == [f'{ONE[:5]}"{ONE[5:]}']


def planted_mail(sam: Any) -> None:
    mail.send_mail("What is new", f"Sam says {ONE}", None, ["a@example.org"])


def planted_log(sam: Any) -> None:
    try:
        raise ValueError(ONE)
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error", exc_info=True)


def planted_session(sam: Any) -> None:
    with acting(people.SIGN_IN):
        browser = people.browser(sam)
        session = browser.session
        session["typed"] = ONE
        session.save()


def planted_event(sam: Any) -> None:
    with acting(as_person(sam.pk)):
        about = apps.get_model("learners", "Learner")._default_manager.get(person=sam).public_id
        audit.record("question answered", about=about, details={"words": ONE})


def planted_form(sam: Any) -> None:
    with acting(as_person(sam.pk)):
        key = uuid4()
        once.begin(sam.pk, key)
        once.end(sam.pk, key, f"/learners/?q={ONE}")


def planted_statement(sam: Any) -> None:
    with acting(as_person(sam.pk)), connection.cursor() as cursor:
        cursor.execute(f"select '{ONE}'")


def planted_notice(sam: Any) -> None:
    other = people.person("Other")
    with acting(as_person(other.pk)):
        notices.tell(person=sam, kind="circle-left", about=About.thing(ONE), by=other)


PLANTED_RUNS: dict[str, Callable[[Any], None]] = {
    "mails": planted_mail,
    "log lines": planted_log,
    "session rows": planted_session,
    "audit chains": planted_event,
    "forms carried out": planted_form,
    "statements in pg_stat_activity": planted_statement,
    "notices": planted_notice,
}


@pytest.mark.parametrize("name", PLANTED_RUNS)
def test_each_surface_of_a_run_finds_a_planted_word(name: str, server: Server) -> None:
    sam = people.person("Sam")
    people.learner(person=sam)
    with surfaces.watched(server, [sam]) as run:
        assert surfaces.found(WORDS, surfaces.OF_RUNS[name](run)) == set()
        PLANTED_RUNS[name](sam)
    assert surfaces.found(WORDS, surfaces.OF_RUNS[name](run)) == {ONE}


def test_every_surface_of_the_list_was_planted() -> None:
    assert PLANTED_ANSWERS.keys() == surfaces.OF_ANSWERS.keys()
    assert PLANTED_RUNS.keys() == surfaces.OF_RUNS.keys()
