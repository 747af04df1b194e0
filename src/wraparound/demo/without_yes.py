"""What is decided around the cast's learner without her yes, what is not shared, and a disagreement that is heard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wraparound.accounts import actions as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.demo.shares import TO_CARE
from wraparound.sharing import actions
from wraparound.sharing.policy_bases import Decided, TookPart
from wraparound.sharing.policy_disagreements import About, Step
from wraparound.sharing.policy_withholding import Kind
from wraparound.sharing.queries import withholding

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.demo.lives import Life
    from wraparound.demo.writing import World
    from wraparound.learners.models import Learner

DAY = timedelta(days=1)


def write_without_yes(life: Life, learner: Learner, world: World, voice: Person) -> None:
    """For the learner of the cast alone, after her circle is there. Runs as the installation."""
    if life.cast != "learner":
        return
    lead, home = world.people["cast:lead"], world.organisations[life.home]
    council = world.people["cast:commissioner"]
    second = world.people[f"{life.home}:head-of-inclusion:0"]
    accounts.add_membership(
        person=second, organisation=home, role=MemberRole.SAFEGUARDING_LEAD, since=clock.today(), by=None
    )
    health = next(world.organisations[s.to] for s in life.shares if s.categories == TO_CARE)
    place = next(world.organisations[s.to] for s in life.shares if s.team.endswith("commissioner:0"))
    _in_best_interests(learner, health, lead)
    _for_safety(learner, place, lead, second, council)
    _will_not_share(learner, home, place, lead, voice)
    _disagrees(learner, life, world, lead, voice)


def _in_best_interests(learner: Learner, health: Organisation, lead: Person) -> None:
    with clock.stopped_at(clock.now() - 2 * DAY), acting(as_person(lead.pk)):
        made = actions.assess_capacity(
            learner=learner,
            about="Who at the health service may see how she takes her medicine",
            on=clock.today() - DAY,
            assessed_by="Dr Anand, epilepsy nurse specialist",
            support_tried="Two visits, a talking mat, her mother beside her, and time to sleep on it.",
            has_capacity=False,
            because="She could say who she likes. She could not keep in mind what happens without the medicine.",
            by=lead,
        )
        actions.decide_in_best_interests(
            assessment=made,
            to=health,
            categories=TO_CARE,
            purpose="To look after her health",
            decided=Decided(
                what="The nurse and her team see health, communication and plan",
                options="Asking her each time: she missed doses twice. Her mother telling them: she wants that less.",
                wishes="She likes the nurse. She does not want the college to read it.",
                because="The nurse keeps her well and knows her. Nobody else sees it.",
                review_on=clock.today() + 26 * DAY,
            ),
            took_part=[
                TookPart("Carol", "mother", "The nurse should see it. I worry about the nights."),
                TookPart("Ola Brightwater", "independent advocate", "Ask her again when she has settled in."),
            ],
            by=lead,
        )


def _for_safety(learner: Learner, to: Organisation, lead: Person, second: Person, saw: Person) -> None:
    """Nine days ago, and told a week later; a second person said that it was right."""
    at = clock.now() - 9 * DAY
    with clock.stopped_at(at), acting(as_person(lead.pk)):
        grant = actions.open_for_safety(
            learner=learner,
            to=to,
            categories=[Category.IDENTITY, Category.COMMUNICATION],
            purpose="To find her",
            because="She did not come home, and somebody had written to her.",
            told_in=7 * DAY,
            told_because="Whoever wrote to her reads her phone.",
            by=lead,
        )
    with clock.stopped_at(at + timedelta(hours=3)), acting(as_person(second.pk)):
        words = "It was right: no more than was needed, and she was found."
        actions.review_safety(grant=grant.pk, upheld=True, words=words, by=second)
    with acting(as_person(lead.pk)):
        actions.tell_learner_now(grant=grant.pk, by=lead)


def _will_not_share(learner: Learner, of: Organisation, to: Organisation, lead: Person, voice: Person) -> None:
    with acting(as_person(voice.pk)):
        what, why = "How I travel on my own", "So that they stop asking me"
        key = actions.wish_sharing(learner=learner, of=of, to=to, what=what, why=why, by=voice).pk
    with acting(as_person(lead.pk)):
        row: Any = withholding.wish_row(lead, key)
        words = "Clause 4 of our policy: travel reports stay at the college. We ask the head to change it."
        actions.answer_wish(wish=row, kind=Kind.OUR_POLICY, words=words, by=lead)


def _disagrees(learner: Learner, life: Life, world: World, lead: Person, voice: Person) -> None:
    hears = world.people[f"{life.home}:head-of-inclusion:0"]
    with clock.stopped_at(clock.now() - 4 * DAY), acting(as_person(voice.pk)):
        one = actions.raise_disagreement(
            learner=learner,
            about=About.PLAN,
            words="I want to work with plants on two days. My plan says one day.",
            wanted="Two days at the garden.",
            hears=hears.pk,
            with_whom=[lead.pk],
            by=voice,
        )
    with acting(as_person(lead.pk)):
        words = "The second day has no bus. I would like it too."
        actions.add_step(disagreement=one.pk, kind=Step.SAID, words=words, by=lead)
    with acting(as_person(hears.pk)):
        words = "We met with Niamh and Dev. A neighbour drives on Thursdays: we try that for two weeks."
        actions.add_step(disagreement=one.pk, kind=Step.TRIED, words=words, by=hears)
