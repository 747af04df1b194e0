"""Versions of a plan: cut, looked at, compared, signed; and a line put back as it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.decisions import Decision
from wraparound.plans import actions, forms, queries
from wraparound.plans.kinds import VersionReason
from wraparound.plans.queries import talk
from wraparound.plans.queries import words as named
from wraparound.plans.views.common import asks, carried_out, done, found_or_404, line_of, needed, plan_of
from wraparound.plans.views.talking import ways_of
from wraparound.plans.wording import NAMED_BY, OF, label
from wraparound.plans.wording import ORDER as LABEL_ORDER
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.plans.views.common import Here
    from wraparound.plans.wording import Names

PLAN = frozenset({Category.PLAN})
NOT_SAID = ("of", "line", "ended")
ORDER = ("outcome", "line", "need", "payment", "section")
HEADINGS = {**OF, "outcome": gettext_lazy("What the learner wants"), "line": gettext_lazy("What is planned")}


@pages.signed_in
def versions(request: HttpRequest, learner: UUID) -> HttpResponse:
    """All versions, with who has signed and who has not; two of them can be compared."""
    here = plan_of(request, learner, PLAN)
    rows = list(queries.versions(here.viewer, here.about))
    sharing.record_look(learner=here.about, categories=PLAN, by=here.viewer)
    asked = [request.GET.get(name, "") for name in ("earlier", "later")]
    numbers = sorted(int(said) for said in asked if said.isdigit())
    known = {row.number for row in rows}
    if len(numbers) == 2 and known.issuperset(numbers):
        return pages.redirect(request, "plans:compare", "", here.about.public_id, *numbers)
    people = here.people
    found = [(v, VersionReason(v.reason), people.get(v.written_by_id, ""), _signed(v)) for v in rows]
    shown = {"here": here, "about": here.about, "rows": found, "may_write": here.may_write(), "asked": asked}
    return pages.render(request, "plans/versions.html", shown)


@pages.signed_in
def cut(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Keeps the plan as it stands now, so that everybody can agree to the same thing."""
    here = plan_of(request, learner, PLAN)
    needed(here.may_write())
    form = forms.CutForm(request.POST or None)
    made: list[Any] = []
    told = {"learner": here.about, "by": here.viewer}
    if form.is_valid() and carried_out(form, lambda: made.append(actions.cut_version(**told, **form.cleaned_data))):
        to = (here.about.public_id, made[0].number)
        return pages.redirect(request, "plans:version", _("The version is kept."), *to)
    note = _("Nothing is copied or closed: the plan can go on changing. This version stays as it is.")
    back = pages.url_if("plans:versions", here.about.public_id)
    return asks(request, here, form, _("Cut a version"), _("Cut it"), back, note=note)


@pages.signed_in
def version(request: HttpRequest, learner: UUID, number: int) -> HttpResponse:
    """A version as it stood, of what is open to the viewer; who has signed it, and signing it."""
    here = plan_of(request, learner, PLAN)
    found: Any = found_or_404(queries.version(here.viewer, here.about, number))
    sharing.record_look(learner=here.about, categories=here.standing.open, by=here.viewer)
    stood = queries.content(here.viewer, found)
    names = named.words(here.viewer, here.about, said_in(stood), people=here.people)
    rows = _rows(stood, names)
    form = _signing(here, found)
    shown = {"here": here, "about": here.about, "version": found, "rows": rows, "headings": HEADINGS}
    shown |= {
        "form_to_sign": form,
        "reason": VersionReason(found.reason),
        "parties": talk.parties(here.viewer, found, names.people),
        "earlier": number - 1,
        "who": names.people.get(found.written_by_id, ""),
        "now": frozenset(names.rows) if here.may_write() else frozenset(),
    }
    return pages.render(request, "plans/version.html", shown)


@pages.signed_in
def sign(request: HttpRequest, learner: UUID, number: int) -> HttpResponse:
    """Agrees to a version, in a voice."""
    here = plan_of(request, learner, PLAN)
    found: Any = found_or_404(queries.version(here.viewer, here.about, number))
    ways, ours = ways_of(here)
    needed(Decision(bool(ways), _("this is not for you to say")))
    form = forms.SignForm(request.POST or None, ways=ways)
    at = (here.about.public_id, number)
    if form.is_valid():
        said_by, organisation = forms.voice(form.cleaned_data["way"], ours)
        told = {"said_by": said_by, "organisation": organisation, "words": form.cleaned_data["words"]}
        if carried_out(form, lambda: actions.sign_version(version=found, **told, by=here.viewer)):
            return pages.redirect(request, "plans:version", _("It is signed."), *at)
    title = _("Agree to version %(number)d") % {"number": number}
    return asks(request, here, form, title, _("Sign"), pages.url_if("plans:version", *at), note=_what_signing_is())


