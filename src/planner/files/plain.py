"""Small things said the way people write them: clock times, lengths of time, money, lists, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner import vocabulary
from planner.problem import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.problem import Minute, Offering, Pence, Problem, Session

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clock(minute: Minute) -> str:
    """A minute of the week: `Mon 09:30`. The end of Sunday is `Sun 24:00`."""
    day, rest = divmod(minute, DAY)
    if day >= len(DAYS):  # the week has run out: say it as the end of its last day
        day, rest = len(DAYS) - 1, rest + DAY * (day - len(DAYS) + 1)
    return f"{DAYS[day]} {time_of_day(rest)}"


def time_of_day(minute: Minute) -> str:
    """Minutes since midnight: `09:30`; 1440 is `24:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def from_to(start: Minute, end: Minute) -> str:
    """Two minutes of the week within one day: `Mon 09:30-12:30`; an end at midnight is `24:00` of that day."""
    return f"{clock(start)}-{time_of_day(end - start // DAY * DAY)}"


def times(sessions: Iterable[Session]) -> str:
    """Sessions in their own order: `Mon 09:30-12:30; Thu 13:00-15:00`."""
    return "; ".join(from_to(s.start, s.end) for s in sessions)


def length(minutes: Minute) -> str:
    """How long something lasts: `45 minutes`, `2 hours 30 minutes`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(many(n, word) for n, word in ((hours, "hour"), (rest, "minute")) if n) or "0 minutes"


def pounds(pence: Pence) -> str:
    """Whole pence as `£1,234.50`; below nothing as `-£5.00`."""
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def many(number: int, word: str) -> str:
    """`1 term`, `2 terms`, `1,200 points`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def mid(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def from_slug(slug: str) -> str:
    """A slug that no list has a label for, as words: `cafe-skills` is `Cafe skills`."""
    words = slug.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def need_label(slug: str) -> str:
    """What the vocabulary calls a need."""
    term = vocabulary.load().terms.get(slug)
    return term.label if term else from_slug(slug)


def outcome_label(slug: str) -> str:
    """What the vocabulary calls an outcome."""
    outcome = vocabulary.load().outcomes.get(slug)
    return outcome.label if outcome else from_slug(slug)


def service_name(service: str, problem: Problem) -> str:
    """The name that the offerings of a service share; else the service or skill as words."""
    names = {o.name for o in problem.offerings if o.service == service}
    return names.pop() if len(names) == 1 else from_slug(service)


def organisation_of(offering: Offering, problem: Problem) -> str:
    """The name of the organisation that an offering is at."""
    return problem.organisation[problem.provider(offering)].name


def at(offering: Offering, problem: Problem) -> str:
    """An offering and where it is: `Cookery at Crawley College`, with the site where there are several."""
    site = problem.site[offering.site]
    several = sum(s.organisation == site.organisation for s in problem.sites) > 1
    organisation = organisation_of(offering, problem)
    where = f"{organisation} ({site.name})" if several and site.name != organisation else organisation
    return f"{offering.name} at {where}"


def term_name(number: int, problem: Problem) -> str:
    """The name of a term by its number; past the last one, how far past."""
    last = len(problem.terms) - 1
    if number <= last:
        return problem.terms[number].name
    return f"{many(number - last, 'term')} after {problem.terms[last].name}"
