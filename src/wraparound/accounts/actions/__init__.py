"""Changing who is here, where they belong and how they come in. Nothing is deleted: things end.

`by` is whoever does it. None stands for the installation itself (the command line, the demo, an import), which works in
the role of sign-in for nobody: `with acting(as_system(Role.SIGN_IN)):` outside any request.
"""

from __future__ import annotations

from wraparound.accounts.actions.forgetting import forget_person
from wraparound.accounts.actions.invitations import (
    Accepted,
    Invited,
    NoSuchInvitation,
    accept_invitation,
    invite_person,
    withdraw_invitation,
)
from wraparound.accounts.actions.memberships import (
    AlreadyThere,
    add_membership,
    change_role,
    end_membership,
    hand_over,
)
from wraparound.accounts.actions.organisations import (
    connect_sign_in,
    disconnect_sign_in,
    edit_organisation,
    found_organisation,
)
from wraparound.accounts.actions.people import SignInFirst, add_person, change_details, keep_reading
from wraparound.accounts.actions.secrets import seal_secrets_again
from wraparound.accounts.actions.ways_back import MadeWayBack, NoSuchWayBack, make_way_back, take_way_back
from wraparound.accounts.signin import note_second_step, sign_in
from wraparound.core.decisions import NotAllowed, Stale

__all__ = [
    "Accepted",
    "AlreadyThere",
    "Invited",
    "MadeWayBack",
    "NoSuchInvitation",
    "NoSuchWayBack",
    "NotAllowed",
    "SignInFirst",
    "Stale",
    "accept_invitation",
    "add_membership",
    "add_person",
    "change_details",
    "change_role",
    "connect_sign_in",
    "disconnect_sign_in",
    "edit_organisation",
    "end_membership",
    "forget_person",
    "found_organisation",
    "hand_over",
    "invite_person",
    "keep_reading",
    "make_way_back",
    "note_second_step",
    "seal_secrets_again",
    "sign_in",
    "take_way_back",
    "withdraw_invitation",
]
