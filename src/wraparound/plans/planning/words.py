"""Every reason, change and gap in plain words: short, kind, and about nobody but the learner.

A reason is two sentences: why not, and what would have to happen. Who holds the places that are full is not said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core.jinja import money
from wraparound.directory import wording
from wraparound.plans.planning.sentences import CHANGES, DAYS, LIMITS, REASONS, RULES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in words: why, and what would have to happen. `slug` is a key of REASONS."""

    slug: str
    why: str
    next_step: str


@dataclass(frozen=True)
class Names:
    """What the ids of a problem are called by people."""

    learner: str
    offerings: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # title, organisation
    services: Mapping[str, str] = field(default_factory=dict)
    remedies: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name, provider
    words: Mapping[str, str] = field(default_factory=dict)  # needs, outcomes and skills
    funders: Mapping[str, str] = field(default_factory=dict)

    def word(self, slug: str) -> str:
        """A word of the vocabulary or a skill, inside a sentence."""
        return mid(self.words.get(slug) or self.services.get(slug) or slug.replace("-", " "))


def site_says(slug: str, names: Names, where: str, **more: str) -> Said:
    """A reason of the site's own in words."""
    why, step = REASONS[slug]
    told = {"name": names.learner, "where": where, **more}
    return Said(slug, _stop(why % told), _stop(step % told))


def reason(said: Mapping[str, Any], names: Names, sessions: Sequence[Sequence[int]]) -> Said:
    """A reason of the planner, as JSON has it, in words."""
    title, where = names.offerings[said["offering"]]
    told = {"name": names.learner, "where": where, "title": title, "times": _times(sessions)}
    slug = said["why"]
    more = _MORE.get(slug)
    if more:
        slug, extra = more(said, names)
        told |= extra
    return site_says(slug, names, told.pop("where"), **{k: v for k, v in told.items() if k != "name"})


def _unmet(said: Mapping[str, Any], names: Names) -> tuple[str, dict[str, str]]:
    missing = [names.word(u["need"]) for u in said["unmet"]]
    stuck = [names.word(u["need"]) for u in said["unmet"] if not u.get("ways")]
    met: dict[str, list[str]] = {}
    for u in said["unmet"]:
        for way in u.get("ways", [])[:1]:
            met.setdefault(way_words(way, names), []).append(names.word(u["need"]))
    ways = "; ".join(f"{listed(needs)} ({way})" for way, needs in met.items())
    slug = "need-unmet:nobody" if stuck else "need-unmet"
    return slug, {"missing": listed(missing), "stuck": listed(stuck), "ways": ways}


def way_words(way: Mapping[str, Any], names: Names) -> str:
    """A remedy with who gives it, its price and when it is ready."""
    name, provider = names.remedies[way["remedy"]]
    price = money(way["price"], pounds_only=True) if way["price"] else _("no charge")
    lead = way["lead_terms"]
    ready = (
        ngettext("ready after %(n)d term", "ready after %(n)d terms", lead) % {"n": lead}
        if lead
        else _("ready from the first term")
    )
    return _("%(remedy)s by %(provider)s, %(price)s, %(ready)s") % {
        "remedy": mid(name),
        "provider": provider,
        "price": price,
        "ready": ready,
    }


def _far(said: Mapping[str, Any], names: Names) -> tuple[str, dict[str, str]]:
    over = said["minutes_over"]
    return "too-far", {"minutes": ngettext("%(n)d minute", "%(n)d minutes", over) % {"n": over}}


def _rule(said: Mapping[str, Any], names: Names) -> tuple[str, dict[str, str]]:
    return f"rule:{said['rule']}", {}


def _not_ready(said: Mapping[str, Any], names: Names) -> tuple[str, dict[str, str]]:
    missing = listed([names.word(s) for s in said.get("missing", [])]) or _("something that comes before it")
    steps = [mid(names.services.get(s, s)) for s in said.get("chain", [])]
    then = _(", then ").join(steps)
    return ("not-ready" if steps else "not-ready:nobody"), {"missing": missing, "steps": then}


def _clash(said: Mapping[str, Any], names: Names) -> tuple[str, dict[str, str]]:
    found, moves = [], False
    for clash in said.get("clashes", []):
        if clash in names.offerings:
            found.append(mid(names.offerings[clash][0]))
            moves = True
        else:
            found.append(str(LIMITS.get(clash, clash)) % {"name": names.learner})
            moves = moves or clash == "availability"
    if said.get("clashes") == ["terms"]:
        return "not-then", {}
    return ("clash" if moves else "clash:limit"), {"clashes": listed(found) or _("the rest of the week")}


def _money(said: Mapping[str, Any], names: Names) -> tuple[str, dict[str, str]]:
    if not said.get("funder"):
        return "money:nobody", {}
    funder = names.funders.get(said["funder"], said["funder"])
    return "money", {"over": money(said.get("over", 0)), "funder": mid(funder)}


_MORE = {
    "need-unmet": _unmet,
    "too-far": _far,
    "rule": _rule,
    "not-ready": _not_ready,
    "clash": _clash,
    "money": _money,
}


def change(said: Mapping[str, Any], names: Names) -> str:
    """What could be changed in the area, in words."""
    about = said["about"]
    told = {"detail": str(DAYS.get(said.get("detail", ""), "")), "rule": str(RULES.get(about, about))}
    if said["kind"] == "remedy":
        told |= dict(zip(("remedy", "provider"), names.remedies[about], strict=True))
    elif about in names.offerings:
        told |= dict(zip(("title", "where"), names.offerings[about], strict=True))
    return str(CHANGES[said["kind"]] % told)


def _times(sessions: Sequence[Sequence[int]]) -> str:
    return listed([f"{wording.days([s // wording.DAY])} {wording.times((s, e))}" for s, e in sessions])


def listed(parts: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    if len(parts) < 2:
        return "".join(map(str, parts))
    return _("%(first)s and %(last)s") % {"first": ", ".join(map(str, parts[:-1])), "last": parts[-1]}


def mid(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it looks like a name or an abbreviation."""
    first, *rest = text.split(" ")
    is_a_name = any(word[:1].isupper() for word in rest[:1]) or (not first[1:].islower() and len(first) > 1)
    return text if is_a_name else text[:1].lower() + text[1:]


def _stop(text: str) -> str:
    """A name or a reason that ends in a full stop ends the sentence by itself."""
    return text.replace("..", ".") if text.endswith("..") else text
