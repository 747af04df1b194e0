"""A partnership of three colleges, made by actions: who is in it and what each says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests import people
from wraparound.accounts.roles import MemberRole
from wraparound.core.database.scope import acting, as_person
from wraparound.partnerships import actions, queries
from wraparound.partnerships.policy import Clause

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.partnerships.models import CompositePolicy, Member, Partnership


def does(who: Person, action: Any, **told: Any) -> Any:
    """What an action of somebody gives back."""
    with acting(as_person(who.pk)):
        return action(**told, by=who)


def asks(who: Person, query: Any, *told: Any) -> Any:
    with acting(as_person(who.pk)):
        return query(who, *told)


@dataclass
class Two:
    """North and South work together; Ann and Ben speak for them. Cat may speak for East, which is in nothing."""

    north: Organisation
    south: Organisation
    east: Organisation
    ann: Person
    ben: Person
    cat: Person
    partnership: Partnership

    def member(self, who: Person) -> Member:
        """The place of the organisation that somebody speaks for."""
        page = asks(who, queries.partnership_page, self.partnership)
        return next(m for m in page.mine)

    def draft(self) -> CompositePolicy:
        """What their policies make of it by themselves."""
        made: CompositePolicy = does(self.ann, actions.draft_composite, partnership=self.partnership)
        return made

    def sign(self, who: Person, text: CompositePolicy) -> bool:
        """True where it came into force."""
        return bool(does(who, actions.sign_composite, composite=text, member=self.member(who)))

    def agree(self) -> CompositePolicy:
        """A shared policy in force."""
        text = self.draft()
        self.sign(self.ann, text)
        assert self.sign(self.ben, text)
        return text

    def joins(self, who: Person, organisation: Organisation) -> Member:
        """Another organisation is invited and says yes."""
        told = {"partnership": self.partnership, "organisation": organisation}
        invited: Member = does(self.ann, actions.invite_organisation, **told)
        does(who, actions.accept_invitation, member=invited)
        return invited


def says(who: Person, organisation: Organisation, seen: int = 0, **answers: str) -> Any:
    """The organisation's policy says this; a topic's "-" is "_" here."""
    clauses = {topic.replace("_", "-"): Clause(answer) for topic, answer in answers.items()}
    return does(who, actions.write_policy, organisation=organisation, clauses=clauses, seen=seen)


def two() -> Two:
    north, south, east = (people.organisation(name) for name in ("North", "South", "East"))
    ann = people.member(north, "Ann Hill", MemberRole.ORGANISATION_ADMIN)
    ben = people.member(south, "Ben Dale", MemberRole.HEAD_OF_INCLUSION)
    cat = people.member(east, "Cat Moor", MemberRole.TRANSITION_LEAD)
    made = does(ann, actions.found_partnership, name="Rivers", organisation=north)
    found = Two(north, south, east, ann, ben, cat, made)
    found.joins(ben, south)
    says(ann, north, how_long="year", in_writing="health", pass_on="named")
    says(ben, south, how_long="term", in_writing="nothing", first_yes="health")
    return found
