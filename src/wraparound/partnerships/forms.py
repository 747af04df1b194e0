"""What is asked of those who agree on how to share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.partnerships.policy import LONGEST_WORDS, Clause
from wraparound.partnerships.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.partnerships.topics import Topic

Pairs = list[tuple[str, str]]
NOTHING = "-"  # no slug


class Found(forms.Form):
    """A new partnership."""

    name = forms.Text(_("What is the partnership called?"), max_length=120)
    organisation = forms.Choice(_("For which organisation do you begin it?"), choices=[])

    def __init__(self, *args: Any, organisations: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "organisation", organisations)


class Invite(forms.Form):
    """Another organisation."""

    organisation = forms.Select(_("Which organisation do you invite?"), choices=[])

    def __init__(self, *args: Any, organisations: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "organisation", organisations)


class Speaker(forms.Form):
    """Who speaks for a member. `people`: (membership, name)."""

    person = forms.Select(_("Who speaks for your organisation?"), hint=_("They sign what is agreed."), choices=[])

    def __init__(self, *args: Any, people: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "person", people)


class WritePolicy(forms.Form):
    """Every topic: an answer, own words, words of the vocabulary. A topic without an answer is left out."""

    says_optional = False  # nothing is required, and the page says so once
    seen = forms.Hidden(required=False)

    def __init__(self, *args: Any, terms: Mapping[str, Pairs], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in TOPICS:
            choices = [(one.slug, one.label) for one in topic.answers]
            choices.append((NOTHING, _("Our policy says nothing to this")))
            self.fields[topic.slug] = forms.Choice(topic.question, choices=choices, required=False)
            self.fields[f"{topic.slug}-words"] = forms.LongText(
                _("In your own words"), max_length=LONGEST_WORDS, required=False
            )
            if terms[topic.slug]:
                label = _("Words from the shared list that your policy speaks of")
                self.fields[f"{topic.slug}-terms"] = forms.Choices(label, choices=terms[topic.slug], required=False)

    def seen_number(self) -> int:
        """The version that was newest when the page was made; 0 where there was none."""
        said = str(self.cleaned_data.get("seen") or "")
        return int(said) if said.isdecimal() and len(said) < 10 else 0

    def clauses(self) -> dict[str, Clause]:
        """What was said, by topic."""
        found = {}
        for topic in TOPICS:
            if (answer := self.cleaned_data[topic.slug]) and answer != NOTHING:
                words, terms = (self.cleaned_data.get(f"{topic.slug}-{part}") for part in ("words", "terms"))
                found[topic.slug] = Clause(answer, words or "", tuple(terms or ()))
        return found

    def rows(self) -> Iterable[tuple[Topic, Any, list[Any], bool]]:
        """(topic, its question, what else may be said to it, whether something is), as fields that write themselves."""
        for topic in TOPICS:
            names = (f"{topic.slug}-{part}" for part in ("words", "terms"))
            more = [self[name] for name in names if name in self.fields]
            yield topic, self[topic.slug], more, any(field.value() or field.errors for field in more)

    @staticmethod
    def of(said: Mapping[str, Clause], number: int) -> dict[str, Any]:
        """What to begin with: the version that is newest."""
        begun: dict[str, Any] = {"seen": number}
        for slug, clause in said.items():
            begun |= {slug: clause.answer, f"{slug}-words": clause.words, f"{slug}-terms": list(clause.terms)}
        return begun


class ChooseClause(forms.Form):
    """Another answer in the draft of a shared policy."""

    answer = forms.Choice(_("What do you agree on?"), choices=[])
    words = forms.LongText(_("In your own words"), max_length=LONGEST_WORDS, required=False)
    because = forms.LongText(
        _("Why?"),
        hint=_("Needed where it is less strict than what one of you says. All partners read it."),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "answer", [(one.slug, str(one.label)) for one in topic.answers])


def _choose(form: forms.Form, name: str, choices: Pairs) -> None:
    """Puts the choices in; where there is one only, it is chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.Choice)
    field.choices = choices
    if len(choices) == 1:
        form.initial[name] = choices[0][0]
