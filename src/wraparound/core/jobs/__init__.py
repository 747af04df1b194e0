"""What takes longer than a page may: asked for in a transaction, done by the worker, in the name of who asked.

    # in an action, inside its transaction
    jobs.ask("cohorts.plan", about=run.pk)

    # in the app's ready()
    jobs.does("cohorts.plan", plan)       # plan(person: int, about: UUID)

A job is the name of what to do and two ids: of the person who asks, which the database takes from the signed actor of
the transaction, and of the row that says the rest. The site's login can ask and can read nothing of it.
"""

from wraparound.core.jobs.asking import ask
from wraparound.core.jobs.doing import does

__all__ = ["ask", "does"]
