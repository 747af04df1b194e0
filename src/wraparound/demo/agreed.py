"""Three of the cast's organisations share a policy, and draft the next version; some people have done the exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wraparound.accounts import queries as accounts
from wraparound.core.database.scope import acting, as_person
from wraparound.demo import made
from wraparound.partnerships import actions, queries
from wraparound.partnerships.policy import Clause
from wraparound.workforce import actions as exercise
from wraparound.workforce.stories import stories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wraparound.demo.writing import World

COLLEGE = "queen-alexandra-college"
SPEAK = ("lead", "head", "commissioner")  # of the cast, each for their organisation
SAYS = {  # to each topic what they say, in the order of SPEAK
    "who-sees": ("team", "team", "named-people"),
    "talking": ("closed-room", "closed-room", "closed-room"),
    "family": ("agreed", "agreed", "each-time"),
    "learner-reads": ("at-once", "week", "month"),
    "pass-on": ("new-yes", "new-yes", "new-yes"),
    "first-yes": ("two", "health", "nothing"),
    "e-mail": ("encrypted", "encrypted", "encrypted"),
    "safety": ("before", "before", "same-day"),
    "how-long": ("year", "year", "half-year"),
    "in-writing": ("three", "health", "three"),
    "ask-again": ("year", "year", None),
    "went-wrong": ("same-day", None, "three-days"),
}
WORDS = {
    ("lead", "pass-on"): "We say who asked, and the learner says yes or no.",
    ("head", "family"): "Families have one named person to ring. She says what was agreed, and listens to everything.",
    ("commissioner", "e-mail"): "Letters with a name in the subject line are sent back unread.",
}
TERMS = {("head", "family"): ("named-person-for-family",), ("lead", "in-writing"): ("easy-read", "time-to-answer")}
AGREED = {  # where the strictest answer would not have worked
    "who-sees": ("team", "Teams change in the holidays. The learner knows the team and may leave anybody out of it."),
    "family": ("agreed", "Learners asked us not to ask them the same thing every week."),
}
CHOSEN = (  # by the college's people, story by story: most choose well, not all the same
    ("ask-kofi", "listen", "ask-again", "stop-and-tell", "honest", "with-priya"),
    ("ask-kofi", "listen", "ask-marek", "initials", "honest", "summary"),
    ("say-nothing", "hang-up", "ask-again", "stop-and-tell", "honest", "with-priya"),
    ("ask-kofi", "listen", "ask-again", "leave", "team", "with-priya"),
    ("tell-her", "listen", "ask-again", "stop-and-tell", "honest"),  # one story to go
)
REMARK = "I would have told her. Then I thought of what I would want if it was me. I wrote it on our board: ask first."


def agree(world: World) -> None:
    """Makes all of it, once, in one transaction: noted as `agreed`."""
    if made.key_of("agreed") is None:
        with acting(made.INSTALLATION):
            _partnership({key: world.people[f"cast:{key}"] for key in SPEAK})
            _exercise(world)
            made.note("agreed")


def _partnership(people: Mapping[str, Any]) -> None:
    lead, head = people["lead"], people["head"]
    places = {key: _does(person, lambda who: queries.i_speak_for(who)[0]) for key, person in people.items()}
    for key, person in people.items():
        _acts(person, actions.write_policy, organisation=places[key], clauses=_clauses(key), seen=0)
    of = _acts(lead, actions.found_partnership, name="Birmingham together", organisation=places["lead"])
    for key in SPEAK[1:]:
        member = _acts(lead, actions.invite_organisation, partnership=of, organisation=places[key])
        _acts(people[key], actions.accept_invitation, member=member)
    text = _acts(lead, actions.draft_composite, partnership=of)
    for topic, (answer, because) in AGREED.items():
        text = _acts(lead, actions.choose_clause, composite=text, topic=topic, answer=answer, because=because)
    for person in people.values():
        _signs(person, text)
    _signs(head, _acts(head, actions.draft_composite, partnership=of))


def _exercise(world: World) -> None:
    """Some of the college's people have done it; the cast's support worker has not."""
    refs = ("head-of-inclusion:0", "transition-lead:1", "support-worker:1", "support-worker:2", "transition-lead:0")
    for ref, chosen in zip(refs, CHOSEN, strict=True):
        person: Any = world.people[f"{COLLEGE}:{ref}"]
        with acting(as_person(person.pk)):
            place: Any = accounts.organisation(person, accounts.memberships_of(person)[0].public_id)
            told = {"organisation": place, "by": person}
            for story, choice in zip(stories(), chosen, strict=False):
                exercise.answer_story(story=story, choice=choice, number=1, **told)
            if ref == "support-worker:1":
                exercise.say_remark(story=stories()[0], words=REMARK, **told)


def _clauses(key: str) -> Mapping[str, Clause]:
    said = {topic: answers[SPEAK.index(key)] for topic, answers in SAYS.items()}
    return {t: Clause(a, WORDS.get((key, t), ""), TERMS.get((key, t), ())) for t, a in said.items() if a}


def _signs(person: Any, text: Any) -> None:
    page = _does(person, lambda who: queries.composite_page(who, text))
    mine = next(one.member for one in page.signing if one.member.speaks_id == person.pk)
    _acts(person, actions.sign_composite, composite=text, member=mine)


def _acts(person: Any, action: Any, **told: Any) -> Any:
    return _does(person, lambda who: action(**told, by=who))


def _does(person: Any, what: Any) -> Any:
    with acting(as_person(person.pk)):
        return what(person)
