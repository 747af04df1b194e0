"""Forms of the pages that belong to no subject: how somebody likes to read, one question at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import forms
from wraparound.core.pages import READING_CHOICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from wraparound.core.pages import Reading


@dataclass(frozen=True, slots=True)
class Question:
    """What one setting is called, what it asks, and what its choices are called. Easy Read: short, one idea each."""

    name: str
    title: _StrPromise
    question: _StrPromise
    answers: Mapping[str, _StrPromise | str]

    def in_words(self, reading: Reading) -> str:
        """What is chosen now."""
        return str(self.answers[getattr(reading, self.name) or READING_CHOICES[self.name][0]])


QUESTIONS = {
    question.name: question
    for question in (
        Question(
            "theme",
            gettext_lazy("Colour"),
            gettext_lazy("Which colour do you like to read on?"),
            {"light": gettext_lazy("Light"), "cream": gettext_lazy("Cream"), "dark": gettext_lazy("Dark")},
        ),
        Question(
            "size",
            gettext_lazy("Size of words"),
            gettext_lazy("How big do you want the words?"),
            {"normal": gettext_lazy("Normal"), "large": gettext_lazy("Large"), "larger": gettext_lazy("Very large")},
        ),
        Question(
            "spacing",
            gettext_lazy("Space"),
            gettext_lazy("How much space do you want between the lines?"),
            {"normal": gettext_lazy("Normal"), "wide": gettext_lazy("More space")},
        ),
        Question(
            "font",
            gettext_lazy("Letters"),
            gettext_lazy("Which letters do you like?"),
            {
                "atkinson": gettext_lazy("Atkinson: letters that look different from each other"),
                "lexend": gettext_lazy("Lexend: wide letters"),
                "arial": gettext_lazy("Arial: letters that many people know"),
            },
        ),
        Question(
            "symbols",
            gettext_lazy("Pictures"),
            gettext_lazy("Do you want pictures next to the words?"),
            {"on": gettext_lazy("Yes, with pictures"), "off": gettext_lazy("No, only words")},
        ),
        Question(
            "language",
            gettext_lazy("Language"),
            gettext_lazy("Which language do you like to read?"),
            dict(settings.LANGUAGES),  # each as it calls itself
        ),
    )
}


class ReadingChoice(forms.Form):
    """One question about how somebody likes to read; under each choice stands how it will look."""

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = forms.Choice(
            str(question.question),
            as_heading=True,
            choices=[(value, question.answers[value]) for value in READING_CHOICES[question.name]],
            hints=_samples(question.name),
            missing=_("Choose one."),
        )


def _samples(name: str) -> dict[str, str]:
    """A line of text as it will look, for the settings that change text."""
    if name == "symbols":
        return {}
    if name == "language":
        return {"cy": _("The Welsh is a first draft. No Welsh speaker has checked it yet.")}
    line = _("I go to college on the bus. Sam comes with me.")
    return {
        value: format_html('<span class="wr-preview wr-{}-{}">{}</span>', name, value, line)
        for value in READING_CHOICES[name]
    }
