"""Partnerships, who is in them, and what they agreed about confidentiality. Nothing here is about a learner.

Texts are whole rows that never change: a new version is a new row, so a signature belongs to exactly one text.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import ADD, FOR_FUNCTIONS, MY_ORGANISATIONS, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public

ME = "(select app.me())"
KNOWN = "{} = any((select app.partnerships_i_know())::uuid[])"  # also those that my organisation is invited to
MINE = "partnership_id = any((select app.my_partnerships())::uuid[])"
I_SPEAK_IN = "partnership_id = any((select app.partnerships_i_speak_in())::uuid[])"
I_SPEAK_FOR = "organisation_id = any((select app.organisations_i_speak_for())::bigint[])"
MY_OWN = MY_ORGANISATIONS.format(organisation="organisation_id")


class Partnership(models.Model):
    """Two or more organisations that work together. It is over when nobody is in it."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, KNOWN.format("id")),
            Rule(Role.PERSON, ADD, f"made_by_id = {ME} and cardinality((select app.organisations_i_speak_for())) > 0"),
            FOR_FUNCTIONS,
        )
    )
    privacy: ClassVar[Words] = {**public("id", "name", "since"), **personal("made_by")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    name = models.CharField(max_length=120)
    since = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")


class Member(models.Model):
    """An organisation in a partnership: invited, then in it with one person who speaks for it, then out of it.

    The database keeps what may change (sql/triggers_partnerships.sql) and writes the name of who speaks, which partners
    could not read elsewhere.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{KNOWN.format('partnership_id')} or {MY_OWN}"),
            Rule(
                Role.PERSON,
                ADD,
                f"invited_by_id = {ME} and until is null and (({I_SPEAK_IN} and since is null and speaks_id is null)"
                " or (partnership_id = any((select app.partnerships_i_begin())::uuid[])"
                f" and {I_SPEAK_FOR} and speaks_id = {ME}))",
            ),
            Rule(
                Role.PERSON,
                (Command.UPDATE,),
                f"{I_SPEAK_FOR} or ({I_SPEAK_IN} and since is null)",
            ),
            FOR_FUNCTIONS,
        )
    )
    privacy: ClassVar[Words] = {
        **public("id", "partnership", "organisation", "since", "until"),
        **personal("invited_by", "invited", "speaks", "speaks_name"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.RESTRICT, related_name="members")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    invited_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    invited = models.DateTimeField(default=clock.now)
    speaks = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    speaks_name = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField(null=True, blank=True)  # when the invitation was accepted
    until = models.DateTimeField(null=True, blank=True)  # when it left, declined, or the invitation was taken back

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "organisation"),
                condition=Q(until__isnull=True),
                name="an_organisation_is_in_a_partnership_once",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True, speaks__isnull=True) | Q(since__isnull=False, speaks__isnull=False),
                name="somebody_speaks_for_each_member",
            ),
        )


class ConfidentialityPolicy(models.Model):
    """What an organisation says about confidentiality: one version. The newest counts, the others stay."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(
                Role.PERSON,
                READ,
                f"{MY_OWN} or organisation_id = any((select app.partner_organisations())::bigint[])",
            ),
            Rule(Role.PERSON, ADD, f"{I_SPEAK_FOR} and made_by_id = {ME}"),
            FOR_FUNCTIONS,
        )
    )
    privacy: ClassVar[Words] = {**public("id", "organisation", "number"), **personal("content", "made_by", "at")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    number = models.PositiveIntegerField()  # the database sees to it that it is the next one
    content = models.JSONField(default=dict)  # topic -> what policy.Clause says
    made_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "number"), name="a_policy_has_a_version_once"),)


class CompositePolicy(models.Model):
    """A text of the policy that the members of a partnership share: version `number`, as it was after a change.

    The newest row of a partnership without `in_force` is its draft. The database alone writes `in_force`, when all
    members have signed this very row. What was in force may be read by everybody who signs in: learners too see what
    organisations have promised each other about them, and it says nothing of anybody.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"in_force is not null or {MINE}"),
            Rule(Role.INTAKE, READ, "in_force is not null"),  # a first grant asks for defaults
            Rule(Role.PERSON, ADD, f"{I_SPEAK_IN} and drafted_by_id = {ME} and in_force is null"),
            Rule(FUNCTIONS, (Command.SELECT, Command.UPDATE)),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id", "partnership", "number", "revision", "in_force"),
        **personal("content", "drafted_by", "at"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.RESTRICT, related_name="composites")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()  # how often the draft was changed, from 1
    content = models.JSONField(default=dict)  # topic -> what policy.Clause says
    drafted_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    in_force = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partnership", "number", "revision"), name="a_text_of_a_composite_is_one"),
        )


class CompositeSignature(models.Model):
    """The named person of a member signed this text: whatever is changed afterwards is another row, without it."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, "member_id = any((select app.members_i_know())::uuid[])"),
            Rule(
                Role.PERSON,
                ADD,
                f"person_id = {ME} and member_id = any((select app.members_i_speak_for())::uuid[])"
                " and composite_id = any((select app.composites_to_sign())::uuid[])",
            ),
            FOR_FUNCTIONS,
        )
    )
    privacy: ClassVar[Words] = {**public("id", "composite", "member"), **personal("person", "name", "at")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    composite = models.ForeignKey("partnerships.CompositePolicy", on_delete=models.RESTRICT, related_name="signatures")
    member = models.ForeignKey("partnerships.Member", on_delete=models.RESTRICT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=120, blank=True)  # the database writes it: partners could not read it elsewhere
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("composite", "member"), name="a_member_signs_a_text_once"),)
