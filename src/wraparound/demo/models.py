"""What has been made: so that a load that was interrupted goes on, and one that is done does nothing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wraparound.core.database.protection import EDIT, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, public


class Made(models.Model):
    """A part of the demo, such as `person:cast:lead`, and the key of the row that it became; 0 where it is none."""

    protection: ClassVar[Protection] = Protection((Rule(Role.SIGN_IN, EDIT),))
    privacy: ClassVar[Words] = public("reference", "key")

    reference = models.CharField(max_length=150, primary_key=True)
    key = models.BigIntegerField(default=0)
