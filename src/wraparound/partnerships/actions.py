"""Working together: found, invite, join, leave; write one's own policy; agree on a shared one and sign it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, Stale, insist
from wraparound.partnerships import policy, queries, telling
from wraparound.partnerships.models import (
    CompositePolicy,
    CompositeSignature,
    ConfidentialityPolicy,
    Member,
    Partnership,
)
from wraparound.partnerships.policy import Clause, from_kept, to_kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person


@transaction.atomic
def found_partnership(*, name: str, organisation: Organisation, by: Person) -> Partnership:
    """Begins a partnership: its first member is an organisation that `by` speaks for. Raises NotAllowed."""
    insist(queries.may_speak(by, organisation))
    made = Partnership(name=name, made_by=by)
    made.save(force_insert=True)
    first = Member(partnership=made, organisation=organisation, invited_by=by, speaks=by, since=clock.now())
    first.save(force_insert=True)
    _record("partnership founded", first)
    return made


@transaction.atomic
def invite_organisation(*, partnership: Partnership, organisation: Organisation, by: Person) -> Member:
    """Invites another organisation; those who may speak for it are told. Raises NotAllowed."""
    _lock(partnership.pk)
    _insist_on_a_place(partnership, by)
    if Member.objects.filter(partnership=partnership, organisation=organisation, until=None).exists():
        raise NotAllowed(_("this organisation is in the partnership or invited already"))
    made = Member(partnership=partnership, organisation=organisation, invited_by=by)
    made.save(force_insert=True)
    _record("organisation invited", made)
    telling.invited(made)
    return made


@transaction.atomic
def accept_invitation(*, member: Member, by: Person) -> None:
    """The organisation is in the partnership from now on; `by` speaks for it until somebody else is named."""
    now = _as_it_stands(member, by)
    if now.since is not None:
        raise NotAllowed(_("somebody of your organisation accepted before"))
    Member.objects.filter(pk=now.pk).update(since=clock.now(), speaks=by)
    _record("partnership joined", now)
    telling.answered(now, by)


@transaction.atomic
def drop_invitation(*, member: Member, by: Person) -> None:
    """Says no for the organisation that is invited, or takes the invitation back for one that is in the partnership."""
    _lock(member.partnership_id)
    now = _row(member, by)
    if now.since is not None or now.until is not None:
        raise NotAllowed(_("this invitation is not open any more"))
    if not queries.may_speak(by, now.organisation):
        _insist_on_a_place(now.partnership, by)
    Member.objects.filter(pk=now.pk).update(until=clock.now())
    _record("invitation dropped", now)
    telling.answered(now, by)


@transaction.atomic
def name_speaker(*, member: Member, person: Person, by: Person) -> None:
    """Names who of a member speaks for it and signs. Raises NotAllowed: the person has no role that lets them."""
    now = _as_it_stands(member, by)
    if now.since is None:
        raise NotAllowed(_("accept the invitation first"))
    if not any(row.person_id == person.pk for row in queries.speakers(by, now)):
        raise NotAllowed(_("their role does not let them speak for the organisation"))
    Member.objects.filter(pk=now.pk).update(speaks=person)
    _record("speaker named", now, person=str(person.public_id))


@transaction.atomic
def leave_partnership(*, member: Member, by: Person) -> None:
    """The organisation withdraws: from now on no shared policy of this partnership binds it. Its partners are told."""
    now = _as_it_stands(member, by)
    if now.since is None:
        raise NotAllowed(_("your organisation is only invited: say no to it instead"))
    others = [m for m in queries.partnership_page(by, now.partnership).members if m.pk != now.pk]
    draft = queries.newest_composite(by, now.partnership_id)
    was_in_force = draft is not None and draft.in_force is not None
    Member.objects.filter(pk=now.pk).update(until=clock.now())
    _record("partnership left", now)
    telling.left(now, others, by)
    comes = queries.composite(by, draft.pk) if draft and not was_in_force else None
    if comes and comes.in_force:  # the one that had not signed is gone
        telling.in_force(comes, others, by)


@transaction.atomic
def write_policy(
    *, organisation: Organisation, clauses: Mapping[str, Clause], seen: int, by: Person
) -> ConfidentialityPolicy:
    """The next version of what an organisation says about confidentiality; earlier ones stay.

    `clauses` by topic; `seen`: the number of the version that `by` had before them, 0 where there was none. Raises
    NotAllowed; Stale with the newest version where somebody wrote one in the meantime; ValueError for unknown answers.
    """
    insist(queries.may_speak(by, organisation))
    for topic, clause in clauses.items():
        policy.known_answer(topic, clause.answer)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(7279, hashint8(%s))", [organisation.pk])
    newest = queries.policy_of(by, organisation)
    number = newest.number if newest else 0
    if number != seen:
        raise Stale(newest)
    made = ConfidentialityPolicy(organisation=organisation, number=number + 1, content=to_kept(clauses), made_by=by)
    made.save(force_insert=True)
    audit.record("confidentiality policy written", about=organisation.public_id, details={"number": made.number})
    return made


@transaction.atomic
def draft_composite(*, partnership: Partnership, by: Person) -> CompositePolicy:
    """Begins the next version of the shared policy: to each topic the strictest answer of the members.

    Raises NotAllowed: there is a draft already, nobody has a policy, or fewer than two are in the partnership.
    """
    _lock(partnership.pk)
    mine = _insist_on_a_place(partnership, by)
    newest = queries.newest_composite(by, partnership.pk)
    if newest is not None and newest.in_force is None:
        raise NotAllowed(_("there is a draft already: change that one"))
    page = queries.partnership_page(by, partnership)
    if len(page.members) < 2:
        raise NotAllowed(_("a shared policy takes two members"))
    said = policy.first_draft(queries.said_by(by, [m.organisation_id for m in page.members]))
    if not said:
        raise NotAllowed(_("no member has entered its own policy yet"))
    made = _text(partnership.pk, newest.number + 1 if newest else 1, 1, said, by)
    _record("shared policy drafted", mine, composite=str(made.pk))
    telling.to_sign(made, page.members, by)
    return made


@transaction.atomic
def choose_clause(
    *, composite: CompositePolicy, topic: str, answer: str, words: str = "", because: str = "", by: Person
) -> CompositePolicy:
    """Another answer to a topic of a draft: a new text, which nobody has signed. Signatures under the old one are void.

    Less strict than what a member says needs a reason. Raises NotAllowed; Stale with the newest text where `composite`
    is not the newest any more; ValueError for an unknown answer.
    """
    _lock(composite.partnership_id)
    of = policy.known_answer(topic, answer)
    newest = queries.newest_composite(by, composite.partnership_id)
    if newest is None:
        raise NotAllowed(_("your organisation is not in this partnership"))
    mine = _insist_on_a_place(newest.partnership, by)
    if newest.pk != composite.pk:
        raise Stale(newest)
    if newest.in_force is not None:
        raise NotAllowed(_("it is in force: draft the next version to change something"))
    page = queries.partnership_page(by, newest.partnership)
    if not because.strip() and policy.needs_because(
        of, answer, queries.said_by(by, [m.organisation_id for m in page.members])
    ):
        raise NotAllowed(_("one of you is stricter: say why you agree on less"))
    said = from_kept(newest.content)
    terms = said[topic].terms if topic in said else ()
    changed = {**said, topic: Clause(answer, words.strip(), terms, because.strip())}
    if changed == said:
        return newest
    made = _text(newest.partnership_id, newest.number, newest.revision + 1, changed, by)
    _record("shared policy changed", mine, composite=str(made.pk), topic=topic)
    telling.changed(newest, by)
    telling.to_sign(made, page.members, by)
    return made


@transaction.atomic
def sign_composite(*, composite: CompositePolicy, member: Member, by: Person) -> bool:
    """Signs exactly this text for a member; True where it came into force by that. Raises NotAllowed."""
    _lock(composite.partnership_id)
    row, now = queries.composite(by, composite.pk), _row(member, by)
    if row is None or row.partnership_id != now.partnership_id:
        raise NotAllowed(_("this text is not of that partnership"))
    insist(queries.signing_of(by, row, now).may)
    was_in_force = row.in_force is not None
    CompositeSignature(composite=row, member=now, person=by).save(force_insert=True)
    row.refresh_from_db()
    _record("shared policy signed", now, composite=str(row.pk))
    comes = row.in_force is not None and not was_in_force
    if comes:
        telling.changed(row, by)
        telling.in_force(row, queries.partnership_page(by, row.partnership).members, by)
    return comes


def _text(partnership: UUID, number: int, revision: int, said: Mapping[str, Clause], by: Person) -> CompositePolicy:
    made = CompositePolicy(partnership_id=partnership, number=number, revision=revision, drafted_by=by)
    made.content = to_kept(said)
    made.save(force_insert=True)
    return made


def _lock(partnership: UUID) -> None:
    """One change of a partnership at a time. The database's triggers take the same lock."""
    with connection.cursor() as cursor:
        cursor.execute("select app.lock_partnership(%s)", [partnership])


def _row(member: Member, by: Person) -> Member:
    """The member as it is now that nobody else changes it. Raises NotAllowed where it is not known."""
    found = queries.member(by, member.pk)
    if found is None:
        raise NotAllowed(_("your organisation is not in this partnership"))
    return found


def _as_it_stands(member: Member, by: Person) -> Member:
    """The same, of an organisation that `by` speaks for, and that has not left."""
    _lock(member.partnership_id)
    now = _row(member, by)
    insist(queries.may_speak(by, now.organisation))
    if now.until is not None:
        raise NotAllowed(_("this organisation is not in the partnership any more"))
    return now


def _insist_on_a_place(partnership: Partnership, by: Person) -> Member:
    """The member for which `by` acts. Raises NotAllowed where they speak for none."""
    mine = [m for m in queries.partnership_page(by, partnership).mine if m.since]
    if not mine:
        raise NotAllowed(_("only those who speak for a member of this partnership can do that"))
    return mine[0]


def _record(what: str, member: Member, **more: str) -> None:
    details = {"partnership": str(member.partnership_id), **more}
    audit.record(what, about=member.organisation.public_id, details=details)
