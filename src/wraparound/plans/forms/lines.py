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
    from collections.abc import Callable, Iterable, Mapping

    from wraparound.plans.models import Line
    from wraparound.plans.queries.words import Choosable

AS_IT_IS = "as-it-is"
PEOPLE, SEVERAL = ("lead", "deputy"), ("outcomes", "after")
OFFERED = ("remedy", "site")  # of the local offer
CHOSEN = ("organisation", *OFFERED, *PEOPLE, *SEVERAL)  # fields with what stands in the database to choose from
ROWS = {"organisation": "organisations", "site": "sites", "remedy": "remedies", "lead": "people", "deputy": "people"}
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
    LineKind.REMEDY: ("title", "remedy", "details", "organisation", "lead", "ends"),
    LineKind.ACTION: ("title", "lead", "organisation", "ends"),
}
SOURCES = (Source.PERSON, Source.MEETING, Source.DOCUMENT, Source.REVIEW)


class LineForm(forms.Form):
    """All that people change in a line by typing or choosing; `only` leaves out the others."""

    title = forms.Text(LABELS["title"], hint=_("A few words, like: Level 1 catering"))
    details = forms.LongText(LABELS["details"], required=False, rows=4)
    remedy = forms.Select(
        LABELS["remedy"], choices=(), required=False, hint=_("Something of the local offer, if it is one.")
    )
    organisation = forms.Select(LABELS["organisation"], choices=(), required=False, hint=_("Who would do it."))
    lead = forms.Select(LABELS["lead"], choices=(), required=False, hint=_("One person to ask."))
    deputy = forms.Select(LABELS["deputy"], choices=(), required=False, hint=_("Who stands in for them."))
    site = forms.Select(LABELS["site"], choices=(), required=False, hint=_("A place of the local offer."))
    place = forms.Text(LABELS["place"], required=False, hint=_("If it is no site of the local offer."))
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
        category: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._known, self._category = known, category
        if only is not None:
            wanted = [name for name in only if name in self.fields]
            self.fields = {name: self.fields[name] for name in wanted}
        for name in (n for n in CHOSEN if n in self.fields):
            found = self._choices(name)
            stays = bool(stands and name in stands)
            if name in (*SEVERAL, *OFFERED) and not found and not stays:
                del self.fields[name]
                continue
            first = [] if name in SEVERAL else [("", "")]
            first += [(AS_IT_IS, stands[name])] if stands and stays else []
            self.fields[name].choices = [*first, *found]  # type: ignore[attr-defined]

    def _choices(self, name: str) -> list[tuple[str, str]]:
        if name in SEVERAL:
            return list((self._known.outcomes if name == "outcomes" else self._known.lines).items())
        rows = _rows(self._known, name)
        if name == "organisation" and self._category is not None:
            return self._marked(rows, self._known.unreached(self._category))
        return [(key, called) for key, (_row, called) in rows.items()]

    def _marked(self, rows: Mapping[str, tuple[Any, str]], unreached: frozenset[int]) -> list[tuple[str, str]]:
        """Organisations, with a word at those that cannot see what they would be named in."""
        if unreached:
            self.fields["organisation"].help_text = gettext(
                "Who would do it. One that cannot see this plan hears nothing: ask the learner to share it."
            )
        said = gettext("%(name)s (cannot see this plan yet)")
        return [(key, said % {"name": called} if o.pk in unreached else called) for key, (o, called) in rows.items()]

    def clean_title(self) -> str:
        """Without blanks around it."""
        return str(self.cleaned_data["title"]).strip()

    def clean_details(self) -> str:
        """The same."""
        return str(self.cleaned_data["details"]).strip()

    def clean_organisation(self) -> Any:
        """The row, or None."""
        return self._row(self._known.organisations, "organisation")

    def clean_remedy(self) -> Any:
        """The row, or None."""
        return self._row(self._known.remedies, "remedy")

    def clean_site(self) -> Any:
        """The row, or None."""
        return self._row(self._known.sites, "site")

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
        for name in (*PEOPLE, *OFFERED):
            if self.data.get(name) == AS_IT_IS:
                said.pop(name, None)  # what who looks cannot choose stays
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


def not_choosable(line: Line, known: Choosable, names: Callable[[], Mapping[int, str]]) -> dict[str, str]:
    """Who leads or stands in, where it is and what puts it in place, where it is none of those that can be chosen any
    more, in words.
    """
    gone = gettext("As it is: no longer in the local offer")
    stands = {name: gone for name in OFFERED if (pk := getattr(line, f"{name}_id")) and not _has(known, name, pk)}
    found = {name: pk for name in PEOPLE if (pk := getattr(line, f"{name}_id"))}
    hidden = {name: pk for name, pk in found.items() if not _has(known, name, pk)}
    known_names, unknown = names() if hidden else {}, gettext("Somebody whom you may not know")
    return stands | {name: known_names.get(pk) or unknown for name, pk in hidden.items()}


def _rows(known: Choosable, name: str) -> Mapping[str, tuple[Any, str]]:
    """What a field with one row is chosen from."""
    found: Mapping[str, tuple[Any, str]] = getattr(known, ROWS[name])
    return found


def _has(known: Choosable, name: str, pk: int) -> bool:
    return any(row.pk == pk for row, _name in _rows(known, name).values())


def initial_of(line: Line, known: Choosable, only: Iterable[str] | None = None) -> dict[str, Any]:
    """A line as the form shows it; only what `only` names is asked for."""

    def key_of(rows: Mapping[str, tuple[Any, str]], pk: int) -> str:
        return next((key for key, (row, _name) in rows.items() if row.pk == pk), AS_IT_IS)

    plain = ("title", "details", "place", "starts", "ends", "minutes", "source_words")
    found: dict[str, Any] = {name: getattr(line, name) for name in plain}
    for name in ("organisation", *PEOPLE, *OFFERED):
        pk = getattr(line, f"{name}_id")
        if pk and (only is None or name in only):
            found[name] = key_of(_rows(known, name), pk)
        else:
            found[name] = ""
    return {
        **found,
        "sessions": wording.sessions_as_typed(line.sessions),
        "outcomes": [str(key) for key in line.outcomes],
        "after": [str(key) for key in line.after],
    }
