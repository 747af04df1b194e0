"""What a learner says to a part of the plan: one press of a button, words if they like."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core.forms import File, Form, Hidden, LongText, Text
from wraparound.passport.pictures import ENDINGS, NotAPicture, Picture, remade
from wraparound.plans.kinds import Answer
from wraparound.plans.kinds_of_reviews import Face

MOST_BYTES = 8 * 1024 * 1024


class MyAnswer(Form):
    """Yes, no, not yet or nothing: the button that was pressed. Words are never needed."""

    words = LongText(gettext_lazy("Do you want to write something?"), max_length=2000, rows=3, required=False)
    do = Hidden()

    says_optional = False

    def clean(self) -> dict[str, Any]:
        """`answer`: what was pressed."""
        said = super().clean() or {}
        if said.get("do") not in set(Answer):
            self.add_error(None, _("Press one of the buttons."))
            return said
        return {"words": said.get("words", ""), "answer": Answer(said["do"])}


class MyPhoto(Form):
    """A photo, and what is to be seen on it."""

    picture = File(gettext_lazy("Choose a photo"), endings=ENDINGS, most_bytes=MOST_BYTES)
    words = Text(
        gettext_lazy("What can we see on it?"),
        max_length=200,
        hint=gettext_lazy("Like: Me in the kitchen."),
        missing=gettext_lazy("Write what we can see on it. Some people cannot see photos."),
    )

    def clean_picture(self) -> Picture:
        """Drawn anew."""
        try:
            return remade(self.cleaned_data["picture"])
        except NotAPicture:
            self.add_error("picture", _("We cannot read this photo. Choose another one."))
            return Picture(b"", 0, 0)


class MyQuestion(Form):
    """Something that the learner wants to ask or say."""

    words = LongText(
        gettext_lazy("What do you want to ask?"), max_length=2000, rows=3, missing=gettext_lazy("Write your question.")
    )


class MyDay(Form):
    """How today went: the face that was pressed."""

    words = LongText(gettext_lazy("Do you want to write something?"), max_length=1000, rows=2, required=False)
    do = Hidden()

    says_optional = False

    def clean(self) -> dict[str, Any]:
        """`face`: which one was pressed."""
        said = super().clean() or {}
        if said.get("do") not in set(Face):
            self.add_error(None, _("Press one of the faces."))
            return said
        return {"words": said.get("words", ""), "face": Face(said["do"])}
