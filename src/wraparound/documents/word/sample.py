"""A made-up document with every sort of part in it: layouts are tried out on it before they are put into use."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.jinja import in_words
from wraparound.documents.content.tree import (
    Document,
    Easy,
    Facts,
    Heading,
    Kind,
    Look,
    Paragraph,
    Picture,
    Points,
    Table,
)
from wraparound.plans.pictures import WeekItem, week

ROWS = 30  # more than a page holds


def sample(kind: Kind) -> Document:
    """Nobody's document: no person, no plan, every sign that could be taken for something else."""
    name = _("Somebody made up")
    items = [WeekItem(0, 9 * 60, 12 * 60, "Cooking"), WeekItem(2, 10 * 60, 15 * 60, "Gardening & <more>")]
    picture = week(items, title="A made-up week")
    facts = Table(
        "The same as a table", ("Day", "What"), tuple((e.name, e.entries[0].when) for e in picture.days if e.entries)
    )
    money = Table(
        "Thirty rows & a total",
        ("Part", "Pounds"),
        (*((f"Part number {n}", f"£{n}.00") for n in range(1, ROWS + 1)), ("All", f"£{ROWS * (ROWS + 1) // 2}.00")),
        numbers=(1,),
        last_is_total=True,
    )
    return Document(
        kind=kind,
        look=Look.ORDINARY,
        title=_("Made up: %(kind)s") % {"kind": kind.label},
        about=name,
        shown_to=(_("This document is made up."), "Some parts may not be shown."),
        language="en-GB",
        blocks=(
            Heading("A first part"),
            Paragraph('Some sentences. They have "signs" in them: <b>, &amp;, {{ title }} and {% if %}.'),
            Paragraph("I want to cook for my friends.\nOn two lines.", voice=name),
            Heading("Within the first part", 2),
            Facts((("Who leads", "Nobody real"), ("Until", in_words(clock.today())))),
            Points(("One point", "Another point")),
            Picture("A picture", picture.svg, "A week with two things in it.", facts),
            Heading("Money"),
            money,
            Easy("1f373", ("I cook.", "It is good."), heading="Cooking"),
        ),
        footer=_("Made up, for trying out a layout"),
    )
