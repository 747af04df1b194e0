"""A template for a data protection impact assessment: what the code knows is filled in, what a person judges is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.categories import Category
from wraparound.core.jinja import in_words
from wraparound.core.privacy import Privacy
from wraparound.records.policy_keeping import years

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from wraparound.records.policy_keeping import Retention
    from wraparound.records.processing import Subject


def text(subjects: Iterable[Subject], schedule: Iterable[Retention], on: date) -> str:
    """The whole template as Markdown."""
    subjects, schedule = list(subjects), list(schedule)
    parts = [
        [
            f"# {_('Data protection impact assessment')}",
            _("Made on %(day)s from the running site.") % {"day": in_words(on)},
        ],
        _who(),
        _what_for(subjects),
        _what(subjects),
        _how_long(schedule),
        _needed(),
        _risks(),
        _signed(),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def blank(question: str) -> str:
    """Where a person writes."""
    return f"> **{_('To be written')}:** {question}"


def _who() -> list[str]:
    return [
        f"## 1. {_('Who answers for it')}",
        "",
        blank(_("Organisation, data protection officer, who wrote this, and when it is looked at again.")),
    ]


def _what_for(subjects: Iterable[Subject]) -> list[str]:
    rows = [f"| {one.name} | {one.purpose} |" for one in subjects]
    return [
        f"## 2. {_('What for')}",
        "",
        *_head(_("Subject"), _("What for")),
        *rows,
        "",
        blank(_("Why this way of working needs to be assessed.")),
    ]


def _what(subjects: Iterable[Subject]) -> list[str]:
    heads = _head(_("Subject"), _("Tables"), _("Personal fields"), _("Special-category fields"), _("Secret fields"))
    rows = [
        f"| {one.name} | {len(one.tables)} | {one.count(Privacy.PERSONAL)} | {one.count(Privacy.SPECIAL)}"
        f" | {one.count(Privacy.SECRET)} |"
        for one in subjects
    ]
    kinds = [f"- **{c.label}**: {', '.join(map(str, c.examples))}" for c in Category]
    learner = [one.name for one in subjects if any(t.about_a_learner for t in one.tables)]
    told = _("What is about a learner is in: %(names)s. Every field stands in the record of processing.")
    return [
        f"## 3. {_('What is kept')}",
        "",
        *heads,
        *rows,
        "",
        told % {"names": ", ".join(learner)},
        "",
        *kinds,
        "",
        blank(_("About how many learners, from which age, and where the data comes from.")),
    ]


def _how_long(schedule: Iterable[Retention]) -> list[str]:
    rows = [
        f"| {one.category.label} | {', '.join(sorted(str(k.label) for k in one.kinds)) or _('all others')}"
        f" | {years(one.years)} | {one.counted.label} | {one.guidance} |"
        for one in schedule
    ]
    heads = _head(_("Part"), _("Organisations"), _("How long"), _("After"), _("Guidance"))
    return [
        f"## 4. {_('How long')}",
        "",
        *heads,
        *rows,
        "",
        blank(_("Whether these times are yours, and who checked it.")),
    ]


def _needed() -> list[str]:
    return [
        f"## 5. {_('Whether it is needed, and fair')}",
        "",
        blank(_("The lawful basis, and for special-category data the condition as well.")),
        blank(_("Why less data, or none, would not do.")),
        blank(_("How learners and families were asked, and what they said.")),
    ]


def _risks() -> list[str]:
    known = [
        (
            _("Somebody sees what is not for them"),
            _("The database itself asks who may see each row; the learner sees who looked."),
        ),
        (
            _("A learner says yes under pressure"),
            _("The learner sees, stops and hides by themselves; who helped is written down."),
        ),
        (
            _("Somebody in the family must not know"),
            _("Each category is shared on its own; what is hidden leaves no trace."),
        ),
        (
            _("Something is wrong and stays wrong"),
            _("The learner asks for it to be put right, and somebody named answers."),
        ),
        (_("It is kept longer than needed"), _("The schedule says what is due; two people erase it; backups run out.")),
        (_("Something is erased that is needed"), _("Two people, and the learner can say: keep it.")),
        (
            _("What was done cannot be shown"),
            _("What is done stands in a chain that cannot be changed unseen, even after erasing."),
        ),
        (_("It is lost"), _("Backups, and a restore that is tried.")),
    ]
    heads = _head(_("Risk"), _("What there is against it"), _("Likely?"), _("How bad?"), _("What else we do"))
    return [
        f"## 6. {_('Risks')}",
        "",
        *heads,
        *[f"| {risk} | {there} | | | |" for risk, there in known],
        "",
        blank(_("Risks of your own.")),
    ]


def _signed() -> list[str]:
    return [
        f"## 7. {_('What was decided')}",
        "",
        blank(_("What the data protection officer advises, and whether it was followed.")),
        blank(_("Who decided, on which day.")),
    ]


def _head(*words: str) -> Iterator[str]:
    yield f"| {' | '.join(words)} |"
    yield f"|{'---|' * len(words)}"
