"""What forms of entries can choose from, and the rows behind what was chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import clock
from wraparound.directory import queries
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from django.http import QueryDict

WORDS: dict[str, dict[str, Any]] = {
    "service": {
        "needs": gettext_lazy("Which needs is this service made for?"),
        "outcomes": gettext_lazy("Which outcomes does this service help with?"),
    },
    "site": {"provision": gettext_lazy("What is in place at this site?")},
    "offering": {"provision": gettext_lazy("What is in place in these sessions, beside what the site has?")},
    "remedy": {},
}


def known(viewer: Any, organisation: Any) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in forms of an organisation, by field."""
    own = queries.own_rows(viewer, organisation.pk)
    since = clock.today() - timedelta(days=31)  # a term that is long over is offered to nobody
    return {
        "service": [(str(s.public_id), s.name) for s in own["service"]],
        "site": [(str(s.public_id), s.name) for s in own["site"]],
        "starts_in": [(str(t.pk), t.name) for t in queries.terms(viewer).filter(ends__gte=since)],
        "gives": vocabulary.choices(viewer, "need"),
    }


def rows(viewer: Any, what: str, said: dict[str, Any]) -> dict[str, Any]:
    """What a form said, with rows instead of the ids of service and site."""
    if what != "offering":
        return said
    return {**said, **{name: queries.entry(viewer, name, UUID(said[name])) for name in ("service", "site")}}


def groups(viewer: Any, field: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Words group by group: (slug, label, [(slug, label), ...])."""
    of = "outcome" if field == "outcomes" else "need"
    found = []
    for heading in vocabulary.headings(viewer, of=of):
        words = vocabulary.terms(viewer, kind=of).filter(heading=heading)
        found.append((heading.slug, heading.label, list(words.values_list("slug", "label"))))
    return found


def newer(data: Any, version: int) -> QueryDict:
    """What was sent, to be sent again against the version that is there now."""
    copied: QueryDict = data.copy()
    copied["version"] = str(version)
    return copied


def in_words(refused: Exception) -> str:
    """A refusal as a sentence."""
    return _("This cannot be kept: %(why)s.") % {"why": refused}
