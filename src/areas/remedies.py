"""The remedies that can be bought in an area: only where something is missing that a learner here needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from areas.assumptions import assumptions
from areas.chance import dice, happens
from planner.problem import TRANSPORT, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from areas.assumptions import RemedyKind
    from areas.hosts import Host
    from planner.problem import Learner


def make_remedies(hosts: Sequence[Host], learners: Sequence[Learner], seed: int) -> list[Remedy]:
    """Every remedy of the area; a chance of its own for each kind, so that kinds can be added without a stir."""
    needed = frozenset(n for x in learners for n in x.needs) | {TRANSPORT}
    return [
        remedy for kind in assumptions().remedies for remedy in _of_kind(kind, hosts, needed, dice(seed, kind.slug))
    ]


def _of_kind(kind: RemedyKind, hosts: Sequence[Host], needed: frozenset[str], rng: Random) -> Iterator[Remedy]:
    here = [h for h in hosts if h.organisation.kind in kind.places]
    if not kind.everywhere:
        here = [h for h in here if needed & set(kind.gives) - h.site.provision and happens(rng, kind.share)]
    giver = _provider(kind.provider, hosts, rng)
    employers = [h for h in here if _together(kind, h)]
    alone = [h for h in here if not _together(kind, h)]
    if kind.everywhere:
        yield _remedy(kind, kind.slug, "", here, giver)
        return
    if employers:  # one remedy for all of them: a job coach trained once goes to every one
        yield _remedy(kind, f"{kind.slug}-employers", " for placements", employers, giver)
    for host in alone:
        yield _remedy(kind, f"{kind.slug}-{host.site.id}", f" at {host.site.name}", [host], giver)


def _together(kind: RemedyKind, host: Host) -> bool:
    return kind.together and host.organisation.kind == "employer"


def _provider(kind: str, hosts: Sequence[Host], rng: Random) -> str:
    able = [h for h in hosts if h.organisation.kind == kind] or [h for h in hosts if h.organisation.kind == "council"]
    return rng.choice(able).organisation.id


def _remedy(kind: RemedyKind, name: str, where: str, at: Sequence[Host], provider: str) -> Remedy:
    return Remedy(
        id=name,
        name=kind.name + where,
        gives=frozenset(kind.gives),
        sites=frozenset(h.site.id for h in at),
        provider=provider,
        paid_by=kind.paid_by,
        once=round(kind.once * 100),
        per_learner=round(kind.per_learner * 100),
        per_term=round(kind.per_term * 100),
        vat=kind.vat,
        lead_terms=kind.lead,
    )
