"""What is known of a learner, as far as it is open to the viewer: read row by row, never past the database's rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wraparound.core.categories import Category
from wraparound.passport import queries as passport
from wraparound.passport.policy import Voice
from wraparound.plans import queries
from wraparound.plans.kinds import Answer, LineState, OutcomeState
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line

# All that a proposal can be made from. What is not open is not read, and the proposal is only for those to whom as much
# is open.
READ = (
    Category.IDENTITY,
    Category.COMMUNICATION,
    Category.HEALTH,
    Category.LEARNING,
    Category.OUTCOMES,
    Category.PLAN,
    Category.PLACEMENTS,
)
BOTH, LEARNERS_OWN, PLANS_ONLY = 5, 4, 3  # weights of outcomes: said in passport and plan, or only in one of them


@dataclass(frozen=True)
class Known:
    """The facts. Organisations, services and offerings by key; needs, outcomes and skills as slugs."""

    born: date
    needs: frozenset[str] = frozenset()
    helps: frozenset[str] = frozenset()  # good to have, not a condition
    outcomes: dict[str, int] = field(default_factory=dict)  # with weights, 1 to 5
    times: tuple[tuple[int, int], ...] = ()
    likes: frozenset[int] = frozenset()  # organisations
    against: frozenset[int] = frozenset()
    wished: tuple[tuple[str, int | None, bool], ...] = ()  # a service in the learner's words, where, for or against
    said_no: frozenset[int] = frozenset()  # offerings of lines to which the learner said no
    accepted: tuple[Line, ...] = ()  # lines that stay
    put_forward: dict[int, UUID] = field(default_factory=dict)  # offerings of lines that wait for an answer
    declined: dict[int, str] = field(default_factory=dict)  # offerings that were not possible, with the reason
    done: tuple[Any, ...] = ()  # offerings that were finished
    has_ehc_plan: bool = False
    terms_of_outcomes: dict[UUID, str] = field(default_factory=dict)  # outcomes of the plan with their word


def categories(viewer: Person, learner: Learner) -> tuple[Category, ...]:
    """The categories that are open to the viewer, of those that the planner reads."""
    is_open = sharing.open_categories(viewer, learner)
    return tuple(c for c in READ if c in is_open)


def known(viewer: Person, learner: Learner) -> Known:
    """What is open to the viewer of what the planner asks."""
    parts = {k: passport.parts(viewer, learner, k) for k in ("needs", "outcomes", "times", "wishes")}
    wishes = parts["wishes"]
    page = queries.plan_page(viewer, learner)
    plans = {o.pk: o.term for o in page.outcomes if o.term and o.state == OutcomeState.WORKING}
    by_state: dict[LineState, list[Any]] = {state: [] for state in LineState}
    for shown in page.lines:
        by_state[shown.state].append(shown)
    no = [v for v in page.lines if any(r.voice is Voice.LEARNER and r.answer is Answer.NO for r in v.replies)]
    needs = {n.need: n.is_must for n in sorted(parts["needs"], key=lambda n: n.is_must)}  # said twice: must wins
    about = [w for w in wishes if w.organisation_id and not w.service]
    return Known(
        born=learner.born,
        needs=frozenset(n for n, must in needs.items() if must),
        helps=frozenset(n for n, must in needs.items() if not must),
        outcomes=_weights({o.outcome for o in parts["outcomes"]}, set(plans.values())),
        times=tuple((t.begins, t.ends) for t in parts["times"]),
        likes=frozenset(w.organisation_id for w in about if w.is_for),
        against=frozenset(w.organisation_id for w in about if not w.is_for),
        wished=tuple((w.service, w.organisation_id, w.is_for) for w in wishes if w.service),
        said_no=frozenset(v.line.offering_id for v in no if v.line.offering_id),
        accepted=tuple(v.line for v in by_state[LineState.ACCEPTED]),
        put_forward={v.line.offering_id: v.line.pk for v in by_state[LineState.PROPOSED] if v.line.offering_id},
        declined={
            v.line.offering_id: v.line.because
            for state in (LineState.DECLINED, LineState.STOPPED)
            for v in by_state[state]
            if v.line.offering_id
        },
        done=tuple(v.line.offering for v in by_state[LineState.DONE] if v.line.offering),
        has_ehc_plan=queries.has_ehc_plan(viewer, learner),
        terms_of_outcomes=plans,
    )


def _weights(own: set[str], plans: set[str]) -> dict[str, int]:
    """What the learner says counts more than what only stands in the plan."""
    weights = dict.fromkeys(plans, PLANS_ONLY) | dict.fromkeys(own, LEARNERS_OWN) | dict.fromkeys(own & plans, BOTH)
    return dict(sorted(weights.items()))
