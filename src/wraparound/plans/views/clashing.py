"""Two people changed the same field. Both texts are shown, the person chooses, and nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.core import pages
from wraparound.plans import fields
from wraparound.plans.queries import words as named
from wraparound.plans.wording import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict

    from wraparound.core.forms import Form
    from wraparound.plans.fields import Clash
    from wraparound.plans.views.common import Here


@dataclass(frozen=True)
class Choice:
    """What was sent: values with the marks of what their form had shown, and what was chosen between two texts."""

    data: QueryDict
    names: Iterable[str]
    now: Mapping[str, str]  # the marks of what stands there now

    @property
    def marks(self) -> dict[str, str]:
        """The marks for the form as it is shown: those that came with it, else those of now."""
        return {n: self.data.get(f"mark-{n}", self.now[n]) for n in self.names}

    def settled(self, said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """The fields that the person would change, and what they have seen of each.

        Left out is what they left as it was shown, and what they gave up for the other's text.
        """
        wanted = {n: said[n] for n in self.names if n in said}
        seen = self.marks
        wanted = {n: v for n, v in wanted.items() if fields.mark(v) != seen[n]}
        for name in self.data.getlist("differs"):
            keep = self.data.get(f"keep-{name}")
            if keep == "theirs":
                wanted.pop(name, None)
            elif keep == "mine" and name in wanted:
                seen[name] = self.data.get(f"theirs-{name}", "")
        return wanted, seen


def both(
    request: HttpRequest, here: Here, form: Form, sent: Choice, found: list[Clash], who: str, action: str
) -> HttpResponse:
    """The page on which somebody chooses, field by field."""
    said = [(c.field, value) for c in found for value in (c.theirs, c.mine)]
    say = named.words(here.viewer, here.about, said).say
    shown = [
        {
            "name": clash.field,
            "label": label(clash.field),
            "theirs": say(clash.field, clash.theirs),
            "mine": say(clash.field, clash.mine),
            "mark": fields.mark(clash.theirs),
        }
        for clash in found
    ]
    page = {"here": here, "about": here.about, "sent": list(form.as_sent()), "marks": sent.marks, "clashes": shown}
    return pages.render(request, "plans/both.html", {**page, "who": who, "action": action}, status=409)
