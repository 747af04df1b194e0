"""What is asked of those who look for something, and of those who keep the entries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.directory import wording
from wraparound.directory.kinds import Funder, Question, RemedyKind, ServiceKind

DISTANCES = (1, 3, 5, 10, 15, 25, 50)
CHOICES_OF_DAYS = [(str(number), name) for number, name in WEEKDAYS.items()]


class Find(forms.Form):
    """What somebody looks for; all of it may be left out."""

    says_optional = False

    q = forms.Text(_("Words"), hint=_("For example: cooking, travel, job coach"), required=False)
    postcode = forms.Text(_("Postcode"), width=10, max_length=10, required=False, autocomplete="postal-code")
    miles = forms.Select(
        _("How far away at most?"),
        choices=lambda: [(str(n), _("%(n)d miles") % {"n": n} if n > 1 else _("1 mile")) for n in DISTANCES],
        required=False,
    )
    age = forms.Number(_("Age"), least=0, most=99, required=False)
    days = forms.Choices(_("Days of the week"), choices=CHOICES_OF_DAYS, required=False)
    kind = forms.Select(_("What sort of service?"), choices=[(k.value, k.label) for k in ServiceKind], required=False)
    need = forms.Select(_("For this need"), choices=[], required=False)
    outcome = forms.Select(_("For this outcome"), choices=[], required=False)

    def __init__(self, *args: Any, needs: Any, outcomes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, need=needs, outcome=outcomes)


class SendToMyself(forms.Form):
    """Where the short list goes. The address is not kept."""

    email = forms.Email(_("Your e-mail address"), hint=_("We send one mail and do not keep the address."))


class EntryForm(forms.Form):
    """An entry. `initial_of` is a row as the form shows it, `said` what the actions take."""

    version = forms.Version(required=False)

    def __init__(self, *args: Any, known: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, **{name: choices for name, choices in (known or {}).items() if name in self.fields})

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        """What stands in each field now."""
        return {name: getattr(entry, name) for name in cls.base_fields if name != "version" and hasattr(entry, name)}

    def said(self) -> dict[str, Any]:
        """The answers as the actions take them; a choice that may be left out and was is None."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _shown(what: Any) -> Any:
    return forms.YesNo(what, hint=_("If not, only your organisation sees it."))


def _answer(question: Question) -> forms.LongText:
    return forms.LongText(question.label, required=False, max_length=2000, rows=3)


class AskedForm(EntryForm):
    """An entry with a person to ask, which everybody may read."""

    person_name = forms.Text(_("Who is the person to ask?"), max_length=120, hint=_("Everybody can read this."))
    person_role = forms.Text(_("What do they do?"), max_length=120, required=False)
    person_phone = forms.Phone(_("Their work phone"), required=False, autocomplete="off")
    person_email = forms.Email(_("Their work e-mail"), autocomplete="off")


class ServiceForm(AskedForm):
    """Something the organisation can do for learners."""

    name = forms.Text(_("What is it called?"))
    kind = forms.Select(_("What sort of service is it?"), choices=[(k.value, k.label) for k in ServiceKind])
    description = forms.LongText(_("What is it? Say it to a young person."), max_length=3000)
    min_age = forms.Number(_("From which age?"), most=99, required=False)
    max_age = forms.Number(_("Up to which age?"), most=99, required=False)
    ehc_plan_only = forms.YesNo(_("Is it only for learners with an EHC plan?"))
    website = forms.Text(_("A page to read more"), required=False, hint=_("Starts with https://"))
    answer_for_whom = _answer(Question.FOR_WHOM)
    answer_how_to_start = _answer(Question.HOW_TO_START)
    answer_support = _answer(Question.SUPPORT)
    answer_staff = _answer(Question.STAFF)
    answer_health_and_safety = _answer(Question.HEALTH_AND_SAFETY)
    answer_progress = _answer(Question.PROGRESS)
    answer_next = _answer(Question.NEXT)
    reference = forms.Text(_("Your own reference"), max_length=60, required=False, hint=_("For workbooks."))
    published = _shown(_("Should everybody see this service?"))

    field_order = ("version", "name", "kind", "description")

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        """With the answers to the seven questions, each in its own field."""
        answers = {f"answer_{q.value.replace('-', '_')}": entry.answers.get(q.value, "") for q in Question}
        return {**super().initial_of(entry), **answers}

    def said(self) -> dict[str, Any]:
        """The seven answers in one."""
        said = super().said()
        answers = {q.value: said.pop(f"answer_{q.value.replace('-', '_')}") for q in Question}
        return {**said, "answers": {q: text for q, text in answers.items() if text}}

    def clean_website(self) -> str:
        """Only pages of the web: a link that runs something is refused."""
        return _web(self.cleaned_data["website"])

    def clean(self) -> dict[str, Any]:
        """Ages from and to."""
        return _ages(self)


class SiteForm(EntryForm):
    """A place where the organisation works."""

    name = forms.Text(_("What is the site called?"))
    address = forms.LongText(_("Address"), rows=3, max_length=400, required=False)
    town = forms.Text(_("Town"), max_length=80, required=False)
    postcode = forms.Postcode(_("Postcode"), hint=_("From it we tell how far away the site is."))
    getting_there = forms.LongText(
        _("How do people get there and in?"), hint=_("Bus, parking, the step-free way in."), required=False
    )
    published = _shown(_("Should everybody see this site?"))


