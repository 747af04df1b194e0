"""What people say at a line: yes, no, not yet; photos; comments and questions; changes they would like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans import fields, policy, queries, telling
from wraparound.plans.actions.keeping import change, locked, make
from wraparound.plans.actions.lines import fits
from wraparound.plans.kinds import Answer, LineKind, Source
from wraparound.plans.models import Comment, Line, Reply, ReplyPhoto, Suggestion
from wraparound.plans.policy import Refused, required

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.passport.pictures import Picture

Row = TypeVar("Row", Comment, Reply, ReplyPhoto, Suggestion)
MOST_PHOTOS = 6  # at a line


@transaction.atomic
def reply_to_line(
    *,
    line: Line,
    answer: Answer,
    words: str = "",
    said_by: SaidBy,
    organisation: Organisation | None = None,
    by: Person,
) -> Reply:
    """Yes, no or not yet, to the line as it stands. What was said before stays. Raises Refused."""
    category = line.kept_in
    key = organisation.pk if organisation else None
    required(policy.may_speak(queries.standing(by, line.learner), said_by, category, key))
    reply = Reply(
        **_spoken(line, by),
        line=line,
        voice=said_by.voice,
        organisation=organisation if said_by.voice is Voice.ORGANISATION else None,
        said_by=said_by,
        answer=answer,
        words=words.strip(),
        seen=queries.last_change(by, line),
    )
    return _said(reply, "line replied to", {"line": str(line.pk), "answer": answer.value, "voice": reply.voice})


@transaction.atomic
def show_photo(*, line: Line, picture: Picture, words: str, said_by: SaidBy, by: Person) -> ReplyPhoto:
    """A photo, drawn anew, beside what the learner says to a line; added by a supporter, it says so. Raises Refused."""
    required(policy.may_speak(queries.standing(by, line.learner), said_by, line.kept_in))
    if said_by.voice is not Voice.LEARNER:
        raise Refused(_("photos are the learner's way to say something"))
    if not words.strip():
        raise Refused(_("say what the photo shows"))
    if ReplyPhoto.objects.filter(line=line, gone=None).count() >= MOST_PHOTOS:
        raise Refused(_("there are %(most)d photos already: take one away first") % {"most": MOST_PHOTOS})
    photo = ReplyPhoto(**_spoken(line, by), line=line, said_by=said_by, words=words.strip())
    photo.image, photo.width, photo.height = picture.jpeg, picture.width, picture.height
    return _said(photo, "photo shown", {"line": str(line.pk), "photo": str(photo.pk), "said_by": said_by.value})


@transaction.atomic
def take_away_photo(*, photo: ReplyPhoto, by: Person) -> None:
    """The picture and its words are gone for good. The learner may, and who put it there. Raises Refused."""
    standing = queries.standing(by, photo.learner)
    if not standing.is_the_learner and photo.written_by_id != by.pk:
        raise Refused(_("only the learner takes it away, and who put it there"))
    found = ReplyPhoto.objects.filter(pk=photo.pk, gone=None)
    if found.update(image=b"", words="", gone=clock.now()):
        details: dict[str, audit.Detail] = {"line": str(photo.line_id), "photo": str(photo.pk)}
        audit.record("photo taken away", about=photo.learner.public_id, details=details)


@transaction.atomic
def comment_on_line(*, line: Line, words: str, asks: bool = False, by: Person) -> Comment:
    """A remark, or a question that stays open until it is answered or made a task. Raises Refused."""
    required(policy.may_write(queries.standing(by, line.learner), line.kept_in))
    if not words.strip():
        raise Refused(_("there are no words yet"))
    comment = Comment(**_spoken(line, by), line=line, words=words.strip(), asks=asks)
    _said(comment, "question asked" if asks else "comment written", {"line": str(line.pk)})
    if asks:
        telling.asked(comment, by)
    return comment


@transaction.atomic
def answer_comment(*, comment: Comment, words: str, by: Person) -> Comment:
    """The answer stands under the question. Raises Refused."""
    line = comment.line
    required(policy.may_write(queries.standing(by, line.learner), line.kept_in))
    if not words.strip():
        raise Refused(_("there are no words yet"))
    answer = Comment(**_spoken(line, by), line=line, words=words.strip(), answers=comment)
    _said(answer, "comment answered", {"line": str(line.pk)})
    telling.answered(comment, by)
    return answer


@transaction.atomic
def make_task_of_comment(
    *, comment: Comment, title: str, organisation: Organisation | None = None, by: Person, **more: Any
) -> Line:
    """What was said becomes a task in the plan, once. Raises Refused."""
    line = comment.line
    required(policy.may_write(queries.standing(by, line.learner), line.kept_in))
    row = Comment.objects.select_for_update().filter(pk=comment.pk, task__isnull=True).first()
    if row is None:
        raise Refused(_("this is a task already"))
    said: dict[str, Any] = {
        "kind": LineKind.ACTION,
        "title": title.strip() or row.words[:200],
        "organisation": organisation,
    }
    said |= {"outcomes": line.outcomes, "source": Source.MEETING, **more}
    task = make(Line, line.learner, line.kept_in, by, **said)
    row.task = task
    row.save(update_fields=["task"])
    return task


@transaction.atomic
def suggest_change(*, line: Line, field: str, value: Any, words: str = "", by: Person) -> Suggestion:
    """A change for the organisation that keeps the line to take or refuse. Raises Refused."""
    required(policy.may_write(queries.standing(by, line.learner), line.kept_in))
    if field not in fields.LINE:
        raise TypeError(f"a line has no {field}")
    said = {"field": field, "value": fields.plain(value), "was": fields.value_of(line, field), "words": words.strip()}
    return _said(Suggestion(**_spoken(line, by), line=line, **said), "change suggested", {"line": str(line.pk)})


@transaction.atomic
def answer_suggestion(*, suggestion: Suggestion, taken: bool, because: str = "", by: Person) -> None:
    """Takes the change, or refuses it with a reason. Answered already, nothing changes. Raises Refused."""
    row = locked(Line, suggestion.line_id)
    required(policy.may_change(queries.standing(by, row.learner), row.facts))
    if not taken and not because.strip():
        raise Refused(_("who suggested it needs to know why"))
    if taken:
        fits(row, {suggestion.field: suggestion.value}, by)
    waiting = Suggestion.objects.filter(pk=suggestion.pk, taken__isnull=True)
    said = {"taken": taken, "because": because.strip(), "answered_by": by, "answered": clock.now()}
    if not waiting.update(**said):
        return
    if taken:
        change(row, {suggestion.field: suggestion.value}, {}, by)
    details: dict[str, audit.Detail] = {"line": str(row.pk), "suggestion": str(suggestion.pk)}
    audit.record("suggestion taken" if taken else "suggestion refused", about=row.learner.public_id, details=details)


def _spoken(line: Line, by: Person) -> dict[str, Any]:
    return {"learner": line.learner, "category": line.category, "written_by": by}


def _said(row: Row, what: str, details: dict[str, audit.Detail]) -> Row:
    row.save(force_insert=True)
    audit.record(what, about=row.learner.public_id, details=details)
    return row
