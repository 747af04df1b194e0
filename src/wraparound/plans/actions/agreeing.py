"""Versions: the plan as it stood at a moment, agreed to by each party, and a way back to it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit
from wraparound.core.categories import Category
from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans import policy, queries, telling
from wraparound.plans.actions.keeping import change, locked
from wraparound.plans.fields import LINE, value_of
from wraparound.plans.kinds import LIVE, VersionReason
from wraparound.plans.models import Line, Signature, Version, VersionParty
from wraparound.plans.policy import Refused, required

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@transaction.atomic
def cut_version(*, learner: Learner, reason: VersionReason, words: str = "", by: Person) -> Version:
    """Keeps the plan as it stands now; for agreement, names who has to agree. Raises Refused."""
    required(policy.may_write(queries.standing(by, learner), Category.PLAN))
    upto = queries.upto(by, learner)  # waits for whoever writes, and keeps others out until this transaction ends
    last = Version.objects.filter(learner=learner).order_by("-number").first()
    told = {"learner": learner, "category": Category.PLAN.number, "written_by": by}
    version = Version(**told, number=last.number + 1 if last else 1, upto=upto, reason=reason, words=words.strip())
    version.save(force_insert=True)
    if reason is not VersionReason.KEPT:
        keys = Line.objects.filter(learner=learner, state__in=LIVE, organisation__isnull=False).values_list(
            "organisation_id", flat=True
        )
        VersionParty(**told, version=version, voice=Voice.LEARNER).save(force_insert=True)
        for key in sorted(set(keys)):
            party = VersionParty(**told, version=version, voice=Voice.ORGANISATION, organisation_id=key)
            party.save(force_insert=True)
        telling.to_sign(version, by)
    audit.record("version cut", about=learner.public_id, details={"version": version.number, "reason": reason.value})
    return version


@transaction.atomic
def sign_version(
    *, version: Version, said_by: SaidBy, organisation: Organisation | None = None, words: str = "", by: Person
) -> Signature:
    """Agrees to a version for a party, as far as it is open to who signs. Signed already, nothing changes.

    Raises Refused.
    """
    standing = queries.standing(by, version.learner)
    key = organisation.pk if organisation else None
    required(policy.may_speak(standing, said_by, Category.PLAN, key))
    of = organisation if said_by.voice is Voice.ORGANISATION else None
    same = Signature.objects.filter(version=version, voice=said_by.voice, organisation=of, written_by=by).first()
    if same is not None:
        return same
    content = json.dumps(queries.content(by, version), sort_keys=True, default=str)
    signature = Signature(
        learner=version.learner,
        category=version.category,
        written_by=by,
        version=version,
        voice=said_by.voice,
        organisation=of,
        said_by=said_by,
        categories=sorted(c.number for c in standing.open),
        digest=hashlib.sha256(content.encode()).hexdigest(),
        words=words.strip(),
    )
    signature.save(force_insert=True)
    details: dict[str, audit.Detail] = {"version": version.number, "voice": said_by.voice.value}
    audit.record("version agreed", about=version.learner.public_id, details=details)
    return signature


@transaction.atomic
def restore_line(*, line: Line, version: Version, by: Person) -> bool:
    """Puts a line back as it stood in a version; whether anything differed. Its state stays. Raises Refused."""
    row = locked(Line, line.pk)
    required(policy.may_change(queries.standing(by, row.learner), row.facts))
    stood = queries.content(by, version).get(str(row.pk))
    if stood is None:
        raise Refused(_("the line was not there yet"))
    return change(row, {f: stood.get(f, EMPTY[f]) for f in LINE}, {}, by, f"restored from {version.number}")


EMPTY = {field: value_of(Line(), field) for field in LINE}  # what the log does not tell of was so from the start
