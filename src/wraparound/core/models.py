"""What is remembered of every change: the chain of events, and the keys of requests already carried out."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import ADD, EDIT, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, secret


class AuditEvent(models.Model):
    """One event in the chain of its subject. Written only by `app.append()`; ids and categories, never content."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, "subject = any((select app.my_chains())::uuid[])"),
            Rule(FUNCTIONS, (*READ, *ADD)),
            Rule(  # erasing drops salt and content, and a trigger sees that it changes nothing else
                FUNCTIONS,
                (Command.UPDATE,),
                "subject = any((select app.chains_being_erased())::uuid[])",
                "salt is null and details is null",
            ),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id", "subject", "seq", "number", "seal", "hash"),
        **personal("at", "actor", "what", "details"),  # ids and categories, never what was written
        **secret("salt"),  # dropped when the content is erased; the seal stays, so the chain can still be verified
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    seq = models.BigIntegerField()
    number = models.BigIntegerField(unique=True)  # among the events of all chains: anchors name how far they reach
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    what = models.CharField(max_length=60)
    details = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    seal = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering = ("subject", "seq")
        indexes = (models.Index("actor", models.F("at").desc(), name="events_of_an_actor"),)  # who was here last when
        constraints = (models.UniqueConstraint(fields=("subject", "seq"), name="a_chain_has_one_event_at_each_place"),)


class ChainHead(models.Model):
    """The last event of each chain, locked by whoever appends."""

    protection: ClassVar[Protection] = Protection((Rule(FUNCTIONS, EDIT),))
    privacy: ClassVar[Words] = public("subject", "seq", "hash")

    subject = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()


class RequestDone(models.Model):
    """The key of a form that was carried out, and where it led: sent again, it leads there again and does nothing."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, EDIT, "person = (select app.me())"),
            Rule(Role.SIGN_IN, EDIT, "person = 0"),
            Rule(Role.VISITOR, EDIT, "person = 0"),
        )
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("person", "at", "location"), **secret("key")}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.BigIntegerField()
    key = models.UUIDField()
    at = models.DateTimeField()
    location = models.TextField(default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="a_form_is_carried_out_once"),)
