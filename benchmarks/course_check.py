"""Whether an allocation keeps to the rules, and what it is worth: plain sums over the file's own numbers.

Shares no code with the search: nothing from `course_bundles`, `course_blocks` or the planner.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.course_instance import Instance


def faults(instance: Instance, bundles: Sequence[Sequence[int]]) -> list[str]:
    """Every rule that is broken, in words; `bundles` are course numbers, student by student."""
    if len(bundles) != len(instance.students):
        return [f"{len(bundles)} bundles for {len(instance.students)} students"]
    found = []
    for s, bundle in enumerate(bundles):
        found += [f"{instance.students[s]}: {fault}" for fault in _of_student(instance, s, bundle)]
    for course, takers in Counter(c for bundle in bundles for c in bundle).items():
        if takers > instance.seats[course]:
            found.append(f"{instance.courses[course]}: {takers} students, {instance.seats[course]} seats")
    return found


def _of_student(instance: Instance, s: int, bundle: Sequence[int]) -> list[str]:
    found = []
    if len(set(bundle)) < len(bundle):
        found.append("a course twice")
    if len(bundle) > instance.most[s]:
        found.append(f"{len(bundle)} courses, {instance.most[s]} allowed")
    found += [f"{instance.courses[c]} is barred" for c in bundle if instance.barred[s, c]]
    for a, b in combinations(bundle, 2):
        if instance.apart[a, b]:
            found.append(f"{instance.courses[a]} and {instance.courses[b]} exclude each other")
    weights = [float(instance.weight[c]) for c in bundle]
    if weights and sum(weights) > instance.target[s] and sum(weights) - max(weights) >= instance.target[s]:
        found.append(f"weight {sum(weights):g} where {instance.target[s]:g} would do without the heaviest course")
    for category, number in Counter(int(instance.category[c]) for c in bundle).items():
        if category >= 0 and number > instance.category_most[category]:
            found.append(f"{number} courses of one category, {instance.category_most[category]} allowed")
    return found


def value(instance: Instance, s: int, bundle: Sequence[int]) -> float:
    """What a student values a bundle at, as the file says."""
    return sum(float(instance.value[s, c]) for c in bundle)


def published_maximum(instance: Instance, s: int) -> float:
    """What fairpyx divides by: the best courses till their number or target weight is reached; no other rule."""
    total, weight, number = 0.0, 0.0, 0
    for c in sorted(range(len(instance.courses)), key=lambda c: -float(instance.value[s, c])):
        if number >= instance.most[s] or weight >= instance.target[s]:
            break
        total, weight, number = total + float(instance.value[s, c]), weight + float(instance.weight[c]), number + 1
    return total
