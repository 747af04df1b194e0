"""The words, for whoever asks: everybody may read them. Suggestions, for who made them and for who answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from wraparound.accounts.queries import memberships_of, organisation
from wraparound.vocabulary import policy
from wraparound.vocabulary.kinds import NEEDS, Kind
from wraparound.vocabulary.models import Code, Heading, Suggestion, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

NEED = "need"  # every kind but outcomes: whatever can be needed and provided
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class TermPage:
    """A word with the official codes that often go with it and the words that often stand beside it."""

    term: Term
    kind: Kind
    codes: Sequence[Code]
    beside: Sequence[Term]


def terms(viewer: Any, *, kind: str = "", words: str = "", group: str = "", retired: bool = False) -> QuerySet[Term]:
    """The words in the order of the file. `kind` is a slug of Kind, or "need" for all but outcomes.

    Every one of `words` must stand in the label, the Easy Read sentence, the heading or the slug.
    """
    found = Term.objects.select_related("heading")
    if not retired:
        found = found.filter(retired__isnull=True)
    if kind == NEED:
        found = found.filter(kind__in=[k.value for k in NEEDS])
    elif kind:
        found = found.filter(kind=kind)
    if group:
        found = found.filter(heading__slug=group)
    for word in words.replace("\x00", "").split()[:MOST_WORDS]:
        found = found.filter(
            Q(label__icontains=word)
            | Q(easy__icontains=word)
            | Q(heading__label__icontains=word)
            | Q(slug__icontains=word)
        )
    return found


def headings(viewer: Any, *, of: str) -> QuerySet[Heading]:
    """The groups of needs ("need") or the areas of outcomes ("outcome"), in the order of the file."""
    return Heading.objects.filter(of=of, retired__isnull=True)


def term(viewer: Any, slug: str) -> Term | None:
    """One word, retired or not; None where there is none of this slug."""
    return terms(viewer, retired=True).filter(slug=slug).first()


def term_page(viewer: Any, slug: str) -> TermPage | None:
    """A word with what belongs to it; None where there is none of this slug."""
    found = term(viewer, slug)
    if found is None:
        return None
    codes = list(Code.objects.filter(usually__contains=[slug], retired__isnull=True))
    beside = _most_often(slug, codes)
    near = {t.slug: t for t in terms(viewer).filter(slug__in=beside)}
    return TermPage(found, Kind(found.kind), codes, [near[s] for s in beside if s in near])


def choices(viewer: Any, kind: str) -> list[tuple[str, str]]:
    """(slug, label) of the words of a kind, as `terms` takes it, for a form."""
    return list(terms(viewer, kind=kind).values_list("slug", "label"))


def labels(viewer: Any, slugs: Iterable[str]) -> dict[str, str]:
    """The plain words of slugs, retired ones too, in the order of the file; unknown slugs are left out."""
    return dict(terms(viewer, retired=True).filter(slug__in=set(slugs)).values_list("slug", "label"))


def unknown(viewer: Any, slugs: Iterable[str], kind: str) -> list[str]:
    """Those of the slugs that are no words of this kind, sorted."""
    asked = set(slugs)
    return sorted(
        asked - set(terms(viewer, kind=kind, retired=True).filter(slug__in=asked).values_list("slug", flat=True))
    )


def memberships(viewer: Any) -> list[tuple[int, str]]:
    """(organisation, role) of the viewer's memberships of today; none for a visitor."""
    return [(m.organisation, m.role.value) for m in memberships_of(viewer)]


def my_organisations(viewer: Any) -> list[tuple[str, str]]:
    """(public id, name) of the organisations in whose name the viewer may suggest."""
    found = {str(m.public_id): m.name for m in memberships_of(viewer)}
    return sorted(found.items(), key=lambda pair: pair[1])


def my_organisation(viewer: Any, public_id: str) -> Any:
    """An organisation of the viewer by its public id; None where it is not theirs."""
    return organisation(viewer, public_id) if public_id in dict(my_organisations(viewer)) else None


def suggestions(viewer: Any) -> QuerySet[Suggestion]:
    """What the viewer suggested; for system administrators, everything."""
    if viewer is None:
        return Suggestion.objects.none()
    found = Suggestion.objects.select_related("organisation")
    if policy.may_answer(memberships(viewer)).allowed:
        return found
    return found.filter(suggested_by_id=viewer.pk)


def suggestion(viewer: Any, public_id: UUID) -> Suggestion | None:
    """One suggestion that the viewer may see; else None."""
    return suggestions(viewer).filter(pk=public_id).first() if viewer is not None else None


def _most_often(slug: str, codes: Iterable[Code], most: int = 8) -> list[str]:
    counts: dict[str, int] = {}
    for code in codes:
        for other in code.usually:
            counts[other] = counts.get(other, 0) + (other != slug)
    return sorted((s for s in counts if counts[s]), key=lambda s: (-counts[s], s))[:most]
