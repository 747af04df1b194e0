"""Wishes in the learner's own words, and the services that they mean. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wraparound.plans.planning.reading import Known

TELLING = 5  # letters that a wish needs to name a service


def meant(facts: Known, services: Mapping[int, Any]) -> Iterator[tuple[str, int | None, list[int]]]:
    """Each wish for or against a service: its words, the organisation, and the keys of the services it names."""
    for said, where, _is_for in facts.wished:
        there = {pk: s for pk, s in services.items() if where in (None, s.organisation_id)}
        yield said, where, [pk for pk, s in there.items() if names(said, s.name)]


def not_understood(facts: Known, offerings: Iterable[Any]) -> tuple[str, ...]:
    """The words of wishes that no service of these offerings answers to, each once, with where they were wished for."""
    rows = list(offerings)
    services = {o.service_id: o.service for o in rows}
    places = {o.organisation_id: o.organisation.name for o in rows}
    lost = [(said, where) for said, where, found in meant(facts, services) if not found]
    return tuple(dict.fromkeys(f"{said}, {places[where]}" if where in places else said for said, where in lost))


def names(said: str, name: str) -> bool:
    """Whether somebody's words name a service: all words of one stand in the other; short single words do not do."""
    a, b = (set("".join(c if c.isalnum() else " " for c in text.casefold()).split()) for text in (said, name))
    short, long = sorted((a, b), key=len)
    return short <= long and sum(map(len, short)) >= TELLING
