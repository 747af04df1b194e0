"""Everywhere that words could come out: one list, each with a way to read it. `tests/site/test_surfaces.py` uses it.

A new way out of the site (another kind of file, another log, another mail) belongs into `OF_ANSWERS` or `OF_RUNS`.
"""

from __future__ import annotations

import html
import io
import logging
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import psycopg
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from tests.people import SIGN_IN
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent, RequestDone
from wraparound.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wraparound.accounts.models import Person
    from wraparound.core.database.launcher import Server

ADDRESS = re.compile(r"""\b(?:href|src|action|formaction|hx-[a-z]+)=["']([^"']*)["']""")
ERROR, BOTH_CHANGED = 400, 409


# ----------------------------------------------------------------------------------------------- what an answer holds


def content(answer: Any) -> bytes:
    """The body, also where it comes in a stream; a second time the same."""
    if answer.streaming and not hasattr(answer, "content_of_stream"):
        answer.content_of_stream = b"".join(answer.streaming_content)
    found: bytes = getattr(answer, "content_of_stream", None) or (b"" if answer.streaming else answer.content)
    return found


def body(answer: Any) -> Iterator[str]:
    """As bytes that are read as text, and with the entities of HTML resolved."""
    text = content(answer).decode(errors="replace")
    yield from (text, html.unescape(text))


def headers(answer: Any) -> Iterator[str]:
    """Each header, names too."""
    yield from (f"{name}: {value}" for name, value in answer.headers.items())


def cookies(answer: Any) -> Iterator[str]:
    """As the browser stores them."""
    yield unquote_plus(answer.cookies.output())


