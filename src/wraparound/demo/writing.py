"""Writes a learner down as it happens in life: by their lead, with their circle, passport and grants. By actions."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.demo import actions, asks, deciding, made, rights, shares, without_yes
from wraparound.demo.lives import category_of
from wraparound.demo.told import dice
from wraparound.demo.working import MOBILE, add_person
from wraparound.learners import actions as learners
from wraparound.learners.policy import InvitedAs
from wraparound.passport import actions as passport
from wraparound.passport.policy import Answer, SaidBy
from wraparound.passport.topics import BY_SLUG
from wraparound.sharing import actions as sharing
from wraparound.sharing.policy import Basis, Permission, Support, SupportHow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wraparound.accounts.models import Organisation, Person
    from wraparound.demo.lives import Family, Life
    from wraparound.demo.shares import Share
    from wraparound.learners.models import Learner

FIRST_BASES = (Basis.CONSENT, Basis.CONSENT, Basis.BEST_INTERESTS, Basis.STATUTORY_DUTY)


@dataclass(frozen=True)
class World:
    """The organisations and people who are there already, by their references."""

    organisations: Mapping[str, Organisation]
    people: Mapping[str, Person]

    def administrator(self, organisation: str) -> Person:
        """Who administers an organisation."""
        return self.people[f"{organisation}:organisation-administrator:0"]


@contextmanager
def being(person: Person) -> Iterator[Person]:
    """Does what is inside as this person."""
    with acting(as_person(person.pk)):
        yield person


def write(life: Life, world: World, plan: Callable[[Learner], None], *, by_actions: bool = True) -> None:
    """Everything about one learner, in one transaction; what they say by actions, or many rows a time; then `plan`."""
    with acting(made.INSTALLATION):
        lead = world.people[life.lead]
        learner = _written_down(life, world, lead)
        person = _signs_in(life, learner, lead) if life.signs_in else None
        family = [_joins(life, one, learner, lead) for one in life.family]
        voice, said_by = (person, SaidBy.LEARNER) if person else (lead, SaidBy.SUPPORTER)
        with being(voice):
            if by_actions:
                _passport(life, world, learner, said_by, voice)
            else:
                actions.write_passport(
                    life=life, organisations=world.organisations, learner=learner, said_by=said_by, by=voice
                )
        for share in life.shares:
            _shared(life, share, world, learner, voice, family)
        if life.cast and person:
            _by_hand(life, world, learner, person)
        _beside(life, learner, lead, family)
        _typed(life, learner, world.people[life.support[0]])
        asks.ask(life, learner, world, voice)
        without_yes.write_without_yes(life, learner, world, voice)
        rights.ask_by_right(life, learner, world, voice)
        plan(learner)
        deciding.appoint(life, learner, world, voice, family)
        made.note(f"learner:{life.ref}", learner.pk)


def _written_down(life: Life, world: World, lead: Person) -> Learner:
    home, basis = world.organisations[life.home], dice("basis", life.ref).choice(FIRST_BASES)
    permission = Permission.WITH_SUPPORT if basis is Basis.CONSENT else Permission.NOT_ASKED
    with being(lead):
        learner = learners.write_down_learner(
            name=life.name,
            known_as=life.known_as,
            born=life.born,
            organisation=home,
            basis=basis.value,
            permission=permission.value,
            basis_note=shares.note(basis, life.ref),
            by=lead,
        )
        for worker in life.support:
            learners.add_to_circle(
                learner=learner, person=world.people[worker], organisation=home, part=CirclePart.SUPPORT, by=lead
            )
    return learner


def _signs_in(life: Life, learner: Learner, lead: Person) -> Person:
    person = add_person(life.name, "")
    made.note(f"person:learner:{life.ref}", person.pk)
    if life.cast:
        made.note(f"person:cast:{life.cast}", person.pk)
    with being(lead):
        learners.link_person(learner=learner, person=person, by=lead)
    return person


def _joins(life: Life, one: Family, learner: Learner, lead: Person) -> Person:
    """Somebody of the family takes up an invitation."""
    person = add_person(one.name, MOBILE.format(dice("phone", life.ref).randrange(1000)))
    made.note(f"person:family:{life.ref}", person.pk)
    if one.cast:
        made.note(f"person:cast:{one.cast}", person.pk)
    with being(lead):
        _, token = learners.invite_to_circle(learner=learner, part=InvitedAs.FAMILY, name=one.name, by=lead)
    with being(person):
        learners.accept_circle_invitation(token=token, by=person)
    return person


def _passport(life: Life, world: World, learner: Learner, said_by: SaidBy, by: Person) -> None:
    for slug, words in life.says.items():
        passport.say(learner=learner, topic=BY_SLUG[slug], words=words, said_by=said_by, by=by)
    for slug in life.aside:
        passport.put_aside(learner=learner, topic=BY_SLUG[slug], answer=Answer.LATER, said_by=said_by, by=by)
    for need, words in life.needs.items():
        passport.add_need(learner=learner, need=need, words=words, said_by=said_by, by=by)
    for outcome, words in life.outcomes.items():
        passport.add_outcome(learner=learner, outcome=outcome, words=words, said_by=said_by, by=by)
    for begins, ends in life.times:
        passport.add_availability(learner=learner, begins=begins, ends=ends, said_by=said_by, by=by)
    for wish in life.wishes:
        passport.add_wish(
            learner=learner,
            is_for=wish.is_for,
            organisation=world.organisations[wish.at] if wish.at else None,
            service=wish.service,
            words=wish.words,
            said_by=said_by,
            by=by,
        )


def _shared(life: Life, share: Share, world: World, learner: Learner, voice: Person, family: list[Person]) -> None:
    """A grant, who of the organisation works with the learner, and its end if it has ended."""
    now = clock.now()
    own = learner.person_id is not None and share.basis is Basis.CONSENT
    giver = voice if own else world.people[life.lead]
    to = family[0] if share.to == shares.FAMILY else world.organisations[share.to]
    with being(giver):
        grant = sharing.give_grant(
            learner=learner,
            to=to,
            categories=share.categories,
            purpose=share.purpose,
            since=now + timedelta(days=share.since),
            until=now + timedelta(days=share.until),
            basis=share.basis,
            permission=shares.permission(share, own),
            basis_note="" if own else shares.note(share.basis, life.ref),
            by=giver,
        )
        if share.ended is not None:
            sharing.end_grant(grant=grant, reason=share.ended, by=giver)
    if share.team:
        with being(world.administrator(share.to)) as administrator:
            learners.add_to_circle(
                learner=learner,
                person=world.people[share.team],
                organisation=world.organisations[share.to],
                part=share.part,
                by=administrator,
            )


def _by_hand(life: Life, world: World, learner: Learner, person: Person) -> None:
    """What the learner of the cast did on the page about sharing: some of it by herself, some of it with help."""
    now, lead, worker = clock.now(), world.people[life.lead], world.people[life.support[0]]
    college, group = (
        world.organisations[next(s.to for s in life.shares if s.purpose == purpose)]
        for purpose in (shares.GETTING_READY, shares.HOLIDAY)
    )
    with clock.stopped_at(now - timedelta(days=9)), being(person):
        about = "May the college know about my health?"
        sharing.ask_me_later(learner=learner, on=clock.today() + timedelta(days=8), about=about, by=person)
    with clock.stopped_at(now - timedelta(days=4)), being(lead):
        helped = Support(worker.pk, worker.name, (SupportHow.READ_ALOUD, SupportHow.SYMBOLS))
        told: dict[str, Any] = {"learner": learner, "until": now + timedelta(days=80)}
        told["purpose"] = "To garden on Saturdays"
        sharing.share(to=group, categories=[Category.ABOUT_ME], support=helped, by=lead, **told)
    with being(person):
        told |= {"purpose": "So that they know what I do at work", "until": now + timedelta(days=120)}
        sharing.share(to=college, categories=[Category.PLACEMENTS], by=person, **told)
        sharing.talk_first(learner=learner, to=worker, by=person)
    for who, seen in ((lead, (Category.PLAN, Category.OUTCOMES)), (worker, (Category.ABOUT_ME,))):
        with being(who):
            sharing.record_look(learner=learner, categories=seen, by=who)


def _beside(life: Life, learner: Learner, lead: Person, family: list[Person]) -> None:
    """What lead and family say, each in a voice of their own; the family where it is open to them."""
    with being(lead):
        for slug, words in life.lead_says.items():
            passport.say(learner=learner, topic=BY_SLUG[slug], words=words, said_by=SaidBy.ORGANISATION, by=lead)
    to_family = [s for s in life.shares if s.to == shares.FAMILY and s.ended is None]
    for one in family:
        with being(one):
            for slug, words in life.family_says.items():
                if any(category_of(slug) in s.categories for s in to_family):
                    passport.say(learner=learner, topic=BY_SLUG[slug], words=words, said_by=SaidBy.FAMILY, by=one)


def _typed(life: Life, learner: Learner, worker: Person) -> None:
    """What their support worker types for them where their own words stand: it waits for them to choose."""
    with being(worker):
        for slug, words in life.typed_for.items():
            passport.say(learner=learner, topic=BY_SLUG[slug], words=words, said_by=SaidBy.SUPPORTER, by=worker)
