"""What every kind of answer has in common: it writes itself as a component of the design system.

Each kind says three things: how it is shown, what a good answer is, and how to read an answer back in words. `hint`
stands under the label; `missing` is what to say when nothing was answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms import BoundField
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from wraparound.core import jinja

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrOrPromise as Words
    from markupsafe import Markup


class Rendered(BoundField):
    """A field of a form that is being shown. As text it is the whole field."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        """The whole field where nothing else is asked for, which is what a template does."""
        if args or kwargs or not isinstance(self.field, Answer):
            return super().render(*args, **kwargs)
        self.field.says_optional = getattr(self.form, "says_optional", True)
        return self.field.markup(self)

    __str__ = render
    __html__ = render

    @property
    def first_id(self) -> str:
        """The id of the first input, where a link to the field leads."""
        return str(self.auto_id) + getattr(self.field, "first_part", "")

    @property
    def common(self) -> dict[str, Any]:
        """What every component is told: its hint and its error."""
        told: dict[str, Any] = {}
        if self.help_text:
            told["hint"] = {"text": str(self.help_text)}
        if self.errors:
            told["errorMessage"] = {"text": str(self.errors[0]), "visuallyHiddenText": _("Error")}
        return told


class Answer(forms.Field):
    """What every kind of answer has in common. `as_heading` makes the label the heading of a page with one question."""

    component = "input"
    first_part = ""  # what the first input's id ends with, where a field has several
    says_optional = True  # the form's own word, given when it is shown

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = "",
        missing: Words = "",
        as_heading: bool = False,
        autocomplete: str = "",
        **kwargs: Any,
    ) -> None:
        self.as_heading, self.autocomplete, self.missing = as_heading, autocomplete, missing
        kwargs["error_messages"] = {**kwargs.get("error_messages", {})}
        if missing:
            kwargs["error_messages"]["required"] = missing
        super().__init__(label=label, help_text=hint, **kwargs)
        if not missing:
            self.error_messages["required"] = self.default_missing()

    def default_missing(self) -> Words:
        """What to say when nothing was answered and the form says nothing of its own."""
        return about(self.label, gettext_lazy("Write an answer."))

    def markup(self, bound: Rendered) -> Markup:
        """The component."""
        component: Callable[..., Markup] = getattr(jinja.GOVUK, self.component)
        return component({**bound.common, **self.params(bound)})

    def params(self, bound: Rendered) -> dict[str, Any]:
        """What this component is told besides hint and error."""
        raise NotImplementedError

    def names(self, name: str) -> list[str]:
        """The names under which a browser sends the answer."""
        return [name]

    def as_sent(self, name: str, value: Any) -> Mapping[str, list[str]]:
        """A stored value as a browser would send it."""
        return {name: [] if value is None else [str(value)]}

    def in_words(self, value: Any) -> str:
        """A value as people read it."""
        return "" if value is None else str(value)

    def words_of_label(self) -> str:
        """The label; what may be left out says so."""
        label = str(self.label)
        return label if self.required or not self.says_optional else _("%(label)s (optional)") % {"label": label}

    def label_params(self) -> dict[str, Any]:
        """The label of one input."""
        size = "govuk-label--xl" if self.as_heading else "govuk-label--s"
        return {"text": self.words_of_label(), "classes": size, "isPageHeading": self.as_heading}

    def fieldset(self) -> dict[str, Any]:
        """The label of several inputs that belong together."""
        size = "xl" if self.as_heading else "s"
        legend = {
            "text": self.words_of_label(),
            "classes": f"govuk-fieldset__legend--{size}",
            "isPageHeading": self.as_heading,
        }
        return {"legend": legend}


class OneInput(Answer):
    """One box to type in. `width` in characters; `inputmode` chooses the keyboard of a phone."""

    input_type = "text"
    inputmode = ""
    width = 0
    prefix = ""

    def params(self, bound: Rendered) -> dict[str, Any]:
        """An input, with what a browser or a phone can do to help."""
        told = {
            "id": bound.auto_id,
            "name": bound.html_name,
            "type": self.input_type,
            "value": typed(bound),
            "label": self.label_params(),
        }
        for name, value in (("autocomplete", self.autocomplete), ("inputmode", self.inputmode)):
            if value:
                told[name] = value
        if self.width:
            told["classes"] = f"govuk-input--width-{self.width}"
        if self.prefix:
            told["prefix"] = {"text": self.prefix}
        return told


def _about(label: object, said: object) -> str:
    name, words = str(label), str(said)
    return f"{name} {words}" if name.endswith("?") else f"{name}: {words[:1].lower()}{words[1:]}"


about = lazy(_about, str)  # says what is missing with the question: in the summary, sentences stand by themselves


def typed(bound: BoundField) -> str:
    """What stands in a box: what was typed, or what is kept."""
    value = bound.value()
    return "" if value is None else str(value)


def at_most(characters: int) -> MaxLengthValidator:
    """Says how much is too much, and by how many characters."""
    return MaxLengthValidator(
        characters,
        ngettext_lazy(
            "Write at most %(limit_value)d character. This has %(show_value)d.",
            "Write at most %(limit_value)d characters. This has %(show_value)d.",
            "limit_value",
        ),
    )
