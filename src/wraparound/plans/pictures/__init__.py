"""Pictures of a plan, drawn as SVG: the pathway through the terms, and a week. Pure: facts in, text out.

Each picture comes in two layouts (`svg` for wide screens and paper, `narrow` for phones; the style sheet shows one)
and with the same facts as rows for a list beside it. Nothing in it can be pressed: it is one image to a screen reader.
"""

from wraparound.plans.pictures.bars import Bar
from wraparound.plans.pictures.blocks import Day, Entry, WeekItem
from wraparound.plans.pictures.pathway import Pathway, Row, pathway
from wraparound.plans.pictures.terms import TermSpan
from wraparound.plans.pictures.week import Week, week

__all__ = ["Bar", "Day", "Entry", "Pathway", "Row", "TermSpan", "Week", "WeekItem", "pathway", "week"]
