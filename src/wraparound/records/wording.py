"""What is held, in words for the learner: what each table is, what its fields are, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.notices import kinds
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS

if TYPE_CHECKING:
    from django.db.models import Field, Model
    from django.utils.functional import _StrPromise

SHARING, ACCOUNT, EVENTS = "sharing", "account", "events"
GROUPS: dict[str, _StrPromise] = {
    **{c.value: c.label for c in Category},
    SHARING: _("Who sees what"),
    ACCOUNT: _("Signing in and messages"),
    EVENTS: _("What was done, and by whom"),
}
SYMBOLS = {**{c.value: c.symbol for c in Category}, SHARING: "1f440", ACCOUNT: "1f511", EVENTS: "1f4d6"}
OF_APPS = {"sharing": SHARING, "records": SHARING, "core": EVENTS, "documents": ACCOUNT}  # the rest: ACCOUNT

TITLES: dict[str, _StrPromise] = {
    "account.EmailAddress": _("Addresses for signing in"),
    "accounts.Membership": _("Organisations that I belong to"),
    "accounts.Own": _("How I like to read"),
    "accounts.Person": _("Me, as somebody who signs in"),
    "accounts.WayBack": _("Ways back in, when I could not sign in"),
    "cohorts.Answer": _("What the planner worked out for others"),
    "core.AuditEvent": _("What was done, and by whom"),
    "core.RequestDone": _("Forms that I sent"),
    "documents.Feed": _("Calendars that I read elsewhere"),
    "learners.CircleInvitation": _("Who was invited to my circle"),
    "learners.CircleMember": _("My circle"),
    "learners.Learner": _("Who I am"),
    "learners.Merge": _("When I was written down twice"),
    "mfa.Authenticator": _("Keys for signing in"),
    "notices.Notice": _("What I was told"),
    "notices.Wish": _("When I want mails"),
    "passport.Availability": _("When I have time"),
    "passport.Entry": _("My passport"),
    "passport.EntryVersion": _("My passport: what stood there before"),
    "passport.NeedOfLearner": _("What I need"),
    "passport.OutcomeOfLearner": _("What I want"),
    "passport.Photo": _("My photos"),
    "passport.Wish": _("What I wish for"),
    "plans.Attendee": _("Who was asked to a review"),
    "plans.Change": _("What was changed in my plan"),
    "plans.Comment": _("What was said about my plan"),
    "plans.Day": _("How my days went"),
    "plans.Decision": _("What was decided in a review"),
    "plans.Destination": _("Where I went afterwards"),
    "plans.Flag": _("What somebody must look at"),
    "plans.Leaving": _("When I leave"),
    "plans.Line": _("My plan: its lines"),
    "plans.LineNeed": _("What I need for a line"),
    "plans.Outcome": _("My plan: what I want"),
    "plans.PathwayBegun": _("Pathways that were begun"),
    "plans.Payment": _("Who pays"),
    "plans.Progress": _("How far I am"),
    "plans.Proposal": _("What the planner proposed"),
    "plans.ProposalAnswer": _("What was said to a proposal"),
    "plans.Reply": _("What I said about my plan"),
    "plans.ReplyPhoto": _("Photos of my days"),
    "plans.Review": _("Reviews"),
    "plans.Section": _("My EHC plan"),
    "plans.Signature": _("Who signed my plan"),
    "plans.Suggestion": _("Changes that were suggested"),
    "plans.Version": _("Versions of my plan"),
    "plans.VersionParty": _("Whom a version is for"),
    "records.Claim": _("What I asked by right"),
    "records.ClaimAnswer": _("What was answered to it"),
    "records.ClaimWords": _("What I said to the answer"),
    "records.Erasure": _("What was to be taken away for good"),
    "records.Export": _("When I asked for everything"),
    "records.ExportFile": _("Files that wait for me"),
    "sharing.AccessRequest": _("Who asked to see more"),
    "sharing.AgeStep": _("Birthdays on which something changes"),
    "sharing.BestInterestsDecision": _("What others decided for me"),
    "sharing.CapacityAssessment": _("Whether I could decide something"),
    "sharing.Concern": _("What seemed wrong to me"),
    "sharing.ConcernAnswer": _("What I was answered"),
    "sharing.DecisionParticipant": _("Who took part in such a decision"),
    "sharing.Disagreement": _("Where somebody did not agree"),
    "sharing.DisagreementParty": _("Who was asked about it"),
    "sharing.DisagreementStep": _("What was said and tried"),
    "sharing.Freeze": _("Who was shut out"),
    "sharing.Grant": _("What is shared"),
    "sharing.GrantEnding": _("What is shared no more"),
    "sharing.LaterQuestion": _("What I put off"),
    "sharing.Proxy": _("Who may act for me"),
    "sharing.ProxyEnding": _("Who may not act for me any more"),
    "sharing.RequestAnswer": _("What I answered"),
    "sharing.SafetyReview": _("Who looked at an opening to keep me safe"),
    "sharing.ShareWish": _("What one organisation was to share with another"),
    "sharing.SharingChange": _("What I changed about sharing"),
    "sharing.WishAnswer": _("What they said to it"),
    "sharing.WishSettled": _("How it was settled"),
    "socialaccount.SocialAccount": _("Signing in with an organisation"),
}

LABELS: dict[str, _StrPromise] = {
    "accepted": _("Accepted"),
    "accepted_by": _("Who accepted"),
    "actor": _("Who"),
    "added_by": _("Who added it"),
    "answer": _("Answer"),
    "answered_by": _("Who answered"),
    "area": _("Part of life"),
    "asked_by": _("Who asked"),
    "at": _("When"),
    "basis": _("Why it is allowed"),
    "basis_note": _("Why, in words"),
    "because": _("Why"),
    "begins": _("Begins"),
    "born": _("Born"),
    "by": _("Who"),
    "categories": _("What it is about"),
    "category": _("What it is about"),
    "changed": _("Changed"),
    "changed_by": _("Who changed it"),
    "content": _("What it says"),
    "dated": _("Day"),
    "details": _("More"),
    "due": _("By when"),
    "email": _("Email"),
    "ended": _("Ended"),
    "ends": _("Ends"),
    "expires": _("Good until"),
    "given_by": _("Who gave it"),
    "image": _("Picture"),
    "instead": _("What would be right"),
    "invited_by": _("Who invited"),
    "kind": _("Kind"),
    "known_as": _("I am called"),
    "lead": _("Who leads it"),
    "made": _("Written"),
    "made_by": _("Who wrote it"),
    "name": _("Name"),
    "need": _("Need"),
    "on": _("Day"),
    "organisation": _("Organisation"),
    "outcome": _("What was decided"),
    "owner": _("Who looks after it"),
    "part": _("Part"),
    "permission": _("What I said"),
    "person": _("Person"),
    "phone": _("Phone"),
    "place": _("Where"),
    "purpose": _("What for"),
    "raised_by": _("Who said it"),
    "reading": _("How I read"),
    "reason": _("Why"),
    "said_by": _("Who said it"),
    "seen": _("Seen"),
    "since": _("From"),
    "state": _("How it stands"),
    "suggested_by": _("Who suggested it"),
    "supported_by": _("Who helped me"),
    "supported_name": _("Who helped me"),
    "support_how": _("How they helped"),
    "title": _("What it is called"),
    "to_person": _("To whom"),
    "told_by": _("Who did it"),
    "topic": _("Question"),
    "until": _("Until"),
    "value": _("What it says"),
    "what": _("What"),
    "why": _("Why"),
    "with_person": _("With whom"),
    "words": _("Words"),
    "written_by": _("Who wrote it"),
}


def title(model: type[Model]) -> str:
    """What a table is; where nobody has said it for learners, as the code calls it."""
    name = TITLES.get(model._meta.label)
    return str(name) if name is not None else str(model._meta.verbose_name_plural).capitalize()


def of_detail(name: str) -> str:
    """What a part of a note of the site is."""
    return str(LABELS.get(name, name.replace("_", " ").capitalize()))


def label(field: Field) -> str:  # type: ignore[type-arg]
    """What a field is; where nobody has said it for learners, as the code calls it."""
    found = LABELS.get(field.name)
    return str(found) if found is not None else str(field.verbose_name).capitalize()


def meanings(field: Field) -> dict[str, str]:  # type: ignore[type-arg]
    """What the values of a field mean, where they are words of the code."""
    model = field.model._meta.label
    if field.name == "said_by":
        return {one.value: str(one.label) for one in SaidBy}
    if field.name == "topic" and model.startswith("passport."):
        return {topic.slug: str(topic.heading) for topic in TOPICS}
    if (model, field.name) == ("notices.Notice", "kind"):
        return {kind.slug: str(kind.sentence) for kind in kinds.known().values()}
    return {str(value): str(words) for value, words in field.flatchoices if str(value) != str(words)}


def group(model: type[Model]) -> str:
    """Where a table stands that belongs to no category."""
    return OF_APPS.get(model._meta.app_label, ACCOUNT)
