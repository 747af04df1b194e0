"""What people say at a line: yes, no, not yet; photos; comments and questions; answers to suggested changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.decisions import Decision
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, forms, policy
from wraparound.plans.forms.own import MyPhoto
from wraparound.plans.queries import talk
from wraparound.plans.queries import words as named
from wraparound.plans.views.common import asks, carried_out, done, found_or_404, line_of, needed
from wraparound.plans.wording import label
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wraparound.plans.views.common import Here


def ways_of(here: Here) -> tuple[list[tuple[str, str]], list[Any]]:
    """In whose name the viewer can speak, for a form; and the organisations among them."""
    ours = here.organisations
    return forms.ways(sorted(here.standing.speaks_for, key=list(SaidBy).index), ours), ours


@pages.signed_in
def say(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """A reply to a line. What was said before stays."""
    here, row = line_of(request, learner, line)
    ways, ours = ways_of(here)
    needed(Decision(bool(ways), _("this is not for you to say")))
    form = forms.ReplyForm(request.POST or None, ways=ways)
    at = (here.about.public_id, row.pk)
    if form.is_valid():
        said_by, organisation = forms.voice(form.cleaned_data["way"], ours)
        said = {"answer": form.cleaned_data["answer"], "words": form.cleaned_data["words"], "said_by": said_by}
        if carried_out(
            form, lambda: actions.reply_to_line(line=row, **said, organisation=organisation, by=here.viewer)
        ):
            return pages.redirect(request, "plans:line", _("We kept what was said."), *at)
    back = pages.url_if("plans:line", *at)
    return asks(request, here, form, _("What is said to it?"), _("Save"), back, note=row.title)


@pages.signed_in
def photo(request: HttpRequest, learner: UUID, line: UUID, photo: UUID) -> HttpResponse:
    """The picture itself, for whom the line is open; never kept by a browser or a proxy."""
    here, row = line_of(request, learner, line)
    found = found_or_404(talk.photo(here.viewer, row, photo))
    # A page has several: one look a day.
    sharing.record_look(learner=here.about, categories=[row.kept_in], page="photo", often=False, by=here.viewer)
    response = HttpResponse(bytes(found.image), content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@pages.signed_in
def add_photo(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """A supporter adds a photo for the learner; their name stands beside it."""
    here, row = line_of(request, learner, line)
    at = (here.about.public_id, row.pk)
    if here.standing.is_the_learner:
        return HttpResponseRedirect(reverse("plans:my-photo", args=at))
    needed(policy.may_speak(here.standing, SaidBy.SUPPORTER, row.kept_in))
    form = MyPhoto(request.POST or None, request.FILES or None)
    told = {"line": row, "said_by": SaidBy.SUPPORTER, "by": here.viewer}
    if form.is_valid() and carried_out(form, lambda: actions.show_photo(**told, **form.cleaned_data)):
        return pages.redirect(request, "plans:line", _("We kept the photo."), *at)
    note = _("You add it for the learner: your name stands beside it. They can take it away.")
    back = pages.url_if("plans:line", *at)
    return asks(request, here, form, _("Add a photo for the learner"), _("Save"), back, note=note)


@pages.signed_in
@require_POST
def take_away_photo(request: HttpRequest, learner: UUID, line: UUID, photo: UUID) -> HttpResponse:
    """The photo is gone."""
    here, row = line_of(request, learner, line)
    found = found_or_404(talk.photo(here.viewer, row, photo))
    to = "plans:my-part" if here.standing.is_the_learner else "plans:line"
    act = {"photo": found, "by": here.viewer}
    return done(request, lambda: actions.take_away_photo(**act), _("We took it away."), to, learner, line)


@pages.signed_in
def comment(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """A comment, or a question that stays open until somebody answers it or makes a task of it."""
    here, row = line_of(request, learner, line)
    needed(policy.may_write(here.standing, row.kept_in))
    form, question = forms.CommentForm(request.POST or None), request.POST.get("do") == "ask"
    at = (here.about.public_id, row.pk)
    if form.is_valid():
        said = {"words": form.cleaned_data["words"], "asks": question, "by": here.viewer}
        if carried_out(form, lambda: actions.comment_on_line(line=row, **said)):
            return pages.redirect(request, "plans:line", _("It stands at this part of the plan now."), *at)
    shown = {"here": here, "about": here.about, "line": row, "form": form}
    return pages.render(request, "plans/comment.html", shown)


@pages.signed_in
def answer(request: HttpRequest, learner: UUID, line: UUID, comment: UUID) -> HttpResponse:
    """The answer to a question, below it."""
    here, row = line_of(request, learner, line)
    asked = found_or_404(talk.comment(here.viewer, row, comment))
    needed(policy.may_write(here.standing, row.kept_in))
    form = forms.CommentForm(request.POST or None)
    form.fields["words"].label = _("Your answer")
    at = (here.about.public_id, row.pk)
    if form.is_valid():
        words = form.cleaned_data["words"]
        if carried_out(form, lambda: actions.answer_comment(comment=asked, words=words, by=here.viewer)):
            return pages.redirect(request, "plans:line", _("Your answer stands below the question."), *at)
    return asks(request, here, form, _("Answer"), _("Save"), pages.url_if("plans:line", *at), note=asked.words)


@pages.signed_in
def task(request: HttpRequest, learner: UUID, line: UUID, comment: UUID) -> HttpResponse:
    """What was asked becomes a task in the plan."""
    here, row = line_of(request, learner, line)
    asked = found_or_404(talk.comment(here.viewer, row, comment))
    needed(policy.may_write(here.standing, row.kept_in))
    known = here.choosable()
    named_ones = [(key, name) for key, (_row, name) in known.organisations.items()]
    form = forms.TaskForm(request.POST or None, organisations=named_ones, initial={"title": asked.words[:200]})
    at = (here.about.public_id, row.pk)
    if form.is_valid():
        said = form.cleaned_data
        by = {"organisation": known.organisations.get(said["organisation"], (None, ""))[0], "by": here.viewer}
        if carried_out(
            form,
            lambda: actions.make_task_of_comment(comment=asked, title=said["title"], ends=said["ends"], **by),
        ):
            return pages.redirect(request, "plans:line", _("It is a task in the plan now."), *at)
    back = pages.url_if("plans:line", *at)
    return asks(request, here, form, _("Make a task of it"), _("Save"), back, note=asked.words)


@pages.signed_in
@require_POST
def take_suggestion(request: HttpRequest, learner: UUID, line: UUID, suggestion: UUID) -> HttpResponse:
    """The change is made."""
    here, row = line_of(request, learner, line)
    found = found_or_404(talk.suggestion(here.viewer, row, suggestion))
    told = {"suggestion": found, "taken": True, "by": here.viewer}
    at = (here.about.public_id, row.pk)
    return done(request, lambda: actions.answer_suggestion(**told), _("The change is made."), "plans:line", *at)


@pages.signed_in
def refuse_suggestion(request: HttpRequest, learner: UUID, line: UUID, suggestion: UUID) -> HttpResponse:
    """The change is not made; who suggested it reads why."""
    here, row = line_of(request, learner, line)
    found: Any = found_or_404(talk.suggestion(here.viewer, row, suggestion))
    needed(policy.may_change(here.standing, row.facts))
    form = forms.Because(request.POST or None)
    at = (here.about.public_id, row.pk)
    told = {"suggestion": found, "taken": False, "by": here.viewer}
    if form.is_valid() and carried_out(form, lambda: actions.answer_suggestion(**told, **form.cleaned_data)):
        return pages.redirect(request, "plans:line", _("We kept why not."), *at)
    wanted = named.words(here.viewer, here.about).say(found.field, found.value)
    note = f"{label(found.field)}: {wanted}"
    return asks(request, here, form, _("Leave it as it is"), _("Save"), pages.url_if("plans:line", *at), note=note)
