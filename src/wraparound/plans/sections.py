"""The sections of an EHC plan and the category in which each is kept. Source: SEND Code of Practice, 9.62."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class SectionKind:
    """What a section is about."""

    letter: str
    label: str | Promise
    category: Category


SECTIONS = {
    s.letter: s
    for s in (
        SectionKind("A", _("Views, wishes and feelings"), Category.ABOUT_ME),
        SectionKind("B", _("Special educational needs"), Category.LEARNING),
        SectionKind("C", _("Health needs"), Category.HEALTH),
        SectionKind("D", _("Social care needs"), Category.PLAN),
        SectionKind("E", _("Outcomes"), Category.OUTCOMES),
        SectionKind("F", _("Special educational provision"), Category.PLAN),
        SectionKind("G", _("Health provision"), Category.HEALTH),
        SectionKind("H1", _("Social care provision by duty"), Category.PLAN),
        SectionKind("H2", _("Other social care provision"), Category.PLAN),
        SectionKind("I", _("Placement"), Category.PLAN),
        SectionKind("J", _("Personal budget"), Category.FINANCE),
        SectionKind("K", _("Advice and information"), Category.LEARNING),
    )
}