def redirects(answer: Any) -> Iterator[str]:
    """Where it leads, with the query."""
    yield unquote_plus(answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", ""))


def addresses(answer: Any) -> Iterator[str]:
    """Each address on a page, with its query: it ends in histories and in the logs of proxies."""
    if "html" in answer.headers.get("Content-Type", ""):
        text = content(answer).decode(errors="replace")
        yield from (unquote_plus(html.unescape(found)) for found in ADDRESS.findall(text))


def file_names(answer: Any) -> Iterator[str]:
    """What a download is called."""
    yield unquote_plus(answer.headers.get("Content-Disposition", ""))


def spreadsheets(answer: Any) -> Iterator[str]:
    """CSV as text; workbooks opened: every cell, note and sheet name, and what stands in their properties."""
    kind = answer.headers.get("Content-Type", "")
    if "csv" in kind:
        yield content(answer).decode("utf-8-sig", errors="replace")
    if "spreadsheetml" in kind and content(answer):
        book = load_workbook(io.BytesIO(content(answer)))
        yield repr(book.properties)
        yield repr(list(book.defined_names.values()))
        for sheet in book.worksheets:
            yield sheet.title
            for row in sheet.iter_rows():
                yield from (f"{c.value} {c.comment.text if c.comment else ''}" for c in row if c.value or c.comment)


def word_documents(answer: Any) -> Iterator[str]:
    """Every part of a Word document as it is written, and its text without the runs it is taken apart into."""
    if "wordprocessingml" in answer.headers.get("Content-Type", "") and content(answer):
        with zipfile.ZipFile(io.BytesIO(content(answer))) as file:
            parts = [file.read(n).decode() for n in file.namelist() if n.endswith((".xml", ".rels"))]
        yield from (text for part in parts for text in (html.unescape(part), re.sub(r"<[^>]*>", "", part)))


def pdf(answer: Any) -> Iterator[str]:
    """The text of each page, what stands in its properties, and where its links lead."""
    if answer.headers.get("Content-Type", "").startswith("application/pdf") and content(answer):
        file = PdfReader(io.BytesIO(content(answer)))
        yield f"{file.metadata} {file.xmp_metadata and file.xmp_metadata.stream.get_data().decode(errors='replace')}"
        for page in file.pages:
            yield page.extract_text()
            yield repr([note.get_object() for note in page.get("/Annots", [])])


def calendars(answer: Any) -> Iterator[str]:
    """Lines that were folded, as a calendar app reads them."""
    if answer.headers.get("Content-Type", "").startswith("text/calendar"):
        yield re.sub(rb"\r?\n[ \t]", b"", content(answer)).decode(errors="replace")


def archives(answer: Any) -> Iterator[str]:
    """The name of each file in it, and what stands in those that are text."""
    if answer.headers.get("Content-Type", "").startswith("application/zip") and content(answer):
        with zipfile.ZipFile(io.BytesIO(content(answer))) as file:
            for name in file.namelist():
                yield name
                yield html.unescape(file.read(name).decode(errors="replace"))


def pictures(answer: Any) -> Iterator[str]:
    """What stands beside the picture in its file."""
    if answer.headers.get("Content-Type", "").startswith("image/") and content(answer):
        with Image.open(io.BytesIO(content(answer))) as image:
            yield f"{image.info} {dict(image.getexif())}"


def error_pages(answer: Any) -> Iterator[str]:
    """The pages of 400 and above; not the one that shows two texts to whoever wrote one of them."""
    if answer.status_code >= ERROR and answer.status_code != BOTH_CHANGED:
        yield from body(answer)


OF_ANSWERS: dict[str, Callable[[Any], Iterable[str]]] = {
    "bodies": body,
    "headers": headers,
    "cookies": cookies,
    "redirects": redirects,
    "addresses on pages": addresses,
    "file names": file_names,
    "CSV and workbooks": spreadsheets,
    "Word documents": word_documents,
    "PDF": pdf,
    "calendars": calendars,
    "archives": archives,
    "pictures": pictures,
    "error pages": error_pages,
}
FOR_WHOM_IT_IS_OPEN = frozenset(
    {"bodies", "CSV and workbooks", "Word documents", "PDF", "calendars", "archives"}
)  # there, words are what they are for


def of_answer(answer: Any) -> str:
    """Everything that reaches the browser."""
    return "\n".join(text for read in OF_ANSWERS.values() for text in read(answer))


# --------------------------------------------------------------------------------------------------- what a run leaves


@dataclass
class Run:
    """What happened while somebody watched: log records, statements as others see them, and who took part."""

    people: list[Person]
    records: list[logging.LogRecord] = field(default_factory=list)
    activity: list[str] = field(default_factory=list)


class _Listener(logging.Handler):
    def __init__(self, run: Run) -> None:
        super().__init__(logging.DEBUG)
        self.run = run

    def emit(self, record: logging.LogRecord) -> None:
        self.run.records.append(record)


@contextmanager
def watched(server: Server, people: Iterable[Person | None]) -> Iterator[Run]:
    """Inside, every log record at DEBUG is kept, and after each statement what pg_stat_activity says of it."""
    run = Run([p for p in people if p is not None])
    listener, loggers = _Listener(run), [logging.getLogger(), logging.getLogger("django")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(listener)
    mail.outbox.clear()
    try:
        with psycopg.connect(**server.connection("site"), autocommit=True) as superuser:

            def look(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
                try:
                    return execute(statement, params, many, context)
                finally:
                    pid = connection.connection.info.backend_pid
                    found = superuser.execute("select query from pg_stat_activity where pid = %s", [pid]).fetchone()
                    run.activity.append(str(found))

            # Our own server keeps statements to itself; others do not, so here it tells.
            superuser.execute("grant set on parameter track_activities to app_login")
            connection.ensure_connection()
            connection.connection.execute("set local track_activities = on")
            superuser.execute("revoke set on parameter track_activities from app_login")
            with connection.execute_wrapper(look):
                yield run
    finally:
        loggers[0].removeHandler(listener)
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def mails(run: Run) -> Iterator[str]:
    """Whole: subject, text, headers, attachments."""
    yield from (one.message().as_bytes().decode(errors="replace") + one.subject + str(one.body) for one in mail.outbox)


def log_lines(run: Run) -> Iterator[str]:
    """As a server writes them, with the traceback; and what a record holds for others to write."""
    written = logging.Formatter("%(asctime)s %(name)s %(message)s")
    for record in run.records:
        yield unquote_plus(written.format(record))
        yield repr(record.args) + repr({k: v for k, v in vars(record).items() if k not in ("exc_info", "exc_text")})


def session_rows(run: Run) -> Iterator[str]:
    """Decoded."""
    with acting(SIGN_IN):
        yield from (repr(one.get_decoded()) for one in Session.objects.all())


def chains(run: Run) -> Iterator[str]:
    """Every event that somebody who took part may read: learners and administrators read theirs."""
    for person in run.people:
        with acting(as_person(person.pk)):
            yield from (repr(event) for event in AuditEvent.objects.values_list("what", "details"))


def forms_done(run: Run) -> Iterator[str]:
    """Where each form that was carried out led."""
    for person in run.people:
        with acting(as_person(person.pk)):
            yield from map(unquote_plus, RequestDone.objects.values_list("location", flat=True))


def activity(run: Run) -> Iterator[str]:
    """What whoever watches the database reads: parameters are sent apart from the statement."""
    yield from run.activity


def stored_notices(run: Run) -> Iterator[str]:
    """What people are told, as it is stored."""
    for person in run.people:
        with acting(as_person(person.pk)):
            yield from map(repr, Notice.objects.values())


OF_RUNS: dict[str, Callable[[Run], Iterable[str]]] = {
    "mails": mails,
    "log lines": log_lines,
    "session rows": session_rows,
    "audit chains": chains,
    "forms carried out": forms_done,
    "statements in pg_stat_activity": activity,
    "notices": stored_notices,
}


def found(words: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Which of the words stand somewhere in the texts."""
    wanted = set(words)
    return {word for text in texts for word in wanted if word in text}
