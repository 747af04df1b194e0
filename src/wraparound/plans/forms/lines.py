"""A line as people type it. The form carries a mark of each value that it showed: see `fields`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.directory import wording
from wraparound.plans.kinds import LineKind, Source
from wraparound.plans.wording import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.plans.models import Line
    from wraparound.plans.queries.words import Choosable

AS_IT_IS = "as-it-is"
MINUTES_OF_A_WEEK = 7 * 24 * 60
WEEKLY = ("starts", "ends", "sessions", "outcomes")
BY_SOMEBODY = ("title", "details", "organisation", "lead", "starts", "ends", "minutes", "outcomes")
FIELDS_OF: dict[LineKind, tuple[str, ...]] = {  # the few that matter when a line of a kind is put forward
    LineKind.OFFERING: ("title", "organisation", *WEEKLY),
    LineKind.SUPPORT: BY_SOMEBODY,
    LineKind.THERAPY: BY_SOMEBODY,
    LineKind.PLACEMENT: ("title", "organisation", "place", *WEEKLY),
    LineKind.STAY: ("title", "organisation", "place", "starts", "ends", "outcomes"),
    LineKind.TASTER: ("title", "organisation", *WEEKLY),
    LineKind.HANDOVER: ("title", "details", "organisation", "lead", "starts", "ends"),
    LineKind.REMEDY: ("title", "details", "organisation", "lead", "ends"),
    LineKind.ACTION: ("title", "lead", "organisation", "ends"),
}
SOURCES = (Source.PERSON, Source.MEETING, Source.DOCUMENT, Source.REVIEW)


class LineForm(forms.Form):
    """All that people change in a line by typing or choosing; `only` leaves out the others."""

    title = forms.Text(LABELS["title"], hint=_("A few words, like: Level 1 catering"))
    details = forms.LongText(LABELS["details"], required=False, rows=4)
    organisation = forms.Select(LABELS["organisation"], choices=(), required=False, hint=_("Who would do it."))
    lead = forms.Select(LABELS["lead"], choices=(), required=False, hint=_("One person to ask."))
    deputy = forms.Select(LABELS["deputy"], choices=(), required=False, hint=_("Who stands in for them."))
    place = forms.Text(LABELS["place"], required=False)
    starts = forms.Date(LABELS["starts"], required=False, hint=_("Like 7 9 2026."))
    ends = forms.Date(LABELS["ends"], required=False, hint=_("Like 18 12 2026."))
    sessions = forms.LongText(
        LABELS["sessions"], rows=3, max_length=1000, required=False, hint=_("One line each, like: Mon 9:30-15:00")
    )
    minutes = forms.Number(
        LABELS["minutes"], most=MINUTES_OF_A_WEEK, required=False, hint=_("In minutes, where there are no fixed times.")
    )
    outcomes = forms.Choices(LABELS["outcomes"], choices=(), required=False)
    after = forms.Choices(LABELS["after"], choices=(), required=False)
    source_words = forms.Text(LABELS["source_words"], required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        known: Choosable,
        only: Iterable[str] | None = None,
        stands: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._known = known
        if only is not None:
            wanted = [name for name in only if name in self.fields]
            self.fields = {name: self.fields[name] for name in wanted}
        people = [(key, name) for key, (_row, name) in known.people.items()]
        choices = {
            "organisation": [(key, name) for key, (_row, name) in known.organisations.items()],
            "lead": people,
            "deputy": people,
            "outcomes": list(known.outcomes.items()),
            "after": list(known.lines.items()),
        }
        for name, who in (stands or {}).items():
            choices[name] = [(AS_IT_IS, who), *choices[name]]
        for name, found in choices.items():
            if name in self.fields:
                self.fields[name].choices = [("", ""), *found] if name not in ("outcomes", "after") else found  # type: ignore[attr-defined]
        for name in ("outcomes", "after"):
            if name in self.fields and not choices[name]:
                del self.fields[name]

    def clean_title(self) -> str:
        """Without blanks around it."""
        return str(self.cleaned_data["title"]).strip()

    def clean_details(self) -> str:
        """The same."""
        return str(self.cleaned_data["details"]).strip()

    def clean_organisation(self) -> Any:
        """The row, or None."""
        return self._row(self._known.organisations, "organisation")

    def clean_lead(self) -> Any:
        """The person, or None."""
        return self._row(self._known.people, "lead")

    def clean_deputy(self) -> Any:
        """The person, or None."""
        return self._row(self._known.people, "deputy")

    def clean_outcomes(self) -> list[UUID]:
        """Ids."""
        return self._kept_too("outcomes", self._known.outcomes)

    def clean_after(self) -> list[UUID]:
        """Ids."""
        return self._kept_too("after", self._known.lines)

    def clean_sessions(self) -> list[list[int]]:
        """Minutes of the week."""
        try:
            return wording.sessions_from(self.cleaned_data["sessions"])
        except ValueError as error:
            said = gettext("“%(line)s” is no time of the week. Write it like: Mon 9:30-15:00")
            raise ValidationError(said % {"line": error}) from error

    def clean(self) -> dict[str, Any]:
        """What two fields say together."""
        said = super().clean() or {}
        for name in ("lead", "deputy"):
            if self.data.get(name) == AS_IT_IS:
                said.pop(name, None)  # somebody whom who looks cannot choose: they stay
        if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
            self.add_error("ends", gettext("The last day is before the first day."))
        if said.get("lead") and said.get("lead") == said.get("deputy"):
            self.add_error("deputy", gettext("The deputy is somebody other than who leads."))
        return said

    def _kept_too(self, name: str, known: Mapping[str, str]) -> list[UUID]:
        """What was chosen, in the order in which it stood; with what stands there and is not open to who chose."""
        chosen, stood = self.cleaned_data[name], self.initial.get(name) or []
        kept = [key for key in stood if key in chosen or key not in known]
        return [UUID(key) for key in (*kept, *(key for key in chosen if key not in kept))]

    def _row(self, known: Mapping[str, tuple[Any, str]], name: str) -> Any:
        return known.get(self.cleaned_data[name], (None, ""))[0]


class ProposeForm(LineForm):
    """A line that is put forward: the fields of its kind, and where it comes from."""

    source = forms.Choice(
        _("Where does this come from?"), choices=[(s.value, s.label) for s in SOURCES], initial=Source.PERSON.value
    )

    def __init__(self, *args: Any, kind: LineKind, **kwargs: Any) -> None:
        super().__init__(*args, only=(*FIELDS_OF[kind], "source", "source_words"), **kwargs)

    def clean_source(self) -> Source:
        """One of them."""
        return Source(self.cleaned_data["source"])


def not_choosable(line: Line, known: Choosable, names: Mapping[int, str]) -> dict[str, str]:
    """Who leads or stands in and is none of those who can be chosen any more, with their name."""
    chosen = {row.pk for row, _name in known.people.values()}
    found = {"lead": line.lead_id, "deputy": line.deputy_id}
    unknown = gettext("Somebody whom you may not know")
    return {name: names.get(pk) or unknown for name, pk in found.items() if pk and pk not in chosen}


def initial_of(line: Line, known: Choosable) -> dict[str, Any]:
    """A line as the form shows it."""

    def key_of(rows: Mapping[str, tuple[Any, str]], pk: int | None) -> str:
        return next((key for key, (row, _name) in rows.items() if row.pk == pk), AS_IT_IS if pk else "")

    plain = ("title", "details", "place", "starts", "ends", "minutes", "source_words")
    return {
        **{name: getattr(line, name) for name in plain},
        "organisation": key_of(known.organisations, line.organisation_id),
        "lead": key_of(known.people, line.lead_id),
        "deputy": key_of(known.people, line.deputy_id),
        "sessions": wording.sessions_as_typed(line.sessions),
        "outcomes": [str(key) for key in line.outcomes],
        "after": [str(key) for key in line.after],
    }
