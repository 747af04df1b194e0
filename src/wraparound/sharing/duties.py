"""Laws of England on which an organisation may rely to see something of a learner without the learner's yes.

Each with who may rely on it. It opens only what is needed for that duty, and the learner reads on which law it rests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import OrganisationKind as Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COUNCIL = frozenset({Kind.COUNCIL})
COUNCIL_AND_HEALTH = frozenset({Kind.COUNCIL, Kind.HEALTH})
COLLEGES = frozenset({Kind.GENERAL_FE, Kind.SIXTH_FORM, Kind.SPECIALIST_COLLEGE})
OTHER = "other-law"


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty: what people call it, where it stands in the law, which kinds of organisation have it, what it means."""

    slug: str
    label: _StrPromise
    law: str
    kinds: frozenset[Kind]
    means: _StrPromise


_ALL = (
    Duty(
        "ehc-provision",
        _("To put in place what an EHC plan says"),
        "Children and Families Act 2014, section 42",
        COUNCIL_AND_HEALTH,
        _("The council and the health service must give the help that the EHC plan promises."),
    ),
    Duty(
        "ehc-assessment",
        _("To find out whether an EHC plan is needed"),
        "Children and Families Act 2014, section 36; Special Educational Needs and Disability Regulations 2014,"
        " regulations 6 and 8",
        COUNCIL_AND_HEALTH | COLLEGES,
        _("The council asks people who know you for advice. They must help it."),
    ),
    Duty(
        "ehc-review",
        _("To look at an EHC plan again"),
        "Children and Families Act 2014, section 44",
        COUNCIL,
        _("The council must look at the EHC plan at least once a year."),
    ),
    Duty(
        "send-cooperation",
        _("To work together for learners with special educational needs"),
        "Children and Families Act 2014, sections 28 and 29",
        COUNCIL_AND_HEALTH | COLLEGES,
        _("Councils, colleges and health services must work together."),
    ),
    Duty(
        "send-request",
        _("To answer a council that asks for help"),
        "Children and Families Act 2014, section 31",
        COUNCIL_AND_HEALTH,
        _("When a council asks another council or the health service for help, they must give it."),
    ),
    Duty(
        "joint-commissioning",
        _("To plan and pay for help together"),
        "Children and Families Act 2014, section 26",
        COUNCIL_AND_HEALTH,
        _("The council and the health service must plan together which help there is."),
    ),
    Duty(
        "care-transition",
        _("To plan the care of somebody who turns 18"),
        "Care Act 2014, section 58",
        COUNCIL,
        _("The council must find out which care you need when you are 18."),
    ),
    Duty(
        "care-cooperation",
        _("To work together on the care of an adult"),
        "Care Act 2014, sections 6 and 7",
        COUNCIL_AND_HEALTH,
        _("The council and the health service must work together on your care."),
    ),
    Duty(
        "care-enquiry",
        _("To find out whether an adult is being harmed"),
        "Care Act 2014, section 42",
        COUNCIL,
        _("If somebody may be hurting an adult who needs care, the council must find out."),
    ),
    Duty(
        "child-in-need",
        _("To help a child in need"),
        "Children Act 1989, sections 17 and 27",
        COUNCIL_AND_HEALTH,
        _("The council must help children under 18 who need it. It can ask others to help."),
    ),
    Duty(
        "child-protection",
        _("To find out whether a child is being harmed"),
        "Children Act 1989, section 47",
        COUNCIL_AND_HEALTH,
        _("If somebody may be hurting a person under 18, the council must find out. Others must help."),
    ),
    Duty(
        "travel",
        _("To arrange the way to college"),
        "Education Act 1996, sections 508F and 509AA",
        COUNCIL,
        _("The council must say how you can get to college, and help some people with it."),
    ),
    Duty(
        OTHER,
        _("Another law"),
        "",
        frozenset(Kind),
        _("Which law it is stands in the words beside it."),
    ),
)
DUTIES = {duty.slug: duty for duty in _ALL}


def of(slug: str) -> Duty:
    """The duty of this slug; what nobody knows any more is another law."""
    return DUTIES.get(slug) or DUTIES[OTHER]


def for_kinds(kinds: frozenset[str]) -> list[Duty]:
    """Those on which an organisation of one of these kinds may rely."""
    return [duty for duty in _ALL if duty.kinds & kinds]