class OfferingForm(EntryForm):
    """A service at a site."""

    service = forms.Select(_("Which service?"), choices=[])
    site = forms.Select(_("At which site?"), choices=[])
    sessions = forms.LongText(
        _("When in the week?"), rows=4, max_length=1000, required=False, hint=_("One line each, like: Mon 9:30-11:00")
    )
    starts_in = forms.Choices(_("In which terms can somebody start?"), choices=[], required=False)
    lasts = forms.Number(_("How many terms does it last?"), least=1, most=30)
    places = forms.Number(_("How many places are there?"), least=0, most=10_000)
    price = forms.Money(_("Price for one learner and term"), required=False, hint=_("0 if it is free."))
    funders = forms.Choices(_("Who can pay?"), choices=[(f.value, f.label) for f in Funder], required=False)
    published = _shown(_("Should everybody see this offering?"))

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        """With sessions as they are typed."""
        said = {**super().initial_of(entry), "sessions": wording.sessions_as_typed(entry.sessions)}
        said["starts_in"] = [str(key) for key in entry.starts_in]
        return {**said, "service": str(entry.service.public_id), "site": str(entry.site.public_id)}

    def clean_sessions(self) -> str:
        """Lines that can be read."""
        try:
            wording.sessions_from(self.cleaned_data["sessions"])
        except ValueError as error:
            raise ValidationError(
                gettext("“%(line)s” is no session. Write it like: Mon 9:30-11:00") % {"line": error}
            ) from error
        return str(self.cleaned_data["sessions"])

    def said(self) -> dict[str, Any]:
        """Sessions as minutes of the week, terms as keys."""
        said = super().said()
        return {
            **said,
            "sessions": wording.sessions_from(said["sessions"]),
            "starts_in": [int(key) for key in said["starts_in"]],
        }


class RemedyForm(AskedForm):
    """What turns missing provision into provision in place."""

    name = forms.Text(_("What is it called?"))
    kind = forms.Select(_("What sort of thing is it?"), choices=[(k.value, k.label) for k in RemedyKind])
    description = forms.LongText(_("What do you do?"), required=False)
    gives = forms.Choices(_("What is in place afterwards?"), choices=[])
    once = forms.Money(_("Price once"), required=False, hint=_("Without VAT."))
    per_learner = forms.Money(_("Price for each learner"), required=False)
    per_term = forms.Money(_("Price for each learner and term"), required=False)
    vat = forms.YesNo(_("Is VAT added?"))
    lead_days = forms.Number(_("How many days do you need before?"), most=1000)
    lead_terms = forms.Number(_("How many terms go by before it is in place?"), most=12)
    reach_miles = forms.Number(
        _("How many miles do you come?"), most=1000, required=False, hint=_("Leave empty for anywhere.")
    )
    published = _shown(_("Should everybody see this?"))

    field_order = ("version", "name", "kind", "description")

    def said(self) -> dict[str, Any]:
        """No price is 0 pence."""
        said = super().said()
        return {**said, **{name: said[name] or 0 for name in ("once", "per_learner", "per_term")}}


class TermForm(forms.Form):
    """A stretch of dates."""

    name = forms.Text(_("What is the term called?"), max_length=80, hint=_("For example: Autumn 2027"))
    starts = forms.Date(_("First day"), earliest=date(2020, 1, 1), latest=date(2060, 1, 1))
    ends = forms.Date(_("Last day"), earliest=date(2020, 1, 1), latest=date(2060, 1, 1))
    weeks = forms.Number(_("Weeks with sessions"), least=1, most=52)

    def clean(self) -> dict[str, Any]:
        """The last day after the first."""
        said = self.cleaned_data
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", gettext("The last day is before the first."))
        return said


class WordsForm(forms.Form):
    """Words of the vocabulary, group by group: `groups` are (slug, label, [(slug, label), ...])."""

    says_optional = False

    version = forms.Version()

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slug, label, words in groups:
            self.fields[f"group-{slug}"] = forms.Choices(label, choices=words, required=False)

    def words(self) -> list[str]:
        """The slugs that were ticked."""
        return sorted({w for name, picked in self.cleaned_data.items() if name != "version" for w in picked})


class UploadForm(forms.Form):
    """A workbook."""

    file = forms.File(_("The workbook"), endings=(".xlsx",), most_bytes=2_000_000)


FORMS: dict[str, type[EntryForm]] = {
    "service": ServiceForm,
    "site": SiteForm,
    "offering": OfferingForm,
    "remedy": RemedyForm,
}


def _set(form: forms.Form, **choices: Any) -> None:
    for name, listed in choices.items():
        form.fields[name].choices = listed  # type: ignore[attr-defined]  # of Django's choice fields


def _ages(form: forms.Form) -> dict[str, Any]:
    said = form.cleaned_data
    low, high = said.get("min_age"), said.get("max_age")
    if low is not None and high is not None and low > high:
        form.add_error("max_age", gettext("The last age is below the first."))
    return said


def _web(said: str) -> str:
    if said and not said.startswith(("https://", "http://")):
        raise ValidationError(gettext("Write an address that starts with https://"))
    return said
