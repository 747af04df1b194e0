"""What becomes of each place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core.forms import Choice, Form
from wraparound.core.jinja import in_words
from wraparound.records.policy_reviews import Decided

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.records.queries.reviews import ReachLine


class Review(Form):
    """Keep or end, for each membership. Nothing is chosen beforehand: each has to be looked at."""

    says_optional = False

    def __init__(self, *args: Any, lines: Iterable[ReachLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        words = [(Decided.KEEP.value, _("Keep")), (Decided.END.value, _("End today"))]
        for line in self.lines:
            name = line.membership.person.name
            label = _("%(name)s, %(role)s") % {"name": name, "role": line.place.role.label}
            missing = _("Say what becomes of %(name)s.") % {"name": name}
            self.fields[f"place-{line.key}"] = Choice(label, choices=words, missing=missing, hint=_reaches(line))

    @property
    def decided(self) -> dict[str, Decided]:
        """What becomes of each membership, by its id."""
        return {line.key: Decided(self.cleaned_data[f"place-{line.key}"]) for line in self.lines}


def _reaches(line: ReachLine) -> str:
    place = line.place
    reaches = ngettext("Reaches %(n)d learner", "Reaches %(n)d learners", place.learners) % {"n": place.learners}
    parts = ", ".join(str(category.label) for category in place.categories)
    since = _("Here since %(day)s.") % {"day": in_words(place.since)}
    last = place.last_active and _("Last did something on %(day)s.") % {"day": in_words(place.last_active)}
    return f"{reaches}{': ' if parts else ''}{parts}. {since} {last or _('Has done nothing yet.')}"
