"""What each organisation says about confidentiality, and where they differ, for this viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wraparound.partnerships import policy
from wraparound.partnerships.models import ConfidentialityPolicy
from wraparound.partnerships.policy import Clause, Difference, from_kept
from wraparound.partnerships.topics import TOPICS
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person
    from wraparound.partnerships.models import Member
    from wraparound.partnerships.queries.members import PartnershipPage
    from wraparound.vocabulary.models import Term


def policy_of(
    viewer: Person | None, organisation: Organisation, number: int | None = None
) -> ConfidentialityPolicy | None:
    """The newest version of what an organisation says about confidentiality, or one by number; None where none."""
    found = versions(viewer, organisation)
    return found.filter(number=number).first() if number else found.first()


def versions(viewer: Person | None, organisation: Organisation) -> QuerySet[ConfidentialityPolicy]:
    """All versions, the newest first: for its own people and its partners."""
    found = ConfidentialityPolicy.objects.filter(organisation=organisation).order_by("-number")
    return found if viewer is not None else found.none()


def said_by(viewer: Person | None, organisations: Sequence[int]) -> list[dict[str, Clause]]:
    """What the newest policy of each organisation says, in their order; nothing where it has none."""
    rows = ConfidentialityPolicy.objects.filter(organisation__in=organisations).order_by("number")
    newest = {row.organisation_id: from_kept(row.content) for row in rows} if viewer is not None else {}
    return [newest.get(key, {}) for key in organisations]


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """Topics beside organisations."""

    members: Sequence[Member]
    rows: Sequence[Difference]
    terms: dict[str, Term]
    silent: Sequence[Member]  # have no policy yet

    @property
    def count(self) -> int:
        """In how many topics they differ."""
        return sum(row.state is policy.State.DIFFERENT for row in self.rows)

    @property
    def not_said(self) -> int:
        """In how many topics somebody has said nothing and the others agree."""
        return sum(row.state is policy.State.NOT_SAID for row in self.rows)


def differences(viewer: Person | None, page: PartnershipPage) -> DifferencesPage:
    """Where the members of a partnership differ, topic by topic."""
    policies = said_by(viewer, [m.organisation_id for m in page.members])
    silent = [m for m, said in zip(page.members, policies, strict=True) if not said]
    return DifferencesPage(page.members, policy.differences(policies), terms(viewer, policies), silent)


def terms(viewer: Person | None, policies: Iterable[dict[str, Clause]]) -> dict[str, Term]:
    """The words of the vocabulary that these name, by slug: each with what it means."""
    slugs = {slug for said in policies for clause in said.values() for slug in clause.terms}
    return {one.slug: one for one in vocabulary.terms(viewer, retired=True).filter(slug__in=slugs)} if slugs else {}


def terms_to_choose(viewer: Person | None) -> dict[str, list[tuple[str, str]]]:
    """For each topic the words of the vocabulary that it may name: (slug, label)."""
    labels = vocabulary.labels(viewer, {slug for topic in TOPICS for slug in topic.terms})
    return {t.slug: [(slug, labels[slug]) for slug in t.terms if slug in labels] for t in TOPICS}
