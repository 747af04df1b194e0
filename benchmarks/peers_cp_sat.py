"""OR-Tools CP-SAT on a programme written down: `python -m benchmarks.peers_cp_sat < programme.json > answer.json`.

A process of its own: OR-Tools carries a copy of HiGHS that cannot be loaded beside highspy. Nothing of the planner
is imported here.
"""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any

from ortools.sat.python import cp_model

WORKERS = ("max_lp", "reduced_costs")  # its own choice for two workers hardly looks at the relaxation: gaps of 40 %
CLOSE = 0.01  # the gap whose moment is noted
PENNIES = 100  # rows of money count pounds: so many times their numbers are whole


def solve(asked: dict[str, Any]) -> dict[str, Any]:
    """Maximises `cost` within `rows` (pairs of variable and factor) and 0 <= variable <= `high`, all whole.

    `seconds` is the limit (None: none). Answers with the `values` of the variables (None where nothing was found),
    the `bound`, and the seconds from the beginning at which value and bound were first 1 % apart.
    """
    began = time.monotonic()
    model, variables = _model(asked)
    listener = Listener(began)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = len(WORKERS)
    solver.parameters.subsolvers.extend(WORKERS)
    solver.parameters.random_seed = asked["seed"]
    if asked["seconds"] is not None:
        solver.parameters.max_time_in_seconds = max(0.1, asked["seconds"] - (time.monotonic() - began))
    solver.best_bound_callback = listener.note
    status = solver.solve(model, listener)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if found:
        listener.best = solver.objective_value
        listener.note(solver.best_objective_bound)
    bound = solver.best_objective_bound
    return {
        "values": [solver.value(v) for v in variables] if found else None,
        "bound": bound if found and math.isfinite(bound) else None,
        "close_at": listener.close_at,
    }


class Listener(cp_model.CpSolverSolutionCallback):
    """Notes when the best value and the bound are first close."""

    def __init__(self, began: float) -> None:
        super().__init__()
        self.best = -math.inf
        self.close_at: float | None = None
        self._began = began

    def on_solution_callback(self) -> None:
        self.best = self.objective_value
        self.note(self.best_objective_bound)

    def note(self, bound: float) -> None:
        if self.close_at is None and bound > 0 and bound - self.best <= CLOSE * bound:
            self.close_at = time.monotonic() - self._began


def _model(asked: dict[str, Any]) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, int(high), "") for high in asked["high"]]
    for row, lower, upper in zip(asked["rows"], asked["lower"], asked["upper"], strict=True):
        scale = 1 if all(float(c).is_integer() for _, c in row) else PENNIES
        total = cp_model.LinearExpr.weighted_sum([variables[i] for i, _ in row], [round(c * scale) for _, c in row])
        if upper is not None:
            model.add(total <= math.floor(upper * scale + 1e-6))
        if lower is not None:
            model.add(total >= math.ceil(lower * scale - 1e-6))
    model.maximize(cp_model.LinearExpr.weighted_sum(variables, [round(c) for c in asked["cost"]]))
    return model, variables


if __name__ == "__main__":
    json.dump(solve(json.load(sys.stdin)), sys.stdout)
