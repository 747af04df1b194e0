"""A small local offer around Sam: two colleges, five services, one remedy, two calendars of three terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.directory import actions as directory

if TYPE_CHECKING:
    from tests.plans.people import Cast
    from wraparound.accounts.models import Organisation, Person

DAY = 1440
QUIET, EPILEPSY, SIGNS = "quiet-space", "epilepsy-trained-staff", "staff-who-sign"
NURSE = "nurse-on-site"
COOK, FRIENDS, JOB = "cook-a-meal", "make-friends", "get-a-paid-job"
ASK = {"person_name": "Ada Ask", "person_email": "ada@example.org"}


@dataclass
class Offers:
    """What there is, by name."""

    terms: list[Any] = field(default_factory=list)  # of the specialist college
    others: list[Any] = field(default_factory=list)  # of the other college: three days later
    sites: dict[str, Any] = field(default_factory=dict)
    offerings: dict[str, Any] = field(default_factory=dict)
    training: Any = None

    def __getitem__(self, name: str) -> Any:
        return self.offerings[name]


def at(day: int, hour: int, hours: float) -> list[int]:
    """A session: the day counts from 0 for Monday."""
    return [day * DAY + hour * 60, day * DAY + hour * 60 + round(hours * 60)]


def offers(sams: Cast) -> Offers:
    """Made by whoever answers for it."""
    made = Offers()
    with acting(as_person(sams.lead.pk)):
        made.terms = _terms(sams.specialist, sams.lead, 10)
        said = {"easting": 400_000, "northing": 280_000, "provision": [QUIET, EPILEPSY, SIGNS]}
        site = directory.add_site(organisation=sams.specialist, name="Brook House", by=sams.lead, **said)
        made.sites["brook"] = site
        made.training = directory.add_remedy(
            organisation=sams.specialist,
            name="Epilepsy training by nurses",
            kind="training",
            gives=[EPILEPSY, NURSE],
            once=20_000,
            per_term=1_000,
            vat=True,
            lead_terms=1,
            by=sams.lead,
            **ASK,
        )
        _offer(made, "friends", site, sams.lead, at(2, 10, 1.5), {FRIENDS: 90}, made.terms, repeatable=True)
        _offer(made, "basics", site, sams.lead, at(0, 9, 2), {COOK: 30}, made.terms, gives=["kitchen-basics"])
    with acting(as_person(sams.head.pk)):
        made.others = _terms(sams.college, sams.head, 13)
        said = {"easting": 404_000, "northing": 280_000, "provision": [QUIET, SIGNS]}
        site = directory.add_site(organisation=sams.college, name="North site", by=sams.head, **said)
        made.sites["north"] = site
        _offer(made, "cooking", site, sams.head, at(1, 10, 3), {COOK: 150}, made.others, price=40_000)
        _offer(made, "drama", site, sams.head, at(3, 13, 2), {FRIENDS: 120}, made.others, price=20_000)
        asks = {"requires": ["kitchen-basics"], "price": 60_000, "lasts": 2}
        _offer(made, "catering", site, sams.head, at(4, 9, 4), {COOK: 200, JOB: 100}, made.others, **asks)
    return made


def _terms(of: Organisation, by: Person, first: int) -> list[Any]:
    days = [(first, first + 90), (first + 100, first + 190), (first + 200, first + 290)]
    today = clock.today()
    return [
        directory.add_term(
            organisation=of, name=f"Term {n}", starts=today + timedelta(a), ends=today + timedelta(b), by=by
        )
        for n, (a, b) in enumerate(days, start=1)
    ]


def _offer(
    made: Offers, name: str, site: Any, by: Person, session: list[int], serves: dict[str, int], terms: Any, **more: Any
) -> None:
    of_service = {k: more.pop(k) for k in ("requires", "gives", "repeatable") if k in more}
    service = directory.add_service(
        organisation=site.organisation,
        name=name.capitalize(),
        kind=more.pop("kind", "course"),
        description=name,
        outcomes=serves,
        by=by,
        **of_service,
        **ASK,
    )
    said = {"sessions": [session], "starts_in": terms, "contributes": serves, "funders": ["council"], "places": 2}
    made.offerings[name] = directory.add_offering(service=service, site=site, by=by, **{"price": 0, **said, **more})
