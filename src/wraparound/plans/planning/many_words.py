"""Words for what the planner says of many learners: each kind of name is read once, not once for each learner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.directory import queries as directory
from wraparound.directory.kinds import Funder
from wraparound.plans.planning import words
from wraparound.plans.planning.words import Names, Said
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.accounts.models import Person


class _Offerings(dict[str, tuple[str, str]]):
    """Titles and organisations; what was agreed for a learner is not named on a page about many."""

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or str(key).startswith("a")

    def __missing__(self, key: str) -> tuple[str, str]:
        if key.startswith("a"):
            return _("What was agreed"), ""
        raise KeyError(key)


@dataclass(frozen=True)
class Named:
    """Rows of the local offer and the names of everything, for any learner."""

    names: Names
    offerings: Mapping[int, Any]
    remedies: Mapping[int, Any]

    def word(self, slug: str) -> str:
        """An outcome or a need."""
        return self.names.words.get(slug, slug)

    def offering(self, key: int) -> str:
        """What it is and where; the same for what is no longer on offer."""
        title, where = self.names.offerings[f"o{key}"] if key in self.offerings else ("", "")
        return _("%(title)s at %(where)s") % {"title": title, "where": where} if title else _("No longer on offer")

    def remedy(self, key: int) -> str:
        """What it is and who gives it."""
        name, provider = self.names.remedies.get(f"r{key}", ("", ""))
        return _("%(name)s by %(provider)s") % {"name": name, "provider": provider} if name else _("No longer on offer")

    def reason(self, learner: str, said: Mapping[str, Any]) -> Said | None:
        """A reason of the planner in words; None where what it speaks of is no longer on offer."""
        row = self.offerings.get(int(said["offering"][1:])) if said["offering"].startswith("o") else None
        if row is None:
            return None
        try:
            return words.reason(said, replace(self.names, learner=learner), row.sessions)
        except KeyError:
            return None


def named(viewer: Person, slugs: Iterable[str], contents: Iterable[Mapping[str, Any]] = ()) -> Named:
    """Names of all that is on offer, of these words, and of the needs in these answers."""
    offerings = {o.pk: o for o in directory.offerings(viewer)}
    remedies = {r.pk: r for r in directory.remedies(viewer)}
    wanted = set(slugs) | {s for r in remedies.values() for s in r.gives}
    wanted |= {u["need"] for c in contents for r in c.get("reasons", ()) for u in r.get("unmet", ())}
    services = {o.service_id: o.service for o in offerings.values()}
    names = Names(
        learner="",
        offerings=_Offerings({f"o{o.pk}": (o.name or o.service.name, o.organisation.name) for o in offerings.values()}),
        services={f"v{pk}": s.name for pk, s in services.items()}
        | {s.reference: s.name for s in services.values() if s.reference},
        remedies={f"r{r.pk}": (r.name, r.organisation.name) for r in remedies.values()},
        words=vocabulary.labels(viewer, wanted),
        funders={f.value: str(f.label) for f in Funder},
    )
    return Named(names, offerings, remedies)


def reasons_in_words(named: Named, learner: str, content: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a learner's programme has not more, each with its next step: "What, where: why. Next: what to do."."""
    found = []
    for said in content["reasons"]:
        told = named.reason(learner, said)
        if told is not None:
            what = named.offering(int(said["offering"][1:]))
            parts = {"what": what, "why": told.why, "next": told.next_step}
            found.append(_("%(what)s: %(why)s Next step: %(next)s") % parts)
    return tuple(found)
