"""Pages of partnerships: who works together, what each says about confidentiality, what they agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.core import pages
from wraparound.core.decisions import NotAllowed, Stale, sentence
from wraparound.partnerships import actions, forms, queries
from wraparound.partnerships.policy import from_kept
from wraparound.partnerships.topics import BY_SLUG

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@pages.signed_in
def partnerships(request: HttpRequest) -> HttpResponse:
    """Those of one's organisations, and what they are invited to; a new one begins here."""
    viewer: Any = request.user
    mine = queries.my_organisations(viewer)
    if not mine:
        raise PermissionDenied(_("partnerships are for people who work for an organisation"))
    speaks = {str(one.public_id): one for one in queries.i_speak_for(viewer)}
    form = None
    if speaks:
        form = forms.Found(request.POST or None, organisations=[(key, one.name) for key, one in speaks.items()])
    if form is not None and form.is_valid():
        of = speaks[form.cleaned_data["organisation"]]
        made = actions.found_partnership(name=form.cleaned_data["name"], organisation=of, by=viewer)
        return pages.redirect(request, "partnerships:partnership", _("Now invite your partners."), made.pk)
    shown = {"lines": queries.partnerships(viewer), "mine": mine, "form": form, "speaks": set(speaks)}
    return pages.render(request, "partnerships/list.html", shown)


