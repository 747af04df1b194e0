"""How documents look that an organisation makes: its own Word files, each version kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, MY_ORGANISATIONS, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public

ADMINISTERED = "organisation_id = any((select app.organisations_i_administer())::bigint[])"


class Layout(models.Model):
    """A Word file with placeholders, for one kind of document. It says how something looks, and nothing of anybody.

    `since`: put into use; before, it is only tried out. The database lets nothing but `since` and `ended` change.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, MY_ORGANISATIONS.format(organisation="organisation_id")),
            Rule(Role.PERSON, ADD, f"{ADMINISTERED} and made_by_id = (select app.me())"),
            Rule(Role.PERSON, (Command.UPDATE,), ADMINISTERED),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id", "organisation", "kind", "version", "name", "file", "size", "made", "since", "ended"),
        **personal("made_by"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=30)  # of document
    version = models.PositiveIntegerField()  # of this organisation, for this kind: 1, 2, 3
    name = models.CharField(max_length=120)  # of the file, as it was sent
    file = models.BinaryField()
    size = models.PositiveIntegerField()  # bytes
    made = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    since = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "kind", "version"], name="a_layout_has_each_version_once"),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(since__isnull=False, ended__isnull=True),
                name="one_layout_of_a_kind_is_in_use",
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(since__isnull=True) | Q(ended__gte=F("since")),
                name="a_layout_ends_after_it_was_put_into_use",
            ),
        )
