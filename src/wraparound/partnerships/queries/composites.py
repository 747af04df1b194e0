"""What the members of a partnership agreed on, whom it binds, and how a new grant begins by it, for this viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from wraparound.accounts import queries as accounts
from wraparound.partnerships import policy
from wraparound.partnerships.models import CompositePolicy, CompositeSignature
from wraparound.partnerships.policy import Clause, Difference, GrantDefaults, from_kept
from wraparound.partnerships.queries.members import may_speak, partnership, partnership_page
from wraparound.partnerships.queries.policies import said_by, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.decisions import Decision
    from wraparound.partnerships.models import Member, Partnership
    from wraparound.vocabulary.models import Term


def defaults_for(viewer: Person | None, organisations: Iterable[Organisation]) -> GrantDefaults:
    """How a new grant to these organisations begins, by the shared policies that bind at least one of them now.

    `organisations`: those who will RECEIVE what is granted. Where several shared policies bind them, the strictest
    answer to each topic counts. Where none does, or for a visitor, everything is allowed and a year is the longest.
    Works for learners and family too, and in the intake: what is in force may be read by whoever signs in. At most two
    statements.
    """
    keys = [one.pk for one in organisations]
    if viewer is None or not keys:
        return GrantDefaults()
    with connection.cursor() as cursor:
        cursor.execute("select app.composites_that_bind(%s::bigint[])", [keys])
        (found,) = cursor.fetchone()
    rows = CompositePolicy.objects.in_bulk(found) if found else {}
    return policy.defaults([(key, from_kept(rows[key].content)) for key in found if key in rows])


@dataclass(frozen=True, slots=True)
class Signing:
    """A member and whether it has signed this text; `may`: the viewer may sign it now for that member.

    `earlier`: what it signed of this version before the text was changed, which does not count.
    """

    member: Member
    signature: CompositeSignature | None
    may: Decision
    earlier: CompositeSignature | None = None


@dataclass(frozen=True, slots=True)
class CompositeLine:
    """A topic of a shared policy. `strictest`: what the members' own policies make of it by themselves, today."""

    difference: Difference
    clause: Clause | None

    @property
    def is_less_strict(self) -> bool:
        """Whether somebody's own policy is stricter."""
        topic, strictest = self.difference.topic, self.difference.strictest
        if self.clause is None or strictest is None:
            return False
        return topic.rank(self.clause.answer) > topic.rank(strictest.slug)


@dataclass(frozen=True, slots=True)
class CompositePage:
    """A text of a shared policy. For who is not in the partnership there are no members, signatures or own policies."""

    composite: CompositePolicy
    newest: bool  # nothing was changed after it
    bound: Sequence[Organisation]  # whom it binds now
    lines: Sequence[CompositeLine]
    terms: dict[str, Term]
    partnership: Partnership | None
    signing: Sequence[Signing]
    gone: Sequence[Member]  # left since it came into force
    may_change: bool


def composites(viewer: Person | None, found: Partnership) -> list[CompositePolicy]:
    """The newest text of each version, the newest version first."""
    rows = CompositePolicy.objects.filter(partnership=found).order_by("-number", "-revision")
    once: dict[int, CompositePolicy] = {}
    for row in rows if viewer is not None else ():
        once.setdefault(row.number, row)
    return list(once.values())


def composite(viewer: Person | None, key: UUID) -> CompositePolicy | None:
    """One text: in force now or once, for everybody who signs in; a draft for those who are in the partnership."""
    return CompositePolicy.objects.filter(pk=key).first() if viewer is not None else None


def newest_composite(viewer: Person | None, partnership: UUID) -> CompositePolicy | None:
    """The newest text of a partnership: its draft, or what is in force."""
    found = CompositePolicy.objects.filter(partnership=partnership) if viewer is not None else None
    return None if found is None else found.order_by("-number", "-revision").first()


def bound_by(viewer: Person | None, found: CompositePolicy) -> list[Organisation]:
    """The organisations that a shared policy binds now, by name; none while it is a draft, or once it is replaced."""
    with connection.cursor() as cursor:
        cursor.execute("select app.organisations_bound(%s)", [found.pk])
        (keys,) = cursor.fetchone()
    return list(accounts.organisations(viewer).filter(pk__in=keys))


def composite_page(viewer: Person | None, found: CompositePolicy) -> CompositePage:
    """A shared policy as the viewer may see it."""
    of, said = partnership(viewer, found.partnership_id), from_kept(found.content)
    page = partnership_page(viewer, of) if of else None
    inside = page if page and page.is_member else None
    policies = said_by(viewer, [m.organisation_id for m in inside.members]) if inside else []
    newest, began = newest_composite(viewer, found.partnership_id), found.in_force
    is_newest = newest is not None and newest.pk == found.pk
    gone = inside.gone if inside and began else ()
    return CompositePage(
        composite=found,
        newest=is_newest,
        bound=bound_by(viewer, found),
        lines=[CompositeLine(one, said.get(one.topic.slug)) for one in policy.differences(policies)],
        terms=terms(viewer, [said, *policies]),
        partnership=of,
        signing=[signing_of(viewer, found, m) for m in inside.members] if inside else [],
        gone=[m for m in gone if m.until and began and m.until > began],
        may_change=bool(is_newest and began is None and inside and inside.may_invite),
    )


def signing_of(viewer: Person | None, found: CompositePolicy, member: Member) -> Signing:
    """Whether a member has signed, and whether the viewer may do it."""
    of_version = CompositeSignature.objects.filter(
        member=member, composite__partnership=found.partnership_id, composite__number=found.number
    ).select_related("composite")
    signature = of_version.filter(composite=found).first()
    earlier = of_version.filter(composite__revision__lt=found.revision).order_by("-composite__revision").first()
    newest, in_force = newest_composite(viewer, found.partnership_id), found.in_force is not None
    later = CompositePolicy.objects.filter(partnership=found.partnership_id, number__gt=found.number)
    may = policy.may_sign(
        speaks=viewer is not None and member.speaks_id == viewer.pk and member.until is None,
        has_role=bool(may_speak(viewer, member.organisation)),
        is_newest=newest is not None and newest.pk == found.pk,
        is_in_force=in_force and not later.filter(in_force__isnull=False).exists(),
        has_signed=signature is not None,
    )
    return Signing(member, signature, may, earlier)