@pages.signed_in
def compare(request: HttpRequest, learner: UUID, earlier: int, later: int) -> HttpResponse:
    """What differs between two versions, row by row, in words."""
    here = plan_of(request, learner, PLAN)
    one, two = found_or_404(queries.two_versions(here.viewer, here.about, earlier, later))
    sharing.record_look(learner=here.about, categories=here.standing.open, by=here.viewer)
    before, after = queries.contents(here.viewer, one, two)
    names = named.words(here.viewer, here.about, (*said_in(before), *said_in(after)), people=here.people)
    found = []
    for difference in queries.differences(here.viewer, before, after):
        row = after.get(difference.row) or before[difference.row]
        said = [(label(f), names.say(f, was), names.say(f, now)) for f, was, now in difference.fields]
        said = [change for change in said if change[1] != change[2]]
        if said:
            found.append((difference, OF.get(difference.of, ""), names.title(difference.of, row), said))
    shown = {"here": here, "about": here.about, "earlier": one, "later": two, "found": found}
    return pages.render(request, "plans/compare.html", shown)


@pages.signed_in
@require_POST
def restore(request: HttpRequest, learner: UUID, number: int, line: UUID) -> HttpResponse:
    """Puts a line back as it stood in a version."""
    here, row = line_of(request, learner, line)
    found: Any = found_or_404(queries.version(here.viewer, here.about, number))
    told = {"line": row, "version": found, "by": here.viewer}
    message = _("It stands again as in version %(number)d.") % {"number": number}
    return done(request, lambda: actions.restore_line(**told), message, "plans:line", here.about.public_id, row.pk)


def said_in(content: dict[str, dict[str, Any]]) -> list[tuple[str, Any]]:
    """(field, value) of all that stood in a version."""
    return [one for row in content.values() for one in row.items()]


def _signed(version: Any) -> tuple[int, int]:
    """How many of the parties have signed, and how many there are."""
    parties = {(p.voice, p.organisation_id) for p in version.parties.all()}
    return len({(s.voice, s.organisation_id) for s in version.signatures.all()} & parties), len(parties)


def _rows(content: dict[str, dict[str, Any]], names: Names) -> list[tuple[str, list[tuple[str, str, list[Any]]]]]:
    """(kind, [(id, title, facts in words)]) of what stood in a version and had not ended."""
    by: dict[str, list[Any]] = {of: [] for of in ORDER}
    stood = [(key, row) for key, row in content.items() if not row.get("ended")]
    for key, row in sorted(stood, key=lambda one: str(one[1].get("starts") or "9")):
        said = {f: v for f, v in row.items() if f not in (*NOT_SAID, NAMED_BY.get(row["of"]))}
        facts = [(label(f), names.say(f, said[f])) for f in sorted(said, key=_place)]
        if row.get("line"):
            facts.insert(0, (OF["line"], names.rows.get(row["line"], "")))
        by[row["of"]].append((key, names.title(row["of"], row), [fact for fact in facts if fact[1]]))
    return [(of, rows) for of, rows in by.items() if rows]


def _place(name: str) -> int:
    return LABEL_ORDER.index(name) if name in LABEL_ORDER else len(LABEL_ORDER)


def _signing(here: Here, version: Any) -> Any:
    """The form to sign with; None where the viewer has signed in every voice, or has none."""
    ways, ours = ways_of(here)
    mine = [s for s in version.signatures.all() if s.written_by_id == here.viewer.pk]
    signed = {(s.voice, s.organisation_id) for s in mine}
    left = []
    for way, words in ways:
        said_by, organisation = forms.voice(way, ours)
        if (said_by.voice, organisation.pk if organisation else None) not in signed:
            left.append((way, words))
    return forms.SignForm(ways=left, auto_id="sign_%s") if left else None


def _what_signing_is() -> str:
    return _("You agree to what of this version is open to you. We keep which parts those were.")
