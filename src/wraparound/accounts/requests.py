"""What the type checker is told about a request of somebody who has signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from wraparound.accounts.models import Person


class PersonRequest(HttpRequest):
    """For views marked `signed_in`: `user` is a person, not a visitor. Never made, only named."""

    user: Person


def viewer(request: HttpRequest) -> Person | None:
    """Who is signed in; None for a visitor."""
    return request.user if request.user.is_authenticated else None
