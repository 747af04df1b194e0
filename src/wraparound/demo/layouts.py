"""The cast's administrator has given plans of the college a layout of its own, in the college's colour."""

from __future__ import annotations

from typing import Any

from wraparound.accounts import queries as accounts
from wraparound.core.database.scope import acting, as_person
from wraparound.demo import made
from wraparound.documents.actions import layouts
from wraparound.documents.content.tree import Kind
from wraparound.documents.word import default

COLOUR = "7A1F3D"


def give_layout() -> None:
    """Sends it and puts it into use, once: noted as `layout`."""
    joy: Any = made.person("cast:administrator")
    if joy is None or made.key_of("layout") is not None:
        return
    with acting(as_person(joy.pk)):
        college: Any = accounts.organisation(joy, accounts.memberships_of(joy)[0].public_id)
        content = default.template(college.name, COLOUR)
        told = {"name": "plan-in-our-colours.docx", "content": content, "by": joy}
        tried = layouts.try_layout(organisation=college, kind=Kind.PLAN, **told)
        layouts.use_layout(layout=tried.layout, by=joy)
        made.note("layout")
