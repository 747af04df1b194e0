"""Pathways of an organisation: written step by step in a draft, put into use as a version, retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.core import audit, clock, ids
from wraparound.core.decisions import Stale
from wraparound.plans import pathways, policy
from wraparound.plans.kinds_of_pathways import OpenTo
from wraparound.plans.models import Pathway, PathwayDraft
from wraparound.plans.policy import Refused, required

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.plans.queries import PathwayView

MOST_STEPS = 60
LAST_TERM = 11
WORDS = ("name", "words", "guide", "reassurance", "open_to")


@transaction.atomic
def write_pathway(
    *,
    organisation: Organisation,
    name: str,
    words: str,
    steps: Sequence[Mapping[str, Any]],
    guide: str = "",
    reassurance: str = "",
    open_to: OpenTo = OpenTo.OWN,
    copied_from: str = "",
    key: UUID | None = None,
    number: int = 0,
    retired: bool = False,
    by: Person,
) -> Pathway:
    """A pathway of an organisation, or its next version. `number` is of the version that the writer saw.

    Raises Refused (also where somebody wrote a version in the meantime), pathways.Faulty.
    """
    _may(by, organisation.pk)
    if not (name.strip() and words.strip()):
        raise Refused(_("a pathway has a name and says for whom it is"))
    read = pathways.read(steps)
    last = Pathway.objects.filter(key=key).order_by("-number").first() if key else None
    if key and number and (last is None or last.organisation_id != organisation.pk):
        raise Refused(_("another organisation keeps this pathway"))
    if (last.number if last else 0) != number:
        raise Refused(_("somebody else wrote a new version in the meantime"))
    row = Pathway(organisation=organisation, number=number + 1, retired=retired, by=by, open_to=open_to)
    row.name, row.words, row.steps = name.strip(), words.strip(), [s.told() for s in read]
    row.guide, row.reassurance, row.copied_from = guide.strip(), reassurance.strip(), copied_from
    row.key = key or row.key
    row.save(force_insert=True)
    _record("pathway written", row)
    return row


@transaction.atomic
def begin_draft(
    *, organisation: Organisation, of: PathwayView | None = None, name: str = "", words: str = "", by: Person
) -> PathwayDraft:
    """A pathway to write on: from nothing, the next version of one of the organisation's own, or a copy of another.

    One that is being written already is gone on with. Raises Refused.
    """
    _may(by, organisation.pk)
    ours = of is not None and of.organisation_key == organisation.pk
    same = PathwayDraft.objects.filter(key=of.key, ended=None).first() if of and ours else None
    if same is not None:
        return same
    if of is None and not (name.strip() and words.strip()):
        raise Refused(_("a pathway has a name and says for whom it is"))
    draft = PathwayDraft(organisation=organisation, name=name.strip(), words=words.strip(), changed_by=by)
    if of is not None:
        draft.name, draft.words, draft.guide, draft.reassurance = of.name, of.words, of.guide, of.reassurance
        draft.steps = [{**step.told(), "version": 1, "out": False} for step in of.steps]
        draft.copied_from = of.copied_from if ours else of.name
    if of is not None and ours:
        last = Pathway.objects.filter(key=of.key).order_by("-number").values_list("number", flat=True).first()
        draft.key, draft.number, draft.open_to = of.key, last or of.number, of.open_to
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:  # a colleague pressed the button at the same moment
        return PathwayDraft.objects.get(key=draft.key, ended=None)
    _record("pathway draft begun", draft)
    return draft


@transaction.atomic
def change_draft(*, draft: PathwayDraft, wanted: Mapping[str, Any], version: int, by: Person) -> None:
    """What it is called, for whom it is, the guide, the words for families, to whom it is open.

    Raises Stale with the row as it stands, Refused.
    """
    row = _locked(draft, by)
    if row.version != version:
        raise Stale(row)
    if not (wanted["name"].strip() and wanted["words"].strip()):
        raise Refused(_("a pathway has a name and says for whom it is"))
    for field in WORDS:
        setattr(row, field, wanted[field].strip() if isinstance(wanted[field], str) else wanted[field])
    row.version += 1
    _saved(row, by, "pathway draft changed")


@transaction.atomic
def write_step(*, draft: PathwayDraft, step: Mapping[str, Any], key: str = "", version: int = 0, by: Person) -> str:
    """A new step, or one changed whose `version` the writer saw; its key. Raises Stale with the step, Refused."""
    row = _locked(draft, by)
    new = {**step, "key": key or f"s{ids.new_public_id().hex[:8]}", "out": False}
    try:
        [read] = pathways.as_they_are([new])
    except pathways.Faulty as faulty:
        raise Refused(str(faulty)) from faulty
    stands = next((s for s in row.steps if s["key"] == key), None) if key else None
    if key and stands is None:
        raise Refused(_("this step is not there"))
    if stands is not None and stands.get("version", 1) != version:
        raise Stale(stands)
    if stands is None and len(row.steps) >= MOST_STEPS:
        raise Refused(_("a pathway has at most %(most)d steps") % {"most": MOST_STEPS})
    told = {**read.told(), "version": version + 1, "out": bool(stands and stands.get("out"))}
    row.steps = [told if s["key"] == key else s for s in row.steps] if stands else [*row.steps, told]
    _saved(row, by, "pathway step written")
    return read.key


@transaction.atomic
def move_step(*, draft: PathwayDraft, key: str, to: str, by: Person) -> None:
    """A term `earlier` or `later` (what cannot be stays), taken `out`, or put `back`. Raises Refused."""
    row = _locked(draft, by)
    stands = next((s for s in row.steps if s["key"] == key), None)
    if stands is None or to not in ("earlier", "later", "out", "back"):
        raise Refused(_("this step is not there"))
    step = dict(stands)
    if to in ("out", "back"):
        step["out"] = to == "out"
    else:
        step["begins"] = min(max(step["begins"] + (1 if to == "later" else -1), 0), LAST_TERM)
    if step == stands:
        return
    step["version"] = step.get("version", 1) + 1
    row.steps = [step if s["key"] == key else s for s in row.steps]
    _saved(row, by, "pathway step moved")


@transaction.atomic
def put_into_use(*, draft: PathwayDraft, by: Person) -> Pathway:
    """The draft becomes the next version. Plans that began from an earlier one stay as they are. Raises Refused."""
    row = _locked(draft, by)
    last = Pathway.objects.filter(key=row.key).order_by("-number").first()
    told = {field: getattr(row, field) for field in (*WORDS, "copied_from", "key", "organisation")}
    steps = [step for step in row.steps if not step.get("out")]
    try:
        written = write_pathway(**told, steps=steps, number=last.number if last else 0, by=by)
    except pathways.Faulty as faulty:
        raise Refused(str(faulty)) from faulty
    row.ended = clock.now()
    _saved(row, by, "pathway put into use")
    return written


@transaction.atomic
def drop_draft(*, draft: PathwayDraft, by: Person) -> None:
    """It is not written on any more. What is in use stays. Raises Refused."""
    row = _locked(draft, by)
    row.ended = clock.now()
    _saved(row, by, "pathway draft dropped")


@transaction.atomic
def retire_pathway(*, pathway: PathwayView, retired: bool = True, by: Person) -> Pathway:
    """No plan begins from it any more, or plans begin from it again: the same once more, as a version.

    Raises Refused.
    """
    last = Pathway.objects.filter(key=pathway.key).order_by("-number").first()
    if last is None:
        raise Refused(_("this pathway comes with the site"))
    _may(by, last.organisation_id)
    if last.retired == retired:
        return last
    told = {field: getattr(last, field) for field in (*WORDS, "copied_from", "key", "organisation", "steps", "number")}
    return write_pathway(**told, retired=retired, by=by)


def _may(by: Person, organisation: int) -> None:
    required(policy.may_keep_pathways(accounts.memberships_of(by), organisation))


def _locked(draft: PathwayDraft, by: Person) -> PathwayDraft:
    """The draft as it stands, kept for this transaction."""
    row = PathwayDraft.objects.select_for_update().filter(pk=draft.pk, ended=None).first()
    if row is None:
        raise Refused(_("nobody writes on this any more: it is in use, or was thrown away"))
    _may(by, row.organisation_id)
    return row


def _saved(row: PathwayDraft, by: Person, what: str) -> None:
    row.changed_by, row.changed = by, clock.now()
    row.save()
    _record(what, row)


def _record(what: str, row: Pathway | PathwayDraft) -> None:
    audit.record(what, about=row.organisation.public_id, details={"pathway": str(row.key), "number": row.number})
