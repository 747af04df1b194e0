"""Policies by what they let people do: each change to one of them is noticed. Every change: `make prove-policies`."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from proof import policies
from tests import mighty

if TYPE_CHECKING:
    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db
SAMPLE = int(os.environ.get("WRAPAROUND_POLICIES", "8"))


def _by_chance(mutant: policies.Mutant) -> str:
    """The same in each run, as long as the policy is."""
    return sha256(f"{mutant.key}{mutant.statement}".encode()).hexdigest()


def test_a_change_to_a_policy_changes_what_somebody_can_see_or_do(server: Server) -> None:
    with mighty.there(server):
        _, probes = policies.full_world()
        with mighty.taken() as cursor:
            every = [m for one in policies.policies(cursor) for m in policies.mutants(one)]
        nothing = policies.Mutant(every[0].policy, "the same", "select 1")
        assert policies.not_noticed(probes, [nothing]) == [nothing]  # else everything would count as noticed
        known = [m for m in every if m.key not in policies.EQUIVALENT]
        left = policies.not_noticed(probes, sorted(known, key=_by_chance)[:SAMPLE])
        # Some may make no difference in this world: which, and why, is for the long proof to say.
        assert len(left) <= max(1, SAMPLE // 4), [(m.key, m.policy.using, m.policy.check) for m in left]
        assert len(every) > 1_000