@pages.signed_in
def partnership(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Who is in it and who speaks; to invite, answer, name somebody, leave; and the way to what is agreed."""
    viewer, page = _page(request, partnership)
    do, data = request.POST.get("do", ""), request.POST or None
    invite, speaker = None, {}
    if page.may_invite:
        organisations = queries.to_invite(viewer, page.partnership)
        invite = forms.Invite(data if do == "invite" else None, organisations=organisations)
    for one in (m for m in page.mine if m.since):
        people = [(str(row.pk), row.person.name) for row in queries.speakers(viewer, one)]
        given = data if do == "speaker" and request.POST.get("member") == str(one.pk) else None
        speaker[one.pk] = forms.Speaker(given, people=people)
    wanted = _wanted(request, viewer, page, invite, speaker)
    if wanted is not None:
        return _done(request, page, wanted[0], wanted[1])
    wrong = next((f for f in (invite, *speaker.values()) if f is not None and f.is_bound), None)
    shown = {"page_of": page, "invite": invite, "speaker": speaker, "form": wrong}
    shown["composites"] = queries.composites(viewer, page.partnership) if page.is_member else []
    return pages.render(request, "partnerships/partnership.html", shown)


def _wanted(request: HttpRequest, viewer: Any, page: Any, invite: Any, speaker: dict[Any, Any]) -> Any:
    """(what a button of the page asks for, what to say then); None where something is to be mended first."""
    do, of = request.POST.get("do", ""), page.partnership
    rows = {str(m.pk): m for m in (*page.members, *page.waiting)}
    one = rows.get(request.POST.get("member", ""))
    if do == "draft":
        said = _("This is what your policies make of it: to each topic the strictest answer.")
        return (lambda: actions.draft_composite(partnership=of, by=viewer)), said
    if do == "invite" and invite is not None and invite.is_valid():
        asked = accounts.organisation(viewer, invite.cleaned_data["organisation"])
        told = {"partnership": of, "organisation": asked, "by": viewer}
        return (lambda: actions.invite_organisation(**told)), _("They are invited.")
    if one is None:
        return None
    if do == "speaker" and one.pk in speaker and speaker[one.pk].is_valid():
        named = accounts.membership(viewer, speaker[one.pk].cleaned_data["person"])
        if named is not None:
            return (lambda: actions.name_speaker(member=one, person=named.person, by=viewer)), _("We noted who speaks.")
    simple: dict[str, tuple[Any, str]] = {
        "accept": (actions.accept_invitation, _("Your organisation is in the partnership.")),
        "drop": (actions.drop_invitation, _("The invitation is closed.")),
        "leave": (actions.leave_partnership, _("Your organisation has left. What was agreed no longer binds it.")),
    }
    if do in simple:
        action, said = simple[do]
        return (lambda: action(member=one, by=viewer)), said
    return None


def _done(request: HttpRequest, page: Any, act: Callable[[], Any], said: str) -> HttpResponse:
    """Carries it out and leads on: to a new draft, back to the partnership, or to all where it is theirs no more."""
    viewer: Any = request.user
    try:
        made = act()
    except NotAllowed as refused:
        messages.error(request, sentence(refused))
        said = ""
    else:
        if request.POST.get("do") == "draft":
            return pages.redirect(request, "partnerships:composite", said, made.pk)
    if queries.partnership(viewer, page.partnership.pk) is None:
        return pages.redirect(request, "partnerships:list", said)
    return pages.redirect(request, "partnerships:partnership", said, page.partnership.pk)


@pages.signed_in
def differences(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Topics beside organisations: where they say the same, where they differ, which is stricter."""
    viewer, page = _page(request, partnership)
    if not page.is_member:
        raise Http404
    found = queries.differences(viewer, page)
    return pages.render(request, "partnerships/differences.html", {"page_of": page, "found": found})


@pages.signed_in
def policy(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """What an organisation says about confidentiality: the newest version, or an earlier one."""
    viewer: Any = request.user
    of = accounts.organisation(viewer, organisation)
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    found = queries.policy_of(viewer, of, number) if of else None
    is_mine = of is not None and of in queries.my_organisations(viewer)
    if of is None or (found is None and not (is_mine and number is None)):
        raise Http404
    said = from_kept(found.content) if found else {}
    shown: dict[str, Any] = {"organisation": of, "found": found, "said": said, "is_mine": is_mine}
    shown |= {"topics": BY_SLUG.values(), "terms": queries.terms(viewer, [said])}
    shown |= {"versions": queries.versions(viewer, of), "may_write": bool(queries.may_speak(viewer, of))}
    return pages.render(request, "partnerships/policy.html", shown)


@pages.signed_in
def write(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Entering or changing one's own policy, topic by topic. Saving makes a new version."""
    viewer: Any = request.user
    of = accounts.organisation(viewer, organisation)
    if of is None:
        raise Http404
    if not (may := queries.may_speak(viewer, of)):
        raise PermissionDenied(may.because)
    newest = queries.policy_of(viewer, of)
    begun = forms.WritePolicy.of(from_kept(newest.content), newest.number) if newest else {"seen": 0}
    terms = queries.terms_to_choose(viewer)
    form, theirs = forms.WritePolicy(request.POST or None, terms=terms, initial=begun), None
    if form.is_valid():
        try:
            actions.write_policy(organisation=of, clauses=form.clauses(), seen=form.seen_number(), by=viewer)
        except Stale as stale:
            theirs = stale.current
            form = forms.WritePolicy({**request.POST.dict(), **_lists(request), "seen": theirs.number}, terms=terms)
        else:
            return pages.redirect(request, "partnerships:policy", _("It is saved as a new version."), organisation)
    shown = {"organisation": of, "form": form, "theirs": theirs, "differ": _differ(form, theirs)}
    return pages.render(request, "partnerships/write.html", shown)


def _lists(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST.getlist(name) for name in request.POST if name.endswith("-terms")}


def _differ(form: Any, theirs: Any) -> list[tuple[Any, Any, Any]]:
    """(topic, what stands there now, what was typed), where somebody else wrote a version in the meantime."""
    if theirs is None or not form.is_valid():
        return []
    there, mine = from_kept(theirs.content), form.clauses()
    return [(t, there.get(s), mine.get(s)) for s, t in BY_SLUG.items() if there.get(s) != mine.get(s)]


@pages.signed_in
def composite(request: HttpRequest, composite: UUID) -> HttpResponse:
    """A shared policy: what it says, whom it binds, who has signed; to sign it."""
    viewer: Any = request.user
    found = queries.composite(viewer, composite)
    if found is None:
        raise Http404
    page = queries.composite_page(viewer, found)
    if request.method == "POST":
        one = next((s for s in page.signing if str(s.member.pk) == request.POST.get("member")), None)
        if one is None:
            raise PermissionDenied(_("only the person who is named to speak for a member signs"))
        try:
            comes = actions.sign_composite(composite=found, member=one.member, by=viewer)
        except NotAllowed as refused:
            messages.error(request, sentence(refused))
            return pages.redirect(request, "partnerships:composite", "", composite)
        said = _("All have signed: it is in force.") if comes else _("You have signed for %(name)s.")
        return pages.redirect(
            request, "partnerships:composite", said % {"name": one.member.organisation.name}, composite
        )
    newest = queries.newest_composite(viewer, found.partnership_id)
    return pages.render(request, "partnerships/composite.html", {"shared": page, "newest": newest})


@pages.signed_in
def clause(request: HttpRequest, composite: UUID, topic: str) -> HttpResponse:
    """Another answer to one topic of a draft, with what each member says beside it."""
    viewer: Any = request.user
    found, of = queries.composite(viewer, composite), BY_SLUG.get(topic)
    page = queries.composite_page(viewer, found) if found is not None else None
    if found is None or page is None or of is None or not page.signing:
        raise Http404
    line = next(one for one in page.lines if one.difference.topic is of)
    begun = {n: getattr(line.clause, n) for n in ("answer", "words", "because")} if line.clause else {}
    form, theirs = forms.ChooseClause(request.POST or None, topic=of, initial=begun), None
    if form.is_valid():
        try:
            made = actions.choose_clause(composite=found, topic=topic, **form.cleaned_data, by=viewer)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused))
        except Stale as stale:
            theirs = stale.current
        else:
            said = _("The draft is changed. What was signed before does not count.")
            return pages.redirect(request, "partnerships:composite", said, made.pk)
    elif request.method == "GET" and not page.may_change:
        raise PermissionDenied(_("only those who speak for a member change a draft, and only the newest text"))
    shown = {"shared": page, "topic": of, "line": line, "form": form, "theirs": theirs}
    shown["now"] = from_kept(theirs.content).get(topic) if theirs else None
    return pages.render(request, "partnerships/clause.html", shown)


def _page(request: HttpRequest, key: UUID) -> tuple[Any, Any]:
    """Who looks, and a partnership that they know; 404 where there is none."""
    viewer: Any = request.user
    found = queries.partnership(viewer, key)
    if found is None:
        raise Http404
    return viewer, queries.partnership_page(viewer, found)
