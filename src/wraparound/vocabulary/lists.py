"""The lists of the vocabulary's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.core.jinja import in_words
from wraparound.core.tables import Column, Empty, Filter, Table
from wraparound.vocabulary import queries
from wraparound.vocabulary.kinds import Kind, State

if TYPE_CHECKING:
    from wraparound.vocabulary.models import Suggestion, Term


def terms(viewer: Any) -> Table[Term]:
    """The words, to be searched, narrowed, sorted and taken away."""
    groups = [(h.slug, h.label) for h in queries.headings(viewer, of="need")]
    areas = [(h.slug, h.label) for h in queries.headings(viewer, of="outcome") if h.slug not in dict(groups)]
    return Table(
        name="words",
        caption=_("Words"),
        columns=[
            Column(
                "label", _("Word"), lambda t: t.label, "label", href=lambda t: reverse("vocabulary:term", args=[t.slug])
            ),
            Column("easy", _("Easy Read"), lambda t: t.easy),
            Column("group", _("Group"), lambda t: t.heading.label, "heading__position"),
            Column("kind", _("What it is"), lambda t: Kind(t.kind).label, "kind"),
        ],
        empty=Empty(_("No words yet"), _("They are loaded when the site is set up.")),
        filters=[
            Filter("group", _("Group"), "heading__slug", groups + areas),
            Filter("kind", _("What it is"), "kind", [(k.value, k.label) for k in Kind]),
        ],
        search=("label", "easy", "slug", "heading__label"),
        search_label=_("Search for a word"),
        per_page=50,
    )


def suggestions() -> Table[Suggestion]:
    """Suggested words and what became of them."""
    return Table(
        name="suggested-words",
        caption=_("Suggested words"),
        columns=[
            Column(
                "label",
                _("Word"),
                lambda s: s.label,
                "label",
                href=lambda s: reverse("vocabulary:suggestion", args=[s.pk]),
            ),
            Column("organisation", _("Organisation"), lambda s: s.organisation.name, "organisation__name"),
            Column("at", _("Suggested on"), lambda s: s.at.date(), "at", shown=lambda s: in_words(s.at)),
            Column("state", _("Answer"), lambda s: State(s.state).label, "state"),
        ],
        empty=Empty(
            _("No suggestions yet"),
            _("Is a word missing? Tell us."),
            reverse("vocabulary:suggest"),
            _("Suggest a word"),
        ),
        filters=[Filter("state", _("Answer"), "state", [(s.value, s.label) for s in State])],
        search=("label", "because"),
        sorted_by="-at",
    )
