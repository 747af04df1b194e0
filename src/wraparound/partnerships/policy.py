"""What follows from confidentiality policies, and who may speak for an organisation. Facts in, decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import MemberRole
from wraparound.core.decisions import Decision
from wraparound.partnerships.topics import A_YEAR, BY_SLUG, TOPICS, Answer, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from wraparound.accounts.policy import MembershipFacts

# The same list stands in sql/functions_partnerships.sql; a test compares them.
SPEAKS = frozenset(
    {
        MemberRole.ORGANISATION_ADMIN,
        MemberRole.HEAD_OF_INCLUSION,
        MemberRole.TRANSITION_LEAD,
        MemberRole.COMMISSIONER,
        MemberRole.FACILITATOR,
    }
)
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Clause:
    """What is said to a topic: one of its answers, own words, words of the vocabulary; in a shared policy also why."""

    answer: str
    words: str = ""
    terms: tuple[str, ...] = ()
    because: str = ""  # where it is not the strictest answer of the members


Said = Mapping[str, Clause]  # by the slug of the topic


def to_kept(said: Said) -> dict[str, dict[str, Any]]:
    """As it is stored."""
    return {
        slug: {"answer": c.answer, "words": c.words, "terms": list(c.terms), "because": c.because}
        for slug, c in said.items()
    }


def from_kept(kept: object) -> dict[str, Clause]:
    """What was stored, in the order of the topics. What is none of our topics and answers is left out."""
    found = {}
    for topic in TOPICS:
        one = kept.get(topic.slug) if isinstance(kept, dict) else None
        if isinstance(one, dict) and topic.answer(one.get("answer")):
            terms = one.get("terms")
            named = tuple(t for t in terms if t in topic.terms) if isinstance(terms, list) else ()
            words, because = (str(one.get(key) or "")[:LONGEST_WORDS] for key in ("words", "because"))
            found[topic.slug] = Clause(str(one["answer"]), words, named, because)
    return found


def stricter(topic: Topic, answers: Iterable[str | None]) -> Answer | None:
    """The strictest of these answers; None where nobody has said any."""
    ranks = [topic.rank(one) for one in answers if one is not None]
    return topic.answers[min(ranks)] if ranks else None


class State(StrEnum):
    """What the organisations say to a topic, put side by side."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_SAID = "not-said"  # by one of them at least; the others say the same

    @property
    def label(self) -> _StrPromise:
        """In words."""
        return _STATES[self]


_STATES = {State.EQUAL: _("Equal"), State.DIFFERENT: _("Different"), State.NOT_SAID: _("Not said by all")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One topic, with the answer of each organisation in their order, and the strictest of them."""

    topic: Topic
    clauses: tuple[Clause | None, ...]
    state: State
    strictest: Answer | None


def differences(policies: Sequence[Said]) -> list[Difference]:
    """Every topic; whoever has said nothing to it has None."""
    found = []
    for topic in TOPICS:
        clauses = tuple(said.get(topic.slug) for said in policies)
        answers = {clause.answer for clause in clauses if clause}
        state = State.DIFFERENT if len(answers) > 1 else State.NOT_SAID if None in clauses else State.EQUAL
        found.append(Difference(topic, clauses, state, stricter(topic, answers)))
    return found


def first_draft(policies: Sequence[Said]) -> dict[str, Clause]:
    """The shared policy that these make by themselves: to each topic the strictest answer, and everybody's terms."""
    found = {}
    for one in differences(policies):
        if one.strictest:
            said = {term for clause in one.clauses if clause for term in clause.terms}
            found[one.topic.slug] = Clause(one.strictest.slug, terms=tuple(t for t in one.topic.terms if t in said))
    return found


def needs_because(topic: Topic, answer: str, policies: Sequence[Said]) -> bool:
    """Whether an answer is less strict than what one of the members says: then it needs a reason."""
    strictest = stricter(topic, [said[topic.slug].answer for said in policies if topic.slug in said])
    return strictest is not None and topic.rank(answer) > topic.rank(strictest.slug)


@dataclass(frozen=True, slots=True)
class GrantDefaults:
    """What the organisations that receive something have agreed on, as defaults of a new grant to them.

    `never`, `in_writing`: slugs of categories. `clauses`: (topic, answer) in words, for showing beside the choices.
    `composite`: the shared policy that came into force last, to be kept with the grant; None where none is in force.
    """

    longest: timedelta = A_YEAR
    never: frozenset[str] = frozenset()
    in_writing: frozenset[str] = frozenset()
    may_pass_on: bool = True
    ask_again: timedelta | None = None
    composite: UUID | None = None
    clauses: tuple[tuple[_StrPromise, _StrPromise], ...] = field(default=())


def defaults(composites: Sequence[tuple[UUID, Said]]) -> GrantDefaults:
    """Of all these shared policies, the one that came into force last first. To each topic the strictest counts."""
    answers = {t: stricter(t, [said[t.slug].answer for _id, said in composites if t.slug in said]) for t in TOPICS}
    counts = [one.effect for one in answers.values() if one]
    return GrantDefaults(
        longest=min((e.longest for e in counts), default=A_YEAR),
        never=frozenset(c.value for e in counts for c in e.never),
        in_writing=frozenset(c.value for e in counts for c in e.in_writing),
        may_pass_on=all(e.may_pass_on for e in counts),
        ask_again=min((e.ask_again for e in counts if e.ask_again), default=None),
        composite=composites[0][0] if composites else None,
        clauses=tuple((topic.label, one.label) for topic, one in answers.items() if one),
    )


def may_speak(mine: Iterable[MembershipFacts], organisation: int) -> Decision:
    """Who may found, join and leave a partnership for an organisation, and write what its policy says."""
    here = [m.role for m in mine if m.organisation == organisation]
    if SPEAKS & set(here):
        return Decision(True, _("your role lets you speak for this organisation"))
    if here:
        return Decision(False, _("only an administrator or somebody who leads may speak for your organisation"))
    return Decision(False, _("you are not a member of this organisation"))


def may_sign(*, speaks: bool, has_role: bool, is_newest: bool, is_in_force: bool, has_signed: bool) -> Decision:
    """Who signs a shared policy: the one person who is named to speak for a member, while their role lets them."""
    if not speaks:
        return Decision(False, _("only the person who is named to speak for the organisation signs"))
    if not has_role:
        return Decision(False, _("your role does not let you speak for this organisation any more"))
    if not (is_newest or is_in_force):
        return Decision(False, _("this text was changed or replaced: read the newest one"))
    if has_signed:
        return Decision(False, _("it is signed for this organisation already"))
    return Decision(True, _("you speak for this organisation"))


def known_answer(topic: str, answer: str) -> Topic:
    """The topic, if it has this answer. Raises ValueError."""
    found = BY_SLUG.get(topic)
    if found is None or found.answer(answer) is None:
        raise ValueError(f"{answer!r} is no answer to {topic!r}")
    return found
